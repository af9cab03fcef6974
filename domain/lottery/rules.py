"""What may be done with a round when: its phase from dates and steps, and how long the list may be objected to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.clock import day_of, moment_of
from domain.lottery.sources import NEEDED_BITS, kind_of
from domain.lottery.terms import Source, Terms
from forms.messages import Message, for_staff, mark

PHASE_WORDS: Mapping[str, str] = {
    "preparing": mark("準備中"),
    "announced": mark("受付前"),
    "open": mark("受付中"),
    "closed": mark("締切後（名簿の確定前）"),
    "objection": mark("名簿の確定・異議の受付中"),
    "seeding": mark("抽選の数を決めているところ"),
    "ready": mark("抽選の直前"),
    "drawing": mark("抽選中"),
    "drawn": mark("抽選済み（発表前）"),
    "published": mark("発表済み"),
    "selling": mark("販売中"),
    "over": mark("終了"),
}
"""Phase -> its words, in the order in which a round goes through them."""
PHASES = tuple(PHASE_WORDS)

REASONS: Mapping[str, str] = {
    "duplicate": mark("同じ方の申込が重なっています"),
    "defect": mark("記入に不備があります"),
    "ineligible": mark("申し込める方の条件に当てはまりません"),
    "late": mark("締切を過ぎてから届きました"),
    "cap": mark("これまでの回で上限まで当選しています"),
    "earlier_winner": mark("前の回で当選しています"),
    "false_claim": mark("申込の内容が事実と違います"),
    "own": mark("ご本人の取下げ"),
    "withdrawn_case": mark("申込全体の取下げ"),
    "not_bought": mark("期限までに購入されませんでした"),
    "offered": mark("繰上げの案内を受けました"),
    "declined": mark("繰上げの案内を辞退しました"),
    "no_answer": mark("繰上げの案内に、期限までに返事がありませんでした"),
}
"""Code in the public record -> its words: why an entry is not in the list, or is passed over."""
DISQUALIFYING = ("duplicate", "ineligible", "false_claim")
INVALIDATING = ("duplicate", "defect", "ineligible", "late")


@dataclass(frozen=True)
class Standing:
    """The dates of a round, and when each of its steps was taken; None: not yet."""

    opens_at: datetime
    closes_at: datetime
    objection_days: int
    sale_from: date
    sale_until: date
    announced_at: datetime | None = None
    freeze_asked_at: datetime | None = None
    frozen_at: datetime | None = None
    has_seed: bool = False
    draw_begun_at: datetime | None = None
    drawn_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def objections_until(self) -> datetime | None:
        """The end of the last day on which the frozen list may be objected to; None before the freeze."""
        return self.frozen_at and end_of_objections(self.frozen_at, self.objection_days)


def phase_of(standing: Standing, now: datetime) -> str:
    """Return the phase of a round, one of ``PHASES``."""
    if standing.published_at is not None:
        return _after_publication(standing, day_of(now))
    if standing.frozen_at is not None:
        return _after_freeze(standing, now)
    if standing.announced_at is None:
        return "preparing"
    if now < standing.opens_at:
        return "announced"
    return "open" if now < standing.closes_at else "closed"


def end_of_objections(frozen_at: datetime, days: int) -> datetime:
    """Return midnight in Tokyo after so many whole days from the day of the freeze on."""
    return moment_of(day_of(frozen_at) + timedelta(days=days + 1), time()) if days else frozen_at


def is_in_time(standing: Standing, now: datetime, dated_on: date | None) -> bool:
    """Say whether what comes now is in time; paper is judged by its day of receipt or postmark."""
    if dated_on is None:
        return standing.opens_at <= now < standing.closes_at
    last = day_of(standing.closes_at - timedelta(seconds=1))
    return day_of(standing.opens_at) <= dated_on <= last and standing.opens_at <= now


def first_seed_at(terms: Terms) -> datetime:
    """Return when the first value of the seed can be known."""
    return min(source.at for source in terms.sources)


def term_problems(
    terms: Terms, *, closes_at: datetime, draws_at: datetime, objection_days: int, cap: int
) -> tuple[Message, ...]:
    """Return what is wrong with the terms of a round, in sentences for staff."""
    found = [*_pool_problems(terms, cap), *_seed_problems(terms.sources)]
    earliest = end_of_objections(closes_at, objection_days)
    if terms.sources and first_seed_at(terms) < earliest:
        found.append(
            for_staff("乱数の出どころが、異議の受付が終わるより前に決まります。日時を遅らせてください。")
        )
    if terms.sources and draws_at < max(source.at for source in terms.sources):
        found.append(for_staff("抽選の日時は、すべての乱数の出どころより後にしてください。"))
    return tuple(found)


def _after_publication(standing: Standing, today: date) -> str:
    if today > standing.sale_until:
        return "over"
    return "selling" if today >= standing.sale_from else "published"


def _after_freeze(standing: Standing, now: datetime) -> str:
    if standing.drawn_at is not None:
        return "drawn"
    if standing.draw_begun_at is not None:
        return "drawing"
    until = standing.objections_until
    if until is not None and now < until:
        return "objection"
    return "ready" if standing.has_seed else "seeding"


def _pool_problems(terms: Terms, cap: int) -> list[Message]:
    found, known = [], set(terms.tier_names)
    used = {tier for pool in terms.allocation.pools for tier in pool.tiers}
    if unknown := sorted(used - known):
        found.append(for_staff("配分枠に、区分の一覧にない「{names}」があります。", names="、".join(unknown)))
    if unserved := sorted(known - used):
        found.append(for_staff("区分「{names}」に、どの配分枠もありません。", names="、".join(unserved)))
    if len(known) < len(terms.tiers):
        found.append(for_staff("同じ名前の区分が2つあります。"))
    if not terms.allocation.budget:
        found.append(for_staff("用意する数が0です。"))
    if terms.allocation.base > cap:
        found.append(for_staff("全員に配る数が、1人の上限より多くなっています。"))
    if any(weight.times < 1 for weight in terms.weights):
        found.append(for_staff("倍率は1以上の整数にしてください。"))
    words = [*known, *(pool.name for pool in terms.allocation.pools), *(one.name for one in terms.sources)]
    if any(not is_word(word) for word in words):
        found.append(for_staff("公開する名前は、20文字までの半角の英数字と「_」で付けてください。"))
    return found


def is_word(name: str) -> bool:
    """Say whether a name can stand in the public files: 1 to 20 letters, digits and underscores, in ASCII."""
    return 0 < len(name) <= 20 and name.isascii() and name.replace("_", "a").isalnum()


def _seed_problems(sources: tuple[Source, ...]) -> list[Message]:
    if not sources:
        return [for_staff("乱数の出どころがありません。")]
    found = []
    free = [one for one in sources if not kind_of(one.kind).is_controlled]
    bits = sum(min(kind_of(one.kind).bits, kind_of(one.fallback or one.kind).bits) for one in free)
    if bits < NEEDED_BITS:
        found.append(
            for_staff(
                "市が操作できない乱数が足りません（{bits}ビット。64ビット以上必要です）。", bits=int(bits)
            )
        )
    if len({one.name for one in sources}) < len(sources):
        found.append(for_staff("同じ名前の乱数の出どころが2つあります。"))
    if any(not one.fallback or one.fallback_at is None or one.fallback_at <= one.at for one in free):
        found.append(
            for_staff("乱数の出どころごとに、得られないときの代わりと、その後の日時を決めてください。")
        )
    if any(one.fallback and kind_of(one.fallback).is_controlled for one in free):
        found.append(for_staff("代わりの出どころは、市が操作できないものにしてください。"))
    if not free or sources[-1] is not free[-1] or any(one.at >= free[-1].at for one in sources[:-1]):
        found.append(
            for_staff(
                "最後の出どころは、市が操作できないもので、ほかのすべてより後に決まるものにしてください。"
            )
        )
    return found
