"""Looking at personal data: each time somebody of the office sees a case, or a list of names, history has a line.

One line a person, case and ten minutes: what is swapped in, loaded again or asked for page by page is one look.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, Event, record
from domain.people.models import Staff

ONE_LOOK = timedelta(minutes=10)
LOOKED_BACK = 20
"""Lists of one person that are compared with what is shown now."""
PER_PAGE = 50
QUEUE = "queue"
LOOKS = ("view", "list", "read_messages")


@dataclass(frozen=True)
class Look:
    """One line of what was looked at: the case (None for a list), and how many cases a list showed."""

    event: Event
    number: str | None
    applicant: str | None
    listed: int = 0


def note_view(session: Session, case: Case, *, by: Actor, now: datetime) -> bool:
    """Note that somebody sees a case; False where they have seen it just now."""
    case_id = case.id
    seen = _looks(by, now).where(Event.verb == "view", Event.case_id == case_id)
    if session.scalar(seen.with_only_columns(Event.id).limit(1)) is not None:
        return False
    with writing(session):
        record(session, "view", "case", case_id, case_id=case_id, by=by, now=now)
    return True


def note_list(
    session: Session,
    case_ids: Sequence[int],
    *,
    has_text: bool = False,
    where: str = QUEUE,
    by: Actor,
    now: datetime,
) -> bool:
    """Note that somebody sees a list with names; False for an empty one, and for one seen just now.

    ``where`` is the page that lists them. Which cases it showed is kept, not what was typed: a search for a name is personal data itself.
    """
    if not case_ids:
        return False
    shown = list(case_ids)
    recent = (
        _looks(by, now)
        .where(Event.verb == "list", Event.noun == where)
        .order_by(Event.id.desc())
        .limit(LOOKED_BACK)
    )
    if any(
        detail.get("cases") == shown for detail in session.scalars(recent.with_only_columns(Event.detail))
    ):
        return False
    with writing(session):
        record(session, "list", where, by=by, now=now, cases=shown, has_text=has_text)
    return True


def looks(
    session: Session,
    departments: Collection[int] | None,
    *,
    staff_id: int | None = None,
    number: str = "",
    page: int = 1,
) -> list[Look]:
    """Return what was looked at in some departments (None: all), the last first, a page of it and one line more."""
    wanted = (
        select(Event, Case.number, Case.applicant_name)
        .outerjoin(Case, Case.id == Event.case_id)
        .join(Staff, Staff.id == Event.staff_id)
        .where(Event.verb.in_(LOOKS))
        .order_by(Event.id.desc())
    )
    if departments is not None:
        mine = sorted(departments)
        is_list = and_(Event.case_id.is_(None), Staff.department_id.in_(mine))
        wanted = wanted.where(or_(Case.department_id.in_(mine), is_list))
    if staff_id is not None:
        wanted = wanted.where(Event.staff_id == staff_id)
    if number:
        wanted = wanted.where(Case.number == number)
    rows = session.execute(wanted.limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE)).all()
    return [Look(event, number, name, len(event.detail.get("cases", ()))) for event, number, name in rows]


def _looks(by: Actor, now: datetime) -> Select[Event]:
    return select(Event).where(Event.staff_id == by.staff_id, Event.at > now - ONE_LOOK)
