"""A database session, a city hall, and crowds for the races: threads of this process, and processes started afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor

import pytest
from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from tests.domain.hall import Hall
from tests.domain.rush import Job, close_all, crowd_of, rush
from tests.sowing import sow

Rush = Callable[..., list[str]]


@pytest.fixture
def session(town_engine: Engine) -> Iterator[Session]:
    """Give a database session of the empty town."""
    with Session(town_engine, autoflush=False) as session:
        yield session


@pytest.fixture
def hall(town_engine: Engine) -> Hall:
    """Give the city hall: the cast and the rooms of the town, on each database."""
    return Hall(town_engine, sow(town_engine))


@pytest.fixture(scope="session", params=["threads", "processes"])
def crowd(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Give workers; processes are started once, because importing the town takes them a second."""
    with crowd_of(request.param) as workers:
        yield workers


@pytest.fixture
def all_at_once(crowd: Executor, town_url: URL, session: Session) -> Iterator[Rush]:
    """Return what runs jobs of many people from the same instant on; the test sees what came of it."""
    url = town_url.render_as_string(hide_password=False)

    def run(*jobs: Job) -> list[str]:
        session.rollback()
        return rush(crowd, url, jobs)

    yield run
    close_all()
