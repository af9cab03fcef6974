"""The first page of the office: what waits, and today's boards."""

from __future__ import annotations

from flask import Blueprint, Response

from blueprints.staff.booking.services import services_of
from blueprints.web import database
from blueprints.web.guard import SIGNED_IN, allowed, departments, needs
from blueprints.web.show import show
from domain.cases.queries import counts_undecided
from domain.clock import day_of, now_utc
from domain.notices.undelivered import count_undelivered
from domain.procedures.publishing import waiting_for_approval

blueprint = Blueprint("home", __name__)


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> Response:
    """Show how many cases wait in which state, and where today's boards are."""
    counts = counts_undecided(database.session(), departments("see_cases")) if allowed("see_cases") else None
    late = count_undelivered(database.session(), departments("see_cases")) if allowed("see_cases") else 0
    services = services_of(departments("see_board")) if allowed("see_board") else []
    waiting = waiting_for_approval(database.session(), departments("publish")) if allowed("publish") else []
    return show(
        "staff/home.html",
        counts=counts,
        undelivered=late,
        services=services,
        waiting=waiting,
        today=day_of(now_utc()),
    )
