"""One definition with every way that questions depend on each other, and what a family types into it."""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.definition import Form

FACTS = {"today": date(2026, 4, 1), "day_of_use": date(2026, 4, 10)}

UNDER_SIX = {
    "compare": [{"age": {"child": "born"}, "on": {"fact": "day_of_use"}, "in": "years"}, "<", {"value": 6}]
}
TOTAL = {"sum": [{"answer": "adults"}, {"count": "children"}]}

VISIT: dict[str, Any] = {
    "schema": 1,
    "title": "プレイルームの予約",
    "pages": [
        {
            "key": "who",
            "title": "どなたが",
            "fields": [
                {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                {
                    "key": "adults",
                    "kind": "number",
                    "label": "大人",
                    "settings": {"unit": "人", "minimum": 1},
                },
                {"key": "children", "kind": "children", "label": "お子さん", "required": False},
                {
                    "key": "people",
                    "kind": "calculated",
                    "label": "合計",
                    "settings": {"value": TOTAL, "unit": "人"},
                },
                {
                    "key": "reason",
                    "kind": "text",
                    "label": "6歳以上だけで使う理由",
                    "ask_if": {
                        "all": [{"answered": "children"}, {"not": {"any_child": UNDER_SIX, "of": "children"}}]
                    },
                },
            ],
        },
        {
            "key": "parking",
            "title": "車",
            "ask_if": {"compare": [{"answer": "people"}, ">=", {"value": 3}]},
            "fields": [
                {"key": "car", "kind": "yes_no", "label": "車で来ますか"},
                {
                    "key": "plate",
                    "kind": "text",
                    "label": "車の番号",
                    "ask_if": {"compare": [{"answer": "car"}, "=", {"value": True}]},
                },
            ],
        },
        {
            "key": "rules",
            "title": "お約束",
            "fields": [
                {
                    "key": "told",
                    "kind": "explanation",
                    "label": "",
                    "settings": {"text": "靴を脱いでください"},
                },
                {"key": "note", "kind": "long_text", "label": "連絡", "required": False},
                {"key": "agreed", "kind": "consent", "label": "きまり"},
            ],
        },
    ],
}
FORM = Form.from_json(VISIT)

TYPED: dict[str, list[str]] = {
    "name-family": ["髙﨑"],
    "name-given": ["はな"],
    "adults": ["２人"],
    "children-0-family": ["髙﨑"],
    "children-0-given": ["空"],
    "children-0-born-year": ["令和5"],
    "children-0-born-month": ["4"],
    "children-0-born-day": ["11"],
    "car": ["yes"],
    "plate": ["123"],
    "note": ["一行目\r\n二行目"],
    "agreed": ["yes"],
}


def typed(**changes: str) -> dict[str, list[str]]:
    """Return what the family typed, with changes; "" takes an input away."""
    names = {name.replace("__", "-"): value for name, value in changes.items()}
    kept = {name: texts for name, texts in TYPED.items() if name not in names}
    return kept | {name: [value] for name, value in names.items() if value}
