"""Searching a round for people who entered twice, and asking whether anything is left to decide.

The search itself writes nothing and holds nobody up; what it found is written in one go. Groups that are the same as before
stay, so that nobody's page is pulled away; what was decided is not brought up again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.lottery import caps
from domain.lottery.duplicates.grouping import Group, Pair, groups
from domain.lottery.duplicates.likeness import Person, person_of
from domain.lottery.duplicates.models import DuplicateGroup, DuplicateMember, DuplicateSearch
from domain.lottery.duplicates.refusals import DuplicatesOpen, NotSearched
from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award
from domain.lottery.rounds import locked
from domain.lottery.sifting import GONE

AT_ONCE = 500
MOST_CHANGED = 500
"""Cases, of any kind, that changed since a search: where there are more, nobody looks at each."""


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    entries: int
    """How many were compared, winners of earlier rounds left out."""
    groups: int
    """How many wait for a decision now."""
    fresh: int
    """How many of them were not known before."""


def find_duplicates(session: Session, round_id: int, *, by: Actor, now: datetime) -> Found:
    """Search the entries of a round, and keep what it finds for a person to decide; NotFound.

    Winners of the campaign's earlier rounds are compared, too: the cap counts for people, not for spellings.
    """
    with writing(session):
        campaign_id, number = _place(locked(session, round_id))  # whoever is entering now has finished
    standing = list(_standing(session, round_id))
    found = groups([*standing, *_winners(session, campaign_id, number)], _decided(session, round_id))
    with writing(session):
        locked(session, round_id)
        fresh = _keep(session, round_id, found, now)
        _note_search(session, round_id, standing, now)
        detail = {"entries": len(standing), "groups": len(found), "fresh": fresh}
        record(session, "find_duplicates", "round", round_id, by=by, now=now, **detail)
    return Found(len(standing), len(found), fresh)


def check_decided(session: Session, round_id: int) -> None:
    """DuplicatesOpen while groups wait for a person: the list is not frozen over their heads."""
    if count := open_groups(session, round_id):
        raise DuplicatesOpen(count)


def check_searched(session: Session, round_id: int) -> None:
    """NotSearched where entries came or changed after the last search, or there was none."""
    if has_news(session, round_id):
        raise NotSearched


def open_groups(session: Session, round_id: int) -> int:
    """Return how many groups wait for a decision."""
    return session.scalar(select(func.count()).where(*is_open(round_id))) or 0


def has_news(session: Session, round_id: int) -> bool:
    """Say whether entries came or changed after the last search, or there was none."""
    search = session.get(DuplicateSearch, round_id, populate_existing=True)
    there = select(Entry.id).join(Case, Case.id == Entry.case_id).where(*_stands(round_id)).limit(1)
    if search is None:
        return session.scalar(there) is not None
    # Asked for first, and by their own index: a join would read every entry.
    later = select(Case.id).where(Case.changed_at > search.searched_at).order_by(Case.changed_at.desc())
    changed = session.scalars(later.limit(MOST_CHANGED)).all()
    is_changed = Case.changed_at > search.searched_at
    news = (
        Entry.id > search.last_entry_id,
        is_changed if len(changed) == MOST_CHANGED else Entry.case_id.in_(changed),
    )
    return any(session.scalar(there.where(one)) is not None for one in news)


def is_open(round_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of groups that wait: undecided, at least two of them stand, and one of those in this round."""
    waiting = DuplicateGroup.round_id == round_id, DuplicateGroup.decided_at.is_(None)
    return *waiting, _members() >= 2, _members(Entry.round_id == round_id) >= 1


