"""Looking up what is printed: notices of decided cases, sheets of answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.booking.models import Booking, Service, Slot
from domain.cases.models import Case, Decision
from domain.cases.printable import printable_answers, printable_rows
from domain.clock import day_of
from domain.history import Event
from domain.printing.models import NoticeWording
from domain.printing.rules import MOST, Words, usual, worded
from forms.eras import in_era
from forms.fields.address import Address
from forms.rows import Row

DECIDED = ("approved", "rejected", "completed")
"""States in which a case has been decided; a decision that was taken back has none of them."""


@dataclass(frozen=True)
class Notice:
    """One decision notice, everything on it in words."""

    case: Case
    document: str
    dated_on: str
    """The day of the notice (和暦), as are the next two."""
    received_on: str
    decided_on: str
    address: tuple[str, ...]
    """Lines of the address; none where there is none, or where it must stand on nothing printed."""
    decision: str
    reason: str
    words: Words


@dataclass(frozen=True)
class AnswerSheet:
    """The answers of one case on paper."""

    case: Case
    rows: tuple[Row, ...]
    received_on: str
    slot: Slot | None


def chosen_cases(session: Session, numbers: Sequence[str], departments: Collection[int] | None) -> list[Case]:
    """Return the cases with these numbers that may be seen, in the order given; at most ``MOST``."""
    wanted = (
        select(Case)
        .where(Case.number.in_(numbers[:MOST]), Case.state != "draft")
        .options(joinedload(Case.procedure), joinedload(Case.form_version), joinedload(Case.department))
    )
    if departments is not None:
        wanted = wanted.where(Case.department_id.in_(sorted(departments)))
    found = {case.number: case for case in session.scalars(wanted)}
    return [found[number] for number in dict.fromkeys(numbers[:MOST]) if number in found]


def decisions_of(session: Session, cases: Iterable[Case]) -> dict[int, Decision]:
    """Return case id -> the decision that holds, only for cases that are decided."""
    ids = [case.id for case in cases if case.state in DECIDED]
    holds = select(Decision).where(Decision.case_id.in_(ids), Decision.undone_at.is_(None))
    return {one.case_id: one for one in session.scalars(holds.order_by(Decision.id))}


def documents_of(session: Session, cases: Iterable[Case]) -> dict[int, str]:
    """Return case id -> the number that its notice was last printed with."""
    printed = select(Event.case_id, Event.detail).where(
        Event.case_id.in_([case.id for case in cases]), Event.verb == "print_notice"
    )
    found: dict[int, str] = {}
    for case_id, detail in session.execute(printed.order_by(Event.id)):
        if case_id is not None and detail.get("document"):
            found[case_id] = detail["document"]
    return found


def words_of(session: Session, procedure_ids: Collection[int], town: str) -> dict[int, Words]:
    """Return procedure id -> how its notices are worded."""
    own = select(NoticeWording).where(NoticeWording.procedure_id.in_(procedure_ids))
    found = {row.procedure_id: row for row in session.scalars(own)}
    plain = usual(town)
    return {one: worded(plain, **_own(found[one])) if one in found else plain for one in procedure_ids}


def wording(session: Session, procedure_id: int) -> NoticeWording | None:
    """Return what a procedure's notices say in words of their own, or None."""
    return session.scalar(select(NoticeWording).where(NoticeWording.procedure_id == procedure_id))


def notice(
    case: Case, decision: Decision, words: Words, document: str = "", dated_on: date | None = None
) -> Notice:
    """Return the notice of a decided case; its day is the decision's unless another is given."""
    decided_on = day_of(decision.decided_at)
    return Notice(
        case=case,
        document=document,
        dated_on=in_era(dated_on or decided_on),
        received_on=in_era(day_of(case.received_at)),
        decided_on=in_era(decided_on),
        address=address_lines(case),
        decision=words.decided(decision.outcome),
        reason=decision.reason,
        words=words,
    )


def answer_sheets(session: Session, cases: Sequence[Case]) -> list[AnswerSheet]:
    """Return the answers of cases for paper; ages are those of the day that is booked."""
    booked = (
        select(Booking)
        .where(Booking.case_id.in_([case.id for case in cases]))
        .options(joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility))
    )
    slots = {one.case_id: one.slot for one in session.scalars(booked)}
    return [_answer_sheet(case, slots.get(case.id)) for case in cases]


def address_lines(case: Case) -> tuple[str, ...]:
    """Return the applicant's address in lines; none where it must stand on nothing printed."""
    field = case.form_version.form.meaning("address")
    answer: Any = printable_answers(case).get(field.key) if field else None
    if not isinstance(answer, Address):
        return (str(answer),) if answer else ()
    lines = (f"〒{answer.postal_code}", f"{answer.area}{answer.street}", answer.building)
    return tuple(line for line in lines if line)


def _answer_sheet(case: Case, slot: Slot | None) -> AnswerSheet:
    facts = {"today": day_of(case.received_at)} | ({"day_of_use": slot.day} if slot else {})
    return AnswerSheet(case, printable_rows(case, facts), in_era(day_of(case.received_at)), slot)


def _own(row: NoticeWording) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("sender", "mark", "approved", "rejected", "remedy")}
