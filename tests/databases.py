"""Real databases for tests: a SQLite file, and a PostgreSQL server that lives as long as the test run."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from domain.cases.searching import make_index
from domain.database import engine_options, prepare
from domain.tables import Base
from tests.emptying import Cleaner

FOLDER = Path(tempfile.gettempdir())
PREFIX = "madoguchi-postgres-"
SETTINGS = "-c listen_addresses='' -c max_connections=200 -c shared_buffers=64MB"
FORGETFUL = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
"""For tests, whose data nobody misses after a power cut; what is measured writes as a real town does."""


class NoServer(Exception):
    """There is no PostgreSQL to test on; the message says what was looked for."""


class Postgres:
    """A server with a template database; a copy of it serves one test after the other, emptied in between."""

    def __init__(self, server: URL, run: str) -> None:
        self.server = server
        self.template = f"town_template_{run}"
        self.admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._emptied: list[str] = []
        self._cleaners: dict[str, Cleaner] = {}

    def make_template(self) -> None:
        """Make the template with every table."""
        self._run(f'CREATE DATABASE "{self.template}"')
        engine = create_engine(self.server.set(database=self.template), poolclass=NullPool)
        make_tables(engine)
        engine.dispose()

    def drop_template(self) -> None:
        """Leave nothing behind on a server that is not ours."""
        self._run(f'DROP DATABASE "{self.template}"')

    def drop_towns(self) -> None:
        """Drop the databases that this process has used."""
        while self._emptied:
            self._drop(self._emptied.pop())

    @contextmanager
    def town(self) -> Iterator[URL]:
        """Give a database of one's own with empty tables."""
        name = self._emptied.pop() if self._emptied else self._copied()
        try:
            yield self.server.set(database=name)
        finally:
            if self._cleaners[name].clean():
                self._emptied.append(name)
            else:
                self._drop(name)

    def _copied(self) -> str:
        name = f"town_{uuid.uuid4().hex}"
        with _alone("copying"):
            self._run(f'CREATE DATABASE {name} TEMPLATE "{self.template}"')
        self._cleaners[name] = Cleaner(self.server.set(database=name))
        return name

    def _drop(self, name: str) -> None:
        self._cleaners.pop(name).engine.dispose()
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


def copied_tables() -> MetaData:
    """Return a copy of every table of the models.

    Making or dropping a key of two tables that need each other changes the metadata for good: the next database that
    this process makes would lack it.
    """
    copied = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(copied)
    return copied


def make_tables(engine: Engine) -> None:
    """Make every table, as the models have it."""
    copied_tables().create_all(engine)
    with engine.begin() as connection:
        make_index(connection)


def open_engine(url: URL | str, pool_size: int = 8) -> Engine:
    """Return an engine as the town uses it."""
    address = make_url(url).render_as_string(hide_password=False)
    return prepare(create_engine(address, **engine_options(address, pool_size) | {"pool_timeout": 20}))


@cache
def engine_kept_open(url: URL) -> Engine:
    """Return the engine of a town that one test after the other uses: PostgreSQL takes long to open a connection."""
    return open_engine(url)


@contextmanager
def gone(engine: Engine) -> Iterator[None]:
    """Let the file of a SQLite database not be there."""
    file = Path(str(engine.url.database))
    away = file.with_suffix(".away")
    engine.dispose()
    file.rename(away)
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        away.rename(file)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond a page, so that the log of a SQLite database cannot take a commit."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def postgres(run: str, settings: str = FORGETFUL) -> Iterator[Postgres]:
    """Give the server of a test run: TEST_POSTGRES_URL, or one started from the binaries on this machine.

    The workers of a run share it; the first one starts it, the last one stops it. NoServer.
    """
    given = os.environ.get("TEST_POSTGRES_URL")
    folder = FOLDER / f"{PREFIX}{run}"
    server = Postgres(make_url(given) if given else _local(folder), run)
    binaries = None if given else _binaries()
    me = folder / "users" / str(os.getpid())
    with _alone("starting"):
        if not folder.exists():
            _stop_forgotten(binaries)
            _start_whole(binaries, folder, server, settings)
            me.parent.mkdir()
        me.touch()
    try:
        yield server
    finally:
        server.drop_towns()
        with _alone("starting"):
            me.unlink()
            if not any(me.parent.iterdir()):
                server.drop_template()
                _stop(binaries, folder)


def stop_at_once(town: URL) -> None:
    """Stop the server of a town as a power cut does; NoServer where it is not one of ours."""
    _call(_binaries() / "pg_ctl", "-D", _folder_of(town) / "data", "-m", "immediate", "-w", "stop")


def start_again(town: URL) -> None:
    """Start the server of a town after that, and wait until it answers; it writes as a real town's does."""
    folder = _folder_of(town)
    options = f"{SETTINGS} -c unix_socket_directories={folder}"
    _call(_binaries() / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")


def _folder_of(town: URL) -> Path:
    folder = Path(str(town.query.get("host", "")))
    if not folder.name.startswith(PREFIX):
        raise NoServer(f"the server {town.host} is not ours to stop")
    return folder


def _local(folder: Path) -> URL:
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})


def _binaries() -> Path:
    """Find pg_ctl where Debian keeps it, or on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda one: int(one.parts[-3]))
    on_path = shutil.which("pg_ctl")
    if not versions and not on_path:
        raise NoServer("no TEST_POSTGRES_URL, and no pg_ctl in /usr/lib/postgresql or on the PATH")
    return (versions[-1] if versions else Path(str(on_path)).resolve()).parent


def _start_whole(binaries: Path | None, folder: Path, server: Postgres, settings: str) -> None:
    """Start a server with its template, or leave nothing for the next worker to trip over."""
    try:
        _start(binaries, folder, settings)
        server.make_template()
    except Exception:
        shutil.rmtree(folder)
        raise


def _start(binaries: Path | None, folder: Path, settings: str) -> None:
    folder.mkdir()
    if binaries is None:
        return
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(data, "postgres")
    _call(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    options = f"{SETTINGS} {settings} -c unix_socket_directories={folder}"
    _call(binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")


def _stop(binaries: Path | None, folder: Path) -> None:
    if binaries is not None and (folder / "data").exists():
        _call(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


def _stop_forgotten(binaries: Path | None) -> None:
    """Stop servers whose test runs were killed: none of their processes is there any more."""
    for users in FOLDER.glob(f"{PREFIX}*/users"):
        if not any(Path(f"/proc/{user.name}").exists() for user in users.iterdir()):
            _stop(binaries, users.parent)


def _call(*command: str | Path) -> None:
    """Run a program of PostgreSQL, which refuses to be run by root."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_postgres, *map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NoServer(f"{command[0]} failed: {done.stderr.strip()}")


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Let one process at a time through, of whatever test run."""
    handle = os.open(FOLDER / f"{PREFIX}{what}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are run meanwhile."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", see)
    yield seen
    event.remove(engine, "before_cursor_execute", see)
