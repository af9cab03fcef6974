"""One's own tickets (引換券), and the answer to what a runner-up is offered; a case's page shows the same part."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.lottery.own_vouchers import vouchers_of
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.applications.queries import own_case
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.lottery.sale.promoting import accept, decline
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("own_tickets", __name__, url_prefix="/cases/<number>")
blueprint.before_request(access.ask_who_it_is)


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
    return lead_to(url_for("own_tickets.page", number=number), said)


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
