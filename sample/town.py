"""Planting the sample town in an empty database, through the same operations as a real one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.planning import Sitting, WeeklySitting
from domain.booking.rooms import add_facility, add_service
from domain.booking.rules import Rules
from domain.cases.paper_files import Folder
from domain.history import TOWN, Actor
from domain.people.models import Staff
from domain.people.operations import add_department, hire
from domain.people.rules import Role
from domain.places.operations import import_postcodes
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from sample.applying import apply_for_weeks, open_applications
from sample.catalogue import lead_elsewhere
from sample.desk import furnish
from sample.lotteries import run_lotteries
from sample.month import book_a_month, decide_past
from sample.people import DEPARTMENTS, PASSWORD, REVIEWER, STAFF

PLAYROOMS = tuple(sorted((Path(__file__).parent / "playrooms").glob("*.json")))
PREFECTURE = Path(__file__).parent.parent / "data" / "postcodes-shiga.csv"
"""The sample town lies in 滋賀県; all of Japan comes with ``flask postcodes import``."""


def plant(session: Session, folder: Folder, now: datetime) -> bool:
    """Plant the town around ``now``, its papers in ``folder``; False, and nothing done, where somebody works here already."""
    if session.scalar(select(Staff.id).limit(1)):
        return False
    departments = {
        slug: add_department(session, slug, name, phone=phone, email=email, by=TOWN, now=now)
        for slug, name, phone, email in DEPARTMENTS
    }
    for path in PLAYROOMS:
        _open(session, json.loads(path.read_text()), departments["kosodate"], now)
    lead_elsewhere(session, departments, now)
    applications = open_applications(session, departments["kosodate"], now)
    for person in STAFF:
        _hire(session, person, departments, now)
    book_a_month(session, now)
    decide_past(session, now, _reviewer(session))
    apply_for_weeks(session, applications, folder, _reviewer(session), now)
    furnish(session, departments["kosodate"], _reviewer(session), now)
    run_lotteries(session, departments["kosodate"], now)
    import_postcodes(session, PREFECTURE)
    return True


def _open(session: Session, room: dict[str, Any], department_id: int, now: datetime) -> None:
    said = {name: Text.from_json(room[name]) for name in ("title", "summary", "service")}
    place = room["facility"]
    by_now: dict[str, Any] = {"by": TOWN, "now": now}
    procedure_id = add_procedure(
        session,
        room["slug"],
        "booking",
        said["title"],
        department_id=department_id,
        summary=said["summary"],
        **by_now,
    )
    publish(session, procedure_id, Form.from_json(room["form"]), **by_now)
    texts: dict[str, Any] = {name: Text.from_json(place[name]) for name in ("name", "address", "access")}
    facility_id = add_facility(
        session, place["slug"], department_id=department_id, phone=place["phone"], **texts, **by_now
    )
    rules = Rules.from_json(room["rules"])
    add_service(session, facility_id, procedure_id, said["service"], rules, _patterns(room), **by_now)


def _patterns(room: dict[str, Any]) -> list[WeeklySitting]:
    quota = room["rules"].get("web_quota")
    return [
        WeeklySitting(weekday, Sitting.from_json({**one["sitting"], "web_quota": quota}))
        for one in room["patterns"]
        for weekday in one["weekdays"]
    ]


def _hire(session: Session, person: tuple[Any, ...], departments: dict[str, int], now: datetime) -> None:
    login, name, department, roles = person
    home = departments[department]
    held = [Role(role, None if role == "administrator" else home) for role in roles]
    about = {"email": f"{login}@example.jp", "by": TOWN, "now": now}
    hire(session, login, name, PASSWORD, department_id=home, roles=held, **about)  # type: ignore[arg-type]


def _reviewer(session: Session) -> Actor:
    person = session.scalars(select(Staff).where(Staff.login == REVIEWER)).one()
    return Actor("staff", person.name, person.id)
