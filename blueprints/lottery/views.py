"""A campaign as its public pages show it: plain values, the same for everybody, kept for a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from blueprints.web.kept import shelf
from blueprints.web.languages import gettext
from domain.lottery.looking import seeds_of
from domain.lottery.models import Campaign, Round
from domain.lottery.queries import campaign_of, rounds_of
from domain.lottery.rounds import standing_of, terms_of
from domain.lottery.rules import PHASE_WORDS, PHASES, Standing, phase_of
from domain.lottery.sources import drand_link, drand_round
from domain.lottery.terms import Source, Terms
from domain.procedures.models import Procedure
from domain.refusals import NotFound
from forms.definition import Text

FROZEN = PHASES[PHASES.index("objection") :]
TOLD = PHASES[PHASES.index("published") :]


@dataclass(frozen=True)
class Spoken:
    """One source of the seed, and what it said where that is known."""

    source: Source
    value: str = ""
    is_fallback: bool = False
    seen_at: str = ""

    @property
    def is_drand(self) -> bool:
        """Whether its value is one of drand's."""
        return self._kind == "drand"

    @property
    def link(self) -> str:
        """Where anybody can look the value up, "" where no address is known."""
        if re.fullmatch(r"https://[!-~]+", self.seen_at):
            return self.seen_at
        return drand_link(self._at) if self.is_drand else ""

    @property
    def turn(self) -> int:
        """The round of drand that it is."""
        return drand_round(self._at)

    @property
    def _kind(self) -> str:
        return self.source.fallback if self.is_fallback and self.source.fallback else self.source.kind

    @property
    def _at(self) -> datetime:
        late = self.source.fallback_at if self.is_fallback else None
        return late or self.source.at


@dataclass(frozen=True)
class Draw:
    """One round of a campaign, at a moment."""

    id: int
    number: int
    lottery: str
    phase: str
    standing: Standing
    terms: Terms
    draws_at: datetime
    sale_from: date
    sale_until: date
    entries: int
    """In the frozen list; 0 before."""
    commitment: str
    seed: str
    sources: tuple[Spoken, ...]

    @property
    def is_open(self) -> bool:
        """Whether entries are taken."""
        return self.phase == "open"

    @property
    def has_ended(self) -> bool:
        """Whether the call is over: nobody can be sooner or later any more."""
        return self.phase in PHASES[PHASES.index("closed") :]

    @property
    def has_record(self) -> bool:
        """Whether the list is frozen, and its record public."""
        return self.phase in FROZEN

    @property
    def has_result(self) -> bool:
        """Whether everybody can see what was drawn."""
        return self.phase in TOLD

    @property
    def words(self) -> str:
        """The phase in words."""
        return gettext(PHASE_WORDS[self.phase])

    @property
    def last_moment(self) -> datetime:
        """When the call closes."""
        return self.standing.closes_at


@dataclass(frozen=True)
class Shown:
    """A campaign with its rounds that were announced."""

    procedure: Procedure
    campaign_id: int
    unit: Text
    price: int
    worth: int
    cap: int
    duplicate_rule: str
    excludes_earlier_winners: bool
    draws: tuple[Draw, ...]

    @property
    def now(self) -> Draw:
        """The round that the page is about: the one that takes entries, or will, or else the last."""
        waiting = (one for one in self.draws if one.phase in ("open", "announced"))
        return next(waiting, self.draws[-1])

    @property
    def address(self) -> str:
        """Where the campaign's page is."""
        return url_for("lottery.campaign", slug=self.procedure.slug)

    def draw(self, lottery: str) -> Draw:
        """Return the round that is drawn under this id; NotFound."""
        found = next((one for one in self.draws if one.lottery == lottery), None)
        if found is None:
            raise NotFound
        return found


def shown(session: Session, slug: str, now: datetime) -> Shown:
    """Return a campaign as everybody may see it, at most a moment old; NotFound before anything was announced."""
    return shelf().get(("lottery", slug), lambda: _shown(session, slug, now))


def draw_of(session: Session, lottery_round: Round, now: datetime) -> Draw:
    """Return a round as its pages show it."""
    standing, terms = standing_of(session, lottery_round), terms_of(lottery_round)
    said = zip(terms.sources, seeds_of(session, lottery_round.id, terms), strict=True)
    return Draw(
        id=lottery_round.id,
        number=lottery_round.number,
        lottery=lottery_round.lottery,
        phase=phase_of(standing, now),
        standing=standing,
        terms=terms,
        draws_at=lottery_round.draws_at,
        sale_from=lottery_round.sale_from,
        sale_until=lottery_round.sale_until,
        entries=lottery_round.frozen_count or 0,
        commitment=lottery_round.commitment,
        seed=lottery_round.seed,
        sources=tuple(
            Spoken(source, one.value, one.is_fallback, one.seen_at) if one else Spoken(source)
            for source, one in said
        ),
    )


def shown_of(campaign: Campaign, draws: Sequence[Draw]) -> Shown:
    """Return a campaign with some of its rounds."""
    return Shown(
        procedure=campaign.procedure,
        campaign_id=campaign.id,
        unit=campaign.unit_text,
        price=campaign.price,
        worth=campaign.worth,
        cap=campaign.cap,
        duplicate_rule=campaign.duplicate_rule,
        excludes_earlier_winners=campaign.excludes_earlier_winners,
        draws=tuple(draws),
    )


def _shown(session: Session, slug: str, now: datetime) -> Shown:
    campaign = campaign_of(session, slug)
    draws = [draw_of(session, one, now) for one in rounds_of(session, campaign.id)]
    public = [one for one in draws if one.phase != "preparing"]
    if not public or campaign.procedure.live_version_id is None:
        raise NotFound
    found = shown_of(campaign, public)
    _ = campaign.procedure.department.name, campaign.procedure.live_version  # read before it is taken apart
    session.expunge_all()
    return found
