"""Passing the gate: a batch takes its places, then is counted for its households; who is refused gives back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from domain.booking import gate
from domain.booking.gate import Cell
from domain.booking.judging import shortage
from domain.booking.refusals import AlreadyBooked, HouseholdLimit
from domain.booking.requests import Attempt
from domain.refusals import Refusal

NO_LIMIT = 1_000_000


def pass_gate(session: Session, attempts: Sequence[Attempt], now: datetime) -> None:
    """Take places, slots in order of id; then count for the households, cells in order."""
    in_order = sorted(attempts, key=lambda one: one.slot.id)
    for (slot_id, _), alike in groupby(in_order, key=lambda one: (one.slot.id, one.ask.kind)):
        _take(session, slot_id, list(alike), now)
    inside = [one for one in in_order if one.refusal is None]
    _refuse_double(session, inside)
    _count(session, [one for one in inside if one.refusal is None])
    for one in inside:
        if one.refusal is not None:
            gate.give_back(session, one.slot.id, one.ask.places, one.ask.web_places)
            gate.uncount_all(session, one.counted)


def _take(session: Session, slot_id: int, alike: Sequence[Attempt], now: datetime) -> None:
    """Take places in one statement where there is room for all, else one after the other."""
    if len(alike) > 1 and gate.take_all(session, slot_id, [one.ask for one in alike]):
        return
    too_many, is_seen = math.inf, False
    for one in alike:
        if one.ask.places < too_many and gate.take(session, slot_id, one.ask):
            is_seen = False
            continue
        if not is_seen:
            session.refresh(one.slot)
        too_many, is_seen = min(too_many, one.ask.places), True
        one.refusal = _shortage(one, now)


def _shortage(attempt: Attempt, now: datetime) -> Refusal:
    slot, ask = attempt.slot, attempt.ask
    state = slot.state_under(attempt.rules)
    if ask.override:
        state = replace(state, opens_at=now, open_capacity=slot.hard_capacity, web_quota=None)
    return shortage(
        state,
        attempt.rules,
        slot.closed_reason,
        places=ask.places,
        channel=ask.channel,
        now=now,
        phone=attempt.phone,
    )


def _refuse_double(session: Session, attempts: Iterable[Attempt]) -> None:
    """Refuse a household's second booking of a slot; the slot's row is locked, so what is read stays true."""
    inside = list(attempts)
    if not inside:
        return
    there = gate.held(session, {one.slot.id for one in inside}, {one.request.known_as for one in inside})
    for one in inside:
        place = (one.slot.id, one.request.known_as)
        if place in there:
            one.refusal = AlreadyBooked()
        there.add(place)


def _count(session: Session, attempts: Sequence[Attempt]) -> None:
    for most, run in _countable_together(attempts):
        counted = gate.count_uses(session, run, most)
        for cell, one in run.items():
            if cell in counted:
                one.counted.append(cell)
            else:
                one.refusal = HouseholdLimit(cell.per, most)


def _countable_together(attempts: Sequence[Attempt]) -> Iterator[tuple[int, dict[Cell, Attempt]]]:
    """Yield, in order of locking, different cells with the same limit; who was refused meanwhile is left out."""
    run: dict[Cell, Attempt] = {}
    limit = NO_LIMIT
    for cell, place in sorted((cell, place) for place, one in enumerate(attempts) for cell in one.cells):
        one = attempts[place]
        most = NO_LIMIT if one.ask.override else one.cells[cell]
        if run and (most != limit or cell in run):
            yield limit, run
            run = {}
        if one.refusal is None:
            run[cell], limit = one, most
    if run:
        yield limit, run
