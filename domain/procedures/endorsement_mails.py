"""Telling managers that a form waits for their approval, and its editor that it was not given."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.history import Actor
from domain.notices.facts import Facts
from domain.notices.operations import write_to
from domain.people.models import Department, Staff, StaffRole
from domain.people.rules import MATRIX
from domain.procedures.models import Procedure


def tell_managers(session: Session, procedure: Procedure, *, by: Actor, now: datetime) -> None:
    """Write to everybody who may publish the procedure, but for who asks; to its department where none has an address."""
    here = or_(StaffRole.department_id.is_(None), StaffRole.department_id == procedure.department_id)
    may = Staff.roles.any(StaffRole.role.in_(sorted(MATRIX["publish"])) & here)
    wanted = select(Staff.email).where(
        may, Staff.disabled_at.is_(None), Staff.id != by.staff_id, Staff.email != ""
    )
    addresses = sorted(set(session.scalars(wanted))) or [_department(session, procedure)]
    for address in addresses:
        _write(session, address, "approval_request", _about(procedure, by), now)


def tell_asker(
    session: Session, procedure: Procedure, asker: Staff, reason: str, *, by: Actor, now: datetime
) -> None:
    """Write to who has asked for approval that it was declined, and why; to the department where they have no address."""
    address = asker.email if asker.disabled_at is None else ""
    facts = _about(procedure, by) | {"reason": reason}
    _write(session, address or _department(session, procedure), "declined", facts, now)


def _about(procedure: Procedure, by: Actor) -> Facts:
    page = f"/staff/procedures/{procedure.slug}/publication"
    return {"office_page": page, "title": procedure.title, "who": by.name}


def _department(session: Session, procedure: Procedure) -> str:
    return session.get_one(Department, procedure.department_id).email


def _write(session: Session, address: str, kind: str, facts: Facts, now: datetime) -> None:
    if address:
        write_to(
            session, address, kind=kind, facts=facts, language="ja", message_id=uuid.uuid4().hex, now=now
        )
