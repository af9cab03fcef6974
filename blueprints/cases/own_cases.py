"""One's own case as pages show it, whatever its kind: what was answered, what opens it, where its pages are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app, url_for
from sqlalchemy.orm import Session

from blueprints.cases.untold import is_untold
from blueprints.web import access
from blueprints.web.languages import language
from blueprints.web.remembering import offer_to_remember
from domain.applications.queries import kind_of_case, own_case
from domain.cases.models import Case
from domain.cases.rules import is_allowed
from domain.cases.secrets import link_token, secret_of
from domain.cases.untold import STATE
from domain.clock import day_of
from domain.refusals import NotFound
from forms.definition import Form
from forms.given import Facts
from forms.reading import load_answers
from forms.rows import Row, rows

GOING_ON = ("received", "in_review", "returned", "approved")


class OfCase:
    """What the own pages of every kind know of their case."""

    case: Case
    facts: Facts
    """The days that rules of the form look at."""
    now: datetime
    last_day: date
    """The day from which the signed link has LINK_DAYS left."""
    is_untold: bool
    """Whether a decision can still be taken back, so that nobody is told of it."""
    pages = "cases"
    """The blueprint that has its page and its receipt."""

    @property
    def state(self) -> str:
        """The state of the case, as its applicant may know it."""
        return STATE if self.is_untold else self.case.state

    @property
    def form(self) -> Form:
        """The version of the form that was answered."""
        return self.case.form_version.form

    @property
    def secret(self) -> str:
        """What proves, with the number, that the case is one's own."""
        return secret_of(self.case.number, access.key())

    @property
    def link(self) -> str:
        """The signed link, as mails carry it."""
        path = url_for("cases.open_link", token=link_token(self.case.number, access.key()))
        return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"

    @property
    def is_link_over(self) -> bool:
        """Whether the signed link has had its time."""
        return day_of(self.now) > self.last_day + timedelta(days=current_app.config["LINK_DAYS"])

    @property
    def address(self) -> str:
        """Where the case's own page is."""
        return url_for(f"{self.pages}.page", number=self.case.number)

    @property
    def correction_address(self) -> str:
        """Where what was returned is corrected."""
        changes = "changes" if self.pages == "cases" else self.pages
        return url_for(f"{changes}.correction", number=self.case.number)

    def remembering(self, session: Session) -> str:
        """Return what the receipt says of remembering on this device (see ``offer_to_remember``)."""
        return offer_to_remember(session, self.form, self.case.answers, self.now)

    def answers(self) -> tuple[Row, ...]:
        """Return what was answered, in the reader's language."""
        stored = load_answers(self.form, self.case.answers)
        return rows(self.form, stored, language(), facts=self.facts)


@dataclass(frozen=True)
class OwnApplication(OfCase):
    """An application with its case."""

    case: Case
    now: datetime
    is_untold: bool = False
    pages = "applied"

    @property
    def facts(self) -> Facts:  # type: ignore[override]
        """The day it was received: ages are those of then."""
        return {"today": day_of(self.case.received_at)}

    @property
    def last_day(self) -> date:  # type: ignore[override]
        """Today while it goes on; since it has ended, the day of that."""
        return day_of(self.now if self.state in GOING_ON else self.case.changed_at)

    @property
    def can_withdraw(self) -> bool:
        """Whether its applicant may still take it back here."""
        return is_allowed("withdraw", self.state, "resident")


def own_application(session: Session, number: str, now: datetime) -> OwnApplication:
    """Return an application by the number of its case; NotFound, also for other kinds."""
    case = own_case(session, number)
    if case is None or case.procedure.kind != "application":
        raise NotFound
    return OwnApplication(case, now, is_untold(session, case, now))


PAGES = {"application": "applied", "lottery": "entries"}
"""Kind of procedure -> the blueprint that has the pages of one's own case, where that is not this one's."""


def pages_of(session: Session, number: str) -> str:
    """Return the blueprint with the pages of a case: "cases" for a booking, and for what is not there."""
    return PAGES.get(kind_of_case(session, number), "cases")
