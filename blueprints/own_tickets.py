"""One's own tickets (引換券), and the answer to what a runner-up is offered; a case's page shows the same part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from blueprints import access
from blueprints.codes import drawn_code
from blueprints.database import session
from blueprints.languages import gettext
from blueprints.show import show
from domain.applications.queries import own_case
from domain.cases.models import Case
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.lottery.promoting import accept, decline
from domain.lottery.sale_models import Offer, Ticket
from domain.lottery.sale_queries import offers_to, tickets_of
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("own_tickets", __name__, url_prefix="/cases/<number>")
blueprint.before_request(access.ask_who_it_is)


@dataclass(frozen=True)
class Vouchers:
    """What a case has of a sale; "lottery/own_tickets.html" shows it as ``vouchers``."""

    case: Case
    tickets: Sequence[Ticket]
    offers: Sequence[Offer]
    now: datetime

    def is_waiting(self, offer: Offer) -> bool:
        """Say whether an offer can still be answered."""
        return not offer.answer and offer.expires_at > self.now

    def code(self, ticket: Ticket) -> Markup:
        """Return the number of a ticket as a QR code."""
        return drawn_code(ticket.number, gettext("引換券のQRコード"))


def vouchers_of(session: Session, case: Case, now: datetime) -> Vouchers:
    """Return the tickets and offers of a case, for its own pages."""
    return Vouchers(case, tickets_of(session, case.id), offers_to(session, case.id), now)


@blueprint.get("/tickets")
def page(number: str) -> Response:
    """Show one's tickets, large enough to be scanned, and what waits for an answer."""
    return _page(number)


@blueprint.post("/offers/<int:offer_id>/answer")
def answer(number: str, offer_id: int) -> Response:
    """Take an offer, or let it go to the next; a second tap finds the same answer."""
    is_yes = request.form.get("answer") == "accept"
    try:
        (accept if is_yes else decline)(session(), number, offer_id, by=RESIDENT, now=now_utc())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(number, refusal)
    said = gettext("引換券を発行しました。") if is_yes else gettext("辞退を受け付けました。")
    flash(said, "good")
    return redirect(url_for("own_tickets.page", number=number), 303)  # type: ignore[return-value]


def _page(number: str, refusal: Refusal | None = None) -> Response:
    case = own_case(session(), number)
    if case is None or case.procedure.kind != "lottery":
        raise NotFound
    return show(
        "lottery/tickets.html",
        status=refusal.status if refusal else 200,
        case=case,
        vouchers=vouchers_of(session(), case, now_utc()),
        refusal=refusal,
    )
