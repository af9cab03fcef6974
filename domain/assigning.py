"""Assigning cases: who of a department takes care of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true, update
from sqlalchemy.orm import Session

from domain.bulk import Departments, Result
from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.people.models import Staff, StaffRole
from domain.people.rules import MATRIX
from domain.refusals import NotFound, Refusal
from forms.messages import message


class NotColleague(Refusal):
    """Who is named does not work on the cases of this department."""

    def __init__(self) -> None:
        super().__init__(
            message("その職員は、この課の申請を担当できません。"),
            message("課の権限がある職員を選んでください。"),
        )


def colleagues(session: Session, departments: Collection[int] | None) -> Sequence[Staff]:
    """Return who may be given cases of some departments (None: of any), by name."""
    works = Staff.roles.any(StaffRole.role.in_(sorted(MATRIX["see_cases"])) & _in(departments))
    return session.scalars(select(Staff).where(works, Staff.disabled_at.is_(None)).order_by(Staff.name)).all()


def assign(
    session: Session,
    numbers: Iterable[str],
    staff_id: int | None,
    *,
    departments: Departments,
    by: Actor,
    now: datetime,
) -> list[Result]:
    """Give each case to a colleague, or (None) to nobody; return a result for each. Its revision stays as it is."""
    wanted = list(dict.fromkeys(numbers))
    with writing(session):
        found = session.scalars(
            select(Case).where(Case.number.in_(wanted)).order_by(Case.id).with_for_update(key_share=True)
        )
        cases = {
            case.number: case for case in found if departments is None or case.department_id in departments
        }
        places = _places(session, staff_id)
        results = [Result(number, _objection(cases.get(number), staff_id, places)) for number in wanted]
        ready = [
            cases[one.number] for one in results if one.ok and cases[one.number].assigned_to_id != staff_id
        ]
        session.execute(
            update(Case).where(Case.id.in_([case.id for case in ready])).values(assigned_to_id=staff_id),
            execution_options={"synchronize_session": False},
        )
        for case in ready:
            record(session, "assign", "case", case.id, case_id=case.id, by=by, now=now, to=staff_id)
    return results


def _places(session: Session, staff_id: int | None) -> set[int | None]:
    """Return in which departments somebody may be given cases; None stands for all of them."""
    roles = select(StaffRole.department_id).join(Staff, Staff.id == StaffRole.staff_id)
    works = StaffRole.role.in_(sorted(MATRIX["see_cases"])), Staff.disabled_at.is_(None)
    return set(session.scalars(roles.where(StaffRole.staff_id == staff_id, *works)))


def _objection(case: Case | None, staff_id: int | None, places: set[int | None]) -> Refusal | None:
    if case is None:
        return NotFound()
    may = staff_id is None or None in places or case.department_id in places
    return None if may else NotColleague()


def _in(departments: Collection[int] | None) -> ColumnElement[bool]:
    if departments is None:
        return true()
    return or_(StaffRole.department_id.is_(None), StaffRole.department_id.in_(sorted(departments)))
