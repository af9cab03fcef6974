"""Empty towns on the databases that are there, as a real town's are set up: what is committed is flushed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from tests.databases import NoServer, make_tables, open_engine, postgres


@contextmanager
def sqlite() -> Iterator[Engine]:
    """Give an empty town in a SQLite file."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as folder, sqlite_in(Path(folder)) as engine:
        yield engine


@contextmanager
def sqlite_in(folder: Path) -> Iterator[Engine]:
    """Give an empty town in a SQLite file in a folder."""
    engine = open_engine(f"sqlite:///{folder}/town.db")
    make_tables(engine)
    yield engine
    engine.dispose()


@contextmanager
def postgresql() -> Iterator[Engine]:
    """Give an empty town on a PostgreSQL server of this process, which may be stopped; NoServer where there is none."""
    with postgres(f"benchmark-{os.getpid()}", settings="") as server, server.town() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


@contextmanager
def kept(name: str, town: str, folder: Path) -> Iterator[Engine]:
    """Give a town that stays there, in a file of the folder or a database of the server TEST_POSTGRES_URL; empty at first.

    Its tables are those of the day it was made: after a migration it is to be deleted, or migrated.
    """
    engine = open_engine(f"sqlite:///{folder}/{town}.db" if name == "sqlite" else _database(town))
    if not inspect(engine).get_table_names():
        make_tables(engine)
    yield engine
    engine.dispose()


def _database(town: str) -> URL:
    given = os.environ.get("TEST_POSTGRES_URL")
    if given is None:
        raise NoServer("what is kept needs a server that stays: TEST_POSTGRES_URL")
    server = create_engine(given, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :town"), {"town": town}):
            connection.execute(text(f'CREATE DATABASE "{town}"'))
    return make_url(given).set(database=town)


DATABASES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
}
