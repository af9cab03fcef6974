"""What a procedure says beside its form, and its sample cases, as they stand in a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.procedures.file_problems import FileProblem, at
from forms.definition import Text
from forms.shapes import a_list, a_string, an_object, only

TEXTS = ("who", "next_step", "contact", "privacy", "closed_note")
NUMBERS = ("retention_months", "due_days", "most_cases", "most_sum")
LISTS = ("life_events", "synonyms")
LAYOUTS = ("pages", "one")
LARGEST = 1_000_000_000
MOST_SAMPLES = 200

WORDS = {
    "kind": "種類",
    "title": "手続きの名前",
    "summary": "概要",
    "who": "対象の方",
    "next_step": "申請したあとの流れ",
    "contact": "問い合わせ先",
    "privacy": "個人情報の使いみち",
    "closed_note": "受付していないときの案内",
    "retention_months": "保存する期間（月）",
    "due_days": "標準処理期間（日）",
    "most_cases": "受付件数の上限",
    "most_sum": "合計の上限",
    "sum_field": "合計する質問",
    "layout": "画面の分け方",
    "elsewhere_url": "ほかのサイトのアドレス",
    "life_events": "ライフイベント",
    "synonyms": "検索の言葉",
    "samples": "確認用の例",
}
"""What the details are called on screen."""


def read_details(data: Any, where: str) -> dict[str, Any]:
    """Return the details in one way of writing, without what is default; DefinitionError, FileProblem."""
    names = (*TEXTS, *NUMBERS, *LISTS, "layout", "elsewhere_url", "sum_field")
    only(data, names, where)
    found: dict[str, Any] = {}
    for name in names:
        if name in data and data[name] is not None:
            value = _READERS[name](data, name, where)
            if value not in ("", [], "pages" if name == "layout" else ""):
                found[name] = value
    return found


def read_samples(data: Any, where: str) -> tuple[dict[str, Any], ...]:
    """Return the sample cases: name, what is typed, on which day, what must come of it."""
    samples = a_list({"samples": data}, "samples", where)
    if len(samples) > MOST_SAMPLES:
        raise FileProblem("samples", f"確認用の例は{MOST_SAMPLES}件までです。")
    return tuple(_sample(one, f"{where}[{number}]") for number, one in enumerate(samples))


def _sample(data: Any, where: str) -> dict[str, Any]:
    only(data, ("name", "raw", "on_day", "expects"), where)
    raw = an_object(data.get("raw", {}), f"{where}.raw")
    for name, texts in raw.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise FileProblem(at(f"{where}.raw.{name}"), "文字の一覧を書くところです。")
    on_day = a_string(data, "on_day", where)
    if _day(on_day) is None:
        raise FileProblem(at(f"{where}.on_day"), "2026-04-01 のような日付を書いてください。")
    name = a_string(data, "name", where)[:100]
    expects = dict(an_object(data.get("expects", {}), f"{where}.expects"))
    return {"name": name, "raw": dict(raw), "on_day": on_day, "expects": expects}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _text(data: Mapping[str, Any], name: str, where: str) -> Any:
    return Text.from_json(data[name], f"{where}.{name}").to_json()


def _number(data: Mapping[str, Any], name: str, where: str) -> int:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST:
        raise FileProblem(at(f"{where}.{name}"), "1以上の整数を書くところです。")
    return value


def _words(data: Mapping[str, Any], name: str, where: str) -> list[str]:
    found = a_list(data, name, where)
    if not all(isinstance(one, str) and one.strip() for one in found):
        raise FileProblem(at(f"{where}.{name}"), "文字の一覧を書くところです。")
    return found


def _layout(data: Mapping[str, Any], name: str, where: str) -> str:
    if data[name] not in LAYOUTS:
        raise FileProblem(at(f"{where}.{name}"), f"{'、'.join(LAYOUTS)} のどちらかにしてください。")
    return str(data[name])


def _address(data: Mapping[str, Any], name: str, where: str) -> str:
    address = a_string(data, name, where, default="")
    if address and (not address.startswith(("https://", "http://")) or len(address) > 500 or " " in address):
        raise FileProblem(
            at(f"{where}.{name}"), "https:// か http:// で始まるアドレスを、500文字までで書いてください。"
        )
    return address


def _key(data: Mapping[str, Any], name: str, where: str) -> str:
    return a_string(data, name, where, default="")[:40]


_READERS: dict[str, Callable[[Mapping[str, Any], str, str], Any]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(LISTS, _words),
    "layout": _layout,
    "elsewhere_url": _address,
    "sum_field": _key,
}
