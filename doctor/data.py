"""Checks of the database: it answers, its tables are right, its rows are fresh."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import ROOT
from doctor.findings import BAD, GOOD, NOTE, Finding, Patient, first_line
from domain.booking.models import Service, Slot
from domain.clock import day_of
from domain.jobs.queries import longest_wait
from domain.notices.queries import age_of_oldest, counts
from domain.people.models import Attempt
from domain.people.second_factor import unopenable

MAIL_MAY_WAIT = timedelta(minutes=15)
JOB_MAY_WAIT = timedelta(minutes=1)
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
SLOTS_MAY_LAG = timedelta(days=14)
"""Days of closure at the end of the horizon for which there are no slots to make."""
SAFE_SQLITE = (3, 51, 3)


def database(patient: Patient) -> Iterator[Finding]:
    """The database answers and takes a row, which is not kept."""
    name = patient.engine.dialect.name
    try:
        with patient.engine.connect().execution_options(writing=True) as connection:
            if inspect(connection).has_table(Attempt.__tablename__):
                connection.execute(insert(Attempt).values(subject="doctor", at=patient.now))
            connection.rollback()
    except SQLAlchemyError as error:
        yield Finding(
            "database", BAD, "データベースに書き込めません。", f"cannot be written to: {first_line(error)}"
        )
        return
    yield Finding(
        "database", GOOD, f"データベース（{name}）に書き込めます。", f"{name} answers and takes rows"
    )


def sqlite_version(patient: Patient) -> Iterator[Finding]:
    """SQLite before 3.51.3 has a trap that this town walks around."""
    if patient.engine.dialect.name != "sqlite":
        return
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        yield Finding("sqlite", GOOD, f"SQLite {version} です。", f"version {version}")
        return
    yield Finding(
        "sqlite",
        NOTE,
        f"SQLite {version} は、記録の折りたたみと書き込みが重なるとデータを壊すことがある版です。"
        "このまちは書き込みを止めてから折りたたむので影響はありません。他の道具で同じファイルを開かないでください。",
        f"version {version}, before 3.51.3, can corrupt a write-ahead log when one connection checkpoints while another "
        "commits. Checkpoints run under the write lock here, so this does not happen; open the file with no other tool.",
    )


def clock(patient: Patient) -> Iterator[Finding]:
    """Tokyo's time zone is known, and the database's clock agrees with ours."""
    try:
        ZoneInfo("Asia/Tokyo")
    except ZoneInfoNotFoundError:
        yield Finding(
            "clock", BAD, "東京の時刻の情報がありません（tzdata）。", "no data for Asia/Tokyo: install tzdata"
        )
    difference = abs(_database_time(patient) - patient.now)
    if difference > CLOCKS_MAY_DIFFER:
        seconds = round(difference.total_seconds())
        yield Finding(
            "clock",
            BAD,
            f"データベースの時計と{seconds}秒ずれています。",
            f"{seconds} s apart from the database's",
        )
        return
    yield Finding("clock", GOOD, "時計は合っています。", "agrees with the database's")


def migrations(patient: Patient) -> Iterator[Finding]:
    """The tables are those of this version."""
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    with patient.engine.connect() as connection:
        now, wanted = MigrationContext.configure(connection).get_current_heads(), scripts.get_heads()
    if set(now) == set(wanted):
        yield Finding("migrations", GOOD, "表の作りは最新です。", f"at {', '.join(wanted)}")
        return
    at = ", ".join(now) or "none"
    yield Finding(
        "migrations",
        BAD,
        "表の作りが古いままです。flask db upgrade を実行してください。",
        f"at {at}, {', '.join(wanted)} is pending: run flask db upgrade",
    )


def outbox(patient: Patient) -> Iterator[Finding]:
    """No mail waits long: a worker is running."""
    with Session(patient.engine) as session:
        age, count = age_of_oldest(session, patient.now), counts(session)
    if count["given_up"]:
        given_up = count["given_up"]
        yield Finding(
            "outbox", NOTE, f"送れなかったメールが{given_up}通あります。", f"{given_up} mails were given up"
        )
    if age is not None and age > MAIL_MAY_WAIT:
        minutes = int(age.total_seconds() // 60)
        yield Finding(
            "outbox",
            BAD,
            f"{minutes}分前から送られていないメールがあります。flask worker が動いているか確かめてください。",
            f"the oldest of {count['waiting']} mails has waited {minutes} min: is flask worker running?",
        )
        return
    yield Finding(
        "outbox", GOOD, f"送信待ちのメールは{count['waiting']}通です。", f"{count['waiting']} mails wait"
    )


def jobs(patient: Patient) -> Iterator[Finding]:
    """No job waits long for somebody to run it: a worker is running."""
    with Session(patient.engine) as session:
        wait = longest_wait(session, patient.now)
    if wait is not None and wait > JOB_MAY_WAIT:
        minutes = int(wait.total_seconds() // 60)
        yield Finding(
            "jobs",
            BAD,
            f"{minutes}分前から始まらない処理があります。flask worker が動いているか確かめてください。",
            f"a job has waited {minutes} min for somebody to run it: is flask worker running?",
        )
        return
    yield Finding("jobs", GOOD, "待たされている処理はありません。", "none waits for somebody to run it")


def second_factors(patient: Patient) -> Iterator[Finding]:
    """The server's key opens what it has sealed."""
    with Session(patient.engine) as session:
        lost = unopenable(session, key=patient.settings["SECRET_KEY"])
    if lost:
        listed = ", ".join(lost)
        yield Finding(
            "second factors",
            BAD,
            f"SECRET_KEY が変わったため、2段階認証を使えない職員がいます（{listed}）。元の SECRET_KEY に戻すか、"
            "flask second-factor-removal 職員ID で解除してください。",
            f"SECRET_KEY does not open those of {listed}: give the old key back, or run flask second-factor-removal LOGIN",
        )


def slots(patient: Patient) -> Iterator[Finding]:
    """Every service has slots as far ahead as the town makes them."""
    until = day_of(patient.now) + timedelta(days=patient.settings["HORIZON_DAYS"]) - SLOTS_MAY_LAG
    last = select(Service.id, func.max(Slot.day)).outerjoin(Slot, Slot.service_id == Service.id)
    with Session(patient.engine) as session:
        behind = [
            id_ for id_, day in session.execute(last.group_by(Service.id)).all() if day is None or day < until
        ]
    if behind:
        listed = ", ".join(str(one) for one in behind)
        yield Finding(
            "slots",
            BAD,
            f"予約の回が{until:%Y-%m-%d}まで作られていない施設があります。flask slots を実行してください。",
            f"none up to {until} for service {listed}: run flask slots (daily)",
        )
        return
    yield Finding(
        "slots", GOOD, f"予約の回は{until:%Y-%m-%d}まで作られています。", f"made at least up to {until}"
    )


def _database_time(patient: Patient) -> datetime:
    """Return the moment by the server's clock; SQLite has none but this machine's."""
    if patient.engine.dialect.name == "sqlite":
        return patient.now
    with patient.engine.connect() as connection:
        return connection.execute(select(func.now())).scalar_one()
