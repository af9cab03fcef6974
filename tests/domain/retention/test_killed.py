"""A deletion that is killed at any point is gone on with: nothing is lost, counted twice, or left."""

from __future__ import annotations

import multiprocessing
import signal
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.orm import Session

from domain.procedures.queries import by_slug
from domain.retention.operations import delete_released
from domain.statistics.counting import statistics
from tests.databases import open_engine
from tests.domain.hall import Hall
from tests.domain.killing import die_before
from tests.domain.retention.archive import NAME, YEARS_LATER, archive, left_of, release_all
from tests.town_papers import SLUG


def delete_and_die(url: str, folder: Path, now: datetime, before: str, times: int) -> None:
    """Delete, and be killed just before a statement (or "COMMIT") is sent for the so-manieth time."""
    engine = open_engine(url)
    die_before(engine, before, times)
    with Session(engine, autoflush=False) as session:
        delete_released(session, folder, now=now, batch=2)


@pytest.mark.parametrize(
    "before, times",
    [
        ("DELETE FROM upload", 1),
        ("UPDATE history", 1),
        ("DELETE FROM cases", 2),
        ("COMMIT", 1),
        ("COMMIT", 2),
    ],
)
def test_a_kill_is_gone_on_with(hall: Hall, town_url: URL, tmp_path: Path, before: str, times: int) -> None:
    folder, now = tmp_path / "uploads", hall.now + YEARS_LATER
    archive(hall, folder, count=5)
    with hall.session() as session:
        there = statistics(session, by_slug(session, SLUG).id)
        release_all(hall, session)
    url = town_url.render_as_string(hide_password=False)
    arguments = (url, folder, now, before, times)
    child = multiprocessing.get_context("spawn").Process(target=delete_and_die, args=arguments)
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL
    with hall.session() as session:
        half = statistics(session, by_slug(session, SLUG).id)
        assert (half.cells, half.answers) == (there.cells, there.answers)
        (done,) = delete_released(session, folder, now=now, batch=2)
        assert done.is_finished and left_of(session, NAME) == []
        after = statistics(session, by_slug(session, SLUG).id)
    assert (after.cells, after.answers, after.deleted) == (there.cells, there.answers, 5)
    assert [one for one in folder.rglob("*") if one.is_file()] == []
