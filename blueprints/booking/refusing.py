"""What a refused booking becomes on the page: an error at the question it is about, or a way out."""

from __future__ import annotations

from dataclasses import replace

from blueprints.booking.visits import Visit
from blueprints.web.database import session
from blueprints.web.filling import Filling
from blueprints.web.kept import shelf
from domain.booking.queries import nearest_free
from domain.booking.refusals import (
    AlreadyBooked,
    Closed,
    NoChild,
    NoRoom,
    NotEligible,
    NotOpenYet,
    TooLate,
    WrongAge,
)
from domain.booking.requests import party_in
from domain.booking.rules import Party
from domain.booking.views import SlotLine
from domain.clock import now_utc
from domain.refusals import Refusal
from forms.definition import Field
from forms.fields import kind_of
from forms.given import given_to, input_name
from forms.messages import message
from forms.reading import Problem, Reading

ABOUT: dict[type[Refusal], str] = {NotEligible: "residence", NoChild: "children", WrongAge: "children"}
"""Which question (by meaning) an answer is refused at; any other is about how many come."""


def as_problem(filling: Filling, refusal: Refusal) -> Filling | None:
    """Return the page of the question that a refusal is about, with the reason as its error; None without one."""
    form = filling.reading.form
    field = form.meaning(ABOUT.get(type(refusal), "adults")) or form.meaning("children")
    page = next((one for one in form.pages if field in one.fields), None)
    if field is None or page is None:
        return None
    part = _part(field, refusal, filling.reading)
    sentence = message("{reason}{next}", reason=refusal.reason, next=refusal.next_step or "")
    question = filling.reading.questions[field.key]
    question.problems = ((part, sentence),)
    problem = Problem(field.key, input_name(field.key, part), sentence)
    return replace(filling, reading=replace(filling.reading, problems=(problem,)), page=page)


def other_slots(visit: Visit, filling: Filling, refusal: Refusal) -> tuple[SlotLine, ...]:
    """Return the three nearest sessions that have room for the party, where another session would help."""
    if not isinstance(refusal, NoRoom | Closed | NotOpenYet | TooLate):
        return ()
    return nearest_slots(visit, party_in(visit.form, filling.reading.answers))


def nearest_slots(visit: Visit, wanted: Party | int) -> tuple[SlotLine, ...]:
    """Return the three nearest sessions that have room for a party, or a number of places, at most a moment old."""

    def find() -> tuple[SlotLine, ...]:
        return tuple(nearest_free(session(), visit.slot.service, visit.slot.starts_at, wanted, now=now_utc()))

    return shelf().get(("nearest", visit.slot.id, wanted), find)


def can_try_again(refusal: Refusal | None) -> bool:
    """Say whether the same session may be asked for once more."""
    return not isinstance(refusal, AlreadyBooked | Closed | TooLate)


def _part(field: Field, refusal: Refusal, reading: Reading) -> str:
    """Return the part of the question to mend: the birth date of the child that does not fit, else the first."""
    kind = kind_of(field)
    if not isinstance(refusal, WrongAge):
        return kind.main_part(field)
    parts = kind.parts(field, given_to(field.key, reading.raw))
    births = [part for part in parts if part.endswith("-born-year")]
    return births[refusal.child] if refusal.child < len(births) else kind.main_part(field)
