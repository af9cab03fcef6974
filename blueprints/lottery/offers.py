"""A call for entries as its form needs it: the round, the form as it is laid out, whether it is open."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from blueprints.applications.offers import Offered, about_form
from blueprints.lottery.views import Draw, shown
from blueprints.web.form_pages import Journey
from blueprints.web.kept import shelf
from domain.lottery.queries import campaign_of
from domain.lottery.refusals import NotOpenYet, TooLate
from domain.refusals import NotFound, Refusal

PAGE, CHECK = "applications/page.html", "lottery/check.html"


@dataclass(frozen=True)
class Call(Offered):
    """A round that may be entered, with the form that is filled for it."""

    asks: Mapping[str, str]
    draw: Draw

    @property
    def refusal(self) -> Refusal | None:
        """Why nobody can apply now, as far as is known: the operation looks again."""
        if self.draw.phase == "announced":
            return NotOpenYet(self.draw.standing.opens_at)
        return None if self.draw.is_open else TooLate(self.draw.standing.closes_at)

    @property
    def address(self) -> str:
        """Where the form is, and is sent."""
        return url_for("lottery.form", slug=self.procedure.slug)

    @property
    def shown(self) -> Hashable:
        """What an empty page hangs on."""
        return super().shown, self.draw.lottery

    def journey(self, **more: Any) -> Journey:
        """Return how its pages look; ``more`` is what only some of them show, and keeps them from being kept."""

        def about() -> dict[str, Any]:
            said = about_form(self.procedure, self.version.form, self.address)
            return said | {"can_save": False, "words": None} | more

        return Journey(self.form, self.facts, PAGE, CHECK, about, shown=None if more else self.shown)


def call_of(session: Session, slug: str, now: datetime) -> Call:
    """Return the call of a campaign, at most a moment old; NotFound. No query where it is kept."""

    def make() -> Call:
        found = shown(session, slug, now)
        campaign = campaign_of(session, slug)
        procedure, version = campaign.procedure, campaign.procedure.live_version
        if version is None:
            raise NotFound
        _ = procedure.department.name, version.form
        set_committed_value(version, "procedure", procedure)
        call = Call(procedure, version, now, dict(campaign.asks), found.now)
        session.expunge_all()
        return call

    return shelf().get(("call", slug), make)
