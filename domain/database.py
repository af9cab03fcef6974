"""The database: one Base for all tables, and the only way to write."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import JSON, DateTime, Engine, ExceptionContext, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

CHECKPOINT_PAGES = 1000
"""Length of SQLite's write-ahead log (pages of 4 KiB) at which a writer folds it back into the database."""

OTHERS_SECONDS = 5
"""How long to wait on SQLite for writers that are not the town's own: a shell, a migration."""

_SPOILT_SQLITE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
_SPOILT_POSTGRES = {"25006"}
"""A connection stays read-only when the disk, or the server behind it, has changed: it is closed, the next is new."""

POOL_SECONDS = 1.0
"""How long a request waits for a connection before its visitor is told to try again."""
CONNECT_SECONDS = 2
"""How long a server may take to answer a connection; psycopg knows no shorter time."""


OUTAGES = (OperationalError, InterfaceError, InternalError, TimeoutError)
"""The server is down or going down, the disk is full or read-only, every connection is taken."""


class Base(DeclarativeBase):
    """The base of every model; constraint names are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A UTC moment with its zone in Python; SQLite, which has no zones, keeps it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Column type for JSON documents; None is SQL's NULL, so that "IS NULL" finds it."""


def engine_options(url: str, pool: int) -> dict[str, Any]:
    """Return how an engine of the town is made; ``pool`` is the most connections of a process."""
    options: dict[str, Any] = {"pool_size": pool, "max_overflow": 0, "pool_timeout": POOL_SECONDS}
    # An error that is logged must not carry names and addresses into the log.
    options["hide_parameters"] = True
    if url.startswith("postgresql"):
        options["pool_pre_ping"] = True
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS}
        options["paramstyle"] = "numeric_dollar"
        options["use_native_hstore"] = False
    return options


def prepare(engine: Engine) -> Engine:
    """Set an engine up for ``writing``; must be called once for every engine of the town."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", partial(_say_as_is, engine.dialect.dbapi))
    event.listen(engine, "handle_error", _close_spoilt)
    return engine


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """Run one write transaction: take the lock (SQLite), forget what was read, commit or roll back.

    What was read before is expired, because a page that has read the calendar holds stale rows and
    would double-book even inside the transaction. Blocks must not be nested.
    """
    if session.info.get("writing"):
        raise RuntimeError("writing blocks cannot be nested")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside a writing block")
    session.rollback()
    bind = session.get_bind()
    with _lock_of(bind.engine):
        session.info["writing"] = True
        try:
            session.connection(execution_options={"writing": True})
            session.expire_all()
            yield session
            session.info["asked_to_commit"] = True
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


def be_unsure(session: Session) -> None:
    """Note that what this session wanted may have been written, by another that wrote for it."""
    session.info["asked_to_commit"] = True


def may_have_written(session: Session) -> bool:
    """Say whether a commit was asked for in this session: its answer may have been lost, but not what it wrote."""
    return bool(session.info.get("asked_to_commit"))


def dialect_of(session: Session) -> str:
    """Return which database a session speaks to: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, model: type[Base]) -> Any:
    """Return the INSERT of a database ("sqlite" or "postgresql"), which knows ON CONFLICT."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(model.__table__)


def _tune_sqlite(connection: Any, _record: Any) -> None:
    _refuse_read_only(connection)
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={OTHERS_SECONDS * 1000}",
        # A writer folds the log back just after its commit, and so under the lock: some SQLite versions
        # corrupt a log that one connection folds while another commits.
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _refuse_read_only(connection: Any) -> None:
    """Open nothing on a disk that is read-only; raises sqlite3.OperationalError.

    SQLite would open the log's index for reading only, and share that with every later connection of this process: none
    could write after the disk is writable again.
    """
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if file and not os.access(file, os.W_OK):
        connection.close()
        raise sqlite3.OperationalError("the database's file is read-only")


def _say_as_is(psycopg: Any, connection: Any, _record: Any) -> None:
    """Send statements as SQLAlchemy writes them, with $1, $2 …

    psycopg would look for %(name)s in each anew: with the rows of a batch that took a third of a booking's time.
    """
    connection.cursor_factory = psycopg.RawCursor
    connection.server_cursor_factory = psycopg.RawServerCursor


def _begin_sqlite(connection: Connection) -> None:
    # BEGIN IMMEDIATE for readers too would make every page view take the write lock.
    is_writer = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _close_spoilt(context: ExceptionContext) -> None:
    error = context.original_exception
    code, state = getattr(error, "sqlite_errorcode", 0) & 0xFF, getattr(error, "sqlstate", None)
    if code in _SPOILT_SQLITE or state in _SPOILT_POSTGRES:
        context.is_disconnect = True


@contextmanager
def _lock_of(engine: Engine) -> Iterator[None]:
    """Queue up on a side file: SQLite's own busy-wait starves writers for seconds."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        yield
        return
    handle = _lock_file(f"{database}.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _lock_file(path: str) -> int:
    """Open the side file; for reading only, which locks as well and is possible on a disk that takes nothing more."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise OperationalError("LOCK", None, error) from error
