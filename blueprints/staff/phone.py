"""A booking by phone, typed into the same calendar: one compact form, the phone number first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from blueprints import database
from blueprints.filling import REFRESH, deciders_of, new_key, trigger_on
from blueprints.guard import actor, departments, needs, present
from blueprints.show import show
from blueprints.staff.problems import Slip
from blueprints.visits import Visit, visit_of
from domain.booking.operations import book
from domain.booking.queries import booking_of, slot_line
from domain.booking.requests import answer_meaning, request_of
from domain.cases.earlier import answers_for, earlier_cases
from domain.cases.models import Case
from domain.cases.queries import find_case
from domain.clock import now_utc
from domain.refusals import NotFound, Refusal
from forms.definition import Form
from forms.given import Raw, given_to, names_of
from forms.reading import Reading, draft, fill, press, read

blueprint = Blueprint("phone", __name__)

CHANNEL = "phone"
OWN = frozenset({"csrf_token", "form_key", "step", "seen"})


@dataclass(frozen=True)
class Call:
    """One phone call: the session's form, what was typed so far, and what is shown with it."""

    visit: Visit
    raw: Raw
    form_key: str
    refusal: Refusal | None = None
    has_looked: bool = False
    """The phone number was looked up: say so also where nothing was found."""
    filled_from: Case | None = None
    seen: frozenset[str] = frozenset()
    """Keys of the questions that were on the screen."""
    has_more: bool = False
    """An answer has brought up questions that were not on the screen before."""

    @property
    def form(self) -> Form:
        """What is asked."""
        return self.visit.form

    def draft(self) -> Reading:
        """Read what was typed, silent about what is wrong."""
        return draft(self.form, self.raw, self.visit.facts)


@blueprint.get("/booking/<slug>/slots/<int:slot_id>/booking")
@needs("book_by_phone")
def page(slug: str, slot_id: int) -> Response:
    """Begin a call."""
    call = _call(slug, slot_id, {})
    return _show(call, call.draft())


@blueprint.post("/booking/<slug>/slots/<int:slot_id>/booking")
@needs("book_by_phone")
def enter(slug: str, slot_id: int) -> Response:
    """Book; where only the phone number was typed so far, look it up first."""
    call = _call(slug, slot_id, request.form.to_dict(flat=False))
    step = request.form.get("step", "")
    if step.startswith("use:"):
        return _use(call, step.removeprefix("use:"))
    if step == REFRESH:
        return _again(call, call.raw)
    if step.startswith(("add:", "remove:")):
        return _again(call, press(call.form, call.raw, step))
    if _only_phone(call):
        return _again(call, call.raw, has_looked=True)
    return _book(call, slug)


@blueprint.get("/booking/<slug>/booked/<number>")
@needs("book_by_phone")
def booked(slug: str, number: str) -> Response:
    """Show the number to read aloud."""
    booking = booking_of(database.session(), number)
    return show("staff/booking/booked.html", booking=booking, case=booking.case, slug=slug)


def _call(slug: str, slot_id: int, sent: Mapping[str, list[str]]) -> Call:
    raw = {name: texts for name, texts in sent.items() if name not in OWN}
    key = next(iter(sent.get("form_key", ())), "")
    visit = visit_of(database.session(), slug, slot_id, now_utc())
    seen = frozenset(next(iter(sent.get("seen", ())), "").split())
    return Call(visit, raw, key if 16 <= len(key) <= 64 else new_key(), seen=seen)


def _book(call: Call, slug: str) -> Response:
    reading = read(call.form, call.raw, call.visit.facts)
    if call.seen and not call.seen.issuperset(_keys(_phone_first(reading))):
        return _again(replace(call, has_more=True), call.raw)
    if not reading.ok:
        return _show(call, reading, status=422)
    version, slot_id, clerk = call.visit.version, call.visit.slot.id, present().staff_id
    asked = request_of(
        version, slot_id, reading.answers, key=call.form_key, channel=CHANNEL, entered_by_id=clerk
    )
    try:
        number = book(database.session(), asked, by=actor(), now=now_utc()).case.number
    except Refusal as refusal:
        return _refused(call, slug, refusal)
    return redirect(url_for("staff.phone.booked", slug=slug, number=number), 303)  # type: ignore[return-value]


def _refused(call: Call, slug: str, refusal: Refusal) -> Response:
    """Show the form as it was typed, with the reason; the session is looked at again after the attempt."""
    visit = visit_of(database.session(), slug, call.visit.slot.id, now_utc())
    fresh = replace(call, visit=visit, refusal=refusal)
    return _show(fresh, fresh.draft(), status=refusal.status)


def _use(call: Call, number: str) -> Response:
    """Fill what is still empty from an earlier case; what was typed stays."""
    case = find_case(database.session(), number)
    mine = departments("book_by_phone")
    if case is None or (mine is not None and case.department_id not in mine):
        raise NotFound
    offered = fill(call.form, answers_for(call.form, case))
    wanted = {one.key for one in call.form.fields()} - _typed(call)
    kept = {
        name: texts for key in _typed(call) for name, texts in names_of(key, given_to(key, call.raw)).items()
    }
    new = {name: texts for key in wanted for name, texts in names_of(key, given_to(key, offered)).items()}
    return _again(replace(call, filled_from=case), kept | new)


def _again(call: Call, raw: Raw, has_looked: bool = False) -> Response:
    fresh = replace(call, raw=raw, has_looked=has_looked)
    return _show(fresh, fresh.draft())


def _only_phone(call: Call) -> bool:
    """Say whether nothing but the phone number was typed."""
    phone = call.form.meaning("phone")
    return phone is not None and _typed(call) == {phone.key}


def _typed(call: Call) -> set[str]:
    """Return the keys of the questions of which something was typed; an era that stands there is nothing."""
    questions = call.draft().questions
    return {key for key, one in questions.items() if one.kind.asks and not one.is_blank}


def _show(call: Call, reading: Reading, status: int = 200) -> Response:
    room, slot = call.visit.room, call.visit.slot
    questions = _phone_first(reading)
    deciders = deciders_of(call.form, _keys(questions))
    return show(
        "staff/booking/phone.html",
        "staff/booking/_phone_form.html",
        status=status,
        call=call,
        room=room,
        slot=slot_line(slot, room.rules, now_utc(), CHANNEL),
        questions=questions,
        seen=" ".join(sorted(_keys(questions))),
        trigger=trigger_on(deciders) if deciders else "",
        problems=_problems(call, reading),
        earlier=_earlier(call, reading),
    )


def _problems(call: Call, reading: Reading) -> tuple[Any, ...]:
    """Return what is to be mended; an answer that the rules do not take (422) is one of these."""
    if call.refusal is None or call.refusal.status != 422:
        return reading.problems
    return (Slip.of(call.refusal, "call"),)


def _phone_first(reading: Reading) -> list[Any]:
    """Return the questions in the order of a call: who calls, then the rest as the form has it."""
    asked = [one for page in reading.form.pages for one in reading.page_questions(page)]
    return sorted(asked, key=lambda question: question.definition.meaning != "phone")


def _keys(questions: list[Any]) -> set[str]:
    return {one.definition.key for one in questions if one.kind.asks}


def _earlier(call: Call, reading: Reading) -> list[Case]:
    phone = answer_meaning(call.form, reading.answers, "phone") if call.has_looked else ""
    return earlier_cases(database.session(), str(phone or ""), departments("book_by_phone"))
