"""When the database does not answer: the page says what became of the input, keeps it, and sends it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from blueprints.web.database import db, session
from blueprints.web.outages import SECRETS
from domain.booking.models import Booking
from domain.booking.reconciling import reconcile
from tests.blueprints.booking.walking import slot_path, to_check
from tests.blueprints.staff.desks import sign_in
from tests.databases import Postgres, full_disk, gone, open_engine
from tests.house.source import templates
from tests.page import Browser
from tests.town import NOW, SATO, World, plant, typed

Outage = Callable[[Engine], Any]


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Let a SQLite database be read only; the connections of this time stay so, as those of a remounted disk do."""

    def tune(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    engine.dispose()
    event.listen(engine, "connect", tune)
    try:
        yield
    finally:
        event.remove(engine, "connect", tune)


@contextmanager
def shut(engine: Engine) -> Iterator[None]:
    """Let a PostgreSQL server throw everybody out and let nobody in."""
    with _altered(engine, "WITH ALLOW_CONNECTIONS false", "WITH ALLOW_CONNECTIONS true"):
        yield


@contextmanager
def standing_by(engine: Engine) -> Iterator[None]:
    """Let a PostgreSQL server take nothing down; the connections of this time stay so, as those of a standby do."""
    with _altered(engine, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
        yield


@contextmanager
def _altered(engine: Engine, *changes: str) -> Iterator[None]:
    name = engine.url.database
    ending = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    admin = open_engine(engine.url.set(database="postgres")).execution_options(isolation_level="AUTOCOMMIT")

    def change(how: str, *more: str) -> None:
        with admin.connect() as connection:
            for statement in (f'ALTER DATABASE "{name}" {how}', *more):
                connection.execute(text(statement))

    change(changes[0], ending)
    try:
        yield
    finally:
        change(changes[1])
        admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, make_app: Any) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield make_app()
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with server.town() as url:
        engine = open_engine(url)
        with Session(engine, autoflush=False) as session:
            plant(session, NOW)
        engine.dispose()
        made = make_app(DATABASE_URL=url.render_as_string(hide_password=False))
        yield made
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def down(engine: Engine) -> Outage:
    return gone if engine.dialect.name == "sqlite" else shut


@pytest.fixture
def unwritable(engine: Engine) -> Outage:
    return read_only if engine.dialect.name == "sqlite" else standing_by


def test_a_page_that_cannot_be_read_is_opened_again(
    visitor: Browser, world: World, engine: Engine, down: Outage
) -> None:
    address = f"/booking/{world.playroom.slug}?from={world.day(1)}"
    with down(engine):
        page = visitor.get(address, status=503)
    assert "表示できません" in page.h1
    assert int(page.response.headers["Retry-After"]) <= 5
    assert page.follow("もう一度開く").path == address


def test_what_was_typed_while_the_database_was_down_is_sent_again(
    visitor: Browser, records: Session, world: World, engine: Engine, down: Outage
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    records.close()
    with down(engine):
        page = check.press("予約する", status=503)
        assert page.h1 == "まだ受け付けていません"
        assert "この画面に残っています" in page.words
        page = page.press("もう一度送る", status=503)
    assert page.press("もう一度送る").path.endswith("/receipt")
    assert booked_once(records)


def test_a_database_that_takes_nothing_down_takes_the_same_booking_later(
    visitor: Browser, records: Session, world: World, engine: Engine, unwritable: Outage
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    records.close()
    with unwritable(engine):
        visitor.get(f"/booking/{world.playroom.slug}")
        page = check.press("予約する", status=503)
    assert page.h1 == "まだ受け付けていません"
    assert page.press("もう一度送る").path.endswith("/receipt")
    assert booked_once(records)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_no_half_booking(visitor: Browser, records: Session, world: World) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    with full_disk():
        page = check.press("予約する", status=503)
        assert page.h1 == "受け付けたかどうか、わかりません"
        assert "二重にはなりません" in page.words
        assert records.scalar(select(func.count(Booking.id))) == 0
    assert page.press("もう一度送る").path.endswith("/receipt")
    assert booked_once(records)


def test_a_language_is_chosen_with_everything_typed(
    visitor: Browser, records: Session, world: World, engine: Engine, down: Outage
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    records.close()
    with down(engine):
        page = check.press("予約する", status=503)
    in_english = page.press("English")
    assert in_english.value("name-family") == SATO["name-family"]


def test_a_line_that_is_typed_is_shown_as_it_is(
    visitor: Browser, records: Session, world: World, engine: Engine, down: Outage
) -> None:
    page = visitor.get(slot_path(records, world.playroom, world))
    records.close()
    name = '"><script>alert(1)</script>'
    sent = {**typed(page), "children-0-family": name, "form_key": page.value("form_key"), "step": "check"}
    with down(engine):
        refused = visitor.post(page.path, sent, status=503)
    assert "<script>alert" not in refused.text
    assert refused.value("children-0-family") == name


@pytest.mark.parametrize("app", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_page_that_is_ready_stays_one_when_the_database_goes(app: Flask, engine: Engine) -> None:
    @app.get("/ready")
    def ready() -> str:
        assert session().scalar(select(func.count(Booking.id))) == 0
        with shut(engine):
            return "ready"

    assert app.test_client().get("/ready").text == "ready"
    assert app.test_client().get("/ready").text == "ready"


def test_a_password_is_never_on_the_page(visitor: Browser, engine: Engine, down: Outage) -> None:
    page = visitor.get("/staff/sign-in")
    with down(engine):
        refused = page.press("ログイン", login="uketsuke", password="hayaoki-wa-3", status=503)
    assert "hayaoki-wa-3" not in refused.text
    assert "もう一度入力してください" in refused.words


def test_who_is_signed_in_is_not_asked_for_again(
    app: Flask, world: World, engine: Engine, down: Outage
) -> None:
    clerk = sign_in(app, world, "clerk")
    with down(engine):
        page = clerk.get("/staff", status=503)
    assert "表示できません" in page.h1
    assert page.follow("もう一度開く").status == 200


def test_every_input_of_a_secret_is_known() -> None:
    plain = re.compile(r'plain_input\("(\w+)"[^}]*?(?:type="password"|"new-password"|"one-time-code")')
    written = re.compile(r'<input[^>]*type="password"[^>]*name="(\w+)"')
    sources = [file.read_text() for file in templates()]
    found = {name for source in sources for one in (plain, written) for name in one.findall(source)}
    assert {"password", "code"} <= found <= SECRETS


def booked_once(records: Session) -> bool:
    """Say whether there is one booking, and every count agrees with it."""
    records.rollback()
    return records.scalar(select(func.count(Booking.id))) == 1 and reconcile(records) == []
