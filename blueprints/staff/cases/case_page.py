"""The page of one case, also where an action on it was refused: then it says what changed meanwhile."""

from __future__ import annotations

import secrets
from itertools import groupby
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from blueprints.cases.untold import undo_time
from blueprints.staff.cases.clash import clash_of
from blueprints.staff.cases.lots import lots_of
from blueprints.staff.problems import Slip
from blueprints.web.guard import actor, allowed, present
from blueprints.web.show import show
from domain.assigning import colleagues
from domain.booking.giving_up import booking_of_case
from domain.booking.models import OPEN_STATES, Booking
from domain.booking.rules import unit_word
from domain.cases.messages import messages_of, read_by_office
from domain.cases.notes import notes_of
from domain.cases.papers import case_papers
from domain.cases.phrases import phrases_for
from domain.cases.queries import CasePage, case_page, find_case
from domain.cases.rules import actions_for, kind_forbids
from domain.cases.untold import undo_until
from domain.clock import day_of, now_utc
from domain.history import Event
from domain.looking import LOOKS, note_view
from domain.refusals import NotFound, Refusal
from forms.given import Facts
from forms.reading import load_answers
from forms.rows import Row, rows

DECIDING = ("approve", "reject", "give_back", "take_back_return", "withdraw", "complete")
"""What the page offers; a booking is cancelled where it is listed."""


def show_case(
    session: Session,
    number: str,
    refusal: Refusal | None = None,
    revision: int | None = None,
    action: str = "",
    place: str = "",
    **typed: str,
) -> Response:
    """Show the case; with a refusal it comes first, with what happened after ``revision``."""
    new = _read(session, number)
    page = find_page(session, number)
    is_slip = refusal is not None and refusal.status == 422
    return show(
        "staff/cases/case.html",
        status=refusal.status if refusal else 200,
        refusal=None if is_slip else refusal,
        problems=(Slip.of(refusal, place),) if refusal and is_slip else (),
        changes=changes_since(page, revision),
        clash=clash_of(page, action, refusal, revision or 0, ""),
        typed_message=typed.get("message", ""),
        typed_note=typed.get("note", ""),
        new_messages=new,
        form_key=secrets.token_urlsafe(24),
        **_desk(session, page),
        **values_of(session, page),
    )


def find_page(session: Session, number: str) -> CasePage:
    """Return the case with all that belongs to it, and note that somebody sees it; NotFound."""
    looked_at(session, number)
    page = case_page(session, number)
    if page is None:
        raise NotFound
    return page


def looked_at(session: Session, number: str) -> None:
    """Note in the history that whoever is signed in sees a case; NotFound."""
    case = find_case(session, number)
    if case is None:
        raise NotFound
    note_view(session, case, by=actor(), now=now_utc())


def values_of(session: Session, page: CasePage) -> dict[str, Any]:
    """Return what the templates of a case show."""
    form = page.case.form_version.form
    booking = booking_of_case(session, page.case)
    may_decide = allowed("decide_case", page.case.department_id)
    told = rows(form, load_answers(form, page.case.answers), facts=_facts(page, booking))
    return {
        "found": page,
        "case": page.case,
        "papers": case_papers(session, page.case),
        "rows": told,
        "pages": _by_page(page, told),
        "labels": {field.key: field.label for field in form.fields()},
        "booking": booking,
        "unit": unit_word(booking.slot.service.rule_set.unit) if booking else None,
        "can_cancel": _can_cancel(page, booking),
        "can_move": _can_move(page, booking),
        "may_decide": may_decide,
        "actions": _actions(page) if may_decide else [],
        "undo_until": _undo_until(page) if may_decide else None,
    }


def _actions(page: CasePage) -> list[str]:
    case = page.case
    offered = [one for one in DECIDING if one in actions_for(case.state, "staff")]
    if "complete" in offered and (kind_forbids("complete", case.procedure.kind) or _undo_until(page)):
        offered.remove("complete")
    return offered


def changes_since(page: CasePage, revision: int | None) -> list[Event]:
    """Return the lines of history that are newer than what the person saw."""
    if revision is None:
        return []
    return [event for event in page.history if event.detail.get("revision", 0) > revision]


def _read(session: Session, number: str) -> int:
    """Take the resident's messages as read by whoever sees this page; return how many were new."""
    case = find_case(session, number)
    return read_by_office(session, case, by=actor(), now=now_utc()) if case else 0


def _desk(session: Session, page: CasePage) -> dict[str, Any]:
    """Return what stands around the answers: messages, notes, who takes care, who has looked."""
    case = page.case
    return {
        "lots": lots_of(session, case),
        "messages": messages_of(session, case.id),
        "notes": notes_of(session, case.id),
        "phrases": phrases_for(session, case.department_id, "message"),
        "colleagues": colleagues(session, {case.department_id}),
        "me": present().staff_id,
        "today": day_of(now_utc()),
        "deeds": [event for event in page.history if event.verb not in LOOKS],
        "looks": [event for event in page.history if event.verb in LOOKS],
        "has_keys": present().has_shortcuts,
    }


def _by_page(page: CasePage, told: tuple[Row, ...]) -> list[tuple[Any, list[Row]]]:
    titles = {one.key: one.title for one in page.case.form_version.form.pages}
    return [(titles[key], list(some)) for key, some in groupby(told, key=lambda row: row.page)]


def _undo_until(page: CasePage) -> Any:
    return undo_until(page.case, page.decisions, page.mails, undo_time(), now_utc())


def _facts(page: CasePage, booking: Booking | None) -> Facts:
    """Return the days that answers are counted on, so that ages are those of the day of use."""
    received_on = {"today": day_of(page.case.received_at)}
    return received_on | {"day_of_use": booking.slot.day} if booking else received_on


def _can_cancel(page: CasePage, booking: Booking | None) -> bool:
    """Say whether to offer giving the booking up; before a decision the case is withdrawn instead."""
    is_open = booking is not None and booking.state == "confirmed" and page.case.state == "approved"
    return is_open and allowed("book_by_phone", page.case.department_id)


def _can_move(page: CasePage, booking: Booking | None) -> bool:
    """Say whether to offer another session; one that was returned is settled first."""
    is_open = booking is not None and booking.state in OPEN_STATES and page.open_return is None
    return is_open and allowed("book_by_phone", page.case.department_id)
