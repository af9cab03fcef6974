"""The settings of each kind of question as inputs: what they are called, what is typed into them, how that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import LANGUAGES, Field, Text
from forms.fields.times import TimeOfDay
from forms.given import Unreadable
from forms.messages import Message, for_staff
from forms.numerals import number_in, whole_in
from forms.typed_dates import NotADay, day_from_text
from forms.widths import many_lines

Typed = Mapping[str, str]
"""Name of an input -> what was typed."""

WHOLE, NUMBER, TEXT, FLAG, PICK, CLOCK, DAY, OTHER, NAMES = (
    "whole", "number", "text", "flag", "pick", "clock", "day", "other", "names",
)  # fmt: skip
FIXED_DAY = "fixed"


@dataclass(frozen=True)
class SettingInput:
    """One setting: its name in the definition, its words, of which sort it is."""

    name: str
    words: str
    sort: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def typed_name(self) -> str:
        """The name of its (first) input."""
        return f"s-{self.name}"


class Wrong(ValueError):
    """What was typed into a setting cannot be read."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


_LENGTH = SettingInput(
    "max_length", "最大の文字数", WHOLE, "空けておくと、短い文章は100字、長い文章は1,000字です。"
)
_SOMEONE = SettingInput(
    "someone_else", "記入する人とは別の人のことをたずねる", FLAG,
    "子どもや配偶者のことをたずねるときに選びます。ブラウザーが記入者本人の情報を入れなくなります。",
)  # fmt: skip
_OTHER = SettingInput("other", "「その他」（自由に書ける欄）をつける", OTHER)
_DAY_HELP = "決まった日は「2026年4月1日」「R8.4.1」のどちらでもかまいません。"

INPUTS: Mapping[str, tuple[SettingInput, ...]] = {
    "text": (
        _LENGTH,
        SettingInput(
            "only", "入力できる文字", PICK, "整理番号のように、決まった文字だけを受け付けるときに選びます。",
            (("", "どんな文字でも"), ("digits", "数字だけ（整理番号など）"), ("code", "英字と数字（A-0123など）")),
        ),
    ),
    "long_text": (_LENGTH,),
    "number": (
        SettingInput("minimum", "いちばん小さい数", NUMBER),
        SettingInput("maximum", "いちばん大きい数", NUMBER),
        SettingInput("unit", "単位", TEXT, "数の後ろにつけます。例：人、円、冊"),
        SettingInput("decimals", "小数のけた数", WHOLE, "空けておくと、整数だけを受け付けます。"),
    ),
    "yes_no": (
        SettingInput("yes", "「はい」の言葉", TEXT, "空けておくと「はい」です。例：ある、希望する"),
        SettingInput("no", "「いいえ」の言葉", TEXT, "空けておくと「いいえ」です。例：ない、希望しない"),
    ),
    "choice": (_OTHER,),
    "choices": (
        _OTHER,
        SettingInput("minimum", "少なくとも選ぶ数", WHOLE),
        SettingInput("maximum", "多くて選べる数", WHOLE),
    ),
    "select": (),
    "date": (
        SettingInput("minimum", "いちばん早い日", DAY, _DAY_HELP),
        SettingInput("maximum", "いちばん遅い日", DAY, _DAY_HELP),
    ),
    "time": (
        SettingInput("minimum", "いちばん早い時刻", CLOCK, "例：9:30"),
        SettingInput("maximum", "いちばん遅い時刻", CLOCK, "例：17:00"),
        SettingInput("step", "何分きざみか", WHOLE, "例：30。空けておくと1分きざみです。"),
    ),
    "birth_date": (_SOMEONE,),
    "name": (_SOMEONE,),
    "kana": (_SOMEONE,),
    "email": (_SOMEONE,),
    "phone": (_SOMEONE,),
    "postal_address": (_SOMEONE,),
    "children": (
        SettingInput("minimum", "少なくとも何人", WHOLE),
        SettingInput("maximum", "多くて何人", WHOLE),
        SettingInput(
            "age_on", "年齢を数える日", PICK, "確認の画面と職員の画面に、その日の年齢を出します。",
            (("", "年齢を出さない"), ("today", "記入する日"), ("day_of_use", "利用日（予約の日）")),
        ),
        SettingInput("kana", "ふりがなもたずねる", FLAG),
    ),
    "files": (
        SettingInput("maximum", "多くて何ファイル", WHOLE, "空けておくと5ファイルです。20ファイルまで増やせます。"),
        SettingInput(
            "types", "受け付ける種類", NAMES, "スマートフォンの写真は、JPEGかHEICです。",
            (("", "写真とPDF"), ("jpeg png heic", "写真だけ（JPEG・PNG・HEIC）"), ("pdf", "PDFだけ")),
        ),
        SettingInput("purpose", "何のための書類か", TEXT, "質問の下に出します。例：保育が必要な理由を確かめるため"),
    ),
    "consent": (SettingInput("text", "同意してもらう文", TEXT, "この文の横にチェックを入れてもらいます。"),),
    "explanation": (SettingInput("text", "説明の文章", TEXT),),
    "calculated": (SettingInput("unit", "単位", TEXT, "例：人、円、冊"),),
}  # fmt: skip
"""Kind -> its settings in the order they are asked; choices' options and calculations have inputs of their own."""

LISTED = ("choice", "choices", "select")
"""Kinds with a list of options."""


