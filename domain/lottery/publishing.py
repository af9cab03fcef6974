"""Publishing a result: it can be looked up at once, and everybody who applied gets a mail, one for each application."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.jobs.kinds import Progress, no_progress
from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award
from domain.lottery.refusals import AlreadyDone
from domain.lottery.rounds import locked, require, steps_of, take_step
from domain.lottery.telling import Lot, result_facts
from domain.notices.operations import Recipient, write_many

BATCH = 1000
"""Applications told in one transaction."""
OPEN = ("received", "in_review", "returned")


def publish(
    session: Session, round_id: int, *, by: Actor, now: datetime, progress: Progress = no_progress
) -> int:
    """Make a result public and write a mail to every applicant; return how many applications were told.

    What was cut short is gone on with by publishing again; AlreadyDone once everybody was told. NotInPhase.
    """
    is_first = _make_public(session, round_id, by, now)
    told, waiting = 0, _to_tell(session, round_id)
    if not is_first and not waiting:
        raise AlreadyDone
    while done := _tell_some(session, round_id, waiting, now):
        told += done
        session.expunge_all()
        progress(told, len(waiting))
    return told


def check_publish(session: Session, round_id: int, *, by: Actor, now: datetime) -> Round:
    """Return a round whose result can be published now, or be told to those who are left, held; inside the caller's ``writing``.

    NotInPhase, AlreadyDone. ``by`` is anybody: who may publish is the page's to know.
    """
    found = locked(session, round_id)
    if "published" not in steps_of(session, round_id):
        require(session, found, now, "drawn")
    elif is_everybody_told(session, found):
        raise AlreadyDone
    return found


def is_everybody_told(session: Session, found: Round) -> bool:
    """Say whether no application is left to be told."""
    left = Entry.round_id == found.id, Entry.case_id > found.told_until
    return session.scalar(select(Entry.id).where(*left).limit(1)) is None


def _make_public(session: Session, round_id: int, by: Actor, now: datetime) -> bool:
    with writing(session):
        found = locked(session, round_id)
        is_first = "published" not in steps_of(session, round_id)
        if is_first:
            require(session, found, now, "drawn")
            take_step(session, found, "published", by=by, now=now)
    return is_first


def _to_tell(session: Session, round_id: int) -> Sequence[int]:
    """Return the cases that nobody was told of, in their order.

    None is added any more. To ask for the next of them again and again would be to read the whole round each time.
    """
    until = select(Round.told_until).where(Round.id == round_id).scalar_subquery()
    wanted = select(Entry.case_id).where(Entry.round_id == round_id, Entry.case_id > until).distinct()
    return session.scalars(wanted.order_by(Entry.case_id)).all()


def _tell_some(session: Session, round_id: int, waiting: Sequence[int], now: datetime) -> int:
    """Tell the next applications, and note how far it got, in one transaction; two who publish never tell twice."""
    with writing(session):
        found = locked(session, round_id)
        at = bisect_right(waiting, found.told_until)
        ids = waiting[at : at + BATCH]
        if ids:
            found.told_until = ids[-1]
            _tell(session, found, ids, now)
            _complete(session, ids, now)
    return len(ids)


def _tell(session: Session, found: Round, ids: Sequence[int], now: datetime) -> None:
    lots = _lots(session, ids)
    cases = session.execute(
        select(Case.id, Case.number, Case.email, Case.language).where(Case.id.in_(lots)).order_by(Case.id)
    )
    told = [(Recipient(*case), result_facts(found, lots[case.id])) for case in cases]
    write_many(session, told, procedure=found.campaign.procedure, kind="result", now=now)


def _lots(session: Session, ids: Sequence[int]) -> dict[int, list[Lot]]:
    """Return what became of the entries of cases, without those that were withdrawn."""
    columns = (Entry.case_id, Entry.receipt, Entry.reason, Award.rank, Award.granted)
    wanted = select(*columns).outerjoin(Award, Award.entry_id == Entry.id)
    shown = Entry.case_id.in_(ids), Entry.state != "withdrawn"
    lots: dict[int, list[Lot]] = {}
    for row in session.execute(wanted.where(*shown).order_by(Entry.case_id, Entry.position)):
        lots.setdefault(row.case_id, []).append(Lot(row.receipt, row.granted or 0, row.rank, row.reason))
    return lots


def _complete(session: Session, ids: Sequence[int], now: datetime) -> None:
    mine = Case.id.in_(ids), Case.state.in_(OPEN)
    moving: Any = (
        update(Case).where(*mine).values(state="completed", revision=Case.revision + 1, changed_at=now)
    )
    moved = session.scalars(moving.returning(Case.id), execution_options={"synchronize_session": False})
    for case_id in moved.all():
        record(session, "complete", "case", case_id, by=TOWN, now=now, case_id=case_id, to="completed")
