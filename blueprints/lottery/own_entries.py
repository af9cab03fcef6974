"""One's own entries in a lottery as pages show them: who entered, what may still be done, what was drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from blueprints.cases.own_cases import OfCase
from blueprints.lottery.views import Draw, draw_of
from blueprints.web.languages import gettext
from domain.applications.queries import own_case
from domain.cases.models import Case
from domain.cases.rules import is_allowed
from domain.clock import day_of
from domain.lottery.leaving import has_left
from domain.lottery.looking import Place, fates_of, places_of
from domain.lottery.models import Campaign, Entry
from domain.lottery.queries import entries_of
from domain.lottery.requests import applicants_of
from domain.lottery.rules import PHASES, REASONS
from domain.refusals import NotFound
from forms.given import Facts

BEFORE_DRAW = PHASES[: PHASES.index("ready") + 1]
STANDS = ("received", "valid")
WON, LOST, WAITS, OUT = "won", "lost", "waits", "out"


@dataclass(frozen=True)
class Line:
    """One person of a case: what is asked for, and what became of it."""

    entry: Entry
    outcome: str
    """WON, LOST, WAITS or OUT."""
    because: str = ""
    """Why it takes no part, in words."""
    place: Place | None = None


@dataclass(frozen=True)
class OwnEntries(OfCase):
    """A case with its entries and their round."""

    case: Case
    now: datetime
    campaign: Campaign
    draw: Draw
    lines: tuple[Line, ...]
    pages = "entries"

    @property
    def facts(self) -> Facts:  # type: ignore[override]
        """The day it was received: ages are those of then."""
        return {"today": day_of(self.case.received_at)}

    @property
    def last_day(self) -> date:  # type: ignore[override]
        """The last day on which what was won can be bought."""
        return self.draw.sale_until

    @property
    def standing(self) -> tuple[Line, ...]:
        """Those who still take part."""
        return tuple(line for line in self.lines if line.outcome != OUT)

    @property
    def can_change(self) -> bool:
        """Whether its applicant may still change what is asked for."""
        return self.draw.is_open and self.case.state in ("received", "in_review") and bool(self.standing)

    @property
    def can_withdraw(self) -> bool:
        """Whether its applicant may still take it back, all or one person's part."""
        is_early = self.draw.phase in BEFORE_DRAW and bool(self.standing)
        return is_early and is_allowed("withdraw", self.case.state, "resident")

    @property
    def change_address(self) -> str:
        """Where it is changed, with the revision that one has looked at."""
        return url_for("entries.change", number=self.case.number, seen=self.case.revision)

    def staying(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return answers without the members of the family who were taken out alone: a change is not for them."""
        asks, key = self.campaign.asks, self.campaign.asks.get("family", "")
        left = {line.entry.person for line in self.lines if has_left(line.entry)}
        if not left or not answers.get(key):
            return dict(answers)
        _, *family = applicants_of(self.form, answers, asks)
        kept = tuple(one for one, who in zip(answers[key], family, strict=True) if who.person not in left)
        return {**answers, key: kept} if kept else {name: one for name, one in answers.items() if name != key}

    def record(self, page: str = "", **more: Any) -> str:
        """Return where the public record of the draw is, or one file of it."""
        about = {"slug": self.case.procedure.slug, "lottery": self.draw.lottery, **more}
        return url_for("lottery_record.file", name=page, **about) if page else self._index(about)

    @staticmethod
    def _index(about: dict[str, Any]) -> str:
        return url_for("lottery_record.index", **about)


def own_entries(session: Session, number: str, now: datetime) -> OwnEntries:
    """Return a case with its entries by its number; NotFound, also for other kinds."""
    case = own_case(session, number)
    entries = entries_of(session, case.id) if case else ()
    if case is None or not entries:
        raise NotFound
    draw, lines = lines_of(session, entries, now)
    return OwnEntries(case, now, entries[0].round.campaign, draw, lines)


def lines_of(session: Session, entries: Sequence[Entry], now: datetime) -> tuple[Draw, tuple[Line, ...]]:
    """Return the round of a case's entries, and what became of each."""
    draw = draw_of(session, entries[0].round, now)
    places = places_of(session, entries) if draw.has_result else {}
    fates = fates_of(session, entries) if draw.has_record else {}
    return draw, tuple(_line(one, places.get(one.id), fates.get(one.id)) for one in entries)


def _line(entry: Entry, place: Place | None, fate: Any) -> Line:
    if fate is not None and fate.status in ("withdrawn", "disqualified"):
        return Line(entry, OUT, gettext(REASONS[fate.reason]), place)
    if entry.state not in STANDS:
        reason = REASONS[entry.reason] if entry.reason else REASONS["own"]
        return Line(entry, OUT, gettext(reason))
    if place is None:
        return Line(entry, WAITS)
    return Line(entry, WON if place.granted else LOST, place=place)
