"""The world sown again: planted once by the town's own operations, then row by row into every other empty database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, update
from sqlalchemy.orm import Session

from domain.tables import Base, procedures
from tests.town import World, plant

PROCEDURE = procedures.Procedure.__table__
_sown: dict[str, Any] = {}


def sow(engine: Engine) -> World:
    """Give an empty database what ``plant`` gives it; the first time by ``plant`` itself."""
    if not _sown:
        with Session(engine, autoflush=False) as session:
            _sown["world"] = plant(session)
        with engine.connect() as connection:
            _sown["rows"] = _read(connection)
    else:
        with engine.execution_options(writing=True).begin() as connection:
            _write(connection, _sown["rows"])
    return _sown["world"]  # type: ignore[no-any-return]


def _read(connection: Connection) -> dict[Table, list[dict[str, Any]]]:
    """Return the rows of every table that has any, those that others name first."""
    read = {table: connection.execute(select(table)).mappings() for table in Base.metadata.sorted_tables}
    return {table: rows for table, found in read.items() if (rows := [dict(row) for row in found])}


def _write(connection: Connection, rows: dict[Table, list[dict[str, Any]]]) -> None:
    for table, found in rows.items():
        fresh = [{**row, "live_version_id": None} for row in found] if table is PROCEDURE else found
        connection.execute(insert(table), fresh)
    for row in rows[PROCEDURE]:
        live = update(PROCEDURE).where(PROCEDURE.c.id == row["id"])
        connection.execute(live.values(live_version_id=row["live_version_id"]))
    if connection.dialect.name == "postgresql":
        _count_on(connection, [table for table in rows if "id" in table.c])


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """Let PostgreSQL number the next row after the last, as SQLite does by itself."""
    last = ((table, select(func.max(table.c.id)).scalar_subquery()) for table in tables)
    connection.execute(
        select(*(func.setval(func.pg_get_serial_sequence(table.name, "id"), most) for table, most in last))
    )
