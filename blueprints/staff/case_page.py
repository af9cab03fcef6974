"""The page of one case, also where an action on it was refused: then it says what changed meanwhile."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from blueprints.guard import allowed
from blueprints.show import show
from domain.booking.giving_up import booking_of_case
from domain.booking.models import OPEN_STATES, Booking
from domain.booking.rules import unit_word
from domain.cases.queries import CasePage, case_page
from domain.cases.rules import actions_for
from domain.clock import day_of
from domain.history import Event
from domain.refusals import NotFound, Refusal
from forms.given import Facts
from forms.reading import load_answers
from forms.rows import rows

DECIDING = ("approve", "reject", "give_back", "take_back_return", "withdraw")
"""What the page offers; a booking is cancelled where it is listed."""


def show_case(
    session: Session, number: str, refusal: Refusal | None = None, revision: int | None = None
) -> Response:
    """Show the case; with a refusal it comes first, with what happened after ``revision``."""
    page = find_page(session, number)
    return show(
        "staff/cases/case.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        changes=changes_since(page, revision),
        **values_of(session, page),
    )


def find_page(session: Session, number: str) -> CasePage:
    """Return the case with all that belongs to it; NotFound."""
    page = case_page(session, number)
    if page is None:
        raise NotFound
    return page


def values_of(session: Session, page: CasePage) -> dict[str, Any]:
    """Return what the templates of a case show."""
    form = page.case.form_version.form
    booking = booking_of_case(session, page.case)
    may_decide = allowed("decide_case", page.case.department_id)
    return {
        "found": page,
        "case": page.case,
        "rows": rows(form, load_answers(form, page.case.answers), facts=_facts(page, booking)),
        "labels": {field.key: field.label for field in form.fields()},
        "booking": booking,
        "unit": unit_word(booking.slot.service.rule_set.unit) if booking else None,
        "can_cancel": _can_cancel(page, booking),
        "can_move": _can_move(page, booking),
        "actions": [one for one in DECIDING if may_decide and one in actions_for(page.case.state, "staff")],
    }


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


def changes_since(page: CasePage, revision: int | None) -> list[Event]:
    """Return the lines of history that are newer than what the person saw."""
    if revision is None:
        return []
    return [event for event in page.history if event.detail.get("revision", 0) > revision]
