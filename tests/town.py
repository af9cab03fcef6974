"""A cast and a world: the small town that tests about pages and journeys take place in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Facility, Service, Slot, SlotPattern
from domain.booking.operations import make_slots
from domain.clock import TOKYO, day_of, moment_of
from domain.database import writing
from domain.people.households import remember
from domain.people.models import Department, Staff, StaffRole
from domain.people.passwords import hashed
from domain.people.rules import ADMINISTRATOR, CLERK, EDITOR, MANAGER, REVIEWER
from domain.procedures.models import FormVersion, Procedure
from forms.definition import Form
from tests import town_forms

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=TOKYO)
"""A Tuesday morning; the town's time stands still here unless a test moves it."""

HORIZON_DAYS = 31
PASSWORD = "yuuyake-koyake-55"


@dataclass(frozen=True)
class Member:
    """A member of staff of the cast."""

    id: int
    login: str
    name: str
    role: str
    password: str = PASSWORD


@dataclass(frozen=True)
class Room:
    """A bookable room of the world, with what a test needs to find it again."""

    slug: str
    """Of the facility and of the procedure alike."""
    facility_id: int
    service_id: int
    procedure_id: int
    version_id: int
    form: Form


@dataclass(frozen=True)
class World:
    """What is there when a test begins."""

    now: datetime
    childcare: int
    """Department id of 子育て支援課, which owns both rooms."""
    office: int
    """Department id of デジタル推進室, which owns nothing."""
    staff: Mapping[str, Member]
    """By role; "elsewhere" is a clerk of the other department."""
    playroom: Room
    """Counts persons, at most 4 a family; opens 10 days before at 0:00; closed on Mondays even on holidays."""
    hiroba: Room
    """Counts children, 30 of 75 by web; opens 7 days before at 9:00; weekends need approval."""
    household: str
    """Token of a device whose family (SATO) asked to be remembered."""

    @property
    def today(self) -> date:
        """The day it is in the town."""
        return day_of(self.now)

    def day(self, ahead: int) -> date:
        """Return the day ``ahead`` days from today."""
        return self.today + timedelta(days=ahead)


CAST = {
    CLERK: ("uketsuke", "山田 花子"),
    REVIEWER: ("shinsa", "佐々木 誠"),
    EDITOR: ("yoshiki", "𠮷田 真由美"),
    MANAGER: ("kacho", "髙田 修"),
    ADMINISTRATOR: ("kanri", "斉藤 直人"),
    "elsewhere": ("tonari", "中村 光"),
}

SATO = {
    "residence": "resident",
    "adults": "1",
    "children-0-family": "佐藤",
    "children-0-given": "凛",
    "children-0-born-year": "2023",
    "children-0-born-month": "8",
    "children-0-born-day": "4",
    "name-family": "佐藤",
    "name-given": "美咲",
    "kana-family": "サトウ",
    "kana-given": "ミサキ",
    "phone": "090-1234-5678",
    "email": "sato@example.jp",
    "consent": "yes",
}
"""What the Satō family types: one parent, one two-year-old. Drop the names that a page does not ask."""

REMEMBERED = {
    "applicant_name": {"kind": "name", "data": {"family": "佐藤", "given": "美咲"}},
    "applicant_kana": {"kind": "kana", "data": {"family": "サトウ", "given": "ミサキ"}},
    "phone": {"kind": "phone", "data": "09012345678"},
    "email": {"kind": "email", "data": "sato@example.jp"},
    "residence": {"kind": "choice", "data": "resident"},
    "adults": {"kind": "number", "data": "1"},
    "children": {
        "kind": "children",
        "data": [
            {"family": "佐藤", "given": "凛", "family_kana": "", "given_kana": "", "born": "2023-08-04"},
        ],
    },
}


