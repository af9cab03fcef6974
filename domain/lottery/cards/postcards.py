"""Postcards enter a round: one keyed by hand, or a file of many, whose good lines are taken when somebody says so.

A file is read and taken some hundred lines at a time; what was cut short is gone on with, and nothing enters twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload, undefer

from domain.cases.intake import submission_of
from domain.cases.models import Case
from domain.clock import day_of, moment_of
from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.lottery.cards.lines import Line, Sheet, Trouble, lines_of, sheet_of
from domain.lottery.cards.models import CardFile
from domain.lottery.entering import Entered, enter, enter_many
from domain.lottery.entering import Line as Answer
from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.refusals import NotALottery
from domain.lottery.requests import Application, application_of
from domain.places.queries import area_of
from domain.procedures.models import FormVersion
from domain.refusals import NotFound
from forms.definition import Form

CHANNEL = "post"
AT_ONCE = 500
"""Lines that are read or taken in one step."""
MOST_TROUBLES = 500
"""What is wrong with lines is kept so often; it is only counted beyond that."""


@dataclass(frozen=True)
class Desk:
    """What cards of a round are entered with."""

    round: Round
    campaign: Campaign
    version: FormVersion

    @property
    def form(self) -> Form:
        """The form that the cards answer."""
        return self.version.form


def card_desk(session: Session, round_id: int) -> Desk:
    """Return what cards of a round are entered with; NotFound, NotALottery where no form is published."""
    wanted = select(Round).where(Round.id == round_id)
    found = session.scalar(wanted.options(joinedload(Round.campaign).joinedload(Campaign.procedure)))
    if found is None:
        raise NotFound
    version = found.campaign.procedure.live_version
    if version is None:
        raise NotALottery
    return Desk(found, found.campaign, version)


def card_application(
    desk: Desk, answers: Mapping[str, Any], *, key: str, dated_on: Any, by: Actor
) -> Application:
    """Return the application that a card is; ``dated_on`` is its postmark."""
    about: dict[str, Any] = {"channel": CHANNEL, "entered_by_id": by.staff_id, "dated_on": dated_on}
    return application_of(submission_of(desk.version, answers, key=key, **about), desk.campaign.asks)


def enter_card(
    session: Session,
    round_id: int,
    answers: Mapping[str, Any],
    *,
    key: str,
    dated_on: Any,
    by: Actor,
    now: datetime,
) -> Entered:
    """Enter one card, judged by its postmark; the same key again answers the same. Refusals are those of ``enter``."""
    desk = card_desk(session, round_id)
    wanted = card_application(desk, answers, key=key, dated_on=dated_on, by=by)
    return enter(session, round_id, wanted, by=by, now=now)


def keyed_today(session: Session, desk: Desk, by: Actor, now: datetime) -> int:
    """Return how many cards somebody has keyed today."""
    midnight = moment_of(day_of(now), datetime.min.time())
    mine = Case.entered_by_id == by.staff_id, Case.channel == CHANNEL, Case.received_at >= midnight
    here = Case.procedure_id == desk.campaign.procedure_id
    return session.scalar(select(func.count(Case.id)).where(*mine, here)) or 0


def card_entries(session: Session, round_id: int, number: str) -> Sequence[Entry]:
    """Return the entries of a card by its case's number; none where it is no card of this round."""
    wanted = select(Entry).join(Case, Case.id == Entry.case_id).where(Case.number == number)
    mine = wanted.where(Case.channel == CHANNEL, Entry.round_id == round_id)
    return session.scalars(mine.order_by(Entry.position).options(joinedload(Entry.case))).all()


def store_file(session: Session, round_id: int, name: str, data: bytes, *, by: Actor, now: datetime) -> int:
    """Keep a file until its lines are taken; return its id. WrongFile where it is no table of cards."""
    desk = card_desk(session, round_id)
    lines = len(sheet_of(data, desk.form, desk.campaign.asks).rows)
    with writing(session):
        row = CardFile(round_id=round_id, name=name[:200], data=data, lines=lines, uploaded_at=now)
        row.uploaded_by_id, row.problems = by.staff_id, []
        session.add(row)
        session.flush()
        record(session, "store_cards", "round", round_id, by=by, now=now, lines=lines)
        file_id = row.id
    return file_id


def file_of(session: Session, round_id: int, file_id: int) -> CardFile:
    """Return a file of a round; NotFound."""
    wanted = select(CardFile).where(CardFile.id == file_id, CardFile.round_id == round_id)
    found = session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def files_of(session: Session, round_id: int) -> Sequence[CardFile]:
    """Return the files of a round, the newest first."""
    wanted = select(CardFile).where(CardFile.round_id == round_id).order_by(CardFile.id.desc())
    return session.scalars(wanted.options(joinedload(CardFile.uploaded_by))).all()


