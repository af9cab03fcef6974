"""Papers and several people at once: bound, swept, added and ticked off as if one came after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.cases.paper_files import Folder
from domain.cases.paper_rules import PaperGone
from domain.cases.paper_sweeping import sweep
from domain.cases.papers import check_paper
from domain.history import Event
from tests.domain.cases.proofs import add, admitted, on_disk, rows, sent
from tests.domain.hall import Hall
from tests.town import NOW


def at_once(engine: Engine, *jobs: Callable[[Session], Any]) -> list[Any]:
    """Run jobs from the same instant on, each in a session of its own; return results and errors."""
    together = threading.Barrier(len(jobs))

    def run(job: Callable[[Session], Any]) -> Any:
        with Session(engine, autoflush=False) as session:
            together.wait()
            try:
                return job(session)
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_binding_and_sweeping_at_once_leaves_one_story(
    session: Session, town_engine: Engine, folder: Folder, version: tuple[int, int, int]
) -> None:
    for turn in range(6):
        paper = sent(session, folder, f"page-{turn}")
        case, swept = at_once(
            town_engine,
            lambda own, turn=turn, paper=paper: admitted(own, version, f"page-{turn}", paper).id,
            lambda own: sweep(own, folder, now=NOW + timedelta(days=2)).papers,
        )
        is_bound = isinstance(case, int)
        assert is_bound or isinstance(case, PaperGone)
        assert swept == (0 if is_bound else 1)
        assert on_disk(folder) == {one.stored_as for one in rows(session)}
        assert all(one.case_id for one in rows(session))


def test_the_same_page_sent_many_times_at_once_binds_once(
    session: Session, town_engine: Engine, folder: Folder, version: tuple[int, int, int]
) -> None:
    paper = sent(session, folder)
    answers = at_once(town_engine, *[lambda own: admitted(own, version, "page-1", paper).id] * 6)
    assert len([one for one in answers if isinstance(one, int)]) == 1
    assert len(rows(session)) == 1 and rows(session)[0].case_id is not None


def test_the_same_paper_added_many_times_at_once_is_one(
    session: Session, town_engine: Engine, folder: Folder, version: tuple[int, int, int]
) -> None:
    number = admitted(session, version, "page-1", sent(session, folder)).number
    answers = at_once(town_engine, *[lambda own: add(own, folder, number).id] * 6)
    assert len(set(answers)) == 1 and len(rows(session)) == 2
    assert on_disk(folder) == {one.stored_as for one in rows(session)}


def test_ticking_off_at_once_is_written_once(
    session: Session, town_engine: Engine, folder: Folder, hall: Hall, version: tuple[int, int, int]
) -> None:
    case = admitted(session, version, "page-1", sent(session, folder))
    paper, number, clerk = rows(session)[0].id, case.number, hall.actor("clerk")
    tick = lambda own: check_paper(own, number, paper, is_right=True, by=clerk, now=NOW)  # noqa: E731
    assert at_once(town_engine, *[tick] * 4) == [None] * 4
    session.rollback()
    ticked = select(Event).where(Event.verb == "check_paper")
    assert len(session.scalars(ticked).all()) == 1