def typed(page: Any, family: Mapping[str, str] = SATO, **changes: str) -> dict[str, str]:
    """Return what the family types into the inputs that this page really has."""
    names = {one.get("name") for tag in ("input", "select", "textarea") for one in page.all(tag)}
    return {name: value for name, value in {**family, **changes}.items() if name in names}


def plant(session: Session, now: datetime = NOW) -> World:
    """Plant the whole world in an empty database."""
    with writing(session):
        childcare, office = _departments(session)
        staff = {role: _member(session, role, childcare.id, office.id, now) for role in CAST}
        playroom = _room(session, "kodomo-no-mori", town_forms.PLAYROOM, childcare.id, now)
        hiroba = _room(session, "wanpaku", town_forms.HIROBA, childcare.id, now)
        ids = childcare.id, office.id
    make_slots(session, now=now, horizon_days=HORIZON_DAYS)
    household = remember(session, REMEMBERED, now=now)
    return World(now, *ids, staff, playroom, hiroba, household)


def slot_of(session: Session, room: Room, day: date, starts: str) -> Slot:
    """Return the slot of a room that begins on a day at "HH:MM"; NoResultFound where there is none."""
    at = moment_of(day, time.fromisoformat(starts))
    found = select(Slot).where(Slot.service_id == room.service_id, Slot.starts_at == at)
    return session.scalars(found).one()


def _departments(session: Session) -> tuple[Department, Department]:
    childcare = Department(
        slug="kosodate", name="子育て支援課", phone="000-555-0100", email="kosodate@example.jp"
    )
    office = Department(slug="dx", name="デジタル推進室", phone="000-555-0190", email="dx@example.jp")
    session.add_all((childcare, office))
    session.flush()
    return childcare, office


def _member(session: Session, role: str, childcare: int, office: int, now: datetime) -> Member:
    login, name = CAST[role]
    home = office if role in (ADMINISTRATOR, "elsewhere") else childcare
    person = Staff(login=login, name=name, department_id=home, password_hash=_hash(), created_at=now)
    person.email = f"{login}@example.jp"
    held = CLERK if role == "elsewhere" else role
    person.roles = [StaffRole(role=held, department_id=None if role == ADMINISTRATOR else home)]
    session.add(person)
    session.flush()
    return Member(person.id, login, name, held)


@cache
def _hash() -> str:
    return hashed(PASSWORD)


def _room(session: Session, slug: str, town: Mapping[str, Any], department: int, now: datetime) -> Room:
    form = Form.from_json(town["form"])
    procedure = Procedure(
        slug=slug,
        kind="booking",
        title=town["form"]["title"],
        summary=town["summary"],
        department_id=department,
        created_at=now,
    )
    facility = Facility(
        slug=slug,
        name=town["facility"],
        address=town["address"],
        phone="000-555-0110",
        department_id=department,
    )
    session.add_all((procedure, facility))
    session.flush()
    version = _publish(session, procedure, form, now)
    service = Service(
        facility_id=facility.id, procedure_id=procedure.id, name=town["service"], rules=town["rules"]
    )
    session.add(service)
    session.flush()
    session.add_all(_pattern(service.id, day, one) for one in town["patterns"] for day in one["weekdays"])
    return Room(slug, facility.id, service.id, procedure.id, version.id, form)


def _publish(session: Session, procedure: Procedure, form: Form, now: datetime) -> FormVersion:
    version = FormVersion(
        procedure_id=procedure.id,
        number=1,
        definition=form.to_json(),
        fingerprint=form.fingerprint(),
        published_at=now,
    )
    session.add(version)
    session.flush()
    procedure.live_version_id = version.id
    return version


def _pattern(service_id: int, weekday: int, data: Mapping[str, Any]) -> SlotPattern:
    return SlotPattern(
        service_id=service_id,
        weekday=weekday,
        starts=time.fromisoformat(data["starts"]),
        ends=time.fromisoformat(data["ends"]),
        open_capacity=data["open_capacity"],
        hard_capacity=data["hard_capacity"],
        web_quota=data.get("web_quota"),
    )
