"""A bookable room and two weeks of its sessions, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import current_app, url_for
from sqlalchemy.orm import Session

from blueprints.booking.rule_words import ages_in_words
from blueprints.web.languages import gettext, language
from domain.booking.marks import Mark
from domain.booking.models import Booking, Service
from domain.booking.queries import availability_digest, calendar
from domain.booking.rules import Rules, unit_word
from domain.booking.views import CalendarDay, SlotLine
from domain.clock import day_of, in_tokyo, short_moment
from forms.definition import Text
from forms.messages import Message, message

FORTNIGHT = timedelta(days=14)
STATES = {
    Mark.FREE: "free",
    Mark.FEW: "few",
    Mark.FULL: "full",
    Mark.NOT_YET: "early",
    Mark.OVER: "over",
    Mark.CLOSED: "shut",
}
"""What the slots' macro calls each mark."""


@dataclass(frozen=True)
class Room:
    """A service with its facility, in texts per language."""

    slug: str
    """Of the procedure; addresses carry it."""
    title: Text
    summary: Text
    name: Text
    facility: Text
    address: Text
    access: Text
    phone: str
    unit: Message
    rules: Rules


@dataclass(frozen=True)
class Days:
    """Some days of a room's sessions."""

    days: tuple[CalendarDay, ...]
    today: date
    rules: Rules

    @property
    def first(self) -> date:
        """The day they begin with."""
        return self.days[0].day

    def kind(self, day: date) -> str:
        """Return "sun" for Sundays and holidays, "sat" for Saturdays, "" for other days."""
        if day.weekday() == 6 or self.rules.closed_days.is_holiday(day):
            return "sun"
        return "sat" if day.weekday() == 5 else ""

    def state(self, slot: SlotLine) -> str:
        """Return what the slots' macro calls the slot's mark."""
        return STATES[slot.mark]


@dataclass(frozen=True)
class Fortnight(Days):
    """Fourteen days of a room's sessions, as its visitors see them."""

    last_day: date
    """Last day for which sessions are made."""
    slug: str
    number: str = ""
    """Of the booking that looks for another session; "" where a new one is made."""
    picked: int | None = None
    """The session that this booking has now."""

    @property
    def before(self) -> date | None:
        """First day of the fortnight before, None where that is past."""
        return max(self.first - FORTNIGHT, self.today) if self.first > self.today else None

    @property
    def after(self) -> date | None:
        """First day of the next fortnight, None where no sessions are made yet."""
        following = self.first + FORTNIGHT
        return following if following <= self.last_day else None

    @property
    def digest(self) -> str:
        """What changes exactly when something shown here changes."""
        return f"{availability_digest(self.days)}-{self.today:%m%d}"

    @property
    def hours(self) -> tuple[str, ...]:
        """Return the times of day of its sessions, each once: 9:30〜11:30."""
        spans = {
            (in_tokyo(slot.starts_at).time(), in_tokyo(slot.ends_at).time())
            for day in self.days
            for slot in day.slots
        }
        words = gettext("{start}〜{end}")
        return tuple(
            words.format(start=f"{first.hour}:{first:%M}", end=f"{last.hour}:{last:%M}")
            for first, last in sorted(spans)
        )

    @property
    def watch(self) -> str:
        """Where watchers ask for what has changed; "" where the page is one person's own."""
        if self.number:
            return ""
        return url_for("booking.availability", slug=self.slug, language=language(), **{"from": self.first})

    def week_address(self, first: date) -> str:
        """Return the address of the fortnight that begins with a day."""
        if self.number:
            return url_for("changes.choose_slot", number=self.number, **{"from": first})
        return url_for("booking.room", slug=self.slug, **{"from": first})

    def slot_address(self, slot: SlotLine) -> str:
        """Return where a session is booked, or moved to."""
        if self.number:
            return url_for("changes.choose_slot", number=self.number, to=slot.id)
        return url_for("booking.slot", slug=self.slug, slot_id=slot.id)

    def why(self, slot: SlotLine) -> tuple[Message | Text, ...]:
        """Return what else is to be said of a slot: from when it opens, why it is shut, for which ages it is."""
        said: list[Message | Text] = []
        if slot.mark is Mark.NOT_YET:
            said.append(message("{opens}から", opens=short_moment(slot.opens_at)))
        if slot.closed is not None and slot.closed.ja:
            said.append(slot.closed)
        if slot.ages != self.rules.ages:
            said.extend(ages_in_words(slot.ages)[:1])
        return tuple(said)


def room_of(service: Service) -> Room:
    """Return the room that a service is."""
    facility, procedure = service.facility, service.procedure
    rules = service.rule_set
    return Room(
        slug=procedure.slug,
        title=procedure.title_text,
        summary=procedure.summary_text,
        name=Text.from_json(service.name),
        facility=Text.from_json(facility.name),
        address=Text.from_json(facility.address),
        access=Text.from_json(facility.access),
        phone=facility.phone,
        unit=unit_word(rules.unit),
        rules=rules,
    )


def fortnight_of(
    session: Session, service: Service, wanted: str, *, now: datetime, booking: Booking | None = None
) -> Fortnight:
    """Return the fortnight that begins on the day ``wanted`` ("YYYY-MM-DD"), today where it is none or past."""
    first = first_day(wanted, now)
    days = tuple(calendar(session, service, first, FORTNIGHT.days, now=now))
    weeks = Fortnight(days, day_of(now), service.rule_set, _last_day(now), service.procedure.slug)
    return replace(weeks, number=booking.case.number, picked=booking.slot_id) if booking else weeks


def first_day(wanted: str, now: datetime) -> date:
    """Return the day a fortnight begins with, whatever an address asks for: from today to the last day made."""
    today = day_of(now)
    return min(max(_day(wanted, today), today), _last_day(now))


def _last_day(now: datetime) -> date:
    return day_of(now) + timedelta(days=current_app.config["HORIZON_DAYS"])


def _day(wanted: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(wanted)
    except ValueError:
        return otherwise
