"""An empty town on each database: a SQLite file, and PostgreSQL where there is a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from domain.tables import Base
from tests.databases import NoServer, Postgres, open_engine, postgres
from tests.domain.hall import Hall
from tests.town import plant

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Give the PostgreSQL server of this run; skip where there is none, fail with PG_REQUIRED=1."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone{os.getpid()}")[:16]
    with ExitStack() as open_until_the_end:
        try:
            server = open_until_the_end.enter_context(postgres(run))
        except NoServer as reason:
            if os.environ.get("PG_REQUIRED") == "1":
                pytest.fail(f"PG_REQUIRED=1, but {reason}")
            pytest.skip(str(reason))
        yield server


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with every table once; tests work on copies."""
    file = tmp_path_factory.mktemp("empty") / "town.db"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(params=BOTH)
def town_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """Give the address of an empty town of the test's own, on each database in turn."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "town.db")
        yield URL.create("sqlite", database=str(file))
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with server.town() as url:
        yield url


@pytest.fixture
def town_engine(town_url: URL) -> Iterator[Engine]:
    """Give an engine of the empty town, prepared for ``writing``."""
    engine = open_engine(town_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(town_engine: Engine) -> Iterator[Session]:
    """Give a database session of the empty town."""
    with Session(town_engine, autoflush=False) as session:
        yield session


@pytest.fixture
def hall(town_engine: Engine) -> Hall:
    """Give the city hall: the cast and the rooms of the town, on each database."""
    with Session(town_engine, autoflush=False) as session:
        return Hall(town_engine, plant(session))
