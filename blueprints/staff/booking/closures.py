"""Closing days: what is booked on them is listed first, told when the clerk says so, and can be lifted again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, flash, request, url_for

from blueprints.staff.problems import Slip
from blueprints.staff.seen import noted
from blueprints.web import database
from blueprints.web.guard import actor, allowed, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.booking.closing import bookings_between
from domain.booking.models import Closure, Service
from domain.booking.operations import bookings_touched, cancel_for_closure, close_days, reopen_days
from domain.booking.queries import closures_of, service_by_slug
from domain.clock import day_of, now_utc
from domain.refusals import NotFound
from forms.definition import Text
from forms.messages import message

blueprint = Blueprint("closures", __name__)

AHEAD = timedelta(days=730)
LONGEST_REASON = 100


@dataclass(frozen=True)
class Wanted:
    """A closure as it was typed, and as it was read where that was possible."""

    first: str = ""
    last: str = ""
    reason: str = ""
    whole: bool = False
    """The whole facility, not only this service."""

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day; None where they cannot be read, are over, or the wrong way round."""
        try:
            first, last = date.fromisoformat(self.first), date.fromisoformat(self.last or self.first)
        except ValueError:
            return None
        today = day_of(now_utc())
        return (first, last) if today <= first <= last <= today + AHEAD else None

    def problems(self) -> tuple[Slip, ...]:
        """Return what is to be mended."""
        found = []
        if self.days is None:
            found.append(
                Slip(
                    "first",
                    message("休館の日は、今日から2年以内で、始まりの日から終わりの日の順に入れてください。"),
                )
            )
        if not self.reason or len(self.reason) > LONGEST_REASON:
            found.append(Slip("reason", message("利用者に伝える理由を100文字以内で入れてください。")))
        return tuple(found)


@blueprint.get("/booking/<slug>/closures")
@needs("close_days")
def index(slug: str) -> Response:
    """Ask for a closure, and list those in force."""
    first = request.args.get("first", "")
    return _ask(_service(slug), Wanted(first, first))


@blueprint.post("/booking/<slug>/closures/preview")
@needs("close_days")
def preview(slug: str) -> Response:
    """List the bookings that the closure would touch."""
    return _judged(slug, _preview)


@blueprint.post("/booking/<slug>/closures")
@needs("close_days")
def close(slug: str) -> Response:
    """Close the days."""
    return _judged(slug, _close)


@blueprint.get("/booking/<slug>/closures/<int:closure_id>")
@needs("close_days")
def closure(slug: str, closure_id: int) -> Response:
    """Show a closure and the bookings that nobody has dealt with yet."""
    service = _service(slug)
    found, bookings = _find(service, closure_id), bookings_touched(database.session(), closure_id)
    ids = [one.case_id for one in bookings]
    page = show(
        "staff/booking/closure.html",
        service=service,
        slug=slug,
        closure=found,
        bookings=bookings,
    )
    return noted(page, ids, "closure")


@blueprint.post("/booking/<slug>/closures/<int:closure_id>/cancellations")
@needs("close_days")
def cancel_bookings(slug: str, closure_id: int) -> Response:
    """Cancel what the closure touches and tell each household."""
    _find(_service(slug), closure_id)
    cancelled = cancel_for_closure(database.session(), closure_id, by=actor(), now=now_utc())
    flash(gettext("{n}件の予約を取り消し、お知らせを用意しました。").format(n=len(cancelled)), "good")
    return _to(slug, closure_id)


@blueprint.post("/booking/<slug>/closures/<int:closure_id>/lifting")
@needs("close_days")
def lift(slug: str, closure_id: int) -> Response:
    """Lift a closure."""
    _find(_service(slug), closure_id)
    reopen_days(database.session(), closure_id, by=actor(), now=now_utc())
    return lead_to(
        url_for("staff.closures.index", slug=slug),
        gettext("休館を取りやめました。取り消した予約は元に戻りません。"),
    )


def _judged(slug: str, go_on: Callable[[Service, Wanted, date, date], Response]) -> Response:
    """Go on with what was typed, or ask again where it is no closure."""
    service, wanted = _service(slug), _wanted()
    problems = wanted.problems()
    if problems or wanted.days is None:
        return _ask(service, wanted, problems, 422)
    return go_on(service, wanted, *wanted.days)


def _preview(service: Service, wanted: Wanted, first: date, last: date) -> Response:
    bookings = bookings_between(
        database.session(),
        service.facility_id,
        first_on=first,
        last_on=last,
        service_id=_only(service, wanted),
    )
    ids = [one.case_id for one in bookings]
    page = show(
        "staff/booking/closure_preview.html",
        service=service,
        slug=service.procedure.slug,
        wanted=wanted,
        first=first,
        last=last,
        bookings=bookings,
    )
    return noted(page, ids, "closure")


def _close(service: Service, wanted: Wanted, first: date, last: date) -> Response:
    closing = close_days(
        database.session(),
        service.facility_id,
        first_on=first,
        last_on=last,
        reason=Text(wanted.reason),
        service_id=_only(service, wanted),
        by=actor(),
        now=now_utc(),
    )
    flash(gettext("休館を登録しました。"), "good")
    return _to(service.procedure.slug, closing.closure_id)


def _service(slug: str) -> Service:
    return service_by_slug(database.session(), slug)


def _wanted() -> Wanted:
    typed = {name: request.form.get(name, "").strip() for name in ("first", "last", "reason")}
    return Wanted(**typed, whole=request.form.get("whole") == "yes")


def _only(service: Service, wanted: Wanted) -> int | None:
    """Return the service to close, None for all of the facility; that takes the facility's department."""
    is_whole = wanted.whole and allowed("close_days", service.facility.department_id)
    return None if is_whole else service.id


def _find(service: Service, closure_id: int) -> Closure:
    """Return a closure of this place that is still in force; NotFound."""
    in_force = database.session().scalars(closures_of(service, date.min, date.max))
    found = next((one for one in in_force if one.id == closure_id), None)
    if found is None:
        raise NotFound
    return found


def _ask(service: Service, wanted: Wanted, problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    today = day_of(now_utc())
    return show(
        "staff/booking/closures.html",
        status=status,
        problems=problems,
        wanted=wanted,
        service=service,
        slug=service.procedure.slug,
        may_close_all=allowed("close_days", service.facility.department_id),
        closures=list(database.session().scalars(closures_of(service, today, date.max))),
    )


def _to(slug: str, closure_id: int) -> Response:
    return lead_to(url_for("staff.closures.closure", slug=slug, closure_id=closure_id))
