"""Questions answered by choosing: yes or no, one of a list, several of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from forms.definition import Field, Text
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Option, Unreadable
from forms.fields.options import (
    OTHER,
    Other,
    dumped,
    has_other,
    is_other_setting,
    loaded,
    meant,
    option_problems,
    options_of,
    other_word,
    words,
)
from forms.fields.settings import is_positive, is_text, text, whole, wrong_settings
from forms.fields.typed import refuse_long, text_of
from forms.messages import Message, message
from forms.widths import narrow, one_line

_YES, _NO = Text("はい", en="Yes"), Text("いいえ", en="No")
_MEANS_YES = frozenset({"yes", "はい", "ハイ", "true", "1", "on", "y", "有", "あり", "○", "◯"})
_MEANS_NO = frozenset({"no", "いいえ", "イイエ", "false", "0", "off", "n", "無", "なし", "×"})
_OTHER_LENGTH = 100


class YesNo(Kind):
    """はい or いいえ; the two words may be other ones."""

    name = "yes_no"
    title = message("はい・いいえ")
    compares_as = "flag"
    allowed_settings = frozenset({"yes", "no"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return two radio buttons."""
        options = (Option("yes", text(field, "yes", _YES)), Option("no", text(field, "no", _NO)))
        return Hints(message("{label}", label=field.label), type="radio", options=options)

    def read(self, field: Field, given: Given, facts: Facts) -> bool:
        """Return True for yes."""
        typed = narrow(text_of(given)).lower()
        if typed in _MEANS_YES | {narrow(text(field, "yes", _YES).ja)}:
            return True
        if typed in _MEANS_NO | {narrow(text(field, "no", _NO).ja)}:
            return False
        raise Unreadable(("", self.missing(field)))

    def missing(self, field: Field) -> Message:
        """Name the two words."""
        yes, no = text(field, "yes", _YES), text(field, "no", _NO)
        return message(
            "「{label}」は、「{yes}」か「{no}」を選んでください。", label=field.label, yes=yes, no=no
        )

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the value of the button."""
        return {"": ["yes" if answer else "no"]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return はい or いいえ, or the field's own words."""
        chosen = text(field, "yes", _YES) if answer else text(field, "no", _NO)
        return chosen.shown_in(language)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"yes": is_text, "no": is_text})


