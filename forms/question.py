"""One question of a form while it is being answered, as a WTForms field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import wtforms
from wtforms.form import BaseForm

from forms.definition import Field
from forms.given import LOST, Facts, Given, Raw, Unreadable, given_to, input_name
from forms.messages import Message, message

if TYPE_CHECKING:
    from forms.fields.kind import Kind


class Question(wtforms.Field):  # type: ignore[misc]
    """A field of the definition, what was typed into it, and what is wrong with that.

    ``process`` takes what was typed, ``validate`` reads it; ``data`` is the answer, None where there is none.
    """

    definition: Field
    kind: Kind
    given: Given
    problems: tuple[tuple[str, Message], ...]
    data: Any

    def __init__(self, definition: Field, kind: Kind, **bound: Any) -> None:
        super().__init__(label=str(definition.label), description=str(definition.help), **bound)
        self.definition = definition
        self.kind = kind
        self.given = {}
        self.problems = ()
        self.facts: Facts = {}
        self.errors: list[str] = []
        self.data = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts to draw, in order; a repeating group has as many as were given."""
        return self.kind.parts(self.definition, self.given)

    def input_name(self, part: str = "") -> str:
        """Return the HTML name of a part: "key" or "key-part"."""
        return input_name(self.definition.key, part)

    def input_id(self, part: str = "") -> str:
        """Return the HTML id of a part, the same as its name."""
        return self.input_name(part)

    def typed(self, part: str = "") -> str:
        """Return exactly what was typed into a part, also when it is wrong; "" for nothing."""
        return next(iter(self.typed_all(part)), "")

    def typed_all(self, part: str = "") -> list[str]:
        """Return every text under the name of a part, as ticked boxes send them."""
        return list(self.given.get(part, ()))

    def problems_of(self, part: str = "") -> tuple[Message, ...]:
        """Return what is wrong with one part."""
        return tuple(text for where, text in self.problems if where == part)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.kind.is_blank(self.definition, self.given)

    @property
    def is_untouched(self) -> bool:
        """Whether it looks the same for everybody: nothing was typed, worked out or found wrong."""
        return not self.given and not self.problems and self.data is None

    def process(self, formdata: Raw, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was typed; nothing is read or judged yet."""
        self.given = given_to(self.definition.key, formdata)
        self.data = data
        self.problems = ()

    def validate(self, form: Questions, extra_validators: Any = ()) -> bool:
        """Read what was typed into ``data`` and ``problems``; return whether it is all right."""
        self.facts = form.facts
        self.problems = self._unfit()
        if not self.problems and self.is_blank:
            self.problems = self._missing()
        elif not self.problems:
            self._read(form.facts)
        self.errors = [str(text) for _, text in self.problems]
        return not self.problems

    def hush(self) -> None:
        """Forget what is wrong, for a form that is still being filled."""
        self.problems = ()
        self.errors = []

    def _unfit(self) -> tuple[tuple[str, Message], ...]:
        """Return what no kind could read; only inputs that the question has are looked at."""
        main = self.kind.main_part(self.definition)
        whole = [] if "" in self.parts else [(main, self._unfit_part(self.given.get("", ())))]
        problems = [(part, self._unfit_part(self.given.get(part, ()))) for part in self.parts]
        return tuple((part, text) for part, text in whole + problems if text)

    def _unfit_part(self, texts: Any) -> Message | None:
        label = self.definition.label
        if any(LOST in text for text in texts):
            return message(
                "{label}に、読み取れなかった文字（�）があります。入力し直してください。", label=label
            )
        most = self.kind.longest(self.definition)
        if any(len(text) > most for text in texts):
            return message("{label}は{most}文字までにしてください。", label=label, most=most)
        return None

    def _missing(self) -> tuple[tuple[str, Message], ...]:
        if not self.definition.required:
            return ()
        return ((self.kind.main_part(self.definition), self.kind.missing(self.definition)),)

    def _read(self, facts: Facts) -> None:
        try:
            self.data = self.kind.read(self.definition, self.given, facts)
        except Unreadable as unreadable:
            self.problems = unreadable.problems


class Questions(BaseForm):  # type: ignore[misc]
    """All questions of one form, in order, with the facts that reading them needs."""

    def __init__(self, unbound: Mapping[str, Any], facts: Facts) -> None:
        super().__init__(unbound)
        self.facts = facts
