"""What the duplicates desk shows: groups by how sure they are, a group side by side, and who is like a card just typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from domain.cases.models import Case
from domain.lottery import caps
from domain.lottery.duplicates.grouping import Alike
from domain.lottery.duplicates.likeness import Likeness, Person, compare, person_of
from domain.lottery.duplicates.models import DuplicateGroup, DuplicateMember, DuplicateSearch
from domain.lottery.duplicates.rules import proposal, reason_for
from domain.lottery.duplicates.search import has_news, is_open, open_groups
from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award
from domain.refusals import NotFound

A_PAGE = 50
MOST_LIKE = 5
"""Entries like a card that are shown with it."""
MOST_ASKED = 200
"""Entries of one name that a card is compared with."""


@dataclass(frozen=True)
class Desk:
    """How far the desk has come."""

    open: int
    decided: int
    search: DuplicateSearch | None
    has_news: bool
    """Whether entries came or changed since."""


@dataclass(frozen=True)
class Line:
    """One group in the list."""

    id: int
    score: int
    names: tuple[str, ...]
    """As typed, of every entry."""
    channels: tuple[str, ...]
    group: DuplicateGroup


@dataclass(frozen=True)
class Card:
    """One entry of a group, with what the columns beside it need."""

    entry: Entry
    person: Person
    stands: bool
    """Whether it counts: neither withdrawn nor invalid nor passed over."""
    granted: int
    """Units it won in an earlier round; 0 where it is of this one."""
    is_proposed: bool
    verdict: str

    @property
    def id(self) -> int:
        """Id of the entry."""
        return self.entry.id

    @property
    def case(self) -> Case:
        """The case it is of."""
        return self.entry.case


@dataclass(frozen=True)
class Side:
    """A group side by side."""

    group: DuplicateGroup
    here: tuple[Card, ...]
    """Entries of this round."""
    earlier: tuple[Card, ...]
    """Winners of earlier rounds."""
    pairs: tuple[Alike, ...]
    reason: str
    """What a decision by the campaign's rule can be reasoned with."""

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them."""
        return (*self.here, *self.earlier)

    @property
    def named_pairs(self) -> list[tuple[int, int, Likeness]]:
        """The places (from 1) of every two that are alike, and how much."""
        places = {card.id: place for place, card in enumerate(self.cards, 1)}
        named = ((places[one.pair[0]], places[one.pair[1]], one.likeness) for one in self.pairs)
        return [(min(first, second), max(first, second), likeness) for first, second, likeness in named]


def desk_of(session: Session, round_id: int) -> Desk:
    """Return how far the desk of a round has come."""
    decided = DuplicateGroup.round_id == round_id, DuplicateGroup.decided_at.is_not(None)
    count = session.scalar(select(func.count()).select_from(DuplicateGroup).where(*decided)) or 0
    search = session.get(DuplicateSearch, round_id, populate_existing=True)
    return Desk(open_groups(session, round_id), count, search, has_news(session, round_id))


def group_lines(
    session: Session, round_id: int, *, is_decided: bool = False, page: int = 1
) -> tuple[Line, ...]:
    """Return a page of groups: those that wait, the surest first; or those decided on, the latest first."""
    wanted = select(DuplicateGroup)
    if is_decided:
        decided = DuplicateGroup.round_id == round_id, DuplicateGroup.decided_at.is_not(None)
        wanted = wanted.where(*decided).order_by(DuplicateGroup.decided_at.desc(), DuplicateGroup.id.desc())
    else:
        wanted = wanted.where(*is_open(round_id)).order_by(DuplicateGroup.score.desc(), DuplicateGroup.id)
    members = selectinload(DuplicateGroup.members).joinedload(DuplicateMember.entry)
    loaded = wanted.options(members.joinedload(Entry.case), joinedload(DuplicateGroup.decided_by))
    return tuple(
        _line(one) for one in session.scalars(loaded.offset((page - 1) * A_PAGE).limit(A_PAGE)).unique()
    )


def next_group(session: Session, round_id: int, after: DuplicateGroup | None = None) -> int | None:
    """Return the id of the group to look at next: after one of them in the order of the list, else the first."""
    waiting = select(DuplicateGroup.id).where(*is_open(round_id))
    in_order = waiting.order_by(DuplicateGroup.score.desc(), DuplicateGroup.id).limit(1)
    if after is not None:
        score, number = after.score, after.id
        below = DuplicateGroup.score < score
        beside = and_(DuplicateGroup.score == score, DuplicateGroup.id > number)
        if (found := session.scalar(in_order.where(or_(below, beside)))) is not None:
            return found
        in_order = in_order.where(DuplicateGroup.id != number)
    return session.scalar(in_order)


def side_by_side(session: Session, round_id: int, group_id: int) -> Side:
    """Return a group of a round with everything that is compared; NotFound."""
    group = session.scalar(
        select(DuplicateGroup)
        .where(DuplicateGroup.id == group_id, DuplicateGroup.round_id == round_id)
        .options(joinedload(DuplicateGroup.round).joinedload(Round.campaign))
    )
    if group is None:
        raise NotFound
    entries, verdicts = _entries(session, group), {one.entry_id: one.verdict for one in group.members}
    people = {entry.id: person_from(entry) for entry in entries}
    gone, granted = _gone(session, people), _granted(session, group)
    standing = [entry for entry in entries if entry.state in ("received", "valid") and entry.id not in gone]
    pairs = _pairs([people[entry.id] for entry in (standing if len(standing) > 1 else entries)])
    rule = group.round.campaign.duplicate_rule
    here = [entry for entry in standing if entry.round_id == round_id]
    proposed = proposal(rule, [_row(entry) for entry in here], pairs)
    cards = [
        Card(
            entry=entry,
            person=people[entry.id],
            stands=entry in standing,
            granted=granted.get(entry.id, 0),
            is_proposed=entry.id in proposed,
            verdict=verdicts[entry.id],
        )
        for entry in entries
    ]
    return Side(
        group=group,
        here=tuple(one for one in cards if one.entry.round_id == round_id),
        earlier=tuple(one for one in cards if one.entry.round_id != round_id),
        pairs=pairs,
        reason=reason_for(pairs, rule) if pairs else "",
    )


def likely(session: Session, entries: Sequence[Entry]) -> list[tuple[Entry, Likeness]]:
    """Return other entries of the same round that look like one of these, the most alike first."""
    found: dict[int, tuple[Entry, Likeness]] = {}
    mine = {entry.id for entry in entries}
    for entry in entries:
        for other in _sharing(session, entry):
            likeness = compare(person_from(entry), person_from(other))
            if likeness.is_candidate and other.id not in mine:
                found[other.id] = (other, likeness)
    return sorted(found.values(), key=lambda one: -one[1].score)[:MOST_LIKE]


def person_from(entry: Entry) -> Person:
    """Return what is compared of an entry."""
    names = entry.name_key, entry.kana_key, entry.born_on
    return person_of(entry.id, *names, entry.address_key, entry.phone_key, key=entry.person)


def _line(group: DuplicateGroup) -> Line:
    entries = [member.entry for member in group.members]
    channels = tuple(dict.fromkeys(entry.case.channel for entry in entries))
    return Line(group.id, group.score, tuple(entry.name for entry in entries), channels, group)


def _entries(session: Session, group: DuplicateGroup) -> list[Entry]:
    ids = [member.entry_id for member in group.members]
    wanted = select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id)
    return list(session.scalars(wanted.options(joinedload(Entry.case), joinedload(Entry.round))))


def _gone(session: Session, ids: Iterable[int]) -> set[int]:
    return set(session.scalars(select(Entry.id).where(Entry.id.in_(list(ids)), caps.is_given_up(Entry.id))))


def _granted(session: Session, group: DuplicateGroup) -> dict[int, int]:
    ids = [member.entry_id for member in group.members]
    wanted = select(Award.entry_id, Award.granted).where(
        Award.entry_id.in_(ids), Award.round_id != group.round_id
    )
    return {row.entry_id: row.granted for row in session.execute(wanted)}


def _pairs(people: Sequence[Person]) -> tuple[Alike, ...]:
    compared = (Alike((one.id, other.id), compare(one, other)) for one, other in combinations(people, 2))
    alike = [one for one in compared if one.likeness.is_candidate]
    return tuple(sorted(alike, key=lambda one: (-one.likeness.score, one.pair)))


@dataclass(frozen=True)
class _Row:
    """What the campaign's rule looks at."""

    id: int
    channel: str
    dated_on: object
    received_at: object


def _row(entry: Entry) -> _Row:
    case = entry.case
    return _Row(entry.id, case.channel, case.dated_on, case.received_at)


def _sharing(session: Session, entry: Entry) -> Iterator[Entry]:
    """Yield entries that share the name, the reading, or phone and birth date, each found by its own index."""
    person = person_from(entry)
    alike = (
        (entry.name_key, Entry.name_key == entry.name_key),
        (person.reading, Entry.kana_key == person.reading),
        (entry.phone_key, and_(Entry.phone_key == entry.phone_key, Entry.born_on == entry.born_on)),
    )
    stands = Entry.round_id == entry.round_id, Entry.state.in_(("received", "valid")), Entry.id != entry.id
    for said, condition in alike:
        if said:
            wanted = select(Entry).where(*stands, condition).options(joinedload(Entry.case))
            yield from session.scalars(wanted.limit(MOST_ASKED))
