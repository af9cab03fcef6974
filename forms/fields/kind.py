"""What every kind of question knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from forms.definition import NO_TEXT, Field, Text
from forms.given import Facts, Given, Raw, Unreadable
from forms.messages import Message, message
from forms.question import Question
from forms.widths import one_line

__all__ = ["Facts", "Given", "Hints", "Kind", "Option", "Raw", "Unreadable"]

NO_FACTS: Facts = MappingProxyType({})


@dataclass(frozen=True)
class Option:
    """One thing to choose; ``value`` is kept, ``label`` and ``help`` are shown."""

    value: str
    label: Text | Message
    help: Text = NO_TEXT

    def __iter__(self) -> Iterator[Any]:
        """Yield value and label, so that a template can say ``for value, words in options``."""
        yield from (self.value, self.label)


@dataclass(frozen=True)
class Hints:
    """How one part is drawn; ``width`` is in characters, ``options`` are a closed list."""

    label: Text | Message
    autocomplete: str = "off"
    inputmode: str = "text"
    width: int = 20
    type: str = "text"
    """"text", "email", "tel", "textarea", "select", "radio", "checkbox" or "file"."""
    options: tuple[Option, ...] = ()
    optional: bool = False
    """Whether this part may stay empty although the question is required."""


class Kind(ABC):
    """One kind of question; one instance serves every field of the kind, so it keeps no state.

    Input names are ``key`` (part "") or ``key-part``; a repeating group has parts like "0-family".
    """

    name: ClassVar[str]
    title: ClassVar[Message]
    """What the kind is called where forms are made."""
    example: ClassVar[str | Text] = ""
    """An answer as one would type it, for the message that it is missing."""
    asks: ClassVar[bool] = True
    """False for kinds that are shown or calculated, not asked."""
    compares_as: ClassVar[str | None] = None
    """"text", "number", "date", "time", "flag", "choice", "choices", "people", "files", or None: no condition may use it."""
    is_personal: ClassVar[bool] = False
    """Whether answers are personal data (kept from logs, removed first by retention)."""
    allowed_settings: ClassVar[frozenset[str]] = frozenset()

    def wtforms_field(self, field: Field) -> Any:
        """Return the WTForms field, not yet bound to a form, that holds what is typed."""
        return Question(field, self)

    def longest(self, field: Field) -> int:
        """Return how many characters one part may have before it is refused unread."""
        return 1_000

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return the parts to draw, in order; a repeating group looks at what was given."""
        return ("",)

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return how to draw one part; its label is the field's own unless there are several parts."""
        return Hints(message("{label}", label=field.label))

    def main_part(self, field: Field) -> str:
        """Return the part that a link in the error summary leads to when the whole is missing."""
        return self.parts(field, {})[0]

    def is_blank(self, field: Field, given: Given) -> bool:
        """Say whether nothing was typed into its parts (white space of any width is nothing)."""
        texts = (text for part in ("", *self.parts(field, given)) for text in given.get(part, ()))
        return not any(map(one_line, texts))

    @abstractmethod
    def read(self, field: Field, given: Given, facts: Facts) -> Any:
        """Return the normalised answer to something that is not blank; raise Unreadable."""

    def missing(self, field: Field) -> Message:
        """Return what to say when a required answer is not there."""
        if not self.example:
            return message("{label}を入力してください。", label=field.label)
        return message(
            "{label}を入力してください（例：{example}）。", label=field.label, example=self.example
        )

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return what one would type for ``answer``, by part: the inverse of ``read``."""
        return {"": [str(answer)]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return the answer for people, as on the check page; lines are parted by newline.

        ``facts`` are for what depends on a day: the ages of children.
        """
        return str(answer)

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return the suffixes of this field's columns in an export ("" = the label alone)."""
        return ("",)

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return one text per column; not yet guarded against spreadsheet formulas."""
        return (self.show(field, answer),)

    def dump(self, answer: Any) -> Any:
        """Return the answer as JSON data."""
        return answer

    def load(self, data: Any) -> Any:
        """Return the answer that ``dump`` gave ``data`` for."""
        return data

    def add_one(self, field: Field, given: Given) -> Given:
        """Return what was given with one empty row more; only repeating groups have rows."""
        return given

    def remove_one(self, field: Field, given: Given, index: int) -> Given:
        """Return what was given without row ``index`` (0 is the first), the later ones moved up."""
        return given

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield what is wrong with the field's settings and forbids publishing."""
        for name in sorted(set(field.settings) - self.allowed_settings):
            yield message("設定「{name}」はこの種類の質問にはありません。", name=name)
