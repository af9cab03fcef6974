"""The sales counter on a tablet: a number typed or scanned, so many sold, taken back; and what the day came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from blueprints.web import database
from blueprints.web.filling import new_key
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import day_of, now_utc
from domain.lottery.models import Campaign
from domain.lottery.queries import campaign_of, rounds_of
from domain.lottery.sale.models import Sale, Ticket
from domain.lottery.sale.numbers import ticket_typed
from domain.lottery.sale.queries import campaigns_in, day_total, sale_at, sales_of, ticket_at
from domain.lottery.sale.refusals import UnknownTicket
from domain.lottery.sale.selling import name_proxy, reverse, sell, why_not
from domain.refusals import NotFound, Refusal
from forms.widths import narrow

blueprint = Blueprint("sales_counter", __name__)

BUTTONS = 6
"""Up to so many units have a button each; beyond that the number is typed."""


@dataclass(frozen=True)
class Till:
    """What lies on the counter: the sale, what was typed, the ticket of it, and what was done last."""

    campaign: Campaign
    typed: str = ""
    ticket: Ticket | None = None
    done: Sale | None = None
    refusal: Refusal | None = None


@blueprint.get("/sales")
@needs("sell_vouchers")
def index() -> Response:
    """List what is sold."""
    campaigns = campaigns_in(database.session(), departments("sell_vouchers"))
    rounds = {one.id: rounds_of(database.session(), one.id) for one in campaigns}
    return show("staff/sales/index.html", campaigns=campaigns, rounds=rounds)


@blueprint.get("/sales/<slug>")
@needs("sell_vouchers")
def page(slug: str) -> Response:
    """Ask for a ticket; with its number (a scanner types it and presses Enter) show what can be bought with it."""
    campaign, typed = _campaign(slug), request.args.get("ticket", "").strip()
    done = sale_at(database.session(), campaign.id, request.args.get("sale", 0, type=int))
    if not typed:
        return _show(Till(campaign, done=done))
    ticket = ticket_at(database.session(), campaign.id, typed)
    return _show(Till(campaign, typed, ticket, refusal=_refusal(ticket, typed)))


@blueprint.post("/sales/<slug>/sales")
@needs("sell_vouchers")
def sell_some(slug: str) -> Response:
    """Sell on a ticket; a second tap finds the same sale."""
    campaign, typed = _campaign(slug), request.form.get("ticket", "")
    key = request.form.get("form_key", "") or new_key()
    try:
        sold = sell(database.session(), campaign.id, typed, _units(), key=key, by=actor(), now=now_utc())
    except Refusal as refusal:
        found = ticket_at(database.session(), campaign.id, typed)
        return _show(Till(_campaign(slug), typed, found, refusal=refusal))
    return _back(slug, sale=sold.sale_id)


@blueprint.post("/sales/<slug>/sales/<int:sale_id>/reversal")
@needs("sell_vouchers")
def take_back(slug: str, sale_id: int) -> Response:
    """Take a sale back; a second tap finds it taken back."""
    campaign = _campaign(slug)
    found = sale_at(database.session(), campaign.id, sale_id)
    if found is None:
        raise NotFound
    number, key = found.ticket.number, request.form.get("form_key", "") or new_key()
    try:
        done = reverse(database.session(), sale_id, key=key[:64], by=actor(), now=now_utc())
    except Refusal as refusal:
        ticket = ticket_at(database.session(), campaign.id, number)
        return _show(Till(_campaign(slug), number, ticket, refusal=refusal))
    return _back(slug, sale=done.sale_id)


@blueprint.post("/sales/<slug>/proxy")
@needs("sell_vouchers")
def name_collector(slug: str) -> Response:
    """Note who collects for the person of a ticket."""
    ticket = ticket_at(database.session(), _campaign(slug).id, request.form.get("ticket", ""))
    if ticket is None:
        raise NotFound
    number = ticket.number
    name_proxy(database.session(), ticket.id, request.form.get("proxy", ""), by=actor(), now=now_utc())
    flash(gettext("受け取る人を書きとめました。"), "good")
    return _back(slug, ticket=number)


def _show(till: Till) -> Response:
    ticket, now = till.ticket, now_utc()
    # Who only looks a ticket up did nothing wrong, even where nothing can be sold on it.
    is_wrong = till.refusal is not None and (ticket is None or request.method == "POST")
    return show(
        "staff/sales/counter.html",
        status=till.refusal.status if till.refusal and is_wrong else 200,
        till=till,
        is_wrong=is_wrong,
        can_sell=ticket is not None and ticket.left > 0 and _is_open(ticket),
        buttons=range(1, min(ticket.left, BUTTONS) + 1) if ticket else (),
        sales=_sales(ticket),
        total=day_total(database.session(), till.campaign.id, day_of(now)),
        rounds=rounds_of(database.session(), till.campaign.id),
        form_key=new_key(),
    )


def _is_open(ticket: Ticket) -> bool:
    return ticket.valid_from <= day_of(now_utc()) <= ticket.valid_until


def _sales(ticket: Ticket | None) -> list[tuple[Sale, bool]]:
    """Return what was sold on a ticket, each with whether it can be taken back."""
    if ticket is None:
        return []
    found = sales_of(database.session(), ticket.id)
    taken_back = {one.reverses_id for one in found}
    return [
        (one, not (ticket.closed or one.reverses_id is not None or one.id in taken_back)) for one in found
    ]


def _refusal(ticket: Ticket | None, typed: str) -> Refusal | None:
    """Return why nothing can be sold on what was typed, before anybody tries."""
    if ticket is None:
        return UnknownTicket(is_slip=ticket_typed(typed) is None)
    return None if ticket.left and _is_open(ticket) else why_not(ticket, now_utc())


def _units() -> int:
    typed = narrow(request.form.get("units", "")).strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _campaign(slug: str) -> Campaign:
    return campaign_of(database.session(), slug)


def _back(slug: str, **values: Any) -> Response:
    return lead_to(url_for("staff.sales_counter.page", slug=slug, **values))
