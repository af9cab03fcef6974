"""Entering a round: an application becomes a case with an entry for each person, and a mail; many at once, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.cases.intake import new_cases, note_admitted
from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor
from domain.jobs.kinds import Progress, no_progress
from domain.lottery.judging import Ground, entries_of, ground_of, refusal_of
from domain.lottery.models import Entry
from domain.lottery.requests import Application
from domain.lottery.rounds import shared
from domain.lottery.telling import entry_facts
from domain.notices.operations import Recipient, write_many
from domain.refusals import Refusal

TRIES = 3
"""Rounds after another transaction wrote the same key, person or receipt in the same instant."""
BATCH = 500
"""Applications in one transaction when many come at once."""


@dataclass(frozen=True)
class Entered:
    """What an application became."""

    case: Case
    entries: tuple[Entry, ...]
    is_repeat: bool
    """The same page or line was sent before: this is what came of it then."""
    number: str
    receipts: tuple[str, ...]
    """As plain values: to ask many rows for them after the transaction would read each row again."""


@dataclass(frozen=True)
class Line:
    """What became of one of many applications: a number and receipts, or a refusal."""

    key: str
    number: str = ""
    receipts: tuple[str, ...] = ()
    is_repeat: bool = False
    refusal: Refusal | None = None


def enter(session: Session, round_id: int, application: Application, *, by: Actor, now: datetime) -> Entered:
    """Take an application and tell the applicant; a repeat of the same page finds the same case and receipts.

    NotOpenYet, TooLate, NobodyEnters, AlreadyEntered, EarlierWinner, OverCap.
    """
    [answer] = _until_written(session, round_id, [application], by, now)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def enter_many(
    session: Session,
    round_id: int,
    applications: Sequence[Application],
    *,
    by: Actor,
    now: datetime,
    progress: Progress = no_progress,
) -> list[Line]:
    """Take many applications, some hundreds in each transaction, and return what became of each, in their order.

    What ends in between is gone on with by doing it again: the keys find what is there.
    """
    lines: list[Line] = []
    rest = iter(applications)
    while batch := list(islice(rest, BATCH)):
        answers = _until_written(session, round_id, batch, by, now)
        lines += [_line(one, answer) for one, answer in zip(batch, answers, strict=True)]
        session.expunge_all()
        progress(len(lines), len(applications))
    return lines


def _until_written(
    session: Session, round_id: int, batch: Sequence[Application], by: Actor, now: datetime
) -> list[Entered | Refusal]:
    for _ in range(TRIES - 1):
        try:
            return _enter(session, round_id, batch, by, now)
        except IntegrityError:
            continue
    return _enter(session, round_id, batch, by, now)


def _enter(
    session: Session, round_id: int, batch: Sequence[Application], by: Actor, now: datetime
) -> list[Entered | Refusal]:
    with writing(session):
        found = shared(session, round_id)
        known = _repeats(session, [one.submission.key for one in batch])
        fresh = list({one.submission.key: one for one in batch if one.submission.key not in known}.values())
        persons = {applicant.person for one in fresh for applicant in one.applicants}
        ground = ground_of(session, found, persons)
        judged = {one.submission.key: _judge(ground, one, now) for one in fresh}
        taken = [one for one in fresh if judged[one.submission.key] is None]
        entered = known | _admit(session, ground, taken, by, now)
    answers = [entered.get(one.submission.key) or judged[one.submission.key] for one in batch]
    return [answer for answer in answers if answer is not None]


def _judge(ground: Ground, application: Application, now: datetime) -> Refusal | None:
    """Judge one of a batch; who is taken counts for those after."""
    refusal = refusal_of(ground, application, now)
    if refusal is None:
        ground.taken.update(applicant.person for applicant in application.applicants)
    return refusal


def _admit(
    session: Session, ground: Ground, taken: Sequence[Application], by: Actor, now: datetime
) -> dict[str, Entered]:
    cases = new_cases(session, [(one.submission, "received") for one in taken], now=now)
    session.flush()
    made = [entries_of(ground, one, case.id) for one, case in zip(taken, cases, strict=True)]
    session.add_all(entry for entries in made for entry in entries)
    session.flush()
    note_admitted(session, cases, by=by, now=now)
    pairs = list(zip(cases, made, strict=True))
    told = [
        (Recipient(case.id, case.number, case.email, case.language), entry_facts(ground.round, entries))
        for case, entries in pairs
    ]
    write_many(session, told, procedure=ground.round.campaign.procedure, kind="entry", now=now)
    return {case.key: _entered(case, entries, is_repeat=False) for case, entries in pairs}


def _repeats(session: Session, keys: Iterable[str]) -> dict[str, Entered]:
    cases = session.scalars(select(Case).where(Case.key.in_(list(keys)))).all()
    if not cases:
        return {}
    entries: dict[int, list[Entry]] = {}
    wanted = select(Entry).where(Entry.case_id.in_([case.id for case in cases])).order_by(Entry.position)
    for entry in session.scalars(wanted):
        entries.setdefault(entry.case_id, []).append(entry)
    return {case.key: _entered(case, entries.get(case.id, ()), is_repeat=True) for case in cases}


def _entered(case: Case, entries: Sequence[Entry], *, is_repeat: bool) -> Entered:
    receipts = tuple(entry.receipt for entry in entries)
    return Entered(case, tuple(entries), is_repeat, case.number, receipts)


def _line(application: Application, answer: Entered | Refusal) -> Line:
    if isinstance(answer, Refusal):
        return Line(application.submission.key, refusal=answer)
    return Line(application.submission.key, answer.number, answer.receipts, answer.is_repeat)
