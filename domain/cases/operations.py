"""What may be done with a case besides deciding it: return, correct, complete, let expire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.applicant import applicant_columns
from domain.cases.correcting import closed_changes
from domain.cases.gate import count_anew
from domain.cases.models import Case, FormerAnswers, Return
from domain.cases.paper_binding import bind_papers
from domain.cases.rules import RETURN_REASONS, NotToldYet
from domain.cases.steps import find, take_step
from domain.clock import day_of
from domain.database import writing
from domain.history import Actor
from domain.notices.facts import to_correct
from domain.notices.operations import write
from domain.refusals import Refusal
from forms.definition import Field, Form
from forms.fields import kind_of
from forms.messages import message
from forms.reading import load_answers

COUNTED = ("adults", "children")
"""Meanings that places were given for: a booking changes them by being changed, not corrected."""
LATEST = timedelta(days=366)


@dataclass(frozen=True)
class ReturnItem:
    """One question to correct: its key, why (``rules.RETURN_REASONS``), and a sentence."""

    field: str
    reason: str
    sentence: str = ""


class NothingToCorrect(Refusal):
    """A return names no question, one that the form does not ask, or one that cannot be corrected so."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("補正してもらう項目が選ばれていないか、差戻しでは直せない項目が含まれています。"),
            message("直してほしい質問を選び、理由を付けてください。予約の人数は予約の変更で直します。"),
        )


class DueTooSoon(Refusal):
    """The due date of a return is not a day from tomorrow to a year ahead."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("補正の期限は明日から1年以内の日にしてください。"),
            message("期限の日付を入力し直してください。"),
        )


class NotOpen(Refusal):
    """A correction changes a question that was not asked about."""

    def __init__(self) -> None:
        super().__init__(
            message("差戻しの対象になっていない項目は変更できません。"),
            message("ほかにも変更したい項目があるときは、担当課にご連絡ください。"),
        )


def review(session: Session, number: str, *, revision: int, by: Actor, now: datetime) -> None:
    """Take a received case into review."""
    with writing(session):
        take_step(session, find(session, number), "review", revision=revision, by=by, now=now)


def give_back(
    session: Session,
    number: str,
    items: Sequence[ReturnItem],
    *,
    sentence: str = "",
    due_on: date,
    revision: int,
    by: Actor,
    now: datetime,
) -> None:
    """Return a case for correction (差戻し) and tell the applicant what to correct by when."""
    with writing(session):
        case = find(session, number)
        take_step(session, case, "give_back", revision=revision, by=by, now=now, due_on=due_on.isoformat())
        _check_return(case, items, due_on, day_of(now))
        session.add(_return(case, items, sentence, due_on, by, now))
        told = to_correct(_labelled(case.form_version.form, items), sentence, due_on)
        write(session, case=case, kind="return", facts=told, now=now)


def take_back_return(session: Session, number: str, *, revision: int, by: Actor, now: datetime) -> None:
    """Take a return back: the case is in review again, without a correction."""
    with writing(session):
        case = find(session, number)
        take_step(session, case, "take_back_return", revision=revision, by=by, now=now)
        close_return(session, case, "taken_back", now)


def correct(
    session: Session, number: str, answers: Mapping[str, Any], *, revision: int, by: Actor, now: datetime
) -> None:
    """Take the corrected answers (JSON data, see ``correcting``) and put the case in review again.

    The former answers are kept. NotOpen where a question that was not named would change.
    """
    with writing(session):
        case = find(session, number)
        form, stored, seen = case.form_version.form, dict(case.answers), case.revision
        columns = applicant_columns(form, case.number, load_answers(form, answers))
        values = {"answers": dict(answers), **columns}
        take_step(session, case, "correct", revision=revision, by=by, now=now, values=values)
        session.add(FormerAnswers(case_id=case.id, revision=seen, answers=stored, replaced_at=now))
        named = close_return(session, case, "corrected", now)
        if closed_changes(form, stored, answers, named):
            raise NotOpen
        count_anew(session, case, load_answers(form, answers))
        bind_papers(session, case)


def complete(
    session: Session, number: str, *, revision: int, within: timedelta = timedelta(), by: Actor, now: datetime
) -> None:
    """Close an approved application: what was asked for is done. NotToldYet until ``within`` after its approval."""
    with writing(session):
        case = find(session, number)
        if case.state == "approved" and case.decided_at and now < case.decided_at + within:
            raise NotToldYet
        take_step(session, case, "complete", revision=revision, by=by, now=now)


def correctable(case: Case) -> tuple[Field, ...]:
    """Return the questions that a return of this case may name."""
    return tuple(field for field in case.form_version.form.fields() if _may_be_corrected(case, field))


def open_return(session: Session, case: Case) -> Return | None:
    """Return what the applicant is asked to correct now, or None."""
    return session.scalar(select(Return).where(Return.case_id == case.id, Return.closed_at.is_(None)))


def close_return(session: Session, case: Case, outcome: str, now: datetime) -> tuple[str, ...]:
    """Close the open return, if any, inside the caller's ``writing``; return the questions it named."""
    opened = open_return(session, case)
    if opened is None:
        return ()
    opened.closed_at, opened.outcome = now, outcome
    return tuple(item["field"] for item in opened.items)


def _check_return(case: Case, items: Sequence[ReturnItem], due_on: date, today: date) -> None:
    if not today < due_on <= today + LATEST:
        raise DueTooSoon
    if not items or not all(_is_correctable(case, item) for item in items):
        raise NothingToCorrect


def _is_correctable(case: Case, item: ReturnItem) -> bool:
    field = case.form_version.form.field(item.field)
    return field is not None and _may_be_corrected(case, field) and item.reason in RETURN_REASONS


def _may_be_corrected(case: Case, field: Field) -> bool:
    counts_places = case.procedure.kind == "booking" and field.meaning in COUNTED
    return kind_of(field).asks and not counts_places


def _return(
    case: Case, items: Sequence[ReturnItem], sentence: str, due_on: date, by: Actor, now: datetime
) -> Return:
    listed = [{"field": one.field, "reason": one.reason, "sentence": one.sentence} for one in items]
    return Return(
        case_id=case.id,
        items=listed,
        sentence=sentence,
        due_on=due_on,
        returned_at=now,
        returned_by_id=by.staff_id,
    )


def _labelled(form: Form, items: Sequence[ReturnItem]) -> list[dict[str, Any]]:
    labels = {field.key: field.label.to_json() for field in form.fields()}
    return [{"label": labels[one.field], "reason": one.reason, "sentence": one.sentence} for one in items]
