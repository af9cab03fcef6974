"""What every test can ask for: a town of its own, browsers in it, and a clock that stands still."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

import commands
from app import create_app
from blueprints.web.database import db
from domain.database import prepare
from domain.people import passwords
from tests.databases import NoServer, Postgres, engine_kept_open, make_tables, open_engine, postgres
from tests.page import Browser
from tests.remembered import remember_routes, remember_statements, remember_templates
from tests.town import NOW, World, plant

MakeApp = Callable[..., Flask]
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))

# A busy machine is no fault of the code: examples are limited in number, not in time.
settings.register_profile("town", deadline=None)
settings.load_profile("town")

remember_routes()
remember_statements()

# What a hash must cost is a test of its own; the others sign in a thousand times.
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spare the garbage collector what lives until the end: thousands of tests, and every module."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Make the schema and the world once; tests work on copies of the file."""
    file = tmp_path_factory.mktemp("planted") / "town.db"
    engine = prepare(create_engine(f"sqlite:///{file}"))
    make_tables(engine)
    with Session(engine, autoflush=False) as session:
        world = plant(session, NOW)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file, world


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at NOW; ``clock.move_to(…)`` moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(planted: tuple[Path, World]) -> World:
    """Return what is in the town when a test begins."""
    return planted[1]


@pytest.fixture
def make_app(planted: tuple[Path, World], tmp_path: Path, clock: Any) -> Iterator[MakeApp]:
    """Return a maker of applications over one copy of the town; settings win over the usual ones."""
    file = tmp_path / "town.db"
    shutil.copy(planted[0], file)
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        app = create_app(
            {
                "TESTING": True,
                "DATABASE_URL": f"sqlite:///{file}",
                "SECRET_KEY": "only for tests",
                "MAIL_FOLDER": str(tmp_path / "mail"),
                "KEPT_SECONDS": 0,
                **settings,
            },
            instance=tmp_path / "instance",
        )
        commands.register(remember_templates(app))
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Return the application of both sides over the town."""
    return make_app()


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Return a browser of somebody who has not been here yet."""
    return Browser(app)


@pytest.fixture
def another_visitor(app: Flask) -> Browser:
    """Return a second person's browser."""
    return Browser(app, "203.0.113.9")


@pytest.fixture
def records(app: Flask) -> Iterator[Session]:
    """Return a database session of the test's own, to prepare what it needs and look at what came of it."""
    with app.app_context():
        engine = db.engine
    with Session(engine, autoflush=False) as session:
        yield session


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
    make_tables(engine)
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
def town_engine(town_url: URL, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give an engine of the empty town, prepared for ``writing``; a test that names it may do to it what it likes."""
    is_its_own = town_url.drivername == "sqlite" or "town_engine" in signature(request.function).parameters
    engine = open_engine(town_url) if is_its_own else engine_kept_open(town_url)
    yield engine
    if is_its_own or engine.pool.checkedout():  # type: ignore[attr-defined]
        engine.dispose()
