"""A town for one measurement: the sample playroom with its own form, on SQLite or PostgreSQL, open from this minute."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES, sqlite_in
from benchmarks.load.visitor import family
from domain.booking.models import HOLDING_STATES, Booking, Service, Slot
from domain.booking.operations import book, make_slots
from domain.booking.planning import Sitting, WeeklySitting
from domain.booking.reconciling import reconcile
from domain.booking.requests import request_of
from domain.booking.rooms import add_facility, add_service
from domain.booking.rules import Rules
from domain.cases.intake import submission_of
from domain.cases.models import Case
from domain.clock import day_of, now_utc
from domain.history import RESIDENT, TOWN
from domain.notices.models import Mail
from domain.people.operations import add_department, hire
from domain.people.rules import CLERK, REVIEWER, Role
from domain.procedures.models import FormVersion
from domain.procedures.operations import add_procedure, publish
from domain.procedures.queries import live
from forms.definition import Form, Text
from forms.reading import read

ROOM = json.loads((Path(__file__).parents[2] / "sample" / "playrooms" / "kodomo-no-mori.json").read_text())
DECIDED = "wanpaku"
"""Slug of a second room, whose bookings wait for a decision."""
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

    def slots(self, slug: str = "") -> list[Slot]:
        """Return the sessions of a room that are open now, the soonest first."""
        now, of_room = now_utc(), Slot.service.has(Service.procedure.has(slug=slug or self.slug))
        wanted = select(Slot).where(of_room, Slot.opens_at <= now, Slot.closes_at > now)
        with Session(self.engine) as session:
            return list(session.scalars(wanted.order_by(Slot.starts_at)))

    def let_wait(self, count: int) -> list[str]:
        """Let so many families book what staff decide on; return the numbers of their cases."""
        slot_id = self.slots(DECIDED)[0].id
        with Session(self.engine, autoflush=False) as session:
            found = live(session, DECIDED)
            assert found is not None
            booked = [_book(session, found.version, slot_id, 80_000_000 + number) for number in range(count)]
            return [one.case.number for one in booked]

    def booked(self, slug: str = "") -> int:
        """Return how many places the bookings of a room hold."""
        of_room = Booking.slot.has(Slot.service.has(Service.procedure.has(slug=slug or self.slug)))
        held = select(func.sum(Booking.places)).where(Booking.state.in_(HOLDING_STATES), of_room)
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
        yield _opened(engine, Path(folder), sessions, places)


@contextmanager
def sqlite_on(disk: Path, folder: Path, *, sessions: int = 20, places: int = 10) -> Iterator[Town]:
    """Give a town in a SQLite file on a disk of its own; whatever else it writes goes into the folder."""
    with sqlite_in(disk) as engine:
        yield _opened(engine, folder, sessions, places)


def _opened(engine: Engine, folder: Path, sessions: int, places: int) -> Town:
    with Session(engine, autoflush=False) as session:
        _plant(session, sessions, places)
    return Town(engine.url.render_as_string(hide_password=False), folder, ROOM["slug"], engine)


def _plant(session: Session, sessions: int, places: int) -> None:
    """Open a room that counts children, with ``sessions`` sessions of ``places`` places, and one for staff to decide on."""
    now = now_utc()
    department = add_department(
        session, "kosodate", "子育て支援課", phone="000-555-0100", email="", by=TOWN, now=now
    )
    for login, role in (("uketsuke", CLERK), ("shinsa", REVIEWER)):
        roles = [Role(role, department)]
        hire(session, login, login, PASSWORD, department_id=department, roles=roles, by=TOWN, now=now)
    rules = replace(Rules.from_json({**ROOM["rules"], "unit": "children"}), closed_days=Rules().closed_days)
    _open(session, ROOM["slug"], department, rules, _patterns(sessions, places))
    _open(session, DECIDED, department, replace(rules, approval="always", limits={}), _patterns(DAYS, 10_000))
    make_slots(session, now=now, horizon_days=31)


def _open(session: Session, slug: str, department: int, rules: Rules, patterns: list[WeeklySitting]) -> None:
    by: dict[str, Any] = {"by": TOWN, "now": now_utc()}
    title, place = Text.from_json(ROOM["title"]), ROOM["facility"]
    procedure = add_procedure(session, slug, "booking", title, department_id=department, **by)
    publish(session, procedure, Form.from_json(ROOM["form"]), **by)
    name = Text.from_json(place["name"])
    facility = add_facility(session, slug, name, department_id=department, phone=place["phone"], **by)
    add_service(session, facility, procedure, Text.from_json(ROOM["service"]), rules, patterns, **by)


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


def _book(session: Session, version: FormVersion, slot_id: int, number: int) -> Booking:
    raw = {name: [text] for name, text in family(number).items()}
    reading = read(version.form, raw, {"today": day_of(now_utc()), "day_of_use": day_of(now_utc())})
    wanted = request_of(submission_of(version, reading.answers, key=secrets.token_urlsafe(32)), slot_id)
    return book(session, wanted, by=RESIDENT, now=now_utc())
