"""The tablet at the counter: who stands before it now; what belongs to somebody who has left is gone."""

from __future__ import annotations

from flask import Response, session

from blueprints.web.filling import Filling, Sent, begin
from blueprints.web.form_pages import Journey, check_page, shown_page
from blueprints.web.form_steps import sent_here, submission_made
from blueprints.web.guard import HANDED_OVER, present
from domain.cases.intake import Submission
from domain.procedures.models import FormVersion
from domain.refusals import Refusal

CHANNEL = "counter"
VISIT = "counter_visit"
"""In the browser's session: the form key of the person at the counter now; pages of others are gone."""
SLIP = "counter_slip"
"""The number that was given to the person at the counter now."""
LANGUAGE = "counter_language"


class Gone(Exception):
    """The page belongs to somebody who has left."""


def begun_on_tablet(journey: Journey) -> Response:
    """Begin a form for the person at the counter."""
    filling = begin(journey.form, journey.facts)
    begin_visit(filling.form_key)
    return shown_on_tablet(journey, filling)


def sent_on_tablet() -> Sent:
    """Return what the person at the counter has sent; Gone."""
    sent = sent_here()
    require_visit(sent.form_key)
    return sent


def shown_on_tablet(journey: Journey, filling: Filling) -> Response:
    """Show where a filling has got to; what is to be confirmed is handed over to the resident."""
    if filling.page is None:
        hand_over()
    return shown_page(journey, filling)


def refused_on_tablet(journey: Journey, filling: Filling, refusal: Refusal) -> Response:
    """Show the resident why nothing was done."""
    hand_over()
    return check_page(journey, filling, refusal)


def submission_on_tablet(version: FormVersion, filling: Filling) -> Submission:
    """Return what the resident has confirmed, entered by the clerk who is signed in."""
    return submission_made(version, filling, CHANNEL, present().staff_id)


def begin_visit(form_key: str) -> None:
    """Begin a form for the person at the counter; pages of the one before are gone from now on."""
    session[VISIT] = form_key
    session.pop(SLIP, None)


def require_visit(key: str) -> None:
    """Raise Gone where a page is not that of the person at the counter now."""
    if not key or session.get(VISIT) != key:
        raise Gone


def hand_over() -> None:
    """Let the resident hold the tablet: from here on staff pages need the password again."""
    session[HANDED_OVER] = True


def give_slip(number: str) -> None:
    """Keep the number for the slip of the person at the counter now."""
    session[SLIP] = number


def slip_number(key: str) -> str:
    """Return the number that the person at the counter now was given; Gone."""
    require_visit(key)
    number = session.get(SLIP)
    if number is None:
        raise Gone
    return str(number)


def wipe_visit() -> None:
    """Forget the person at the counter; the clerk stays signed in, behind the lock where it was handed over."""
    for name in (VISIT, SLIP, LANGUAGE, "cases"):
        session.pop(name, None)
