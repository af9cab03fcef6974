"""The list that a choice is made from: its settings, and finding what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Field, Text
from forms.fields.kind import Option
from forms.fields.settings import is_text
from forms.messages import Message, message
from forms.widths import narrow

OTHER = "other"
"""Value of the last option, and name of the part with its free text."""

OTHER_WORD = Text("その他", easy="ほか", en="Other")


@dataclass(frozen=True)
class ListedOption(Option):
    """An option of the settings; its words are always texts."""

    label: Text


class Other(str):
    """The answer その他 with its free text; a condition sees the value "other"."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Other:
        """Make the value "other" with its text."""
        made = super().__new__(cls, OTHER)
        made.text = text
        return made

    def __eq__(self, other: object) -> bool:
        """Compare the texts of two others, and the value with anything else."""
        return self.text == other.text if isinstance(other, Other) else str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        """Say the opposite of ``==``; str has its own."""
        return not self == other

    __hash__ = str.__hash__

    def __repr__(self) -> str:
        return f"Other({self.text!r})"


def options_of(field: Field) -> tuple[ListedOption, ...]:
    """Return what can be chosen, その他 last where the field has it."""
    written = field.settings.get("options")
    listed = tuple(map(_option, filter(_is_option, written))) if isinstance(written, tuple | list) else ()
    return (*listed, ListedOption(OTHER, other_word(field))) if has_other(field) else listed


def has_other(field: Field) -> bool:
    """Say whether something that is not listed may be written."""
    return bool(field.settings.get("other"))


def other_word(field: Field) -> Text:
    """Return what the free option is called."""
    setting = field.settings.get("other")
    return Text.from_json(setting) if is_text(setting) else OTHER_WORD


def meant(field: Field, typed: str) -> str | None:
    """Return the value that was sent, or that has the typed label (imports send labels), else None."""
    options = options_of(field)
    if any(option.value == typed for option in options):
        return typed
    wanted = narrow(typed)
    return next((option.value for option in options if wanted in _names(option)), None)


def words(field: Field, answer: str, language: str) -> str:
    """Return the label of an answer; an option that is gone shows its value."""
    if isinstance(answer, Other):
        return f"{other_word(field).shown_in(language)}（{answer.text}）"
    labels = {option.value: option.label.shown_in(language) for option in options_of(field)}
    return labels.get(answer, answer)


def dumped(answer: str) -> Any:
    """Return one chosen value as JSON data."""
    return {OTHER: answer.text} if isinstance(answer, Other) else answer


def loaded(data: Any) -> str:
    """Return the chosen value that ``dumped`` gave ``data`` for."""
    return Other(data[OTHER]) if isinstance(data, Mapping) else str(data)


def option_problems(field: Field) -> Iterator[Message]:
    """Yield what is wrong with the list."""
    listed = field.settings.get("options", ())
    if not isinstance(listed, tuple | list) or not listed:
        yield message("選択肢がありません。1つ以上入れてください。")
        return
    values = [one["value"] for one in listed if _is_option(one)]
    if len(values) < len(listed):
        yield message("選択肢には、値と表示する言葉の両方が必要です。")
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield message("選択肢の値「{value}」が2回使われています。", value=value)
    if has_other(field) and OTHER in values:
        yield message("選択肢の値「{value}」は「その他」のために使われています。", value=OTHER)


def is_other_setting(value: Any) -> bool:
    """Say whether the setting ``other`` is true, false or a text."""
    return isinstance(value, bool) or is_text(value)


def _option(data: Mapping[str, Any]) -> ListedOption:
    return ListedOption(data["value"], Text.from_json(data["label"]), Text.from_json(data.get("help", "")))


def _is_option(data: Any) -> bool:
    if not isinstance(data, Mapping) or not data.keys() <= {"value", "label", "help"}:
        return False
    value = data.get("value")
    return isinstance(value, str) and bool(value.strip()) and is_text(data.get("label"))


def _names(option: ListedOption) -> set[str]:
    return {narrow(name) for name in (option.label.ja, option.label.easy, option.label.en) if name}
