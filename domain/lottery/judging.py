"""Whether an application is taken: its time, its people, what they ask for. Refusals say the first thing that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from domain.lottery import caps
from domain.lottery.models import Entry, Round
from domain.lottery.people import Applicant
from domain.lottery.receipts import new_receipt
from domain.lottery.refusals import AlreadyEntered, EarlierWinner, NobodyEnters, NotOpenYet, OverCap, TooLate
from domain.lottery.requests import MOST_TOGETHER, Application
from domain.lottery.rounds import standing_of, terms_of
from domain.lottery.rules import Standing, is_in_time
from domain.lottery.terms import Terms
from domain.refusals import NotFound, Refusal

SOLE_CHANNELS = ("web", "counter")
"""Where somebody is there to be told that they have applied before; a second card is for the duplicates desk."""


@dataclass
class Ground:
    """What applications are judged by: the round, and what their people have already."""

    round: Round
    terms: Terms
    standing: Standing
    held: Mapping[str, int]
    """Person -> units granted in other rounds."""
    taken: set[str] = field(default_factory=set)
    """Persons with an entry in this round."""


def ground_of(session: Session, lottery_round: Round, persons: Collection[str], but: int = 0) -> Ground:
    """Return what applications of these persons are judged by, one case left aside; the caller has locked the round."""
    return Ground(
        lottery_round,
        terms_of(lottery_round),
        standing_of(session, lottery_round),
        caps.held_by(session, lottery_round, persons),
        caps.standing_persons(session, lottery_round.id, persons, but),
    )


def check_time(ground: Ground, application: Application, now: datetime) -> None:
    """NotFound before the call, NotOpenYet, TooLate."""
    standing = ground.standing
    if standing.announced_at is None:
        raise NotFound
    if now < standing.opens_at:
        raise NotOpenYet(standing.opens_at)
    if standing.frozen_at or not is_in_time(standing, now, application.submission.dated_on):
        raise TooLate(standing.closes_at)


def check_people(ground: Ground, application: Application) -> None:
    """NobodyEnters, AlreadyEntered, EarlierWinner, OverCap."""
    if not 0 < len(application.applicants) <= MOST_TOGETHER:
        raise NobodyEnters(MOST_TOGETHER)
    seen: set[str] = set()
    for position, applicant in enumerate(application.applicants):
        if applicant.person in seen:
            raise AlreadyEntered(position)
        seen.add(applicant.person)
        _check_person(ground, applicant, position, is_told=application.submission.channel in SOLE_CHANNELS)


def refusal_of(ground: Ground, application: Application, now: datetime) -> Refusal | None:
    """Return why an application is not taken, None where it is."""
    try:
        check_time(ground, application, now)
        check_people(ground, application)
    except Refusal as refusal:
        return refusal
    return None


def entries_of(ground: Ground, application: Application, case_id: int) -> list[Entry]:
    """Return the entries that an application becomes."""
    made = [
        Entry(
            round_id=ground.round.id,
            case_id=case_id,
            position=position,
            receipt=new_receipt(),
            is_sole=application.submission.channel in SOLE_CHANNELS,
            **columns_of(ground.terms, applicant),
        )
        for position, applicant in enumerate(application.applicants)
    ]
    for entry in made if application.is_linked and len(made) > 1 else ():
        entry.linked = made[0].receipt
    return made


def columns_of(terms: Terms, applicant: Applicant) -> dict[str, object]:
    """Return what an entry says of its applicant."""
    return {
        "name": applicant.name[:200],
        "kana": applicant.kana[:200],
        "born_on": applicant.born_on,
        "postal_code": applicant.postal_code[:8],
        "address": applicant.address[:400],
        "phone": applicant.phone[:20],
        "tier": applicant.tier if applicant.tier in terms.tier_names else terms.tier_names[-1],
        "weight": terms.times(applicant.claim),
        "units": applicant.units,
        "person": applicant.person,
        **applicant.keys,
    }


def _check_person(ground: Ground, applicant: Applicant, position: int, *, is_told: bool) -> None:
    """Check one person; of a card that cannot be asked back, what the rounds before mean is left to the freeze."""
    campaign, held = ground.round.campaign, ground.held.get(applicant.person, 0) if is_told else 0
    if is_told and applicant.person in ground.taken:
        raise AlreadyEntered(position)
    if held and campaign.excludes_earlier_winners:
        raise EarlierWinner(position)
    if not 0 < applicant.units <= campaign.cap - held:
        raise OverCap(max(0, campaign.cap - held), campaign.unit_text, position)
