"""Migrations make exactly the tables of the models, forward and back, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import URL, Engine, inspect, text

import commands
from app import create_app
from blueprints.web.database import db
from domain.cases.searching import is_search_index, newest
from domain.people.sealing import unseal
from domain.tables import Base
from tests.databases import copied_tables
from tests.domain.hall import Hall, case_of
from tests.sowing import sow

FIRST = "base"
PLAIN = "JBSWY3DPEHPK3PXP"
ADDING = text(
    "INSERT INTO staff (id, login, name, department_id, password_hash, totp_secret, created_at) "
    "VALUES (:id, 'staff' || :id, '', 1, '', :secret, '2026-05-12 01:00:00')"
)
PROCEDURE = text(
    "INSERT INTO procedure (id, slug, kind, title, summary, department_id, created_at) VALUES (1, 'record', "
    """'application', '{"ja": "住民票の写し", "en": "Resident"}', '""', 1, '2026-05-12 01:00:00')"""
)


@pytest.fixture
def migrating(town_url: URL, tmp_path: Path) -> Any:
    """Give an application over a database without any table."""
    app = create_app({"TESTING": True, "DATABASE_URL": _shown(town_url)}, instance=tmp_path / "instance")
    commands.register(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrated_tables_are_those_of_the_models(migrating: Flask) -> None:
    made_by_models = described(db.engine)
    migrate_from_nothing()
    assert described(db.engine) == made_by_models


def test_nothing_is_left_to_migrate(migrating: Flask) -> None:
    migrate_from_nothing()
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": lambda _, name, *__: not is_search_index(name)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_back_and_forward_again(migrating: Flask) -> None:
    migrate_from_nothing()
    there = described(db.engine)
    downgrade(revision=FIRST)
    assert described(db.engine) == {}
    upgrade()
    assert described(db.engine) == there


def test_second_factors_are_sealed_where_they_stand_and_opened_on_the_way_back(migrating: Flask) -> None:
    copied_tables().drop_all(db.engine)
    upgrade(revision="0001")
    secrets = text("SELECT id, totp_secret, totp_pending FROM staff ORDER BY id")
    with db.engine.connect().execution_options(writing=True) as connection:
        connection.execute(text("INSERT INTO department VALUES (1, 'dx', 'DX', '', '')"))
        for staff_id, secret in ((1, PLAIN), (2, None)):
            connection.execute(ADDING, {"id": staff_id, "secret": secret})
        before = connection.execute(secrets).all()
        connection.commit()
    upgrade()
    with db.engine.connect() as connection:
        first, second = connection.execute(secrets).all()
    assert unseal(first.totp_secret, key=migrating.config["SECRET_KEY"], staff_id=1) == PLAIN
    assert (first.totp_pending, *second) == (None, 2, None, None)
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(secrets).all() == before


def test_procedures_that_are_there_can_be_found_afterwards(migrating: Flask) -> None:
    copied_tables().drop_all(db.engine)
    upgrade(revision="0002")
    with db.engine.connect().execution_options(writing=True) as connection:
        connection.execute(text("INSERT INTO department VALUES (1, 'kosodate', '子育て支援課', '', '')"))
        connection.execute(PROCEDURE)
        connection.commit()
    upgrade()
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT search_text FROM procedure")).scalar_one().splitlines()
    assert {"住民票ノ写シ", "ジユウミンヒヨウノウツシ", "子育テ支援課", "resident"} <= set(found)


def test_cases_that_are_there_are_found_afterwards(migrating: Flask) -> None:
    migrate_from_nothing()
    hall = Hall(db.engine, sow(db.engine))
    with hall.session() as session:
        number = hall.apply(session)
        written = case_of(session, number).search_pieces
    downgrade(revision="0012")
    upgrade()
    with hall.session() as session:
        case = case_of(session, number)
        assert case.search_pieces == written
        assert newest(session, ("ヤマダハナ", number[:5])).ids == (case.id,)


def test_foreign_keys_are_on_again_after_migrating(migrating: Flask) -> None:
    migrate_from_nothing()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_difference_between_models_and_tables_is_seen(migrating: Flask) -> None:
    before = described(db.engine)
    with db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_booking_slot_household"))
    assert described(db.engine) != before


def migrate_from_nothing() -> None:
    """Take every table away and migrate up."""
    copied_tables().drop_all(db.engine)
    upgrade()


def described(engine: Engine) -> dict[str, Any]:
    """Return everything the database itself knows about its tables, Alembic's own left out."""
    seen = inspect(engine)
    return {name: _table(seen, name) for name in seen.get_table_names() if name != "alembic_version"}


def _table(seen: Any, name: str) -> dict[str, Any]:
    return {
        "columns": [{**one, "type": repr(one["type"])} for one in seen.get_columns(name)],
        "primary key": seen.get_pk_constraint(name),
        "foreign keys": _sorted(seen.get_foreign_keys(name)),
        "unique": _sorted(seen.get_unique_constraints(name)),
        "checks": _sorted(seen.get_check_constraints(name)),
        "indexes": _sorted(seen.get_indexes(name)),
    }


def _sorted(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str({**one, "dialect_options": _plain(one.get("dialect_options"))}) for one in found)


def _plain(options: dict[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in sorted((options or {}).items())}


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)
