"""A town for one measurement: the sample playroom with its own form, on SQLite or PostgreSQL, open from this minute."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from domain.booking.models import HOLDING_STATES, Booking, Slot
from domain.booking.operations import make_slots
from domain.booking.planning import Sitting, WeeklySitting
from domain.booking.reconciling import reconcile
from domain.booking.rooms import add_facility, add_service
from domain.booking.rules import Rules
from domain.cases.models import Case
from domain.clock import now_utc
from domain.history import TOWN
from domain.notices.models import Mail
from domain.people.operations import add_department, hire
from domain.people.rules import CLERK, REVIEWER, Role
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text

ROOM = json.loads((Path(__file__).parents[2] / "sample" / "playrooms" / "kodomo-no-mori.json").read_text())
DAYS = 10
"""The release rule opens ten days; sessions on each of them from tomorrow on."""
PASSWORD = "hayaoki-wa-sanmon-33"


@dataclass(frozen=True)
class Town:
    """A town under measurement: where its data is and what is in it."""

    url: str
    folder: Path
    slug: str
    engine: Engine

    def slots(self) -> list[Slot]:
        """Return the sessions that are open now, the soonest first."""
        now = now_utc()
        with Session(self.engine) as session:
            wanted = select(Slot).where(Slot.opens_at <= now, Slot.closes_at > now).order_by(Slot.starts_at)
            return list(session.scalars(wanted))

    def taken(self) -> int:
        """Return how many places the sessions count as taken."""
        with Session(self.engine) as session:
            return session.scalar(select(func.sum(Slot.taken))) or 0

    def booked(self) -> int:
        """Return how many places bookings hold."""
        held = select(func.sum(Booking.places)).where(Booking.state.in_(HOLDING_STATES))
        with Session(self.engine) as session:
            return session.scalar(held) or 0

    def numbers(self) -> set[str]:
        """Return the number of every case."""
        with Session(self.engine) as session:
            return set(session.scalars(select(Case.number)))

    def mails(self) -> int:
        """Return how many mails were written."""
        with Session(self.engine) as session:
            return session.scalar(select(func.count(Mail.id))) or 0

    def mistakes(self) -> int:
        """Return how many counts do not agree with their bookings."""
        with Session(self.engine, autoflush=False) as session:
            return len(reconcile(session))


@contextmanager
def town_on(database: str, *, sessions: int = 20, places: int = 10) -> Iterator[Town]:
    """Give a town on "sqlite" or "postgresql"; NoServer where there is none."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as folder, DATABASES[database]() as engine:
        with Session(engine, autoflush=False) as session:
            _plant(session, sessions, places)
        yield Town(engine.url.render_as_string(hide_password=False), Path(folder), ROOM["slug"], engine)


def _plant(session: Session, sessions: int, places: int) -> None:
    """Open one room that counts children, with ``sessions`` sessions of ``places`` places from tomorrow on."""
    now = now_utc()
    by = {"by": TOWN, "now": now}
    department = add_department(session, "kosodate", "子育て支援課", phone="000-555-0100", email="", **by)
    for login, role in (("uketsuke", CLERK), ("shinsa", REVIEWER)):
        hire(session, login, login, PASSWORD, department_id=department, roles=[Role(role, department)], **by)
    title = Text.from_json(ROOM["title"])
    procedure = add_procedure(session, ROOM["slug"], "booking", title, department_id=department, **by)
    publish(session, procedure, Form.from_json(ROOM["form"]), **by)
    place = ROOM["facility"]
    facility = add_facility(
        session,
        place["slug"],
        Text.from_json(place["name"]),
        department_id=department,
        phone=place["phone"],
        **by,
    )
    rules = replace(Rules.from_json({**ROOM["rules"], "unit": "children"}), closed_days=Rules().closed_days)
    add_service(
        session,
        facility,
        procedure,
        Text.from_json(ROOM["service"]),
        rules,
        _patterns(sessions, places),
        **by,
    )
    make_slots(session, now=now, horizon_days=31)


def _patterns(sessions: int, places: int) -> list[WeeklySitting]:
    """Return weekly sittings that make ``sessions`` sessions in the ten days from tomorrow on."""
    tomorrow = now_utc().date() + timedelta(days=1)
    made = []
    for number in range(sessions):
        day, hour = tomorrow + timedelta(days=number % DAYS), 9 + number // DAYS
        sitting = Sitting.from_json(
            {
                "starts": f"{hour:02}:00",
                "ends": f"{hour:02}:50",
                "open_capacity": places,
                "hard_capacity": places,
            }
        )
        made.append(WeeklySitting(day.weekday(), sitting, day, day))
    return made
