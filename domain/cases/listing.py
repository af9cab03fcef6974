"""Which cases a view lists, and in which order: conditions and orders that the indexes of ``models`` answer alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select, text, union_all
from sqlalchemy.orm import Session

from domain.cases.models import IS_DECIDED, IS_NO_WEB, IS_UNDECIDED, IS_UNREAD, Case
from domain.cases.rules import search_words
from domain.cases.searching import MOST_ALONE, MOST_FOUND, newest
from domain.cases.views import MINE, NOBODY, QueueView
from domain.clock import moment_of
from domain.procedures.models import Procedure

Departments = Collection[int] | None
"""In which departments someone may look (``people.rules.departments_for``); None means all."""

WAITING = ("received", "in_review")
"""What the view's state "open" lists: cases that wait for staff."""
UNDECIDED = (*WAITING, "returned")
"""States in which a case can be overdue."""


@dataclass(frozen=True)
class Reader:
    """Who looks at the queue, and when: what "mine" and "overdue" mean."""

    staff_id: int | None = None
    today: date = date.max


ANYBODY = Reader()
"""Somebody who has no cases of their own, and to whom nothing is late."""


@dataclass(frozen=True)
class Listing:
    """The ids of the cases of a view, in no order."""

    view: QueueView
    ids: Select[int]
    undecided: Select[int]
    """Those of them in which something is waited for."""

    def counted(self, most: int) -> Select[int]:
        """Return the query of how many there are, at most ``most``."""
        return select(func.count()).select_from(self.ids.limit(most).subquery())

    def first(self, most: int, after: int = 0) -> Select[int]:
        """Return the query of the ids that come first in the view's order, ``after`` so many."""
        if self.view.sort == "due":
            return self._due_first(most, after)
        return self.ids.order_by(*order(self.view.sort)).limit(most).offset(after)

    def _due_first(self, most: int, after: int) -> Select[int]:
        # Few are undecided, and sorted at once; the others are read in the order of an index.
        undecided = self.undecided.order_by(*order("due")[1:])
        decided = self.ids.where(Case.state.not_in(UNDECIDED)).order_by(*order("oldest"))
        halves = [
            half.add_columns(Case.received_at, *columns).limit(after + most).subquery()
            for half, columns in (
                (undecided, (literal(0).label("half"), Case.due_on)),
                (decided, (literal(1).label("half"), literal(None, Case.due_on.type).label("due_on"))),
            )
        ]
        both = union_all(*(select(half) for half in halves)).subquery()
        columns = both.c.half, both.c.due_on.is_(None), both.c.due_on, both.c.received_at, both.c.id
        return select(both.c.id).order_by(*columns).limit(most).offset(after)


@dataclass(frozen=True)
class Searched:
    """The ids of the cases of a view with words, in its order: they are looked up at once."""

    ids: Sequence[int]
    is_cut: bool
    """The search was ended before it had come to the oldest cases."""

    def counted(self, most: int) -> Select[int]:
        """Return the query of how many there are, at most ``most``."""
        return select(literal(min(len(self.ids), most)))

    def first(self, most: int, after: int = 0) -> Select[int]:
        """Return the query of the ids that come first in the view's order, ``after`` so many."""
        return select(Case.id).where(Case.id.in_(_inline(self.ids[after : after + most])))


def listing(
    session: Session,
    view: QueueView,
    departments: Departments,
    reader: Reader = ANYBODY,
    most: int | None = None,
) -> Listing | Searched:
    """Return what a view lists; ``most`` of what holds its words is enough (None: as many as anybody pages through)."""
    words = search_words(view.text)
    if not words:
        ids, few = listed(view, departments, reader), listed(view, departments, reader, is_few=True)
        return Listing(view, ids, few.where(text(IS_UNDECIDED)))
    is_alone = _has_words_alone(view)
    found = newest(session, words, departments, most or (MOST_ALONE if is_alone else MOST_FOUND))
    if is_alone:
        return Searched(found.ids if view.sort == "newest" else found.ids[::-1], found.is_cut)
    among = listed(view, departments, reader).where(Case.id.in_(_inline(found.ids)))
    return Searched(session.scalars(among.order_by(*order(view.sort))).all(), found.is_cut)


