"""Changing what was entered, until the list is frozen: by the applicant until the deadline, by staff a little longer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.cases.applicant import applicant_columns
from domain.cases.models import Case, FormerAnswers
from domain.cases.steps import find
from domain.database import writing
from domain.history import Actor, record
from domain.lottery.judging import Ground, check_people, check_time, columns_of, entries_of, ground_of
from domain.lottery.leaving import has_left
from domain.lottery.models import Entry
from domain.lottery.people import Applicant, seated
from domain.lottery.requests import Application
from domain.lottery.rounds import require, shared, until
from domain.lottery.telling import entry_facts
from domain.notices.operations import write
from domain.refusals import ChangedMeanwhile, NotFound
from forms.reading import dump_answers

OPEN = ("received", "in_review")


def change(
    session: Session, number: str, application: Application, *, revision: int, by: Actor, now: datetime
) -> None:
    """Replace what a case asks for; everybody in it keeps the own receipt, and who has left alone stays out.

    A postmark in it is put right too, and judged. ``application`` as for ``enter``, its key left aside. TooLate, OverCap, AlreadyEntered, ChangedMeanwhile.
    """
    try:
        _change(session, number, application, revision, by, now)
    except IntegrityError:  # somebody else entered one of these people in the same instant: say so
        _change(session, number, application, revision, by, now)


def _change(
    session: Session, number: str, application: Application, revision: int, by: Actor, now: datetime
) -> None:
    with writing(session):
        case = find(session, number)
        entries = list(
            session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.position))
        )
        if not entries:
            raise NotFound
        found = shared(session, entries[0].round_id)
        application = _without(application, {one.person for one in entries if has_left(one)})
        ground = ground_of(session, found, [one.person for one in application.applicants], but=case.id)
        if by.is_staff:
            require(session, found, now, *until("closed"))
        if not by.is_staff or application.submission.dated_on:
            check_time(ground, application, now)
        check_people(ground, application)
        former = case.dated_on
        _store_answers(session, case, application, revision, now)
        entries = _store_entries(session, ground, case, entries, application)
        more = {"postmark_before": str(former)} if former and former != case.dated_on else {}
        record(session, "change", "case", case.id, by=by, now=now, case_id=case.id, **more)
        write(session, case=case, kind="entry", facts=entry_facts(found, entries), now=now)


def _store_answers(
    session: Session, case: Case, application: Application, revision: int, now: datetime
) -> None:
    submission, former = application.submission, dict(case.answers)
    values = {
        "answers": dump_answers(submission.form, submission.answers),
        "form_version_id": submission.form_version_id,
        "revision": revision + 1,
        "changed_at": now,
        "dated_on": submission.dated_on or case.dated_on,
        **applicant_columns(submission.form, case.number, submission.answers),
    }
    mine = Case.id == case.id, Case.revision == revision, Case.state.in_(OPEN)
    changing: Any = update(Case).where(*mine).values(**values).returning(Case.id)
    if session.scalar(changing, execution_options={"synchronize_session": False}) is None:
        raise ChangedMeanwhile
    session.add(FormerAnswers(case_id=case.id, revision=revision, answers=former, replaced_at=now))
    session.refresh(case)


def _without(application: Application, persons: Collection[str]) -> Application:
    rest = tuple(one for one in application.applicants if one.person not in persons)
    return replace(application, applicants=rest)


def _store_entries(
    session: Session, ground: Ground, case: Case, before: Sequence[Entry], application: Application
) -> list[Entry]:
    """Write what is wanted over what is there; who is not named any more is withdrawn."""
    wanted, places = entries_of(ground, application, case.id), len(before)
    staying = [one for one in before if not has_left(one)]
    seats = seated([one.person for one in staying], [one.person for one in wanted])
    named = list[Entry]()
    for seat, entry, applicant in zip(seats, wanted, application.applicants, strict=True):
        if seat is None:
            entry.position, places = places, places + 1
            session.add(entry)
        else:
            entry = _rewritten(staying[seat], ground, applicant)
        named.append(entry)
    for at in set(range(len(staying))) - set(seats):
        staying[at].state, staying[at].linked = "withdrawn", ""
    linked = named[0].receipt if application.is_linked and len(named) > 1 else ""
    for entry in named:
        entry.linked = linked
    session.flush()
    return named


def _rewritten(entry: Entry, ground: Ground, applicant: Applicant) -> Entry:
    for name, value in columns_of(ground.terms, applicant).items():
        setattr(entry, name, value)
    entry.state = "received" if entry.state == "withdrawn" else entry.state
    return entry
