"""A playroom to book in tests: rules to choose, two slots a day, families by number."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Facility, Service, Slot, SlotPattern
from domain.booking.operations import BookingRequest, make_slots
from domain.booking.rules import Party, Rules
from domain.cases.intake import Submission
from domain.clock import TOKYO, moment_of
from domain.database import writing
from domain.history import RESIDENT, Actor
from domain.people.models import Department, Staff
from domain.procedures.models import FormVersion, Procedure
from forms.definition import Form
from forms.fields.people import PersonName

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=TOKYO)
"""A Tuesday morning."""
TODAY, TOMORROW, FRIDAY, SATURDAY = (date(2026, 5, day) for day in (12, 13, 15, 16))
TWO_YEARS_OLD = date(2024, 5, 1)

FORM = Form.from_json(
    {
        "schema": 1,
        "title": "プレイルームの利用予約",
        "pages": [
            {
                "key": "contact",
                "title": "連絡先",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "phone", "kind": "phone", "label": "電話", "meaning": "phone"},
                    {"key": "email", "kind": "email", "label": "メール", "meaning": "email"},
                ],
            }
        ],
    }
)


@dataclass(frozen=True)
class Playroom:
    """Where to find what was opened."""

    facility_id: int
    service_id: int
    procedure_id: int
    version_id: int
    department_id: int
    clerk: Actor


def open_playroom(
    session: Session, *, capacity: int = 10, hard: int = 40, horizon_days: int = 20, **rules: Any
) -> Playroom:
    """Open a playroom with two slots every day, 10:00 and 13:00, bookable from 10 days before."""
    with writing(session):
        department = Department(slug="kosodate", name="子育て支援課", phone="000-555-0100")
        session.add(department)
        session.flush()
        room = _place(session, department.id, rules)
        for weekday in range(7):
            for start in (10, 13):
                pattern = SlotPattern(weekday=weekday, starts=time(start), ends=time(start + 2))
                pattern.service_id, pattern.open_capacity, pattern.hard_capacity = (
                    room.service_id,
                    capacity,
                    hard,
                )
                session.add(pattern)
    make_slots(session, now=NOW, horizon_days=horizon_days)
    return room


def slot_at(session: Session, room: Playroom, day: date, hour: int = 10) -> Slot:
    """Return the slot of a day, as it is in the database now."""
    at = moment_of(day, time(hour))
    wanted = select(Slot).where(Slot.service_id == room.service_id, Slot.starts_at == at)
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def family(
    room: Playroom,
    number: int,
    slot_id: int,
    *,
    adults: int = 1,
    births: tuple[date, ...] = (TWO_YEARS_OLD,),
    key: str = "",
    channel: str = "web",
    residence: str = "resident",
    override: bool = False,
    email: str = "family@example.jp",
) -> BookingRequest:
    """Return the request of a family, known by its phone number; the same key is the same submission."""
    phone = f"090{number:08}"
    submission = Submission(
        procedure_id=room.procedure_id,
        form_version_id=room.version_id,
        department_id=room.department_id,
        form=FORM,
        answers={"name": PersonName("佐藤", f"{number}子"), "phone": phone, "email": email},
        key=key or uuid.uuid4().hex,
        channel=channel,
    )
    return BookingRequest(submission, slot_id, Party(adults, births), phone, residence, override)


def resident() -> Actor:
    """Return who books on a phone."""
    return RESIDENT


def holding(session: Session, slot_id: int) -> list[Booking]:
    """Return the bookings that hold places in a slot."""
    session.rollback()
    found = session.scalars(select(Booking).where(Booking.slot_id == slot_id).order_by(Booking.id))
    return [booking for booking in found if booking.holds]


def _place(session: Session, department_id: int, rules: dict[str, Any]) -> Playroom:
    procedure = Procedure(
        slug="playroom", kind="booking", title="プレイルーム", department_id=department_id, created_at=NOW
    )
    facility = Facility(slug="mori", name="こどもの森", phone="000-555-0110", department_id=department_id)
    clerk = Staff(
        login="uketsuke", name="山田", department_id=department_id, password_hash="-", created_at=NOW
    )
    session.add_all((procedure, facility, clerk))
    session.flush()
    version = FormVersion(procedure_id=procedure.id, number=1, definition=FORM.to_json(), published_at=NOW)
    version.fingerprint = FORM.fingerprint()
    checked = Rules.from_json(rules).to_json()
    service = Service(facility_id=facility.id, procedure_id=procedure.id, name="プレイルーム", rules=checked)
    session.add_all((version, service))
    session.flush()
    actor = Actor("staff", clerk.name, clerk.id)
    return Playroom(facility.id, service.id, procedure.id, version.id, department_id, actor)
