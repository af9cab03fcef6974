"""Alembic's environment: migrations run on the application's own engine, all of them in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON
from sqlalchemy.engine import Connection

from domain.cases.searching import is_search_index
from domain.database import Moment
from domain.tables import Base


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as the plain ones they are, so that old migrations stay readable."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return "DOCUMENT" if kind == "type" and isinstance(item, JSON) else False


def include_object(_object: Any, name: str | None, *_: Any) -> bool:
    """Leave out what models do not have: the index of ``domain.cases.searching``."""
    return not is_search_index(name)


def nothing_changed(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no file where the models equal the database."""
    is_autogenerating = getattr(context.config.cmd_opts, "autogenerate", False)
    if is_autogenerating and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Migrate the database of the application."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _foreign_keys_off(connection):
        options = {**current_app.extensions["migrate"].configure_args, "render_item": render_item}
        options["include_object"] = include_object
        options.setdefault("process_revision_directives", nothing_changed)
        context.configure(
            connection=connection.execution_options(writing=True),
            target_metadata=Base.metadata,
            transaction_per_migration=False,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; with foreign keys on, that would delete what points to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


run()
