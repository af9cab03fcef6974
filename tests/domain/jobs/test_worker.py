"""Running jobs: progress that others see meanwhile, what breaks, what is tried too often, and the process that is started."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import TOWN, Event
from domain.jobs import worker
from domain.jobs.asking import ask
from domain.jobs.kinds import Kind
from domain.jobs.leasing import MOST_TRIES
from domain.jobs.models import Job
from domain.jobs.queries import is_any_due, longest_wait
from domain.jobs.worker import run_due, watch
from tests.town import NOW

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note and look more often than in a town, so that nothing here takes seconds."""
    monkeypatch.setattr(worker, "NOTE_SECONDS", 0.02)
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.02)


def ask_for(session: Session, kind: str = "count", noun_id: int = 1) -> bool:
    return ask(session, kind, "round", noun_id, check=lambda _: None, by=TOWN, now=NOW)


def run(engine: Engine, does: Callable[..., Any], **more: Any) -> int:
    """Run what is due, where every job does this."""
    kinds = {"count": Kind(lambda *_, **__: None, does, lambda *_: False)}
    return run_due(lambda: Session(engine, autoflush=False), kinds, by="one", clock=lambda: NOW, **more)


def jobs(session: Session) -> list[Job]:
    session.rollback()
    return list(session.scalars(select(Job).order_by(Job.id).execution_options(populate_existing=True)))


def until(happens: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_others_see_how_far_it_is_while_it_goes_on(town_engine: Engine, session: Session) -> None:
    ask_for(session)

    def does(_: Session, noun_id: int, *, progress: Callable[[int, int], None], **__: Any) -> dict[str, int]:
        progress(3, 7)
        until(lambda: [(one.done, one.of) for one in jobs(session)] == [(3, 7)])
        return {"counted": 7}

    assert run(town_engine, does) == 1
    assert [(one.finished_at, one.outcome) for one in jobs(session)] == [(NOW, {"counted": 7})]


def test_who_says_how_far_it_is_inside_a_transaction_does_not_wait_for_oneself(
    town_engine: Engine, session: Session
) -> None:
    ask_for(session)

    def does(
        mine: Session, noun_id: int, *, progress: Callable[[int, int], None], **_: Any
    ) -> dict[str, int]:
        with writing(mine):
            mine.execute(update(Job).where(Job.id == 0).values(done=0))
            progress(1, 3)
            time.sleep(0.2)
        return {}

    assert run(town_engine, does) == 1 and jobs(session)[0].finished_at == NOW


def test_what_breaks_is_said_and_keeps_nothing_back(town_engine: Engine, session: Session) -> None:
    for noun_id in (1, 2):
        ask_for(session, noun_id=noun_id)

    def does(_: Session, noun_id: int, **__: Any) -> dict[str, int]:
        return {"counted": 1 // (noun_id - 1)}

    assert run(town_engine, does) == 2
    assert [(one.refusal, one.outcome) for one in jobs(session)] == [
        ({"code": "error"}, None),
        (None, {"counted": 1}),
    ]
    assert session.scalars(select(Event.verb).order_by(Event.id)).all()[-1] == "give_up_job"
    assert ask_for(session), "once it has failed it can be asked for again"


@pytest.mark.parametrize("kind, tries", [("count", MOST_TRIES), ("of another version", 0)])
def test_what_ends_its_process_again_and_again_or_is_not_known_is_given_up(
    town_engine: Engine, session: Session, kind: str, tries: int
) -> None:
    ask_for(session, kind)
    with writing(session):
        session.execute(update(Job).values(tries=tries))
    assert run(town_engine, lambda *_, **__: {}) == 1
    assert jobs(session)[0].refusal == {"code": "error"}


def test_what_is_stopped_is_put_back_and_due_at_once(town_engine: Engine, session: Session) -> None:
    ask_for(session)

    def does(*_: Any, **__: Any) -> dict[str, int]:
        sys.exit(143)

    with pytest.raises(SystemExit):
        run(town_engine, does)
    assert is_any_due(session, NOW) and longest_wait(session, NOW + timedelta(minutes=3)) == timedelta(
        minutes=3
    )
    assert run(town_engine, lambda *_, **__: {}) == 1 and jobs(session)[0].tries == 2


def test_to_look_for_due_jobs_reads_an_index_that_is_nearly_empty(
    town_engine: Engine, session: Session
) -> None:
    explain = "EXPLAIN QUERY PLAN"
    if (
        town_engine.dialect.name == "postgresql"
    ):  # which reads a table of few rows whole unless it is told not to
        session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN"
    due = "finished_at IS NULL AND (leased_until IS NULL OR leased_until <= CURRENT_TIMESTAMP)"
    steps = [row[-1] for row in session.execute(text(f"{explain} SELECT id FROM job WHERE {due} LIMIT 1"))]
    reads = [one for one in steps if " job" in one]
    assert reads and all("index" in one.lower() for one in reads), steps


CHILD = """
import sys
from sqlalchemy.orm import Session
from domain import tables
from domain.jobs.kinds import Kind
from domain.jobs.worker import run_due
from tests.databases import open_engine
from tests.domain.killing import die_before
engine = open_engine(sys.argv[1])
if sys.argv[3] == "dies":
    die_before(engine, "UPDATE job SET leased_until")
kinds = {"count": Kind(None, lambda *_, **__: {"counted": 1}, None)}
run_due(lambda: Session(engine, autoflush=False), kinds, by=sys.argv[2])
"""


def test_a_worker_notices_that_its_process_was_killed_and_starts_another(
    town_engine: Engine, session: Session
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    url = town_engine.url.render_as_string(hide_password=False)

    def start(name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", CHILD, url, name, "lives" if started else "dies"]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    def sessions() -> Session:
        return Session(town_engine, autoflush=False)

    stop = threading.Event()
    watching = threading.Thread(target=watch, args=(sessions, start), kwargs={"by": "one", "stop": stop})
    watching.start()
    ask_for(session)
    until(lambda: jobs(session)[0].finished_at is not None)
    stop.set()
    watching.join(10)
    assert [started[0].returncode, len(started), watching.is_alive()] == [-9, 2, False]
    assert (jobs(session)[0].tries, jobs(session)[0].outcome) == (2, {"counted": 1})
