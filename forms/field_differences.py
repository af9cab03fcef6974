"""What has changed in one question, in the words of its settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from forms.definition import Field, Form, Text, thawed
from forms.fields import KINDS
from forms.fields.settings import is_day, is_text
from forms.sentences import condition_sentence

SETTINGS = {
    "max_length": "文字数の上限",
    "only": "入力できる文字",
    "minimum": "いちばん小さい値",
    "maximum": "いちばん大きい値",
    "decimals": "小数点より下のけた数",
    "unit": "単位",
    "yes": "「はい」の言葉",
    "no": "「いいえ」の言葉",
    "options": "選択肢",
    "other": "「その他」",
    "step": "時刻のきざみ（分）",
    "someone_else": "本人ではない人のことを聞く",
    "kana": "ふりがなも聞く",
    "age_on": "年齢を数える日",
    "text": "文章",
    "value": "計算のしかた",
    "shows_as": "計算した値の表し方",
}
"""What settings are called; one that is not here is called by its name."""

WORDS = {
    "only": {"digits": "数字だけ", "code": "英字と数字"},
    "age_on": {"today": "入力する日", "day_of_use": "利用日"},
    "shows_as": {"number": "数", "date": "日付", "text": "文字", "flag": "はい・いいえ"},
}
"""Settings whose values are words of their own."""

MEANINGS = {
    "applicant_name": "申請者の氏名",
    "applicant_kana": "申請者のふりがな",
    "phone": "申請者の電話番号",
    "email": "申請者のメールアドレス",
    "address": "申請者の住所",
    "residence": "市とのつながり",
    "adults": "おとなの人数",
    "children": "子ども",
}
_IN = {"ja": "", "easy": "（やさしい日本語）", "en": "（英語）"}
STEPS = (("months", "か月"), ("days", "日"))
_OPEN_ENDED = "くわしい内容"


Forms = tuple[Form, Form]
"""The old form and the new one: what the questions are called that a condition looks at."""


def field_changes(old: Field, new: Field, forms: Forms) -> Iterator[str]:
    """Yield a sentence for everything that has changed in a question but its place."""
    if old.kind != new.kind:
        yield f"質問の種類を変えました：{_kind(old.kind)} → {_kind(new.kind)}"
    yield from text_changes("質問の文", old.label, new.label)
    yield from text_changes("補足の説明", old.help, new.help)
    if old.required != new.required:
        yield "必須にしました。" if new.required else "任意にしました（必須ではなくなりました）。"
    if old.meaning != new.meaning:
        yield f"意味づけを変えました：{_meaning(old.meaning)} → {_meaning(new.meaning)}"
    for name in dict.fromkeys((*old.settings, *new.settings)):
        yield from _setting_changes(name, old.settings, new.settings)
    yield from condition_change("この質問", old.ask_if, new.ask_if, forms)


def text_changes(what: str, old: Text, new: Text) -> Iterator[str]:
    """Yield a sentence for each language in which a text has changed."""
    for code, language in _IN.items():
        before, after = getattr(old, code), getattr(new, code)
        if before != after:
            yield _change(f"{what}{language}", _quoted(before), _quoted(after))


def condition_change(what: str, old: Any, new: Any, forms: Forms) -> Iterator[str]:
    """Yield a sentence where the condition has changed under which something is asked."""
    if same(old, new):
        return
    before, after = (condition_sentence(form, tree) for form, tree in zip(forms, (old, new), strict=True))
    if old is None:
        yield f"{what}を出す条件を付けました：{after}"
    elif new is None:
        yield f"{what}を出す条件をなくしました（いつも出します）。前の条件：{before}"
    else:
        yield f"{what}を出す条件を変えました：{before} → {after}"


def same(old: Any, new: Any) -> bool:
    """Say whether two values are the same JSON; for Python alone 1 is true."""
    return _json(old) == _json(new)


def _setting_changes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if name in old and name in new and same(old[name], new[name]):
        return
    before, after = old.get(name), new.get(name)
    if name == "options" and _is_listed(before) and _is_listed(after):
        yield from _option_changes(before, after) or ["選択肢を変えました。"]
    elif _is_words(name, before) and _is_words(name, after):
        texts = Text.from_json(before), Text.from_json(after)
        yield from list(text_changes(SETTINGS[name], *texts)) or [
            f"「{SETTINGS[name]}」の書き方を変えました。"
        ]
    else:
        told = [_told(name, settings) for settings in (old, new)]
        yield _change(f"設定「{SETTINGS.get(name, name)}」", *told)


def _option_changes(old: Any, new: Any) -> list[str]:
    before, after = ({one["value"]: one for one in options} for options in (old, new))
    said = [f"選択肢を足しました：「{_label(one)}」" for value, one in after.items() if value not in before]
    said += [f"選択肢を消しました：「{_label(one)}」" for value, one in before.items() if value not in after]
    both = [value for value in after if value in before]
    if both != [value for value in before if value in after]:
        said.append("選択肢の順番を変えました。")
    for value in both:
        said += _relabelled(before[value], after[value])
    return said


def _relabelled(old: Any, new: Any) -> Iterator[str]:
    yield from text_changes("選択肢の言葉", Text.from_json(old["label"]), Text.from_json(new["label"]))
    helps = (Text.from_json(one.get("help", "")) for one in (old, new))
    yield from text_changes(f"選択肢「{_label(new)}」の説明", *helps)


def _is_listed(options: Any) -> bool:
    """Say whether this is a list of options with a value of its own each, so that they can be told apart."""
    if not isinstance(options, tuple | list) or not all(map(_is_option, options)):
        return False
    values = [one["value"] for one in options]
    return len(set(values)) == len(values)


def _is_option(one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and one.keys() <= {"value", "label", "help"}
        and isinstance(one.get("value"), str)
        and is_text(one.get("label"))
        and (one.get("help", "") == "" or is_text(one["help"]))
    )


def _is_words(name: str, value: Any) -> bool:
    return name in ("unit", "yes", "no", "text", "other") and is_text(value)


def _told(name: str, settings: Mapping[str, Any]) -> str:
    if name not in settings:
        return ""
    value = settings[name]
    if name == "value":
        return _OPEN_ENDED
    if isinstance(value, bool):
        return "する" if value else "しない"
    if isinstance(value, str) and value in WORDS.get(name, {}):
        return WORDS[name][value]
    if isinstance(value, Mapping) and is_day(value):
        return _day(value)
    if isinstance(value, int | float | str):
        return str(value) or "（空）"
    return str(Text.from_json(value)) if is_text(value) else _OPEN_ENDED


def _day(value: Mapping[str, Any]) -> str:
    """Return a day that is counted from a fact: 入力する日の10日前."""
    start = WORDS["age_on"].get(str(value.get("fact")), str(value.get("fact")))
    return start + "".join(_step(value.get(name, 0), unit) for name, unit in STEPS)


def _step(number: int, unit: str) -> str:
    if not number:
        return ""
    return f"の{number}{unit}後" if number > 0 else f"の{-number}{unit}前"


def _change(what: str, old: str, new: str) -> str:
    if not old:
        return f"{what}を加えました：{new}"
    if not new:
        return f"{what}をなくしました：{old}"
    return f"{what}を変えました。" if old == new else f"{what}を変えました：{old} → {new}"


def _quoted(text: str) -> str:
    return f"「{text}」" if text else ""


def _label(option: Any) -> str:
    return str(Text.from_json(option["label"]))


def _kind(name: str) -> str:
    return str(KINDS[name].title) if name in KINDS else name


def _meaning(name: str) -> str:
    return MEANINGS.get(name, name) or "なし"


def _json(value: Any) -> str:
    return json.dumps(thawed(value), ensure_ascii=False, sort_keys=True)
