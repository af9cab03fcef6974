"""However many cases there are, a page of the queue reads its own and no others: the databases say so in their plans."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from domain.cases import tabs
from domain.cases.listing import Reader
from domain.cases.models import Case
from domain.cases.queries import counts_undecided, queue
from domain.cases.views import QueueView
from domain.people.models import Department
from tests.domain.hall import Hall, case_of

STATES = (
    ("approved",) * 60 + ("completed",) * 30 + ("rejected", "expired", "withdrawn", "received", "returned")
)
VIEWS = (
    QueueView(),
    QueueView(sort="newest", page=20),
    QueueView(sort="changed"),
    QueueView(sort="due"),
    QueueView(state="open"),
    QueueView(state="open", sort="due", assigned="none"),
    QueueView(state="open", sort="changed"),
    QueueView(state="returned", procedure="work"),
    QueueView(state="approved", sort="newest"),
    QueueView(state="expired", sort="changed"),
    QueueView(channel="post"),
    QueueView(channel="counter", assigned="none"),
    QueueView(assigned="mine"),
    QueueView(overdue="yes", sort="due"),
    QueueView(unread="yes"),
    QueueView(procedure="work", state="approved"),
)
CASES = 4_000


@pytest.fixture
def crowded(hall: Hall) -> Hall:
    """Give a city hall of some departments with many cases."""
    chance = random.Random(4)
    with hall.session() as session:
        case = case_of(session, hall.apply(session))
        plain = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
        plain.pop("id")
        places = _departments(session)
        rows = [plain | _differing(chance, number, hall, places) for number in range(CASES)]
        session.execute(Case.__table__.insert(), rows)
        session.commit()
    _let_it_be_known(hall)
    return hall


def _let_it_be_known(hall: Hall) -> None:
    """Let PostgreSQL note what it notes by itself in time; SQLite never does."""
    if hall.engine.dialect.name == "postgresql":
        with hall.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))  # nothing is visible to all before its commit is written
            connection.execute(text("VACUUM ANALYZE cases"))


def _departments(session: Session) -> list[int]:
    session.add_all(Department(slug=f"ka-{number}", name=f"第{number}課") for number in range(20))
    session.flush()
    return [one for (one,) in session.execute(text("SELECT id FROM department"))]


def _differing(chance: random.Random, number: int, hall: Hall, places: Sequence[int]) -> dict[str, Any]:
    state = chance.choice(STATES)
    at = hall.now - timedelta(hours=CASES - number)
    return {
        "number": f"{number:010}",
        "key": f"case {number}",
        "state": state,
        "department_id": chance.choice(places),
        "channel": "web" if number % 5 else "counter",
        "received_at": at,
        "changed_at": at + timedelta(days=2),
        "due_on": hall.world.today if state in ("received", "returned") else None,
    }


@pytest.mark.parametrize("place", [None, "childcare"])
def test_a_page_reads_no_case_that_it_does_not_show(crowded: Hall, place: str | None) -> None:
    mine = {getattr(crowded.world, place)} if place else None
    reader = Reader(crowded.world.staff["reviewer"].id, crowded.world.today)
    for view in VIEWS:
        for line in plans(crowded, lambda session, view=view: queue(session, view, mine, reader)):
            assert reads_by_index_alone(line), (view, line)
    for line in plans(crowded, lambda session: tabs.counts(session, VIEWS, mine, reader)):
        assert reads_by_index_alone(line), line
    for line in plans(crowded, lambda session: counts_undecided(session, mine)):
        assert "ix_cases_waiting" in line or "cases" not in line, line


def test_what_waits_is_read_by_an_index_of_what_waits(crowded: Hall) -> None:
    for mine in (None, {crowded.world.childcare}):
        found = plans(crowded, lambda session, mine=mine: queue(session, QueueView(state="open"), mine))
        assert sum("ix_cases_waiting" in line for line in found) == 2, found


@pytest.mark.parametrize("place", [None, "childcare"])
def test_a_search_reads_its_index_and_the_cases_of_its_page(crowded: Hall, place: str | None) -> None:
    mine = {getattr(crowded.world, place)} if place else None
    is_postgresql = crowded.engine.dialect.name == "postgresql"
    for words in ("佐藤", "サトウミサキ", "12345", "12", "佐藤 090"):
        found = plans(crowded, lambda session, text=words: queue(session, QueueView(text=text), mine))
        assert any("ix_cases_search" in line or "cases_search VIRTUAL TABLE" in line for line in found), found
        for line in found:
            is_search = "cases_search VIRTUAL TABLE" in line or (is_postgresql and "Bitmap Heap Scan" in line)
            assert is_search or reads_by_index_alone(line) or "pk_cases" in line, (words, line)


def reads_by_index_alone(line: str) -> bool:
    """Say whether a line of a plan reads no case, or cases by an index that tells all, or single ones by their id."""
    reads_cases = " cases" in line and ("SCAN" in line or "SEARCH" in line or "Scan" in line)
    allowed = ("COVERING INDEX", "INTEGER PRIMARY KEY", "Index Only Scan", "using pk_cases")
    return not reads_cases or any(way in line for way in allowed)


def plans(hall: Hall, run: Any) -> list[str]:
    """Return the lines of the plans of every statement that is run."""
    seen: list[tuple[str, Any]] = []

    def see(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    with hall.session() as session:
        event.listen(hall.engine, "before_cursor_execute", see)
        run(session)
        event.remove(hall.engine, "before_cursor_execute", see)
        connection, is_sqlite = session.connection(), hall.engine.dialect.name == "sqlite"
        if not is_sqlite:
            # What is so small that its pages are read at once is read so, whatever indexes there are.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        return [
            str(row[-1])
            for statement, values in seen
            for row in connection.exec_driver_sql(f"{explain} {statement}", values)
        ]
