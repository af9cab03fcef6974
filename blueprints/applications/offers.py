"""An application as it is offered to be filled: its procedure, its form as it is laid out, whether it is open."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from blueprints.booking.visits import is_partly_japanese
from blueprints.web.form_pages import Journey
from blueprints.web.kept import shelf
from blueprints.web.languages import language
from domain.applications.queries import application_form, refusal_of, related
from domain.clock import day_of
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import Refusal
from forms.definition import Form, Page, Text
from forms.given import Facts
from forms.layouts import on_one_page

FORMS = {"booking": "booking.room", "lottery": "lottery.campaign", "application": "applications.form"}
"""Kind of procedure -> where it is asked for."""
MOST_LAID_OUT = 1000
_LAID_OUT: dict[tuple[str, str], Form] = {}
"""Forms laid out, read once in each process: what is drawn of their questions is kept by the question."""


@dataclass(frozen=True)
class Offered:
    """A procedure with the form that is filled for it."""

    procedure: Procedure
    version: FormVersion
    now: datetime

    @cached_property
    def form(self) -> Form:
        """What is asked, page by page or all on one, as the procedure says."""
        return laid_out(self.version.form, self.version.fingerprint, self.procedure.layout)

    @property
    def facts(self) -> Facts:
        """The days that rules of the form look at."""
        return {"today": day_of(self.now)}

    @property
    def shown(self) -> Hashable:
        """What an empty page hangs on."""
        seen = (self.procedure.title, self.procedure.summary, self.procedure.who, self.procedure.privacy)
        return repr((self.version.fingerprint, self.procedure.layout, seen, self.facts))


@dataclass(frozen=True)
class Offer(Offered):
    """An application that may be asked for."""

    others: tuple[Other, ...]
    """What often follows, and what else there is when it is closed."""

    @cached_property
    def refusal(self) -> Refusal | None:
        """Why nobody can apply now, as far as is known: the gate looks again."""
        return refusal_of(self.procedure, self.now)

    @property
    def address(self) -> str:
        """Where the form is, and is sent."""
        return url_for("applications.form", slug=self.procedure.slug)

    def journey(self, address: str = "", **more: Any) -> Journey:
        """Return how its pages look; ``more`` is what only some of them show, and keeps them from being kept."""

        def about() -> dict[str, Any]:
            return about_form(self.procedure, self.version.form, address or self.address) | more

        return journey_of(self.form, self.facts, about, None if more else self.shown)

    def apart(self) -> Offer:
        """Return this offer taken out of its database session, to be looked at after that has ended."""
        session = object_session(self.procedure)
        assert session is not None
        set_committed_value(self.version, "procedure", self.procedure)
        session.expunge_all()
        return self


@dataclass(frozen=True)
class Other:
    """Another procedure: what it is called, and where it is asked for."""

    procedure_id: int
    slug: str
    kind: str
    title: Text
    summary: Text
    address: str
    is_elsewhere: bool


def offer_of(session: Session, slug: str, now: datetime) -> Offer:
    """Return the application at this address, at most a moment old; NotFound. No query where it is kept."""

    def make() -> Offer:
        found = application_form(session, slug)
        others = others_of(session, found.procedure.id, now)
        return Offer(found.procedure, found.version, now, others).apart()

    return shelf().get(_key(slug), make)


def forget_offer(slug: str) -> None:
    """Look at an application again at once: the gate has told that it has changed."""
    shelf().forget(_key(slug))


def others_of(session: Session, procedure_id: int, now: datetime) -> tuple[Other, ...]:
    """Return what often follows a procedure."""
    return tuple(map(_other, related(session, procedure_id, now=now)))


def journey_of(form: Form, facts: Facts, about: Any, shown: Hashable = None) -> Journey:
    """Return how the pages of an application look."""
    return Journey(form, facts, "applications/page.html", "applications/check.html", about, shown=shown)


def about_form(procedure: Procedure, form: Form, address: str) -> dict[str, Any]:
    """Return what every page of an application shows."""
    return {
        "procedure": procedure,
        "groups": groups_of(form) if procedure.layout == "one" else {},
        "address": address,
        "can_save": True,
        "is_trial": False,
        "refusal": None,
        "is_partly_japanese": is_partly_japanese(form, language()),
        "language_form": "typed",
    }


def groups_of(form: Form) -> dict[str, Page]:
    """Return the first question of each group -> the group, for headings where all are on one page."""
    return (
        {field.key: page for page in form.pages for field in page.fields[:1]} if len(form.pages) > 1 else {}
    )


def laid_out(form: Form, fingerprint: str, layout: str) -> Form:
    """Return a form as it is filled; the same object each time."""
    if layout != "one":
        return form
    found = _LAID_OUT.get((fingerprint, layout))
    if found is None:
        if len(_LAID_OUT) >= MOST_LAID_OUT:
            _LAID_OUT.clear()
        found = _LAID_OUT[fingerprint, layout] = on_one_page(form)
    return found


def procedure_address(procedure: Procedure) -> str:
    """Return where a procedure is asked for."""
    if procedure.elsewhere_url:
        return procedure.elsewhere_url
    return url_for(FORMS[procedure.kind], slug=procedure.slug)


def _key(slug: str) -> Hashable:
    return "application", slug


def _other(procedure: Procedure) -> Other:
    return Other(
        procedure.id,
        procedure.slug,
        procedure.kind,
        procedure.title_text,
        procedure.summary_text,
        procedure_address(procedure),
        bool(procedure.elsewhere_url),
    )