def _members(*more: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many members of a group stand."""
    stands = Entry.state.in_(("received", "valid")), ~caps.is_given_up(Entry.id)
    mine = select(func.count()).select_from(DuplicateMember).join(Entry, Entry.id == DuplicateMember.entry_id)
    wanted = mine.where(DuplicateMember.group_id == DuplicateGroup.id, *stands, *more)
    return wanted.correlate(DuplicateGroup).scalar_subquery()


def _stands(round_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of entries that are compared, for a query that has the case."""
    is_in = or_(Entry.state == "received", and_(Entry.state == "valid", ~caps.is_given_up(Entry.id)))
    return Entry.round_id == round_id, is_in, Case.state.not_in(GONE)


def _standing(session: Session, round_id: int) -> Iterator[Person]:
    wanted = select(*_COLUMNS).join(Case, Case.id == Entry.case_id).where(*_stands(round_id))
    rows = session.execute(wanted.order_by(Entry.id), execution_options={"yield_per": 2000})
    return (person_of(*row[:6], key=row.person) for row in rows)


def _place(lottery_round: Round) -> tuple[int, int]:
    return lottery_round.campaign_id, lottery_round.number


def _winners(session: Session, campaign_id: int, number: int) -> Iterator[Person]:
    earlier = select(Round.id).where(Round.campaign_id == campaign_id, Round.number < number)
    won = Entry.round_id.in_(earlier), Award.granted > 0, ~caps.is_given_up(Entry.id)
    wanted = select(*_COLUMNS).join(Award, Award.entry_id == Entry.id).where(*won).order_by(Entry.id)
    rows = session.execute(wanted, execution_options={"yield_per": 2000})
    return (person_of(*row[:6], key=row.person, has_won=True) for row in rows)


_COLUMNS = (
    Entry.id,
    Entry.name_key,
    Entry.kana_key,
    Entry.born_on,
    Entry.address_key,
    Entry.phone_key,
    Entry.person,
)


def _decided(session: Session, round_id: int) -> set[Pair]:
    decided = DuplicateGroup.round_id == round_id, DuplicateGroup.decided_at.is_not(None)
    wanted = select(DuplicateMember.group_id, DuplicateMember.entry_id).join(DuplicateGroup).where(*decided)
    return {
        pair for members in _by_group(session.execute(wanted)).values() for pair in combinations(members, 2)
    }


def _by_group(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for group_id, entry_id in sorted(rows):
        found.setdefault(group_id, []).append(entry_id)
    return found


def _keep(session: Session, round_id: int, found: Collection[Group], now: datetime) -> int:
    """Write the groups that are not there yet, take those away that are none any more; return how many are new."""
    decided = _decided(session, round_id)  # again: somebody may have decided while this was searching
    asked = {one.members: one for one in found if any(pair.pair not in decided for pair in one.pairs)}
    waiting = DuplicateGroup.round_id == round_id, DuplicateGroup.decided_at.is_(None)
    wanted = select(DuplicateMember.group_id, DuplicateMember.entry_id).join(DuplicateGroup).where(*waiting)
    there = {tuple(members): group_id for group_id, members in _by_group(session.execute(wanted)).items()}
    _remove(session, [group_id for members, group_id in there.items() if members not in asked])
    fresh = [one for members, one in asked.items() if members not in there]
    for at in range(0, len(fresh), AT_ONCE):
        _add(session, round_id, fresh[at : at + AT_ONCE], now)
    return len(fresh)


def _add(session: Session, round_id: int, fresh: Sequence[Group], now: datetime) -> None:
    rows = [{"round_id": round_id, "score": one.score, "found_at": now} for one in fresh]
    adding = insert(DuplicateGroup).returning(DuplicateGroup.id, sort_by_parameter_order=True)
    ids = session.scalars(adding, rows).all()
    pairs = zip(ids, fresh, strict=True)
    members = [{"group_id": group_id, "entry_id": one} for group_id, group in pairs for one in group.members]
    session.execute(insert(DuplicateMember), members)


def _remove(session: Session, ids: list[int]) -> None:
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        session.execute(delete(DuplicateMember).where(DuplicateMember.group_id.in_(some)))
        session.execute(delete(DuplicateGroup).where(DuplicateGroup.id.in_(some)))


def _note_search(session: Session, round_id: int, people: list[Person], now: datetime) -> None:
    search = session.get(DuplicateSearch, round_id) or DuplicateSearch(round_id=round_id)
    search.searched_at, search.entries = now, len(people)
    search.last_entry_id = max((one.id for one in people), default=0)
    session.add(search)
