"""What this device remembers of a household: kept when asked, shown, forgotten at one tap."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from blueprints.booking.own_bookings import own_booking
from blueprints.cases.own_cases import OfCase, own_application
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.languages import gettext, language
from blueprints.web.remembering import forget_here, in_words, remember_here, remembered
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.procedures.queries import catalogue

blueprint = Blueprint("households", __name__)


@blueprint.get("/household")
def page() -> Response:
    """List what this device remembers."""
    forms = [one.live_version.form for one in catalogue(session(), now=now_utc()) if one.live_version]
    return show("cases/household.html", lines=in_words(remembered(session(), now_utc()), forms, language()))


@blueprint.post("/bookings/<number>/household")
def keep(number: str) -> Response:
    """Remember the family of a booking on this device."""
    own = own_booking(session(), access.require_case(number), now_utc())
    return _kept(own, gettext("この端末に覚えました。次の予約では、入力せずに進めます。"))


@blueprint.post("/cases/<number>/household")
def keep_applicant(number: str) -> Response:
    """Remember on this device who has applied."""
    own = own_application(session(), access.require_case(number), now_utc())
    return _kept(
        own, gettext("この端末に覚えました。次の申し込みでは、お名前や連絡先がはじめから入っています。")
    )


@blueprint.post("/household/deletion")
def forget() -> Response:
    """Forget what this device remembers."""
    response = lead_to(url_for("households.page"))
    forget_here(session(), response, now_utc())
    flash(gettext("この端末に覚えた内容を消しました。"), "good")
    return response


def _kept(own: OfCase, said: str) -> Response:
    response = lead_to(url_for(f"{own.pages}.receipt", number=own.case.number))
    form, answers = own.form, dict(own.case.answers)
    remember_here(session(), response, form, answers, now_utc())
    flash(said, "good")
    return response