def check_some(session: Session, file_id: int, *, now: datetime, most: int = AT_ONCE) -> None:
    """Read the next lines of a file, and note what is wrong with them; nothing is entered."""
    row = _file(session, file_id)
    if row.checked >= row.lines:
        return
    desk, start = card_desk(session, row.round_id), row.checked
    lines = _lines(session, desk, row, (start, most), now)
    wrong = [line for line in lines if line.troubles]
    troubles = [trouble.to_json() for line in wrong for trouble in line.troubles]
    values = {"checked": min(start + most, row.lines), "wrong": row.wrong + len(wrong)}
    _go_on(session, row, CardFile.checked == start, values, troubles)


def take_some(session: Session, file_id: int, *, by: Actor, now: datetime, most: int = AT_ONCE) -> None:
    """Enter the next good lines of a file that was read to its end; the last step forgets what is in it."""
    row = _file(session, file_id)
    if row.finished_at is not None or row.checked < row.lines:
        return
    desk, start = card_desk(session, row.round_id), row.taken
    good = [line for line in _lines(session, desk, row, (start, most), now) if not line.troubles]
    wanted = [
        card_application(desk, line.reading.answers, key=line.key, dated_on=line.dated_on, by=by)
        for line in good
    ]
    answers = enter_many(session, row.round_id, wanted, by=by, now=now)
    row = _file(session, file_id)
    values = _outcome(row, answers, min(start + most, row.lines), now)
    _go_on(session, row, CardFile.taken == start, values, _refused(good, answers))
    if row.finished_at is not None:
        _note_taken(session, row, by, now)


def drop_file(session: Session, file_id: int, *, by: Actor, now: datetime) -> None:
    """Forget a file; what was entered from it stays."""
    with writing(session):
        row = session.get(CardFile, file_id)
        if row is not None:
            record(session, "drop_cards", "round", row.round_id, by=by, now=now, entered=row.entered)
            session.delete(row)


def forget_files(session: Session, *, now: datetime, kept: timedelta) -> int:
    """Forget the content of files that nobody has gone on with for so long; return how many."""
    old = CardFile.finished_at.is_(None), CardFile.uploaded_at < now - kept
    with writing(session):
        rows = session.scalars(select(CardFile).where(*old)).all()
        for row in rows:
            row.data, row.finished_at = b"", now
            record(session, "forget_cards", "round", row.round_id, by=TOWN, now=now, entered=row.entered)
    return len(rows)


def _file(session: Session, file_id: int) -> CardFile:
    wanted = select(CardFile).where(CardFile.id == file_id).options(undefer(CardFile.data))
    found = session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def _lines(session: Session, desk: Desk, row: CardFile, part: tuple[int, int], now: datetime) -> list[Line]:
    """Return some lines of a file: after how many, and at most how many."""
    sheet: Sheet = sheet_of(row.data, desk.form, desk.campaign.asks)
    found = lines_of(
        sheet,
        desk.form,
        lottery=desk.round.lottery,
        today=day_of(now),
        area=partial(area_of, session),
        first=part[0],
        most=part[1],
    )
    return list(found)


def _outcome(row: CardFile, answers: Sequence[Answer], taken: int, now: datetime) -> dict[str, Any]:
    """Return what a file's row says after a step."""
    refused = sum(one.refusal is not None for one in answers)
    repeated = sum(one.is_repeat for one in answers)
    values = {
        "taken": taken,
        "entered": row.entered + len(answers) - refused - repeated,
        "repeated": row.repeated + repeated,
        "wrong": row.wrong + refused,
    }
    return values | ({"finished_at": now, "data": b""} if taken >= row.lines else {})


def _refused(lines: Sequence[Line], answers: Sequence[Answer]) -> list[dict[str, Any]]:
    return [
        Trouble(line.number, "", str(answer.refusal.reason)).to_json()
        for line, answer in zip(lines, answers, strict=True)
        if answer.refusal is not None
    ]


def _go_on(
    session: Session, row: CardFile, is_mine: Any, values: Mapping[str, Any], troubles: list[dict[str, Any]]
) -> None:
    """Write how far a file has come, unless somebody else has done the same step."""
    kept = [*row.problems, *troubles][:MOST_TROUBLES]
    with writing(session):
        moving = update(CardFile).where(CardFile.id == row.id, is_mine).values(**values, problems=kept)
        session.execute(moving, execution_options={"synchronize_session": False})
    session.refresh(row)


def _note_taken(session: Session, row: CardFile, by: Actor, now: datetime) -> None:
    counts = {"entered": row.entered, "repeated": row.repeated, "wrong": row.wrong}
    with writing(session):
        record(session, "take_cards", "round", row.round_id, by=by, now=now, **counts)
