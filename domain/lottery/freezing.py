"""Freezing the list of entries: asked for by one person, done by another, and its hash published before any seed exists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.lottery import caps
from domain.lottery.announcing import rules_of
from domain.lottery.counting import count_files
from domain.lottery.draw import commitment
from domain.lottery.duplicates.search import check_decided, check_searched
from domain.lottery.models import Entry, Round, RoundStep
from domain.lottery.record import entries_file
from domain.lottery.recording import put_files, status_of, verifiers
from domain.lottery.refusals import EarlierRoundOpen, FourEyes, NothingAsked, SeedTooSoon
from domain.lottery.rounds import ask_step, locked, require, steps_of, terms_of
from domain.lottery.rules import end_of_objections, first_seed_at
from domain.lottery.sifting import Sifted, sift
from domain.lottery.terms import written
from domain.refusals import NotFound

AT_ONCE = 500
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True)
class Outcome:
    """What the frozen list would be, or is."""

    entries: int
    """In the list."""
    units: int
    """That they ask for."""
    left_out: dict[str, int]
    """Reason code -> how many entries are not in it."""
    cut: int
    """Entries that ask for less now, because of what the person has from earlier rounds."""


def preview(session: Session, round_id: int) -> Outcome:
    """Return what the list would be if it were frozen now; nothing is written."""
    found = session.get(Round, round_id)
    if found is None:
        raise NotFound
    return _outcome(_sifted(session, found))


def ask_freeze(session: Session, round_id: int, *, by: Actor, now: datetime) -> None:
    """Ask for the list to be frozen; another person does it.

    NotInPhase, EarlierRoundOpen, NotSearched, DuplicatesOpen, SeedTooSoon.
    """
    with writing(session):
        found = locked(session, round_id)
        _check(session, found, now)
        if "frozen" not in steps_of(session, round_id):
            ask_step(session, found, "frozen", by=by, now=now)


def drop_freeze(session: Session, round_id: int, *, by: Actor, now: datetime) -> None:
    """Take the request for a freeze back; NothingAsked where there is none that waits."""
    with writing(session):
        found = locked(session, round_id)
        step = steps_of(session, round_id).get("frozen")
        if step is None or step.done_at is not None:
            raise NothingAsked
        session.delete(step)
        record(session, "drop_freeze", "round", found.id, by=by, now=now)


def freeze(session: Session, round_id: int, *, by: Actor, now: datetime) -> Outcome:
    """Freeze the list that another person asked for, and publish rules, list and commitment; from now on nothing changes.

    NotInPhase (a second freeze too), NothingAsked, FourEyes, EarlierRoundOpen, NotSearched, DuplicatesOpen, SeedTooSoon.
    """
    with writing(session):
        found, step = check_freeze(session, round_id, by=by, now=now)
        sifted = _sifted(session, found)
        _mark(session, round_id, sifted)
        _publish_list(session, found, sifted, now)
        step.done_at, step.done_by_id = now, by.staff_id
        outcome = _outcome(sifted)
        counts: dict[str, Any] = {"entries": outcome.entries, "left_out": outcome.left_out}
        record(session, "freeze", "round", round_id, by=by, now=now, commitment=found.commitment, **counts)
    return outcome


def check_freeze(session: Session, round_id: int, *, by: Actor, now: datetime) -> tuple[Round, RoundStep]:
    """Return a round that can be frozen now, held, and who asked for it; inside the caller's ``writing``.

    The refusals of ``freeze``.
    """
    found = locked(session, round_id)
    _check(session, found, now)
    step = steps_of(session, round_id).get("frozen")
    if step is None:
        raise NothingAsked
    if by.staff_id is None or by.staff_id == step.asked_by_id:
        raise FourEyes
    return found, step


def _check(session: Session, found: Round, now: datetime) -> None:
    require(session, found, now, "closed")
    earlier = select(Round).where(Round.campaign_id == found.campaign_id, Round.number < found.number)
    for one in session.scalars(earlier.order_by(Round.number)):
        drawn = steps_of(session, one.id).get("drawn")
        if drawn is None or drawn.done_at is None:
            raise EarlierRoundOpen(one.number)
    check_searched(session, found.id)
    check_decided(session, found.id)
    first = first_seed_at(terms_of(found))
    if end_of_objections(now, found.objection_days) > first:
        raise SeedTooSoon(first)


def _sifted(session: Session, found: Round) -> Sifted:
    """Judge every entry of a round by what its rules say of duplicates, caps and earlier winners."""
    columns = (
        Entry.id,
        Entry.receipt,
        Entry.person,
        Entry.tier,
        Entry.weight,
        Entry.units,
        Entry.linked,
        Entry.state,
        Entry.reason,
        Case.state.label("case_state"),
        Case.channel,
        Case.dated_on,
        Case.received_at,
    )
    wanted = select(*columns).join(Case, Case.id == Entry.case_id).where(Entry.round_id == found.id)
    rows = session.execute(wanted.order_by(Entry.id), execution_options={"yield_per": 2000})
    campaign = found.campaign
    return sift(
        rows,
        rule=campaign.duplicate_rule,
        cap=campaign.cap,
        held=caps.all_held(session, found),
        excludes_winners=campaign.excludes_earlier_winners,
    )


def _mark(session: Session, round_id: int, sifted: Sifted) -> None:
    """Write what the entries are now: statements by reason, not by row."""
    by_reason: dict[str, list[int]] = {}
    for entry_id, reason in sifted.out.items():
        by_reason.setdefault(reason, []).append(entry_id)
    for reason, ids in by_reason.items():
        for at in range(0, len(ids), AT_ONCE):
            leaving = update(Entry).where(Entry.id.in_(ids[at : at + AT_ONCE]))
            session.execute(leaving.values(state="invalid", reason=reason), execution_options=_UNSEEN)
    if sifted.cut:
        session.execute(update(Entry), [{"id": one, "units": units} for one, units in sifted.cut.items()])
    rest = update(Entry).where(Entry.round_id == round_id, Entry.state == "received")
    session.execute(rest.values(state="valid"), execution_options=_UNSEEN)


def _publish_list(session: Session, found: Round, sifted: Sifted, now: datetime) -> None:
    rules = rules_of(found)
    entries = entries_file(sifted.lines)
    found.commitment, found.frozen_count = commitment(found.lottery, rules, entries), len(sifted.lines)
    files = {
        "rules.json": rules,
        "entries.csv": entries,
        "commitment.txt": f"{found.commitment} {written(now)}\n".encode(),
        "status.csv": status_of(session, found),
        **count_files(session, found.id, _left_out(sifted)),
        **verifiers(),
    }
    session.flush()
    put_files(session, found.id, files, now)


def _outcome(sifted: Sifted) -> Outcome:
    units = sum(line.units for line in sifted.lines)
    return Outcome(len(sifted.lines), units, _left_out(sifted), len(sifted.cut))


def _left_out(sifted: Sifted) -> dict[str, int]:
    return dict(Counter([*sifted.out.values(), *sifted.were_out]))