def written(field: Field) -> dict[str, str]:
    """Return what stands in the inputs of a question's settings."""
    typed: dict[str, str] = {}
    for one in INPUTS.get(field.kind, ()):
        if one.name in field.settings:
            typed |= _WRITERS[one.sort](one.typed_name, field.settings[one.name])
    return typed


def read(kind: str, typed: Typed) -> tuple[dict[str, Any], list[tuple[str, Message]]]:
    """Return the settings that were typed, and (input, why) for each that cannot be read."""
    settings: dict[str, Any] = {}
    problems: list[tuple[str, Message]] = []
    for one in INPUTS.get(kind, ()):
        try:
            value = _READERS[one.sort](one, typed)
        except Wrong as wrong:
            problems.append((one.typed_name, wrong.reason))
        else:
            if value is not None:
                settings[one.name] = value
    return settings, problems


def text_in(typed: Typed, name: str) -> Text:
    """Return the text that was typed in up to three languages."""
    return Text(**{code: many_lines(typed.get(f"{name}-{code}", "")) for code in LANGUAGES})


def text_out(name: str, value: Text) -> dict[str, str]:
    """Return what stands in the inputs of a text."""
    return {f"{name}-{code}": getattr(value, code) for code in LANGUAGES if getattr(value, code)}


def _read_number(one: SettingInput, typed: Typed, wanted: str, find: Callable[[str], Any]) -> Any:
    text = typed.get(one.typed_name, "").strip()
    if not text:
        return None
    found = find(text)
    if found is None:
        raise Wrong(for_staff("「{words}」は{wanted}で入れてください。", words=one.words, wanted=wanted))
    return found


def _read_text(one: SettingInput, typed: Typed) -> Any:
    found = text_in(typed, one.typed_name)
    if not found.ja and (found.easy or found.en):
        raise Wrong(for_staff("「{words}」の日本語の文を入れてください。", words=one.words))
    return found.to_json() if found.ja else None


def _read_pick(one: SettingInput, typed: Typed) -> Any:
    found = typed.get(one.typed_name, "")
    return found if found and found in dict(one.choices) else None


def _read_clock(one: SettingInput, typed: Typed) -> Any:
    text = typed.get(one.typed_name, "").strip()
    if not text:
        return None
    try:
        return f"{TimeOfDay().read(Field('clock', 'time', Text(one.words)), {'': [text]}, {}):%H:%M}"
    except Unreadable as unreadable:
        raise Wrong(unreadable.problems[0][1]) from None


def _read_day(one: SettingInput, typed: Typed) -> Any:
    start = typed.get(one.typed_name, "")
    if start in ("today", "day_of_use"):
        steps = {unit: _step(one, typed, unit) for unit in ("months", "days")}
        return {"fact": start, **{unit: steps[unit] for unit in ("months", "days") if steps[unit]}}
    text = typed.get(f"{one.typed_name}-day", "").strip()
    if not text or start != FIXED_DAY:
        return None
    try:
        return day_from_text(Text(one.words), text).isoformat()
    except NotADay as unclear:
        raise Wrong(unclear.text) from None


def _step(one: SettingInput, typed: Typed, unit: str) -> int:
    text = typed.get(f"{one.typed_name}-{unit}", "").strip()
    found = number_in(text) if text else 0
    if not isinstance(found, int) or abs(found) > 100_000:
        raise Wrong(
            for_staff(
                "「{words}」の日数と月数は、数で入れてください（前の日は -3 のように）。", words=one.words
            )
        )
    return found


def _read_other(one: SettingInput, typed: Typed) -> Any:
    if not typed.get(one.typed_name):
        return None
    found = text_in(typed, one.typed_name)
    return found.to_json() if found.ja else True


def _write_day(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {name: FIXED_DAY, f"{name}-day": value}
    steps = {f"{name}-{unit}": str(value[unit]) for unit in ("days", "months") if value.get(unit)}
    return {name: str(value.get("fact", "")), **steps}


def _write_other(name: str, value: Any) -> dict[str, str]:
    if not value:
        return {}
    return {name: "yes", **({} if value is True else text_out(name, Text.from_json(value)))}


_WRITERS: Mapping[str, Callable[[str, Any], dict[str, str]]] = {
    WHOLE: lambda name, value: {name: str(value)},
    NUMBER: lambda name, value: {name: str(value)},
    PICK: lambda name, value: {name: str(value)},
    NAMES: lambda name, value: {name: " ".join(value)},
    CLOCK: lambda name, value: {name: str(value)},
    FLAG: lambda name, value: {name: "yes"} if value else {},
    TEXT: lambda name, value: text_out(name, Text.from_json(value)),
    DAY: _write_day,
    OTHER: _write_other,
}
_READERS: Mapping[str, Callable[[SettingInput, Typed], Any]] = {
    WHOLE: lambda one, typed: _read_number(one, typed, "0以上の数", whole_in),
    NUMBER: lambda one, typed: _read_number(one, typed, "数", number_in),
    PICK: _read_pick,
    NAMES: lambda one, typed: (_read_pick(one, typed) or "").split() or None,
    CLOCK: _read_clock,
    FLAG: lambda one, typed: True if typed.get(one.typed_name) else None,
    TEXT: _read_text,
    DAY: _read_day,
    OTHER: _read_other,
}
