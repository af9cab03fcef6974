"""What is booked: the services, two weeks of sessions, and a day's board."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from blueprints.booking.sessions import near_day, sessions_of
from blueprints.staff.booking.services import services_of
from blueprints.staff.seen import noted
from blueprints.web import database
from blueprints.web.guard import allowed, departments, needs
from blueprints.web.show import show
from domain.booking.board import board as board_of
from domain.booking.queries import calendar as calendar_of
from domain.booking.queries import service_by_slug
from domain.booking.refusals import age_words
from domain.booking.rules import unit_word
from domain.clock import day_of, now_utc

blueprint = Blueprint("booking", __name__)


@blueprint.get("/booking")
@needs("see_board")
def index() -> Response:
    """List the services."""
    return show("staff/booking/services.html", services=services_of(departments("see_board")))


@blueprint.get("/booking/<slug>")
@needs("see_board")
def calendar(slug: str) -> Response:
    """Show two weeks of sessions with what is left for somebody who calls."""
    service = service_by_slug(database.session(), slug)
    asked = request.args.get("from", "")
    return show(
        "staff/booking/calendar.html",
        service=service,
        slug=slug,
        sessions=sessions_of(database.session(), service, asked, "phone", now_utc()),
        can_book=allowed("book_by_phone", service.procedure.department_id),
    )


@blueprint.get("/booking/<slug>/board")
@needs("see_board")
def board(slug: str) -> Response:
    """Show who comes on a day, session by session."""
    service, now = service_by_slug(database.session(), slug), now_utc()
    on = near_day(request.args.get("day", ""), day_of(now))
    owner, lines = service.procedure.department_id, board_of(database.session(), service, on, now=now)
    comers = [booking for line in lines for booking in line.bookings]
    ids = [one.case_id for one in comers]
    page = show(
        "staff/booking/board.html",
        service=service,
        slug=slug,
        on=on,
        today=day_of(now),
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        now=now,
        lines=lines,
        comers=comers,
        why_none=None if lines else calendar_of(database.session(), service, on, 1, now=now)[0].closed,
        unit=unit_word(service.rule_set.unit),
        age=age_words,
        can_book=allowed("book_by_phone", owner),
        can_change=allowed("change_capacity", owner),
        can_close=allowed("close_days", owner),
    )
    return noted(page, ids, "board")
