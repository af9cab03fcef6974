"""What letters say of a lottery: receipts, what was granted, and where anybody can check it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.clock import in_tokyo
from domain.notices.wording import Wording
from forms.definition import Text

REASONS: Mapping[str, Text] = {
    "duplicate": Text(
        "同じ方の申込が重なっています",
        easy="おなじ 人（ひと）の 申（もう）し込（こ）みが 2つ あります",
        en="there is another application by the same person",
    ),
    "defect": Text(
        "記入に不備があります",
        easy="書（か）いた ことに まちがいが あります",
        en="something on the application is missing or wrong",
    ),
    "ineligible": Text(
        "申し込める方の条件に当てはまりません",
        easy="申（もう）し込（こ）む ことが できる 人（ひと）では ありません",
        en="the conditions for applying are not met",
    ),
    "late": Text(
        "締切を過ぎてから届きました",
        easy="申（もう）し込（こ）みが おそかったです",
        en="it arrived after the deadline",
    ),
    "cap": Text(
        "これまでの回で上限まで当選しています",
        easy="前（まえ）に もう たくさん 当（あ）たりました",
        en="you have already won the most that one person can get",
    ),
    "earlier_winner": Text(
        "前の回で当選しています",
        easy="前（まえ）に もう 当（あ）たりました",
        en="you won in an earlier round",
    ),
    "false_claim": Text(
        "申込の内容が事実と違います",
        easy="申（もう）し込（こ）みに 書（か）いた ことが ちがいます",
        en="something stated on the application is not true",
    ),
    "withdrawn_case": Text("申込の取下げ", easy="申（もう）し込（こ）みを やめました", en="it was withdrawn"),
}
"""Code -> why an entry does not count."""
_NOTHING: Mapping[str, Any] = {
    "lots": [],
    "stands": [],
    "lottery_page": "",
    "sold_at": "",
    "offer_days": "",
    "of": "",
    "closes": "",
    "draws": "",
    "sale_from": "",
    "sale_until": "",
}


def lots_shown(facts: Mapping[str, Any], language: str, wording: Wording, page: str) -> dict[str, Any]:
    """Return what a letter's template is given of a lottery; ``page`` is where its public record is shown."""
    if "lots" not in facts:
        return dict(_NOTHING)
    unit = Text.from_json(facts["unit"]).shown_in(language)
    lots = [_lot(one, unit, language) for one in facts["lots"]]
    days = {name: _day(facts, name, wording) for name in ("sale_from", "sale_until")}
    return {
        "lots": lots,
        "stands": facts.get("stands", []),
        "lottery_page": page.format(lottery=facts["lottery"]),
        "sold_at": Text.from_json(facts.get("place") or "").shown_in(language),
        "offer_days": facts.get("days", ""),
        "of": f"{facts.get('of') or 0:,}",
        "closes": _last_day(facts, wording),
        "draws": _day(facts, "draws_at", wording),
        **days,
    }


def _lot(one: Mapping[str, Any], unit: str, language: str) -> dict[str, Any]:
    because = REASONS.get(one["because"])
    space = " " if language == "en" else ""
    return {
        "receipt": one["receipt"],
        "ticket": one.get("ticket", ""),
        "units": f"{one['units']}{space}{unit}",
        "has_won": one["units"] > 0,
        "rank": f"{one['rank']:,}" if one["rank"] else "",
        "because": because.shown_in(language) if because else "",
    }


def _day(facts: Mapping[str, Any], name: str, wording: Wording) -> str:
    if name not in facts:
        return ""
    found = datetime.fromisoformat(facts[name])
    return wording.day(in_tokyo(found) if found.tzinfo else found)


def _last_day(facts: Mapping[str, Any], wording: Wording) -> str:
    """Return the last day of what closes at midnight, or during a day."""
    if "closes_at" not in facts:
        return ""
    return wording.day(in_tokyo(datetime.fromisoformat(facts["closes_at"]) - timedelta(seconds=1)))
