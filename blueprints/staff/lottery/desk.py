"""A round on the staff's desk: finding it, and showing its page, also with why something was not done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import Response, url_for
from sqlalchemy.orm import Session

from blueprints.lottery.views import Draw, draw_of
from blueprints.staff.lottery.progress import PART, Progress, lead_to_progress, progress_of
from blueprints.web import database
from blueprints.web.guard import actor
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery.duplicates.queries import Desk as Duplicates
from domain.lottery.duplicates.queries import desk_of as duplicates_of
from domain.lottery.freezing import Outcome, preview
from domain.lottery.long_steps import ask_for
from domain.lottery.looking import doubts_of, granted_of
from domain.lottery.models import Campaign, Round, RoundStep
from domain.lottery.objecting import open_objections
from domain.lottery.publishing import is_everybody_told
from domain.lottery.queries import campaign_of, entry_of, intake_of, per_day, rounds_of, wishes_of
from domain.lottery.refusals import NotInPhase
from domain.lottery.rounds import steps_of, terms_of
from domain.lottery.rules import PHASES, REASONS
from domain.lottery.setup import problems_of
from domain.lottery.simulating import Outlook, in_other_order, in_words, outlook
from domain.lottery.terms import Terms
from domain.refusals import NotFound, Refusal
from forms.definition import Text
from forms.messages import Message

CHANNELS = ("web", "counter", "phone", "post", "paper", "staff")


@dataclass(frozen=True)
class Desk:
    """One round with its campaign, as it is now."""

    campaign: Campaign
    round: Round
    draw: Draw
    steps: dict[str, RoundStep]

    @property
    def slug(self) -> str:
        """The address of the campaign."""
        return self.campaign.procedure.slug

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.campaign.unit_text.ja

    @property
    def place(self) -> dict[str, Any]:
        """What addresses of its pages name."""
        return {"slug": self.slug, "turn": self.round.number}

    @property
    def waits_for_second(self) -> bool:
        """Whether a freeze was asked for and nobody has confirmed it."""
        step = self.steps.get("frozen")
        return step is not None and step.done_at is None

    def progress(self, place: str = "round") -> Progress:
        """Return how far the long steps of a page of it have got."""
        return progress_of(database.session(), self.round, self.slug, place, now_utc())

    def is_past(self, phase: str) -> bool:
        """Say whether the round has come to a phase or beyond."""
        return PHASES.index(self.draw.phase) >= PHASES.index(phase)


def desk_of(slug: str, turn: int) -> Desk:
    """Return a round by its campaign and number; NotFound."""
    session = database.session()
    campaign = campaign_of(session, slug)
    found = next((one for one in rounds_of(session, campaign.id) if one.number == turn), None)
    if found is None:
        raise NotFound
    return Desk(campaign, found, draw_of(session, found, now_utc()), steps_of(session, found.id))


def frozen_desk_of(slug: str, turn: int) -> Desk:
    """Return a round whose list is frozen, by its campaign and number; NotFound, NotInPhase."""
    desk = desk_of(slug, turn)
    if not desk.is_past("objection"):
        raise NotInPhase(desk.draw.phase)
    return desk


def has_entry(desk: Desk, receipt: str | None) -> bool:
    """Say whether a receipt is one of this round: the address names whose business it is."""
    try:
        return receipt is not None and entry_of(database.session(), receipt).round_id == desk.round.id
    except NotFound:
        return False


def round_page(desk: Desk, refusal: Refusal | None = None) -> Response:
    """Show a round: where it stands, what comes next, what came in; and why something was not done."""
    session = database.session()
    return show(
        "staff/lottery/round.html",
        PART,
        status=refusal.status if refusal else 200,
        desk=desk,
        refusal=refusal,
        problems=problems_of(desk.round, desk.campaign.cap) if desk.draw.phase == "preparing" else (),
        intake=intake_of(session, desk.round.id),
        days=days_of(session, desk.round.id),
        channels=CHANNELS,
        outlooks=outlooks(terms_of(desk.round), wishes_of(session, desk.round.id), desk.unit),
        outcome=_outcome(session, desk),
        duplicates=_duplicates(session, desk),
        reasons=REASONS,
        objections=open_objections(session, desk.round.id),
        doubts=[one for one in doubts_of(session, desk.round.id) if one.confirmed_at is None],
        given=granted_of(session, desk.round.id) if desk.is_past("drawn") else {},
        progress=desk.progress(),
        department_id=desk.campaign.procedure.department_id,
        is_told=not desk.is_past("published") or is_everybody_told(session, desk.round),
    )


def done(desk: Desk, deed: Callable[..., Any], *values: Any, said: str) -> Response:
    """Do one thing to a round, say so, and show it again; a refusal is shown on the round's page."""
    place = desk.place
    try:
        deed(database.session(), desk.round.id, *values, by=actor(), now=now_utc())
    except Refusal as refusal:
        return round_page(desk_of(**place), refusal)
    return lead_to(url_for("staff.lottery.turn", **place), gettext(said))


def asked(desk: Desk, kind: str) -> Response:
    """Ask for a long step of a round and lead to its page; what can be refused at once is shown there."""
    try:
        ask_for(database.session(), desk.round.id, kind, by=actor(), now=now_utc())
    except Refusal as refusal:
        return round_page(desk_of(**desk.place), refusal)
    return lead_to_progress(desk.progress())


def days_of(session: Session, round_id: int) -> list[tuple[date, dict[str, int]]]:
    """Return what came in day by day, channel -> entries."""
    found: dict[date, dict[str, int]] = {}
    for (day, channel), count in per_day(session, round_id).items():
        found.setdefault(day, {})[channel] = count
    return sorted(found.items())


class Tried(NamedTuple):
    """What would come of a draw with the pools in some order."""

    name: str
    found: Outlook
    words: Message
    unit: str
    labels: Mapping[str, Text]
    """Name of a tier in public files -> its words."""


def outlooks(terms: Terms, wishes: Any, unit: str) -> list[Tried]:
    """Return what would come of a draw by these terms, with the pools in their order and in the other."""
    if not wishes:
        return []
    tried = [("この順番", terms)]
    if len(terms.allocation.pools) > 1:
        tried.append(("逆の順番", in_other_order(terms)))
    found = [(name, outlook(one, wishes)) for name, one in tried]
    labels = {tier.name: tier.label for tier in terms.tiers}
    return [Tried(name, one, in_words(one, unit), unit, labels) for name, one in found]


def _duplicates(session: Session, desk: Desk) -> Duplicates | None:
    """Return how far the duplicates desk is, while the list can be frozen."""
    return duplicates_of(session, desk.round.id) if desk.draw.phase == "closed" else None


def _outcome(session: Session, desk: Desk) -> Outcome | None:
    return preview(session, desk.round.id) if desk.draw.phase == "closed" else None
