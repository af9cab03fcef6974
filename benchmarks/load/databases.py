"""Empty towns on the databases that are there, as a real town's are set up: what is committed is flushed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from tests.databases import make_tables, open_engine, postgres


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


DATABASES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
}
