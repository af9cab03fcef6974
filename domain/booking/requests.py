"""What is asked for when a slot is booked, and where it stands while it is dealt with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.booking.gate import Ask, Cell
from domain.booking.models import Booking, Slot
from domain.booking.rules import Party, Rules
from domain.cases.intake import Submission, has_answers
from domain.refusals import Refusal
from forms.definition import Form


@dataclass(frozen=True)
class BookingRequest:
    """A household's wish for a slot; ``submission.channel`` decides which places and window it has."""

    submission: Submission
    slot_id: int
    party: Party
    household: str
    """Its phone number (see ``household_of``); "" for one that is not known, e.g. a walk-in without a phone."""
    residence: str = ""
    override: bool = False
    """Staff only: before the release, beyond the open up to the hard capacity, whatever the limits."""

    @property
    def key(self) -> str:
        """The random key of the page it was sent with."""
        return self.submission.key

    @property
    def known_as(self) -> str:
        """What its bookings are counted under; one that is not known is counted alone."""
        return household_of(self.household) or f"once-{self.key}"[:40]


@dataclass
class Attempt:
    """One request on its way through the gate."""

    request: BookingRequest
    slot: Slot
    rules: Rules
    ask: Ask
    cells: dict[Cell, int]
    counted: list[Cell] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def phone(self) -> str:
        """The facility's phone number."""
        return self.slot.service.facility.phone


def household_of(phone: str) -> str:
    """Return the digits of a phone number, national ones: +81 90… is 090…."""
    digits = re.sub(r"[^0-9]", "", phone)
    return f"0{digits[2:]}" if digits.startswith("81") and len(digits) > 10 else digits


def request_of(submission: Submission, slot_id: int, *, override: bool = False) -> BookingRequest:
    """Return the wish that the answers to a booking form express, found by what its fields mean."""
    form, answers = submission.form, submission.answers
    return BookingRequest(
        submission,
        slot_id,
        party_in(form, answers),
        household=household_of(str(answer_meaning(form, answers, "phone") or "")),
        residence=str(answer_meaning(form, answers, "residence") or ""),
        override=override,
    )


def is_answer_to(booking: Booking, request: BookingRequest) -> bool:
    """Say whether a booking is what a request asks for.

    The key of a page that is sent again finds the booking made first: whoever has changed the answers since,
    or has given that booking up, is not to be told that all went well.
    """
    is_alike = booking.holds and booking.slot_id == request.slot_id
    return is_alike and has_answers(booking.case, request.submission)


def party_in(form: Form, answers: Mapping[str, Any]) -> Party:
    """Return who comes according to the answers; one adult where adults are not asked."""
    adults = answer_meaning(form, answers, "adults")
    children = answer_meaning(form, answers, "children") or ()
    return Party(1 if adults is None else int(adults), tuple(child.born for child in children))


def answer_meaning(form: Form, answers: Mapping[str, Any], meaning: str) -> Any:
    """Return the answer to the question that has this meaning, None where there is none."""
    asked = form.meaning(meaning)
    return answers.get(asked.key) if asked else None
