"""One day that runs otherwise than its week: its own sessions, or none, and back to usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, Response, request, url_for

from blueprints.staff.booking.sittings import TypedDay
from blueprints.staff.seen import noted
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.booking.board import board as board_of
from domain.booking.exceptions import exception_of, run_as_usual, run_otherwise, sittings_on
from domain.booking.models import Service
from domain.booking.planning import Sitting
from domain.booking.queries import service_by_slug
from domain.booking.rules import unit_word
from domain.booking.views import BoardSlot
from domain.clock import day_of, in_tokyo, now_utc
from domain.refusals import NotFound

blueprint = Blueprint("days", __name__)

AHEAD = timedelta(days=730)


@blueprint.get("/booking/<slug>/days/<day>")
@needs("change_capacity")
def page(slug: str, day: str) -> Response:
    """Show the day's sessions as rows that can be changed."""
    service, on = _service(slug), _day(day)
    exception = exception_of(database.session(), service.id, on)
    reason = exception.reason if exception is not None else ""
    return _show(service, on, TypedDay.of(sittings_on(database.session(), service, on), reason))


@blueprint.post("/booking/<slug>/days/<day>/exception")
@needs("change_capacity")
def change(slug: str, day: str) -> Response:
    """Let the day run as it was typed; other buttons only draw the rows again."""
    service, on, step = _service(slug), _day(day), request.form.get("step", "")
    typed = TypedDay.sent(request.form)
    if step:
        return _show(service, on, typed.pressed(step))
    if typed.problems():
        return _show(service, on, typed, 422)
    sittings = _with_ages(typed.sittings(), sittings_on(database.session(), service, on))
    run_otherwise(
        database.session(), service.id, on, sittings, reason=typed.reason, by=actor(), now=now_utc()
    )
    return _done(slug, on, gettext("この日だけの予定にしました。"))


@blueprint.post("/booking/<slug>/days/<day>/exception/lifting")
@needs("change_capacity")
def lift(slug: str, day: str) -> Response:
    """Let the day run as usual again."""
    service, on = _service(slug), _day(day)
    made = run_as_usual(database.session(), service.id, on, by=actor(), now=now_utc())
    said = gettext("いつもどおりの予定に戻しました。")
    if made.kept:
        said += gettext("予約のある{n}回は、そのまま残しました。").format(n=len(made.kept))
    return _done(slug, on, said)


def _service(slug: str) -> Service:
    return service_by_slug(database.session(), slug)


def _day(text: str) -> date:
    """Return the day of the address; NotFound for one that is over or far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    today = day_of(now_utc())
    if not today <= day <= today + AHEAD:
        raise NotFound
    return day


def _show(service: Service, on: date, typed: TypedDay, status: int = 200) -> Response:
    exception = exception_of(database.session(), service.id, on)
    lines = board_of(database.session(), service, on, now=now_utc())
    own = sittings_on(database.session(), service, on)
    kept = [line for line in lines if exception is not None and not any(_is_as(line, one) for one in own)]
    ids = [one.case_id for line in kept for one in line.bookings]
    page = show(
        "staff/booking/day.html",
        status=status,
        service=service,
        slug=service.procedure.slug,
        on=on,
        typed=typed,
        problems=typed.problems() if status == 422 else (),
        is_otherwise=exception is not None,
        kept=kept,
        unit=unit_word(service.rule_set.unit),
        usual_quota=service.rule_set.web_quota,
    )
    return noted(page, ids, "day")


def _is_as(line: BoardSlot, wanted: Sitting) -> bool:
    """Say whether a session takes place as it was wanted: what was booked before stays as it was."""
    times = tuple(in_tokyo(at).time() for at in (line.slot.starts_at, line.slot.ends_at))
    is_same_room = (line.open_capacity, line.hard_capacity) == (wanted.open_capacity, wanted.hard_capacity)
    return times == (wanted.starts, wanted.ends) and is_same_room


def _with_ages(sittings: Sequence[Sitting], before: Sequence[Sitting]) -> list[Sitting]:
    """Keep the age rule of a session that begins when it did before; the page does not ask for it."""
    rules = {one.starts: one.ages for one in before}
    return [replace(one, ages=rules.get(one.starts)) for one in sittings]


def _done(slug: str, day: date, said: str) -> Response:
    return lead_to(url_for("staff.days.page", slug=slug, day=day.isoformat()), said)
