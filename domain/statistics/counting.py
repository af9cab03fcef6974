"""Counting cases and answers: by the database where it can, in one pass where it cannot, and kept until something changes."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select
from sqlalchemy.orm import Session

from domain.cases.models import STATES, Case
from domain.cases.paper_models import Tally
from domain.clock import day_of, moment_of
from domain.database import dialect_of
from domain.procedures.queries import versions
from domain.statistics.rules import Asked, asked, counter
from forms.definition import Form

AT_ONCE = 1_000
KEPT_MOST = 200
ONLINE = ("web",)
"""What counts as online: sent by the resident over the Internet."""

Cells = Counter[tuple[str, str, str]]
"""(month "YYYY-MM", channel, state) -> cases."""
Answers = dict[str, Counter[str]]
"""Question -> option -> cases."""


@dataclass(frozen=True)
class Statistics:
    """Everything that is counted of a procedure in a year, deleted cases included."""

    cells: Cells
    answers: Answers
    questions: tuple[Asked, ...]
    deleted: int
    """How many of the cases are not there any more."""

    @property
    def total(self) -> int:
        """How many cases there were."""
        return self.cells.total()

    @property
    def online(self) -> int:
        """How many of them came online."""
        return sum(count for (_, channel, _), count in self.cells.items() if channel in ONLINE)

    def by(self, place: int) -> Counter[str]:
        """Return counts by month (0), channel (1) or state (2)."""
        found: Counter[str] = Counter()
        for cell, count in self.cells.items():
            found[cell[place]] += count
        return found


def statistics(session: Session, procedure_id: int, year: int | None = None) -> Statistics:
    """Count the cases of a procedure; ``year`` is a fiscal year (2026: April 2026 to March 2027), None all."""
    tallies = _tallies(session, procedure_id, year)
    forms = [one.form for one in reversed(versions(session, procedure_id))]
    cells = _cells(session, procedure_id, year)
    answers = {name: Counter(found) for name, found in _kept_answers(session, procedure_id, year).items()}
    for tally in tallies:
        cells[tally.month, tally.channel, tally.state] += tally.cases
        add_counts(answers, tally.answers)
    deleted = sum(tally.cases for tally in tallies)
    return Statistics(cells, answers, tuple(asked(forms)), deleted)


def totals(session: Session, procedure_ids: Iterable[int]) -> Counter[int]:
    """Return procedure id -> how many cases there were."""
    ids = list(procedure_ids)
    living = select(Case.procedure_id, func.count()).where(Case.procedure_id.in_(ids), *_countable())
    gone = select(Tally.procedure_id, func.sum(Tally.cases)).where(Tally.procedure_id.in_(ids))
    found: Counter[int] = Counter()
    for query in (living.group_by(Case.procedure_id), gone.group_by(Tally.procedure_id)):
        for procedure_id, count in session.execute(query):
            found[procedure_id] += count
    return found


def years(session: Session, procedure_id: int) -> list[int]:
    """Return the fiscal years in which there were cases, the latest first."""
    of_procedure = (Case.procedure_id == procedure_id, *_countable())
    ends = select(func.min(Case.received_at), func.max(Case.received_at)).where(*of_procedure)
    months = select(func.min(Tally.month), func.max(Tally.month)).where(Tally.procedure_id == procedure_id)
    found = [fiscal_year(day_of(at)) for at in session.execute(ends).one() if at is not None]
    found += [fiscal_year(date.fromisoformat(f"{one}-01")) for one in session.execute(months).one() if one]
    return list(range(max(found), min(found) - 1, -1)) if found else []


def fiscal_year(day: date) -> int:
    """Return the fiscal year (年度) of a day: it begins on 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def count_answers(rows: Iterable[tuple[Form, str]]) -> Answers:
    """Count the answers of (form, answers as JSON text)."""
    counters: dict[int, Any] = {}
    found: Answers = {}
    pairs: dict[tuple[str, str], int] = {}
    for form, answers in rows:
        count = counters.get(id(form)) or counters.setdefault(id(form), counter(form))
        for name, option in count(json.loads(answers)):
            pairs[name, option] = pairs.get((name, option), 0) + 1
    for (name, option), number in pairs.items():
        found.setdefault(name, Counter())[option] = number
    return found


def add_counts(to: Answers, counts: dict[str, Any]) -> None:
    """Add counts of another place."""
    for name, options in counts.items():
        to.setdefault(name, Counter()).update(options)


_KEPT: dict[tuple[str, int, int | None], tuple[Any, Answers]] = {}
_KEPT_LOCK = threading.Lock()


def _kept_answers(session: Session, procedure_id: int, year: int | None) -> Answers:
    """Return the counts that were made before, unless a case has come, gone or changed since."""
    where = _of(procedure_id, year)
    stamp = tuple(session.execute(select(func.count(), func.max(Case.changed_at)).where(*where)).one())
    name = (str(session.get_bind().engine.url), procedure_id, year)
    found = _KEPT.get(name)
    if found is None or found[0] != stamp:
        found = (stamp, _counted(session, procedure_id, where))
        with _KEPT_LOCK:
            if len(_KEPT) >= KEPT_MOST:
                _KEPT.clear()
            _KEPT[name] = found
    return found[1]


def _counted(session: Session, procedure_id: int, where: tuple[ColumnElement[bool], ...]) -> Answers:
    forms = {one.id: one.form for one in versions(session, procedure_id)}
    rows = session.execute(
        select(Case.form_version_id, cast(Case.answers, Text)).where(*where),
        execution_options={"yield_per": AT_ONCE, "stream_results": True},
    )
    return count_answers((forms[version_id], answers) for version_id, answers in rows)


def _cells(session: Session, procedure_id: int, year: int | None) -> Cells:
    month = month_of(session)
    counting = select(month, Case.channel, Case.state, func.count()).where(*_of(procedure_id, year))
    rows = session.execute(counting.group_by(month, Case.channel, Case.state))
    return Counter({(month, channel, state): count for month, channel, state, count in rows})


def month_of(session: Session) -> ColumnElement[str]:
    """Return the month of receipt in Tokyo, "YYYY-MM", as the database works it out."""
    if dialect_of(session) == "sqlite":
        return func.strftime("%Y-%m", Case.received_at, "+9 hours")
    zone: Any = literal_column("'Asia/Tokyo'")
    return func.to_char(func.timezone(zone, Case.received_at), literal_column("'YYYY-MM'"))


def _of(procedure_id: int, year: int | None) -> tuple[ColumnElement[bool], ...]:
    of_procedure = (Case.procedure_id == procedure_id, *_countable())
    if year is None:
        return of_procedure
    first, last = _begin(year), _begin(year + 1)
    return (*of_procedure, Case.received_at >= first, Case.received_at < last)


def _countable() -> tuple[ColumnElement[bool], ...]:
    """Drafts are no cases yet; the states are named so that the queue's index serves."""
    return (Case.state.in_(STATES[1:]),)


def _begin(year: int) -> datetime:
    return moment_of(date(year, 4, 1), time())


def _tallies(session: Session, procedure_id: int, year: int | None) -> list[Tally]:
    wanted = select(Tally).where(Tally.procedure_id == procedure_id)
    if year is not None:
        wanted = wanted.where(Tally.month >= f"{year}-04", Tally.month < f"{year + 1}-04")
    return list(session.scalars(wanted))