def listed(
    view: QueueView, departments: Departments, reader: Reader = ANYBODY, is_few: bool = False
) -> Select[int]:
    """Return the query of the ids that a view lists, in no order and whatever its words.

    SQLite's planner, which knows no numbers, is left one index to choose: that of few (undecided, unread, ``is_few``),
    else the procedure's, the departments', or that of the state or channel.
    """
    is_few = is_few or view.state in (*UNDECIDED, "open") or bool(view.overdue or view.unread)
    has_own = bool(view.procedure) or departments is not None
    wanted = [*_states(view.state, has_own), *_channels(view.channel, has_own), *_desk(view, reader)]
    if view.procedure:
        wanted.append(Case.procedure_id == _procedure_named(view.procedure))
    allowed = _allowed(departments, is_few or bool(view.procedure))
    return select(Case.id).where(*wanted, *_received(view.since, view.until), *allowed)


def undecided(departments: Departments) -> Select[int]:
    """Return the query of the ids of all cases in which something is waited for, in no order."""
    return select(Case.id).where(text(IS_UNDECIDED), *_allowed(departments, is_few=True))


def order(sort: str) -> tuple[Any, ...]:
    """Return by what a view is sorted; every case has its own place."""
    oldest = (Case.received_at, Case.id)
    return {
        "oldest": oldest,
        "newest": (Case.received_at.desc(), Case.id.desc()),
        "due": (_IS_DECIDED, _DUE_ON.is_(None), _DUE_ON, *oldest),
        "changed": (Case.changed_at.desc(), Case.id.desc()),
    }[sort]


def _has_words_alone(view: QueueView) -> bool:
    """Say whether no case need be read to know which are listed: they are numbered in the order in which they came in."""
    plain = replace(view, text="", page=1, sort="oldest")
    return plain == QueueView() and view.sort in ("oldest", "newest")


def _allowed(departments: Departments, is_few: bool) -> list[ColumnElement[bool]]:
    """Return the condition of the departments; ``is_few`` of what has an index of its own, by which it is to be read."""
    if departments is None:
        return []
    # A sum is looked up in no index.
    department: Any = Case.department_id + 0 if is_few else Case.department_id
    return [department.in_(sorted(departments))]


def _inline(value: Any) -> Any:
    """Return a value, or the values of an IN, that stand in the statement itself."""
    return bindparam(None, value, expanding=not isinstance(value, str), literal_execute=True, unique=True)


def _states(state: str, has_own: bool) -> list[Any]:
    """Return the condition of a state, and the words of the index that serves it: SQLite compares them."""
    if state == "open":
        return [text(IS_UNDECIDED), text(_IS_WAITING)]
    if state in UNDECIDED:
        return [text(IS_UNDECIDED), Case.state == _inline(state)]
    if not state:
        return [Case.state != _inline("draft")]
    return [*([] if has_own else [text(IS_DECIDED)]), Case.state == _inline(state)]


def _channels(channel: str, has_own: bool) -> list[Any]:
    if not channel:
        return []
    return [*([] if has_own or channel == "web" else [text(IS_NO_WEB)]), Case.channel == _inline(channel)]


def _procedure_named(slug: str) -> Any:
    return select(Procedure.id).where(Procedure.slug == slug).scalar_subquery()


def _desk(view: QueueView, reader: Reader) -> list[Any]:
    """Return the conditions of a reviewer's desk: whose it is, what was not read, what is late."""
    conditions: list[Any] = []
    if view.assigned == NOBODY:
        conditions.append(Case.assigned_to_id.is_(None))
    elif view.assigned:
        who = reader.staff_id if view.assigned == MINE else int(view.assigned)
        conditions.append(Case.assigned_to_id == who)
    if view.unread:
        conditions.append(text(IS_UNREAD))
    if view.overdue:
        conditions += [Case.due_on < reader.today, text(IS_UNDECIDED)]
    return conditions


def _received(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(Case.received_at >= _midnight(since))
    if until is not None:
        conditions.append(Case.received_at < _midnight(until) + timedelta(days=1))
    return conditions


def _midnight(day: date) -> datetime:
    return moment_of(day, time())


_IS_WAITING = "state IN ('received', 'in_review')"
_IS_DECIDED: Any = case((Case.state.in_(UNDECIDED), 0), else_=1)
_DUE_ON: Any = case((Case.state.in_(UNDECIDED), Case.due_on), else_=None)
