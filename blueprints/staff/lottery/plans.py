"""The plan of a round as staff type it: reading it into dates and terms, and writing it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from blueprints.staff.problems import Slip
from blueprints.staff.typed_numbers import number_of
from domain.clock import TOKYO, in_tokyo
from domain.lottery.allocation import Pool, Rules, WrongRules
from domain.lottery.models import Round
from domain.lottery.rounds import terms_of
from domain.lottery.setup import Plan
from domain.lottery.simulating import Wishes
from domain.lottery.terms import Source, Terms, Tier, Weight
from forms.definition import LANGUAGES, Text
from forms.messages import message

ROWS = 3
"""Tiers and pools that can be typed; weights are one fewer."""
MOMENTS = {
    "opens_at": "申込みの始まり",
    "closes_at": "申込みの締切",
    "first_at": "サイコロを振る日時",
    "last_at": "最後の乱数が決まる日時",
    "fallback_at": "代わりの乱数が決まる日時",
    "draws_at": "抽選の日時",
}
LONGEST_PLACE = 200
DAYS = {"sale_from": "販売の始まり", "sale_until": "販売の終わり"}
COUNTS = {"objection_days": "異議を受け付ける日数", "offer_days": "繰上げの返事を待つ日数"}
SEEDS = {
    "dice_drand": "サイコロ20個と、drand（外部の公開乱数）。得られないときは宝くじの当せん番号",
    "dice_takarakuji": "サイコロ20個と、宝くじの当せん番号。得られないときはdrand",
}
"""Sets of sources that hold what the rules demand."""
_LAST = {"dice_drand": ("drand", "takarakuji"), "dice_takarakuji": ("takarakuji", "drand")}
MODES = {
    "level": "全員に同じだけ配り、最後の1つを抽選する",
    "whole": "順位の早い方から、申し込んだ数をそのまま配る",
    "base": "全員に決まった数を配り、残りを順位で配る",
}
BOUNDARIES = {
    "partial": "最後の方には残りを配る",
    "stop": "足りなくなったら終わる",
    "skip": "足りない方を飛ばす（公平ではなくなります）",
}


@dataclass(frozen=True)
class Drafted:
    """A plan as it was typed, and what it says where it can be read."""

    typed: Mapping[str, str]
    plan: Plan | None = None
    wishes: Wishes = field(default_factory=dict)
    """How many of each tier are expected to ask for as much as they may."""
    problems: tuple[Slip, ...] = ()


def drafted(typed: Mapping[str, str], cap: int) -> Drafted:
    """Read a plan, every slip at once."""
    slips: list[Slip] = []
    moments = {name: _moment(typed, name, words, slips) for name, words in MOMENTS.items()}
    days = {name: _day(typed, name, words, slips) for name, words in DAYS.items()}
    counts = {name: _count(typed, name, words, slips) for name, words in COUNTS.items()}
    tiers = _tiers(typed, slips)
    rules = _rules(typed, tiers, slips)
    if slips or rules is None:
        return Drafted(typed, problems=tuple(slips))
    sources = _sources(typed.get("seed", ""), moments)
    terms = Terms(rules, tiers, sources, _weights(typed))
    dates: dict[str, Any] = {name: moments[name] for name in ("opens_at", "closes_at", "draws_at")}
    plan = Plan(
        lottery=typed.get("lottery", ""), terms=terms, sale_place=_place(typed), **dates, **days, **counts
    )
    return Drafted(typed, plan, _wishes(typed, tiers, cap))


def typed_of(found: Round) -> dict[str, str]:
    """Return a stored plan as it would be typed."""
    terms = terms_of(found)
    typed = {"lottery": found.lottery, "mode": terms.allocation.mode, "boundary": terms.allocation.boundary}
    typed["base"] = str(terms.allocation.base or "")
    typed |= {name: as_typed(getattr(found, name)) for name in ("opens_at", "closes_at", "draws_at")}
    typed |= {name: getattr(found, name).isoformat() for name in DAYS}
    typed |= {name: str(getattr(found, name)) for name in COUNTS}
    typed |= {f"place-{code}": getattr(found.sale_place_text, code) for code in LANGUAGES}
    for place, tier in enumerate(terms.tiers[:ROWS], 1):
        typed |= typed_name(f"tier-{place}", tier.name, tier.label)
    for place, pool in enumerate(terms.allocation.pools[:ROWS], 1):
        typed |= {f"pool-{place}-name": pool.name, f"pool-{place}-n": str(pool.n)}
        typed |= {
            f"pool-{place}-tier-{at}": "yes"
            for at, name in enumerate(terms.tier_names, 1)
            if name in pool.tiers
        }
    for place, weight in enumerate(terms.weights[: ROWS - 1], 1):
        typed |= typed_name(f"weight-{place}", weight.name, weight.label)
        typed[f"weight-{place}-times"] = str(weight.times)
    return typed | _typed_sources(terms)


def _moment(typed: Mapping[str, str], name: str, words: str, slips: list[Slip]) -> datetime | None:
    try:
        return datetime.fromisoformat(typed.get(name, "")).replace(tzinfo=TOKYO)
    except ValueError:
        slips.append(Slip(name, message("{what}を、日付と時刻で入れてください。", what=words)))
        return None


def _day(typed: Mapping[str, str], name: str, words: str, slips: list[Slip]) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, ""))
    except ValueError:
        slips.append(Slip(name, message("{what}を、日付で入れてください。", what=words)))
        return None


def _count(typed: Mapping[str, str], name: str, words: str, slips: list[Slip]) -> int:
    number = number_of(typed.get(name, ""))
    if number is None or number > 365:
        slips.append(Slip(name, message("{what}を、数字で入れてください。", what=words)))
    return number or 0


def _place(typed: Mapping[str, str]) -> Text:
    """Return where it is sold; without the Japanese words it is the office of the procedure."""
    return Text(**{code: typed.get(f"place-{code}", "").strip()[:LONGEST_PLACE] for code in LANGUAGES})


def _tiers(typed: Mapping[str, str], slips: list[Slip]) -> tuple[Tier, ...]:
    rows = [_named(typed, f"tier-{place}") for place in range(1, ROWS + 1)]
    found = [Tier(name, label) for name, label in rows if label.ja]
    if not found:
        slips.append(Slip("tier-1-name", message("区分を1つ以上入れてください。")))
    return tuple(found)


def _named(typed: Mapping[str, str], row: str) -> tuple[str, Text]:
    """Return the name that stands in public files, and what it is called; without words it is called by its name."""
    name, ja, *others = (typed.get(f"{row}-{part}", "").strip() for part in ("name", "label", "easy", "en"))
    return name, Text(ja or name, *others)


def typed_name(row: str, name: str, label: Text) -> dict[str, str]:
    """Return the name of a tier, pool or weight, and what it is called, as they are typed in their row."""
    words = {"name": name, "label": label.ja, "easy": label.easy, "en": label.en}
    return {f"{row}-{part}": text for part, text in words.items()}


def _rules(typed: Mapping[str, str], tiers: tuple[Tier, ...], slips: list[Slip]) -> Rules | None:
    pools = []
    for place in range(1, ROWS + 1):
        name, amount = (typed.get(f"pool-{place}-{part}", "").strip() for part in ("name", "n"))
        number = number_of(amount)
        served = tuple(one.name for at, one in enumerate(tiers, 1) if typed.get(f"pool-{place}-tier-{at}"))
        if amount and number is None:
            slips.append(Slip(f"pool-{place}-n", message("配分枠の数を数字で入れてください。")))
        elif number is not None:
            pools.append(Pool(name or f"pool{place}", served, number))
    mode = typed.get("mode", "level")
    base = number_of(typed.get("base", "")) or 0
    try:
        return Rules(tuple(pools), mode, typed.get("boundary") or "partial", base if mode == "base" else 0)
    except WrongRules:
        place = "base" if mode == "base" and not base else "pool-1-n"
        slips.append(
            Slip(place, message("配る数と配り方を確かめてください。配分枠の名前は別々にしてください。"))
        )
        return None


def _weights(typed: Mapping[str, str]) -> tuple[Weight, ...]:
    found = []
    for place in range(1, ROWS):
        name, label = _named(typed, f"weight-{place}")
        if name:
            found.append(Weight(name, label, number_of(typed.get(f"weight-{place}-times", "")) or 0))
    return tuple(found)


def _sources(seed: str, at: Mapping[str, Any]) -> tuple[Source, ...]:
    last, fallback = _LAST.get(seed, _LAST["dice_drand"])
    return (
        Source("dice", "dice", at["first_at"]),
        Source(last, last, at["last_at"], fallback, at["fallback_at"]),
    )


def _typed_sources(terms: Terms) -> dict[str, str]:
    first, last = terms.sources[0], terms.sources[-1]
    chosen = next((name for name, (kind, _) in _LAST.items() if kind == last.kind), "dice_drand")
    moments = {"first_at": first.at, "last_at": last.at, "fallback_at": last.fallback_at or last.at}
    return {"seed": chosen, **{name: as_typed(moment) for name, moment in moments.items()}}


def _wishes(typed: Mapping[str, str], tiers: tuple[Tier, ...], cap: int) -> dict[tuple[str, int, int], int]:
    """Return the expected requests: so many of each tier, all for as much as they may."""
    counts = {one.name: number_of(typed.get(f"tier-{at}-people", "")) or 0 for at, one in enumerate(tiers, 1)}
    return {(name, 1, cap): min(count, 300_000) for name, count in counts.items() if count}


def as_typed(moment: datetime) -> str:
    """Return a moment as an input for date and time has it, in Tokyo's time."""
    return in_tokyo(moment).strftime("%Y-%m-%dT%H:%M")
