"""One's own booking as pages show it: what it is now, what may still be done, how it is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from flask import current_app, url_for
from sqlalchemy.orm import Session

from blueprints.booking.calendar_file import Entry
from blueprints.booking.rooms import Room, room_of
from blueprints.cases.own_cases import OfCase
from blueprints.cases.untold import is_untold
from blueprints.web.filters import day, hours, number, t
from blueprints.web.languages import gettext
from domain.booking.lines import slot_line
from domain.booking.models import OPEN_STATES, Booking
from domain.booking.queries import booking_of
from domain.booking.views import SlotLine
from domain.cases.models import Case
from domain.clock import day_of
from forms.given import Facts

LINE_SHARE = "https://line.me/R/share?text="


@dataclass(frozen=True)
class Own(OfCase):
    """A booking with its case, room and session."""

    booking: Booking
    room: Room
    slot: SlotLine
    now: datetime
    is_untold: bool = False

    @property
    def case(self) -> Case:  # type: ignore[override]
        """The case that the booking belongs to."""
        return self.booking.case

    @property
    def facts(self) -> Facts:  # type: ignore[override]
        """The days that rules of the form look at."""
        return {"today": day_of(self.now), "day_of_use": self.slot.day}

    @property
    def last_day(self) -> date:  # type: ignore[override]
        """The day of use, wherever that was moved."""
        return self.slot.day

    @property
    def booking_state(self) -> str:
        """The state of the booking, as its family may know it."""
        return "held" if self.is_untold else self.booking.state

    @property
    def holds(self) -> bool:
        """Whether it holds its places, for all that its family may know."""
        return self.is_untold or self.booking.holds

    @property
    def is_changeable(self) -> bool:
        """Whether its family may still move or cancel it here."""
        return self.booking_state in OPEN_STATES and self.now < self.slot.cancel_until

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.now >= self.slot.ends_at

    def share_link(self) -> str:
        """Return the link that tells others of the visit by LINE; it holds nothing that opens the booking."""
        place = f"{t(self.room.facility)} {t(self.room.name)}"
        room = f"{current_app.config['BASE_URL'].rstrip('/')}{url_for('booking.room', slug=self.room.slug)}"
        return LINE_SHARE + quote(f"{self.when()} {place} {room}", safe="")

    def when(self) -> str:
        """Return 5月12日（火） 9:30〜11:30."""
        return f"{day(self.slot.starts_at)} {hours(self.slot)}"

    def entry(self) -> Entry:
        """Return what a calendar is told."""
        host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
        words = gettext("受付番号 {number}").format(number=number(self.case.number))
        return Entry(
            uid=f"{self.case.number}@{host}",
            sequence=self.case.revision,
            stamped_at=self.case.changed_at,
            starts_at=self.slot.starts_at,
            ends_at=self.slot.ends_at,
            title=gettext("{room}（{facility}）").format(
                room=t(self.room.name), facility=t(self.room.facility)
            ),
            place=f"{t(self.room.facility)} {t(self.room.address)}".strip(),
            words=f"{words}\n{self.link}",
            address=self.link,
            is_cancelled=not self.holds,
        )


def own_booking(session: Session, case_number: str, now: datetime) -> Own:
    """Return the booking of a case; NotFound."""
    booking = booking_of(session, case_number)
    room = room_of(booking.slot.service)
    line = slot_line(booking.slot, room.rules, now)
    return Own(booking, room, line, now, is_untold(session, booking.case, now))
