"""The doctor finds what is wrong, says it in plain words, and is content where nothing is."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, select, text
from sqlalchemy.orm import Session

import doctor
from assets import HTMX_FILE
from blueprints.web.database import db
from config import ROOT
from doctor import Finding, Patient, surroundings
from doctor import data as data_checks
from domain.booking.models import Slot
from domain.cases.paper_files import Folder
from domain.clock import now_utc
from domain.database import prepare, writing
from domain.history import TOWN
from domain.jobs.asking import ask
from domain.notices.models import Mail
from domain.people.models import Staff
from domain.people.sealing import seal
from tests.conftest import MakeApp


@pytest.fixture
def town(make_app: MakeApp) -> Flask:
    """Give a town in which all is well."""
    app = make_app(HORIZON_DAYS=31)
    with app.app_context():
        _stamp(db.engine)
    return app


def findings(app: Flask, **changed: Any) -> dict[str, Finding]:
    """Examine a town, with some settings (or the moment, ``now``) changed; by what was looked at."""
    now: datetime = changed.pop("now", now_utc())
    with app.app_context():
        found = doctor.examine(Patient({**app.config, **changed}, db.engine, now))
    return {one.what: one for one in found}


def test_a_healthy_town_is_well(town: Flask) -> None:
    found = findings(town)
    assert [one for one in found.values() if one.state == doctor.BAD] == []
    assert found.keys() >= {
        "database",
        "clock",
        "migrations",
        "outbox",
        "slots",
        "mail",
        "assets",
        "languages",
    }


def test_a_job_that_nobody_runs_is_bad(town: Flask) -> None:
    with town.app_context(), Session(db.engine) as session:
        ask(session, "draw", "round", 1, check=lambda _: None, by=TOWN, now=now_utc())
    assert findings(town)["jobs"].state == doctor.GOOD
    later = findings(town, now=now_utc() + timedelta(minutes=3))["jobs"]
    assert later.state == doctor.BAD and "3分前から始まらない" in later.japanese


def test_either_database_takes_a_row_and_keeps_none(town_engine: Engine) -> None:
    patient = Patient({}, town_engine, now_utc())
    assert [one.state for one in data_checks.database(patient)] == [doctor.GOOD]
    with town_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM attempt")).scalar_one() == 0


def test_a_database_that_cannot_be_written_is_bad(town: Flask) -> None:
    file = town.config["DATABASE_URL"].removeprefix("sqlite:///")
    engine = prepare(create_engine(f"sqlite:///file:{file}?mode=ro&uri=true"))
    found = list(data_checks.database(Patient({}, engine, now_utc())))
    engine.dispose()
    assert (found[0].state, "readonly" in found[0].english) == (doctor.BAD, True)


def test_where_the_database_is_bad_its_other_checks_are_left_out(town: Flask) -> None:
    engine = create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1}
    )
    found = {one.what: one.state for one in doctor.examine(Patient(town.config, engine, now_utc()))}
    assert found["database"] == doctor.BAD and "slots" not in found and "mail" in found


@pytest.mark.parametrize("version, state", [((3, 51, 2), doctor.NOTE), ((3, 51, 3), doctor.GOOD)])
def test_an_old_sqlite_is_noted(
    town: Flask, version: Any, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert findings(town)["sqlite"].state == state


def test_pending_migrations_are_bad(town: Flask) -> None:
    with town.app_context(), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    found = findings(town)
    assert found["migrations"].state == doctor.BAD and "flask db upgrade" in found["migrations"].japanese


@pytest.mark.parametrize("seconds, state", [(0, doctor.GOOD), (60, doctor.BAD)])
def test_a_clock_that_differs_from_the_server_s_is_bad(town_engine: Engine, seconds: int, state: str) -> None:
    patient = Patient({}, town_engine, now_utc() + timedelta(seconds=seconds))
    is_own = town_engine.dialect.name == "sqlite"  # which runs by the clock of this machine
    assert [one.state for one in data_checks.clock(patient)] == [doctor.GOOD if is_own else state]


def test_a_mail_folder_that_is_a_file_is_bad(town: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert findings(town, MAIL_FOLDER=str(tmp_path / "file"))["mail"].state == doctor.BAD


def test_a_mail_server_that_does_not_answer_is_bad(town: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = findings(town, MAIL_FOLDER="", SMTP_HOST="127.0.0.1", SMTP_PORT=taken.getsockname()[1])
    assert found["mail"].state == doctor.BAD


@pytest.mark.parametrize("minutes, state", [(14, doctor.GOOD), (16, doctor.BAD)])
def test_a_mail_that_waits_long_is_bad(town: Flask, minutes: int, state: str) -> None:
    with town.app_context(), Session(db.engine) as records, writing(records):
        records.add(_mail(now_utc() - timedelta(minutes=minutes)))
    assert findings(town)["outbox"].state == state


def test_missing_slots_are_bad(town: Flask) -> None:
    with town.app_context(), Session(db.engine) as records, writing(records):
        records.execute(delete(Slot).where(Slot.service_id == 1))
    assert "flask slots" in findings(town)["slots"].japanese


def test_a_missing_htmx_is_bad_only_where_we_serve_it(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "ROOT", Path("/nonexistent"))
    assert findings(town, ASSETS="self")["assets"].state == doctor.BAD
    assert findings(town, ASSETS="cdn")["assets"].state == doctor.GOOD


def test_a_tampered_htmx_is_bad(town: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "ROOT", tmp_path)
    (tmp_path / "static" / HTMX_FILE).parent.mkdir(parents=True)
    (tmp_path / "static" / HTMX_FILE).write_text("not htmx")
    assert findings(town, ASSETS="self")["assets"].state == doctor.BAD


def test_a_missing_catalogue_is_bad(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "FOLDER", ROOT / "docs")
    assert "easy, en" in findings(town)["languages"].english


def test_plain_cookies_behind_https_are_bad(town: Flask) -> None:
    assert findings(town, BASE_URL="https://example.jp")["cookies"].state == doctor.BAD
    assert "cookies" not in findings(town, BASE_URL="https://example.jp", SECURE_COOKIES=True)


@pytest.mark.parametrize("https", [{"BASE_URL": "https://example.jp"}, {"SECURE_COOKIES": True}])
def test_https_without_a_trusted_proxy_is_noted(town: Flask, https: dict[str, Any]) -> None:
    found = findings(town, **https)["proxies"]
    assert found.state == doctor.NOTE and "TRUSTED_PROXIES に設定してください" in found.japanese
    assert "proxies" not in findings(town, **https, TRUSTED_PROXIES=1)
    assert "proxies" not in findings(town)


def test_a_key_that_opens_no_second_factor_is_bad_until_it_is_removed(town: Flask) -> None:
    with town.app_context(), Session(db.engine) as records, writing(records):
        staff = records.scalars(select(Staff).where(Staff.login == "kanri")).one()
        staff.totp_secret = seal("JBSWY3DPEHPK3PXP", key=town.config["SECRET_KEY"], staff_id=staff.id)
    assert "second factors" not in findings(town)
    found = findings(town, SECRET_KEY="another key")["second factors"]
    assert found.state == doctor.BAD and "kanri" in found.japanese
    done = town.test_cli_runner().invoke(args=["second-factor-removal", "kanri"], catch_exceptions=False)
    assert done.output == "kanri signs in without a second factor\n"
    assert "second factors" not in findings(town, SECRET_KEY="another key")
    assert town.test_cli_runner().invoke(args=["second-factor-removal", "nobody"]).exit_code == 1


@pytest.mark.parametrize("folder, status", [("mail", 0), ("town.db", 1)])
def test_the_command_tells_by_its_exit_status(town: Flask, tmp_path: Path, folder: str, status: int) -> None:
    town.config["MAIL_FOLDER"] = str(tmp_path / folder)
    result = town.test_cli_runner().invoke(args=["doctor"], catch_exceptions=False)
    assert (result.exit_code, "データベース" in result.output) == (status, True)


def _mail(written_at: datetime) -> Mail:
    return Mail(
        kind="receipt",
        message_id="waiting",
        recipient="sato@example.jp",
        written_at=written_at,
        due_at=written_at,
    )


def _stamp(engine: Engine) -> None:
    """Say that the tables, which the models made, are those of the last migration."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        last = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
        connection.execute(text("INSERT INTO alembic_version VALUES (:last)"), {"last": last})


def test_a_folder_for_papers_that_cannot_be_written_to_is_bad(town: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert findings(town)["papers"].state == doctor.GOOD
    assert findings(town, UPLOADS=str(tmp_path / "file"))["papers"].state == doctor.BAD


@pytest.mark.parametrize(("free", "state"), [(1024**2, doctor.BAD), (5 * 1024**3, doctor.NOTE)])
def test_a_disk_that_fills_up_is_told(
    town: Flask, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(Folder, "free", lambda _: free)
    assert findings(town)["papers"].state == state
