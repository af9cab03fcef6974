"""Looking cases up: the queue, one case with all that belongs to it, counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case, Decision, FormerAnswers, Return
from domain.cases.rules import search_words
from domain.cases.searching import holds
from domain.cases.views import MINE, NOBODY, PER_PAGE, QueueView
from domain.clock import day_of, moment_of
from domain.database import dialect_of
from domain.history import Event
from domain.notices.models import Mail
from domain.people.models import Department, Staff
from domain.procedures.models import Procedure
from forms.definition import Text

Departments = Collection[int] | None
"""In which departments someone may look (``people.rules.departments_for``); None means all."""

WAITING = ("received", "in_review")
"""What the view's state "open" lists: cases that wait for staff."""
MOST_LISTED = 10_000
"""Cases of a view that are counted and can be paged to; whoever seeks one among more narrows the view."""
UNDECIDED = (*WAITING, "returned")
"""States in which a case can be overdue."""


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

    @property
    def shown_total(self) -> str:
        """The number of cases, "10000+" where more are not counted."""
        return str(self.total) if self.total <= MOST_LISTED else f"{MOST_LISTED}+"

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


@dataclass(frozen=True)
class Reader:
    """Who looks at the queue, and when: what "mine" and "overdue" mean."""

    staff_id: int | None = None
    today: date = date.max


def queue(
    session: Session, view: QueueView, departments: Departments, reader: Reader = Reader()
) -> QueuePage:
    """Return one page of the queue; two queries, which read no more than ``MOST_LISTED`` cases, however many there are."""
    found = listed(view, departments, dialect_of(session), reader)
    total = session.scalar(select(func.count()).select_from(found.limit(MOST_LISTED + 1).subquery())) or 0
    rows = session.execute(_page(found, view)).all()
    return QueuePage(view, tuple(_row(*row) for row in rows), total)


def listed(view: QueueView, departments: Departments, dialect: str, reader: Reader = Reader()) -> Select[int]:
    """Return the query of the ids that a view lists, on all its pages, in no order."""
    wanted = *_wanted(view, dialect), *_desk(view, reader)
    return select(Case.id).where(*wanted, *_allowed(departments), Case.state != "draft")


def numbers_listed(
    session: Session, view: QueueView, departments: Departments, reader: Reader, most: int
) -> list[tuple[str, int]]:
    """Return number and revision of the first cases of a view, in its order, over all its pages."""
    found = listed(view, departments, dialect_of(session), reader)
    rows = found.with_only_columns(Case.number, Case.revision, maintain_column_froms=True)
    return [
        (number, revision)
        for number, revision in session.execute(rows.order_by(*_order(view.sort)).limit(most))
    ]


def counts_by_state(session: Session, departments: Departments, procedure: str = "") -> dict[str, int]:
    """Return state -> number of cases, only states that have any."""
    counting = listed(QueueView(procedure=procedure), departments, dialect_of(session)).with_only_columns(
        Case.state, func.count(), maintain_column_froms=True
    )
    rows = session.execute(counting.group_by(Case.state)).all()
    return {row.state: row[1] for row in rows}


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


def _allowed(departments: Departments) -> list[ColumnElement[bool]]:
    return [] if departments is None else [Case.department_id.in_(sorted(departments))]


def _wanted(view: QueueView, dialect: str) -> list[ColumnElement[bool]]:
    words = search_words(view.text)
    found = [holds(words, dialect)] if words else []
    return [*_filters(view), *_received(view.since, view.until), *found]


def _filters(view: QueueView) -> list[ColumnElement[bool]]:
    states = WAITING if view.state == "open" else (view.state,)
    said = (
        (view.procedure, Case.procedure_id == _procedure_named(view.procedure)),
        (view.state, Case.state.in_(states)),
        (view.channel, Case.channel == view.channel),
    )
    return [condition for value, condition in said if value]


def _procedure_named(slug: str) -> Any:
    return select(Procedure.id).where(Procedure.slug == slug).scalar_subquery()


def _desk(view: QueueView, reader: Reader) -> list[ColumnElement[bool]]:
    """Return the conditions of a reviewer's desk: whose it is, what was not read, what is late."""
    conditions: list[ColumnElement[bool]] = []
    if view.assigned == NOBODY:
        conditions.append(Case.assigned_to_id.is_(None))
    elif view.assigned:
        who = reader.staff_id if view.assigned == MINE else int(view.assigned)
        conditions.append(Case.assigned_to_id == who)
    if view.unread:
        conditions.append(or_(Case.unread > 0, Case.new_papers > 0))
    if view.overdue:
        conditions += [Case.due_on < reader.today, Case.state.in_(UNDECIDED)]
    return conditions


def _received(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(Case.received_at >= moment_of(since, time()))
    if until is not None:
        conditions.append(Case.received_at < moment_of(until, time()) + timedelta(days=1))
    return conditions


def _page(found: Select[int], view: QueueView) -> Select[Any]:
    # First which cases are on the page, by index; only then what is said of them.
    page = found.order_by(*_order(view.sort)).limit(PER_PAGE).offset((view.page - 1) * PER_PAGE).subquery()
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
    return rows.order_by(*_order(view.sort))


def _order(sort: str) -> tuple[Any, ...]:
    return {
        "oldest": (Case.received_at, Case.id),
        "newest": (Case.received_at.desc(), Case.id.desc()),
        "due": (Case.due_on.is_(None), Case.due_on, Case.id),
        "changed": (Case.changed_at.desc(), Case.id.desc()),
    }[sort]


def _row(case_id: int, number: str, revision: int, state: str, title: Any, *rest: Any) -> QueueRow:
    return QueueRow(case_id, number, revision, state, Text.from_json(title), *rest)
