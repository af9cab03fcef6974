"""Entering the seed: the value of each source in the announced order, never before its time nor before objections end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.lottery.draw import seed
from domain.lottery.models import Round
from domain.lottery.record_models import SeedValue
from domain.lottery.refusals import AlreadyDone, FourEyes, NothingAsked, NotYet, OutOfOrder, WrongValue
from domain.lottery.rounds import locked, require, terms_of
from domain.lottery.sources import OMITTED, kind_of
from domain.lottery.terms import Source, Terms
from domain.refusals import NotFound


def enter_value(
    session: Session,
    round_id: int,
    name: str,
    typed: str,
    *,
    seen_at: str = "",
    is_fallback: bool = False,
    by: Actor,
    now: datetime,
) -> str:
    """Enter what a source said, or its announced fallback, and return the value as it is hashed; the last makes the seed.

    NotInPhase, NotYet, OutOfOrder, WrongValue, AlreadyDone. A value of the city's own can be entered only before the last
    source comes about; after that it is left out.
    """
    with writing(session):
        found = locked(session, round_id)
        standing = require(session, found, now, "objection", "seeding", "ready")
        terms, there = terms_of(found), values_of(session, found.id)
        source = _source(terms, name)
        if standing.objections_until and now < standing.objections_until:
            raise NotYet(standing.objections_until)
        _check_order(terms, source, there)
        value = _read(terms, source, typed, is_fallback, now)
        row = SeedValue(round_id=round_id, name=name, value=value, seen_at=seen_at.strip(), entered_at=now)
        row.is_fallback, row.entered_by_id = is_fallback or value == OMITTED, by.staff_id
        session.add(row)
        record(session, "enter_value", "round", round_id, by=by, now=now, name=name, value=value)
        session.flush()
        _sow(session, found, terms)
    return value


def correct_value(
    session: Session, round_id: int, name: str, typed: str, reason: str, *, by: Actor, now: datetime
) -> str:
    """Correct a value that another person mistyped, before it is drawn; both stand in the history.

    Not one of the city's own once the last source has come about: NotInPhase, NothingAsked, FourEyes, WrongValue.
    """
    if not reason.strip():
        raise NothingAsked
    with writing(session):
        found = locked(session, round_id)
        require(session, found, now, "seeding", "ready")
        terms = terms_of(found)
        source, row = _source(terms, name), values_of(session, round_id).get(name)
        if row is None or row.value == OMITTED:
            raise NothingAsked
        if by.staff_id is None or by.staff_id == row.entered_by_id:
            raise FourEyes
        kind = source.fallback if row.is_fallback else source.kind
        if kind_of(kind).is_controlled and now >= terms.sources[-1].at:
            raise NothingAsked
        former, row.value = row.value, _valued(kind, typed)
        detail = {"name": name, "former": former, "value": row.value, "reason": reason.strip()}
        record(session, "correct_value", "round", round_id, by=by, now=now, correction=detail)
        session.flush()
        _sow(session, found, terms)
        value = row.value
    return value


def values_of(session: Session, round_id: int) -> dict[str, SeedValue]:
    """Return what was entered, by the name of its source."""
    found = session.scalars(select(SeedValue).where(SeedValue.round_id == round_id))
    return {one.name: one for one in found}


def said_by(terms: Terms, there: dict[str, SeedValue]) -> list[tuple[str, str]]:
    """Return (name, value) of each source in the announced order; KeyError where one has said nothing."""
    return [(source.name, there[source.name].value) for source in terms.sources]


def _source(terms: Terms, name: str) -> Source:
    source = terms.source(name)
    if source is None:
        raise NotFound
    return source


def _check_order(terms: Terms, source: Source, there: dict[str, SeedValue]) -> None:
    if source.name in there:
        raise AlreadyDone
    for one in terms.sources:
        if one.name == source.name:
            return
        if one.name not in there:
            raise OutOfOrder(kind_of(one.kind).title)


def _read(terms: Terms, source: Source, typed: str, is_fallback: bool, now: datetime) -> str:
    """Return the value of a source that may be entered now."""
    is_own = kind_of(source.kind).is_controlled
    if is_own and now >= terms.sources[-1].at:
        return OMITTED  # the last source is known: dice thrown now could be chosen
    at, kind = source.at, source.kind
    if is_fallback and source.fallback and source.fallback_at is not None:
        at, kind = source.fallback_at, source.fallback
    if now < at:
        raise NotYet(at)
    return _valued(kind, typed)


def _valued(kind: str, typed: str) -> str:
    value = kind_of(kind).read(typed)
    if value is None:
        raise WrongValue(kind_of(kind).example)
    return value


def _sow(session: Session, found: Round, terms: Terms) -> None:
    """Make the seed once every source has spoken."""
    there = values_of(session, found.id)
    if len(there) == len(terms.sources):
        found.seed = seed(found.commitment, said_by(terms, there))