class Choice(Kind):
    """One of a list, by radio buttons; the last may be その他 with a text."""

    name = "choice"
    title = message("1つ選ぶ（ボタン）")
    compares_as = "choice"
    allowed_settings = frozenset({"options", "other"})
    drawn_as: ClassVar[str] = "radio"

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return the list, and the text of その他 where the field has it."""
        return ("", OTHER) if has_other(field) else ("",)

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return the list, or the input for what is not listed."""
        if part == OTHER:
            return Hints(message("「{other}」の内容", other=other_word(field)), width=30, optional=True)
        return Hints(message("{label}", label=field.label), type=self.drawn_as, options=options_of(field))

    def read(self, field: Field, given: Given, facts: Facts) -> str:
        """Return the chosen value; a text for その他 chooses it where nothing else is."""
        typed = text_of(given)
        value = meant(field, typed) if typed else OTHER
        if value is None or value == OTHER and not has_other(field):
            raise Unreadable(("", _not_listed(field)))
        return _other(field, given) if value == OTHER and has_other(field) else value

    def missing(self, field: Field) -> Message:
        """Say that one is to be chosen."""
        return message("{label}を選んでください。", label=field.label)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the value, and the text of その他."""
        return _written([answer])

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return the label."""
        return words(field, answer, language)

    def dump(self, answer: Any) -> Any:
        """Return the value, or {"other": text}."""
        return dumped(answer)

    def load(self, data: Any) -> Any:
        """Return the value."""
        return loaded(data)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield what is wrong with the list."""
        yield from super().setting_problems(field)
        yield from option_problems(field)
        if "other" in self.allowed_settings:
            yield from wrong_settings(field, {"other": is_other_setting})


class Select(Choice):
    """One of a long list, by a drop-down."""

    name = "select"
    title = message("1つ選ぶ（一覧）")
    allowed_settings = frozenset({"options"})
    drawn_as = "select"


class Choices(Kind):
    """Any of a list, by checkboxes; the answer is in the order of the list."""

    name = "choices"
    title = message("いくつでも選ぶ")
    compares_as = "choices"
    allowed_settings = frozenset({"options", "other", "minimum", "maximum"})

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return the list, and the text of その他 where the field has it."""
        return ("", OTHER) if has_other(field) else ("",)

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return the list, or the input for what is not listed."""
        if part == OTHER:
            return Hints(message("「{other}」の内容", other=other_word(field)), width=30, optional=True)
        return Hints(message("{label}", label=field.label), type="checkbox", options=options_of(field))

    def read(self, field: Field, given: Given, facts: Facts) -> tuple[str, ...]:
        """Return the chosen values without repeats; a text for その他 chooses it too."""
        chosen = [_chosen(field, one) for one in map(one_line, given.get("", ())) if one]
        if has_other(field) and text_of(given, OTHER):
            chosen.append(OTHER)
        problem = _count_problem(field, len(set(chosen)))
        if problem:
            raise Unreadable(("", problem))
        listed = [option.value for option in options_of(field) if option.value in chosen]
        return tuple(_other(field, given) if has_other(field) and one == OTHER else one for one in listed)

    def missing(self, field: Field) -> Message:
        """Say that at least one is to be chosen."""
        return message("{label}を1つ以上選んでください。", label=field.label)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the values, and the text of その他."""
        return _written(answer)

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return one label per line."""
        return "\n".join(words(field, one, language) for one in answer)

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return the labels parted by 、."""
        return ("、".join(words(field, one, "ja") for one in answer),)

    def dump(self, answer: Any) -> Any:
        """Return a list of values."""
        return [dumped(one) for one in answer]

    def load(self, data: Any) -> Any:
        """Return the values."""
        return tuple(loaded(one) for one in data)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield what is wrong with the list or the numbers."""
        yield from super().setting_problems(field)
        yield from option_problems(field)
        yield from wrong_settings(
            field, {"other": is_other_setting, "minimum": is_positive, "maximum": is_positive}
        )
        if whole(field, "minimum", 1) > whole(field, "maximum", len(options_of(field)) or 1):
            yield message("選ぶ数のいちばん少ない数が、選べる数より大きくなっています。")


def _chosen(field: Field, typed: str) -> str:
    value = meant(field, typed)
    if value is None:
        raise Unreadable(("", _not_listed(field)))
    return value


def _not_listed(field: Field) -> Message:
    return message("{label}は、表示されているものの中から選び直してください。", label=field.label)


def _other(field: Field, given: Given) -> Other:
    typed = text_of(given, OTHER)
    if not typed:
        sentence = message(
            "{label}の「{other}」の内容を入力してください。", label=field.label, other=other_word(field)
        )
        raise Unreadable((OTHER, sentence))
    refuse_long(field.label, OTHER, typed, _OTHER_LENGTH)
    return Other(typed)


def _written(answers: Sequence[str]) -> dict[str, list[str]]:
    free = [one.text for one in answers if isinstance(one, Other)]
    return {"": [str.__str__(one) for one in answers], **({OTHER: free} if free else {})}


def _count_problem(field: Field, count: int) -> Message | None:
    least, most = whole(field, "minimum", 1), whole(field, "maximum", 0)
    if count < least:
        return message("{label}を{least}つ以上選んでください。", label=field.label, least=least)
    if most and count > most:
        return message(
            "{label}は{most}つまでです（いまは{now}つです）。選ぶ数を減らしてください。",
            label=field.label,
            most=most,
            now=count,
        )
    return None
