"""Where a procedure begins, and what its start page says in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from flask import current_app, url_for

from blueprints.web import access
from blueprints.web.filters import day_time, end
from blueprints.web.languages import gettext, ngettext
from domain.applications.trials import trial_token
from domain.procedures.models import Procedure
from domain.procedures.rules import NOT_YET, OPEN, OVER, is_full, opening, papers
from forms.definition import Field, Form
from forms.messages import mark
from forms.minutes import minutes

SITES = {
    "app.oss.myna.go.jp": mark("ぴったりサービス"),
    "myna.go.jp": mark("マイナポータル"),
    "www.eltax.lta.go.jp": mark("eLTAX（地方税ポータルシステム）"),
    "www.payment.eltax.lta.go.jp": mark("地方税お支払サイト"),
    "www.e-tax.nta.go.jp": mark("e-Tax（国税庁）"),
    "www.lg-waps.go.jp": mark("コンビニ交付のサイト"),
    "reg.mc.env.go.jp": mark("環境省のサイト"),
    "www.nenkin.go.jp": mark("日本年金機構"),
}
"""What the sites are called that cities lead to; others are named by their address."""


class Startable(Protocol):
    """What is known of a procedure wherever it is listed."""

    slug: str
    kind: str
    elsewhere_url: str


@dataclass(frozen=True)
class Beginning:
    """What a start page says that is not written by staff: when, how long, what to have at hand."""

    state: str
    why: str
    """Why it cannot be begun now; "" where it can."""
    hours: str
    """From when until when it is open."""
    minutes: int
    """0 where nobody knows: it is filled elsewhere."""
    papers: tuple[Field, ...]

    @property
    def can_start(self) -> bool:
        """Whether there is a button to press."""
        return self.state == OPEN


def start_of(procedure: Startable) -> str:
    """Return the address of the first page that asks something."""
    if procedure.elsewhere_url:
        return procedure.elsewhere_url
    if procedure.kind == "booking":
        return url_for("booking.room", slug=procedure.slug)
    endpoint = "lottery.campaign" if procedure.kind == "lottery" else "applications.form"
    return url_for(endpoint, slug=procedure.slug)


def site_of(address: str) -> str:
    """Return what another site is called."""
    host = urlsplit(address).hostname or ""
    return gettext(SITES[host]) if host in SITES else host


def beginning_of(procedure: Procedure, now: datetime) -> Beginning:
    """Return what the start page of a procedure says at this moment."""
    full = is_full(procedure.most_cases, procedure.cases_taken)
    full = full or is_full(procedure.most_sum, procedure.sum_taken)
    state = opening(procedure.opens_at, procedure.closes_at, now, is_full=full)
    form = _form(procedure)
    return Beginning(
        state=state,
        why=_why(procedure, state),
        hours=_hours(procedure, now),
        minutes=minutes(form) if form else 0,
        papers=papers(form) if form else (),
    )


def short_address(slug: str) -> str:
    """Return the short address of a procedure, as it stands on a poster."""
    return f"{_residents_site()}/p/{slug}"


def residents_page(slug: str, page: str = "") -> str:
    """Return the address of a procedure's page for residents ("/poster"), whose site may be another than the office's."""
    site = "" if current_app.config["SIDE"] == "all" else _residents_site()
    return f"{site}/procedures/{slug}{page}"


def trial_page(procedure: Procedure, fingerprint: str) -> str:
    """Return the address at which exactly this form can be tried without anything being kept; "" where it is no application."""
    if procedure.kind != "application":
        return ""
    token = trial_token(procedure.id, fingerprint, access.key())
    site = "" if current_app.config["SIDE"] == "all" else _residents_site()
    return f"{site}/applications/trial/{token}"


def kept_for(months: int) -> str:
    """Return how long a case is kept: years where they are whole."""
    if months % 12 == 0:
        return ngettext("%(num)s年", "%(num)s年", months // 12) % {"num": months // 12}
    return ngettext("%(num)sか月", "%(num)sか月", months) % {"num": months}


def _residents_site() -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/")


def _form(procedure: Procedure) -> Form | None:
    version = procedure.live_version
    return version.form if version and not procedure.elsewhere_url else None


def _why(procedure: Procedure, state: str) -> str:
    if state == OPEN:
        return ""
    if state == NOT_YET and procedure.opens_at:
        return gettext("{moment}から受け付けます。").format(moment=day_time(procedure.opens_at))
    if state == OVER and procedure.closes_at:
        return gettext("受付は{moment}で終わりました。").format(moment=end(procedure.closes_at))
    return gettext("定員に達したため、受付を終わりました。")


def _hours(procedure: Procedure, now: datetime) -> str:
    first, last = procedure.opens_at, procedure.closes_at
    if first and last:
        words = gettext("{first}から{last}まで")
    elif first and first > now:
        words = gettext("{first}から")
    else:
        words = gettext("{last}まで") if last else ""
    return words.format(first=day_time(first) if first else "", last=end(last) if last else "")
