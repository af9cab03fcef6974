"""The measure for journeys: a bare Flask application that runs, page by page, only the SQL of recorded bookings.

No forms, no templates, no sessions, no rules; the same statements with the same values through the same engine, the lock
of SQLite's writers included. Only what must be new in each booking is new: key, numbers, household, ids.
"""

from __future__ import annotations

import os
import pickle
import random
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.orm import Session

from app import create_app as create_product
from benchmarks.load.town import Town
from benchmarks.load.visitor import family
from blueprints.web.database import db
from domain.booking.models import Booking
from domain.cases.models import Case
from domain.clock import now_utc
from domain.database import dialect_of, engine_options, prepare, writing
from domain.notices.models import Mail
from tests.page import Browser
from tests.town import typed

FIRST_CASE, FIRST_BOOKING = 700_000, 800_000
"""Ids from which a recording counts: numbers that no other value of it is."""
RECORDINGS = 10
PAGES = ("list", "form", "page", "page-2", "confirm", "receipt")
Statement = tuple[str, Any]


@dataclass
class Recording:
    """What the database was asked for each page of one booking, and which values are new in the next one."""

    statements: dict[str, list[Statement]] = field(default_factory=dict)
    case_id: int = 0
    booking_id: int = 0
    texts: tuple[str, ...] = ()


def record(town: Town) -> Path:
    """Book some times in this process, every page made anew, and write down what the database is asked."""
    product = create_product(
        {
            "DATABASE_URL": town.url,
            "SECRET_KEY": "recorded",
            "KEPT_SECONDS": 0,
            "MAIL_FOLDER": str(town.folder),
        },
        town.folder / "recorded",
    )
    slots = [slot.id for slot in town.slots()]
    with Session(town.engine, autoflush=False) as session:
        _count_from_there(session, slots[0])
    found = [
        _recorded(product, town, slot_id, number)
        for number, slot_id in enumerate(slots[:RECORDINGS], 90_000_000)
    ]
    with product.app_context():
        db.engine.dispose()
    path = town.folder / "recordings"
    path.write_bytes(pickle.dumps(found))
    return path


def create_app() -> Flask:
    """Make the bare application over the recordings that BARE names."""
    recordings: list[Recording] = pickle.loads(Path(os.environ["BARE"]).read_bytes())
    url = os.environ["DATABASE_URL"]
    engine = prepare(create_engine(url, **engine_options(url, pool=6)))
    app = Flask(__name__)

    @app.route("/static/mark.svg")
    def started() -> str:
        return "ok"

    @app.route("/<page>", methods=["GET", "POST"])
    def answer(page: str) -> str:
        with Session(engine, autoflush=False) as session:
            _run(session, random.choice(recordings), page)
        return "ok"

    return app


def _recorded(product: Flask, town: Town, slot_id: int, number: int) -> Recording:
    recording, browser = Recording(), Browser(product)
    told: list[Statement] = []

    def listen(*seen: Any) -> None:
        if not seen[2].startswith("BEGIN"):
            told.append((seen[2], seen[3]))

    def step(name: str, do: Callable[[], Any]) -> Any:
        told.clear()
        page = do()
        recording.statements[name] = list(told)
        return page

    with product.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        step("list", lambda: browser.get(f"/booking/{town.slug}"))
        page = step("form", lambda: browser.get(f"/booking/{town.slug}/slots/{slot_id}"))
        page = step("page", lambda: page.press("次へ進む", typed(page, family(number))))
        check = step("page-2", lambda: page.press("次へ進む", typed(page, family(number))))
        receipt = step("confirm", lambda: check.press("予約する"))  # the receipt that it leads to included
        event.remove(db.engine, "before_cursor_execute", listen)
    with Session(town.engine) as session:
        booking = session.scalars(
            select(Booking).join(Case).where(Case.number == receipt.path.split("/")[2])
        ).one()
        mail = session.scalars(select(Mail.message_id).where(Mail.case_id == booking.case_id)).one()
        recording.case_id, recording.booking_id = booking.case_id, booking.id
        recording.texts = (booking.case.key, booking.case.number, booking.household, mail)
    return recording


def _run(session: Session, recording: Recording, page: str) -> None:
    if page != "confirm":
        _execute(session, recording.statements.get(page, []), {})
        return
    new: dict[Any, Any] = {old: _like(old) for old in recording.texts}
    with writing(session):
        _execute(session, recording.statements[page], new, recording)


def _execute(
    session: Session, statements: list[Statement], new: dict[Any, Any], recording: Recording | None = None
) -> None:
    connection = session.connection()
    for sql, values in statements:
        sent = [_swapped(one, new) for one in values] if isinstance(values, list) else _swapped(values, new)
        result = connection.exec_driver_sql(sql, sent)
        rows = result.fetchall() if result.returns_rows else []
        made = re.match(r"INSERT INTO (cases|booking) ", sql)
        if made and recording:
            new[recording.case_id if made[1] == "cases" else recording.booking_id] = (
                rows[0][0] if rows else result.lastrowid
            )


def _swapped(values: Any, new: dict[Any, Any]) -> Any:
    def swap(value: Any) -> Any:
        return new.get(value, value) if isinstance(value, int | str) else value

    if isinstance(values, dict):
        return {name: swap(value) for name, value in values.items()}
    return tuple(map(swap, values or ()))


def _like(old: str) -> str:
    """Return a random text as long as the old one: digits for digits, else hexadecimal."""
    if old.isdigit():
        return "".join(secrets.choice("0123456789") for _ in old)
    return secrets.token_hex(len(old))[: len(old)]


def _count_from_there(session: Session, slot_id: int) -> None:
    """Let the ids of cases and bookings begin where nothing else is."""
    now = now_utc()
    with writing(session):
        case = Case(
            id=FIRST_CASE,
            number="0000000000",
            key="-" * 43,
            procedure_id=1,
            form_version_id=1,
            department_id=1,
            answers={},
            channel="web",
            state="withdrawn",
            received_at=now,
            changed_at=now,
        )
        ended = Booking(
            id=FIRST_BOOKING,
            case=case,
            slot_id=slot_id,
            household="-",
            places=1,
            by_web=True,
            adults=1,
            children=0,
        )
        ended.state, ended.booked_at = "cancelled_by_user", now
        session.add(ended)
        session.flush()
        if dialect_of(session) == "postgresql":
            session.execute(text("SELECT setval('cases_id_seq', :n)"), {"n": FIRST_CASE})
            session.execute(text("SELECT setval('booking_id_seq', :n)"), {"n": FIRST_BOOKING})
