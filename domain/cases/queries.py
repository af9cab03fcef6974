"""Looking cases up: the queue, one case with all that belongs to it, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from domain.cases.listing import (
    ANYBODY,
    UNDECIDED,
    Departments,
    Listing,
    Reader,
    Searched,
    listing,
    order,
    undecided,
)
from domain.cases.models import Case, Decision, FormerAnswers, Return
from domain.cases.views import PER_PAGE, QueueView
from domain.clock import day_of
from domain.history import Event
from domain.notices.models import Mail
from domain.people.models import Department, Staff
from domain.procedures.models import Procedure
from forms.definition import Text

MOST_LISTED = 10_000
"""Cases of a view that are counted and can be paged to; whoever seeks one among more narrows the view."""


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    case_id: int
    number: str
    revision: int
    state: str
    procedure: Text
    department: str
    department_id: int
    applicant_name: str
    applicant_kana: str
    channel: str
    received_at: datetime
    changed_at: datetime
    due_on: date | None
    unread: int
    new_papers: int
    assigned_to: str | None

    def age_on(self, today: date) -> int:
        """Return for how many days the case has been here."""
        return (today - day_of(self.received_at)).days

    def days_left(self, today: date) -> int | None:
        """Return how many days are left until it is due, below zero when it is late; None where it waits for nothing."""
        is_open = self.due_on is not None and self.state in UNDECIDED
        return (self.due_on - today).days if is_open and self.due_on else None


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue and how many cases the view lists in all."""

    view: QueueView
    rows: tuple[QueueRow, ...]
    total: int
    """At most ``MOST_LISTED`` + 1."""
    is_cut: bool = False
    """A search was ended before it came to the oldest cases (see ``searching``)."""

    @property
    def shown_total(self) -> str:
        """The number of cases, "10000+" where there are more than were counted, or may be."""
        plus = "+" if self.is_cut or self.total > MOST_LISTED else ""
        return f"{min(self.total, MOST_LISTED)}{plus}"

    @property
    def pages(self) -> int:
        """How many pages can be gone to, at least one."""
        return max(-(-min(self.total, MOST_LISTED) // PER_PAGE), 1)


@dataclass(frozen=True)
class CasePage:
    """One case with everything that belongs to it; lists are oldest first."""

    case: Case
    returns: tuple[Return, ...]
    decisions: tuple[Decision, ...]
    mails: tuple[Mail, ...]
    history: tuple[Event, ...]
    former: tuple[FormerAnswers, ...]

    @property
    def open_return(self) -> Return | None:
        """The return that waits for its correction, if any."""
        return next((one for one in self.returns if one.closed_at is None), None)


def queue(session: Session, view: QueueView, departments: Departments, reader: Reader = ANYBODY) -> QueuePage:
    """Return one page of the queue; two queries, which read no more than ``MOST_LISTED`` cases, however many there are."""
    found = listing(session, view, departments, reader)
    total = session.scalar(found.counted(MOST_LISTED + 1)) or 0
    rows = session.execute(_page(found, view)).all()
    is_cut = isinstance(found, Searched) and found.is_cut
    return QueuePage(view, tuple(_row(*row) for row in rows), total, is_cut)


def numbers_listed(
    session: Session, view: QueueView, departments: Departments, reader: Reader, most: int
) -> list[tuple[str, int]]:
    """Return number and revision of the first cases of a view, in its order, over all its pages."""
    first = listing(session, view, departments, reader).first(most).subquery()
    rows = select(Case.number, Case.revision).join(first, first.c.id == Case.id).order_by(*order(view.sort))
    return [(number, revision) for number, revision in session.execute(rows)]


def counts_undecided(session: Session, departments: Departments) -> dict[str, int]:
    """Return state -> number of cases, of the states in which something is waited for that have any."""
    counting = undecided(departments).with_only_columns(Case.state, func.count(), maintain_column_froms=True)
    return {row.state: row[1] for row in session.execute(counting.group_by(Case.state))}


def case_page(session: Session, number: str) -> CasePage | None:
    """Return a case with its returns, decisions, mails, history and former answers, or None."""
    case = session.scalar(
        select(Case)
        .where(Case.number == number)
        .options(joinedload(Case.procedure), joinedload(Case.form_version))
        .options(joinedload(Case.department), joinedload(Case.entered_by), joinedload(Case.assigned_to))
    )
    return _with_all(session, case) if case else None


def find_case(session: Session, number: str) -> Case | None:
    """Return the case with this number alone, or None."""
    return session.scalar(select(Case).where(Case.number == number))


def _with_all(session: Session, case: Case) -> CasePage:
    decisions = select(Decision).options(joinedload(Decision.decided_by))
    return CasePage(
        case=case,
        returns=_of(session, case, select(Return), Return),
        decisions=_of(session, case, decisions, Decision),
        mails=_of(session, case, select(Mail), Mail),
        history=_of(session, case, select(Event), Event),
        former=_of(session, case, select(FormerAnswers), FormerAnswers),
    )


def _of(session: Session, case: Case, query: Select[Any], table: Any) -> tuple[Any, ...]:
    return tuple(session.scalars(query.where(table.case_id == case.id).order_by(table.id)))


def _page(found: Listing | Searched, view: QueueView) -> Select[Any]:
    # First which cases are on the page, by index; only then what is said of them.
    page = found.first(PER_PAGE, after=(view.page - 1) * PER_PAGE).subquery()
    named = (
        select(Case)
        .join(page, page.c.id == Case.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Department, Department.id == Case.department_id)
        .outerjoin(Staff, Staff.id == Case.assigned_to_id)
    )
    rows = named.with_only_columns(
        Case.id,
        Case.number,
        Case.revision,
        Case.state,
        Procedure.title,
        Department.name,
        Case.department_id,
        Case.applicant_name,
        Case.applicant_kana,
        Case.channel,
        Case.received_at,
        Case.changed_at,
        Case.due_on,
        Case.unread,
        Case.new_papers,
        Staff.name,
        maintain_column_froms=True,
    )
    return rows.order_by(*order(view.sort))


def _row(case_id: int, number: str, revision: int, state: str, title: Any, *rest: Any) -> QueueRow:
    return QueueRow(case_id, number, revision, state, Text.from_json(title), *rest)
