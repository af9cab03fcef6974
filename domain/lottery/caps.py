"""What persons already have in a campaign: caps and the exclusion of earlier winners hold over all rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award, StatusChange

AT_ONCE = 500
"""Persons asked for in one statement: SQLite takes so many values and more."""
GIVEN_UP = ("withdrawn", "disqualified", "expired")
"""Statuses after which what was granted is nobody's any more."""


def held_by(session: Session, lottery_round: Round, persons: Collection[str]) -> dict[str, int]:
    """Return how many units persons were granted in the other rounds of the campaign; who has none is not in it."""
    found: dict[str, int] = {}
    for some in _parts(sorted(set(persons))):
        rows = session.execute(_granted(lottery_round).where(Entry.person.in_(some)).group_by(Entry.person))
        found.update({person: int(units) for person, units in rows})
    return found


def all_held(session: Session, lottery_round: Round) -> dict[str, int]:
    """Return the same of everybody who has an entry in this round."""
    here = select(Entry.person).where(Entry.round_id == lottery_round.id)
    rows = session.execute(_granted(lottery_round).where(Entry.person.in_(here)).group_by(Entry.person))
    return {person: int(units) for person, units in rows}


def standing_persons(session: Session, round_id: int, persons: Collection[str], but: int = 0) -> set[str]:
    """Return which of these persons have an entry in a round that stands, those of one case left aside."""
    found: set[str] = set()
    stands = Entry.round_id == round_id, Entry.state.in_(("received", "valid")), Entry.case_id != but
    for some in _parts(sorted(set(persons))):
        found.update(session.scalars(select(Entry.person).where(*stands, Entry.person.in_(some))))
    return found


def is_given_up(entry_id: Any) -> ColumnElement[bool]:
    """Return the condition that an entry was passed over or given up after the freeze."""
    return exists().where(StatusChange.entry_id == entry_id, StatusChange.status.in_(GIVEN_UP))


def _granted(lottery_round: Round) -> Select[str, int]:
    rounds = select(Round.id).where(
        Round.campaign_id == lottery_round.campaign_id, Round.id != lottery_round.id
    )
    of_others = Entry.round_id.in_(rounds), Award.granted > 0, ~is_given_up(Award.entry_id)
    granted = select(Entry.person, func.sum(Award.granted))
    return granted.join(Award, Award.entry_id == Entry.id).where(*of_others)


def _parts(persons: list[str]) -> Iterator[list[str]]:
    return (persons[at : at + AT_ONCE] for at in range(0, len(persons), AT_ONCE))
