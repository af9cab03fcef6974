"""Judging a party against the rules, and saying why a slot did not give it places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.booking.ages import Ages
from domain.booking.marks import Mark, SlotState, last_moment, mark_of, places_left
from domain.booking.refusals import (
    Closed,
    Full,
    NobodyComes,
    NoChild,
    NotEligible,
    NotOpenYet,
    PartyTooBig,
    PartyTooLarge,
    TooLate,
    WrongAge,
)
from domain.booking.rules import Party, Rules, unit_word
from domain.refusals import Refusal
from forms.definition import Text
from forms.messages import message


def objection(
    rules: Rules, ages: Ages, party: Party, day: date, *, residence: str | None, phone: str
) -> Refusal | None:
    """Return why this party may not come that day, or None.

    ``residence`` None: known already (a move). ``phone`` is the facility's.
    """
    if residence is not None and not rules.accepts(residence):
        return NotEligible(phone)
    return _wrong_party(rules, party) or _wrong_age(ages, party, day)


def shortage(
    slot: SlotState, rules: Rules, why_closed: Any, *, places: int, channel: str, now: datetime, phone: str
) -> Refusal:
    """Return why a slot gave no places, looking at it just after the gate said no."""
    mark = mark_of(slot, now, channel)
    if mark is Mark.CLOSED:
        return Closed(Text.from_json(why_closed))
    if mark is Mark.NOT_YET:
        return NotOpenYet(slot.opens_at)
    if mark is Mark.OVER:
        return TooLate(last_moment(slot, channel), phone)
    left = places_left(slot, now, channel)
    if 0 < left < places:
        return PartyTooLarge(left, places, unit_word(rules.unit))
    return Full()


def _wrong_party(rules: Rules, party: Party) -> Refusal | None:
    if rules.needs_child and not party.births:
        return NoChild()
    if rules.places(party) < 1 or party.persons < 1 or party.adults < 0:
        return NobodyComes()
    if rules.most_per_party is not None and rules.is_too_big(party):
        unit = message("人") if rules.unit == "families" else unit_word(rules.unit)
        return PartyTooBig(rules.most_per_party, unit)
    return None


def _wrong_age(ages: Ages, party: Party, day: date) -> Refusal | None:
    misfits = ages.misfits(party.births, day)
    if not misfits:
        return None
    child = misfits[0]
    return WrongAge(child, party.ages_on(day)[child], day)
