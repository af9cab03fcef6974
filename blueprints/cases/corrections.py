"""Correcting a returned case: the questions that are open, what was typed into them, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response
from sqlalchemy.orm import Session

from blueprints.cases.own_cases import OfCase
from blueprints.cases.untold import refusing_as_told
from blueprints.web.filling import CHECK, Sent
from blueprints.web.languages import gettext
from blueprints.web.places import fill_address
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import Received, asks_files, known_files, receive
from domain.cases.correcting import corrected, read_correction, typed_over
from domain.cases.models import Return
from domain.cases.operations import correct, open_return
from domain.cases.rules import RETURN_REASONS, NotAllowed
from domain.history import RESIDENT
from domain.refusals import Refusal
from forms.fields.files import SENT
from forms.given import Facts, Raw
from forms.messages import Message
from forms.question import Question
from forms.reading import Problem, Reading, draft, fill, load_answers, press


@dataclass(frozen=True)
class Correction:
    """A returned case while it is corrected."""

    own: OfCase
    returned: Return
    reading: Reading
    revision: int
    """The case's revision that the family looks at."""
    step: str = ""
    said: Message | None = None

    @property
    def open_keys(self) -> tuple[str, ...]:
        """Keys of the questions to correct, and of those that a correction has brought up, in the form's order."""
        named = {item["field"] for item in self.returned.items}
        stored = self.own.case.answers
        asked = (field.key for field in self.own.form.fields() if field.key in self.reading.asked)
        return tuple(key for key in asked if key in named or (key not in stored and self._is_typed(key)))

    @property
    def questions(self) -> tuple[tuple[Question, Mapping[str, str] | None], ...]:
        """Each open question with what staff said of it."""
        said = {item["field"]: item for item in self.returned.items}
        return tuple((self.reading.questions[key], said.get(key)) for key in self.open_keys)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the open questions."""
        return self.reading.problems

    @property
    def has_files(self) -> bool:
        """Whether one of the open questions asks for files."""
        return asks_files(self.own.form)

    def _is_typed(self, key: str) -> bool:
        return self.reading.questions[key].kind.asks


def correcting(wanted: Correction, refusal: Refusal | None = None) -> Response:
    """Show the questions to correct, and nothing else."""
    status = 409 if refusal else 422 if wanted.problems else 200
    parts = ("cases/_correction.html",) if status == 200 or wanted.step.startswith("upload:") else ()
    return show(
        "cases/correction.html",
        *parts,
        status=status,
        wanted=wanted,
        refusal=refusal,
        reason_words=lambda reason: gettext(RETURN_REASONS[reason]),
    )


def send(session: Session, own: OfCase, given: Mapping[str, Sequence[str]], now: datetime) -> Response:
    """Take the corrected answers; other buttons only draw the form again."""
    wanted = correction_of(session, own, given)
    if wanted.step != CHECK or wanted.problems:
        return correcting(wanted)
    address = own.address
    try:
        answers = corrected(wanted.reading)
        with refusing_as_told(session, own.case, now):
            correct(session, own.case.number, answers, revision=wanted.revision, by=RESIDENT, now=now)
    except Refusal as refusal:
        return correcting(wanted, refusal)
    return lead_to(address, gettext("補正を受け付けました。担当課が確認します。"))


def correction_of(
    session: Session, own: OfCase, given: Mapping[str, Sequence[str]] | None = None
) -> Correction:
    """Return the correction of a returned case: as it is stored, or as it was typed; NotAllowed."""
    returned = open_return(session, own.case)
    if returned is None:
        raise NotAllowed("correct", own.state)
    if given is None:
        reading = _draft(own, returned, None, Received())
        return Correction(own, returned, reading, own.case.revision)
    sent = Sent.of({name: texts for name, texts in given.items() if name != "revision"})
    received = receive(own.form, sent.raw, own.case.key)
    raw, said = _pressed(own, replace(sent, raw=received.raw))
    if sent.step == CHECK:
        facts = _facts(own, received)
        reading = read_correction(own.form, own.case.answers, _named(returned), raw, facts)
    else:
        reading = _draft(own, returned, raw, received)
    return Correction(own, returned, received.told(reading), _revision(given), sent.step, said)


def _revision(given: Mapping[str, Sequence[str]]) -> int:
    revision = next(iter(given.get("revision", ())), "")
    return int(revision[:9]) if revision.isascii() and revision.isdecimal() else 0


def _facts(own: OfCase, received: Received) -> Facts:
    """Return what the form may look at, the files included that the case has already."""
    stored = fill(own.form, load_answers(own.form, own.case.answers))
    return {**own.facts, SENT: {**known_files(own.form, stored, own.case.key), **received.files}}


def _pressed(own: OfCase, sent: Sent) -> tuple[Raw, Message | None]:
    what, _, key = sent.step.partition(":")
    if what in ("add", "remove"):
        return press(own.form, sent.raw, sent.step), None
    return fill_address(own.form, sent.raw, key) if what == "look_up" else (sent.raw, None)


def _draft(own: OfCase, returned: Return, raw: Raw | None, received: Received) -> Reading:
    """Return the form as it stands, silent; before anything was typed the open questions hold what is stored."""
    typed = typed_over(own.form, own.case.answers, () if raw is None else _named(returned), raw or {})
    return draft(own.form, typed, _facts(own, received))


def _named(returned: Return) -> list[str]:
    return [item["field"] for item in returned.items]
