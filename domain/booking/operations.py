"""Every verb of booking in one place; each is explained where it is written."""

from __future__ import annotations

from domain.booking.closing import (
    Closing,
    bookings_touched,
    cancel_for_closure,
    close_days,
    reopen_days,
    set_capacity,
)
from domain.booking.giving_up import (
    cancel,
    confirm_held,
    hold_again,
    release_for_rejection,
    release_for_withdrawal,
    unconfirm,
)
from domain.booking.making import KeptSlot, Made, make_slots
from domain.booking.moving import move
from domain.booking.reconciling import reconcile
from domain.booking.requests import BookingRequest, household_of
from domain.booking.taking import book, book_many
from domain.reconciling import Difference

__all__ = [
    "BookingRequest",
    "Closing",
    "Difference",
    "KeptSlot",
    "Made",
    "book",
    "book_many",
    "bookings_touched",
    "cancel",
    "cancel_for_closure",
    "close_days",
    "confirm_held",
    "hold_again",
    "household_of",
    "make_slots",
    "move",
    "reconcile",
    "release_for_rejection",
    "release_for_withdrawal",
    "reopen_days",
    "set_capacity",
    "unconfirm",
]
