"""A month of plausible bookings: families book on the web and by phone, some cancel, some come."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Service, Slot
from domain.booking.operations import book_many, cancel, make_slots
from domain.booking.requests import BookingRequest, request_of
from domain.cases.intake import submission_of
from domain.cases.models import Case
from domain.clock import day_of, in_tokyo
from domain.decisions import approve
from domain.history import RESIDENT, Actor
from domain.procedures.models import FormVersion
from forms.reading import read
from sample.families import Family, make_families

DAYS_BACK, DAYS_AHEAD = 21, 10
FAMILIES = 240
SEED = 20260401
ADDRESS = {
    "address-postal_code": "520-0044",
    "address-area": "青葉野市本町",
    "address-street": "1丁目3-1",
}


def book_a_month(session: Session, now: datetime) -> None:
    """Make slots from three weeks ago on and book them as families would have."""
    make_slots(session, now=now - timedelta(days=DAYS_BACK + 10), horizon_days=DAYS_BACK + 72)
    chance = Random(SEED)
    families = make_families(FAMILIES, day_of(now))
    for service_id in session.scalars(select(Service.id).order_by(Service.id)).all():
        for slot_id in _slot_ids(session, service_id, now):
            _fill(session, slot_id, families, chance, now)


def decide_past(session: Session, now: datetime, by: Actor) -> None:
    """Approve what was asked for up to tomorrow, the day before its slot; later ones still wait."""
    waiting = (
        select(Case.number, Case.revision, Slot.closes_at)
        .join(Booking, Booking.case_id == Case.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.state == "held", Slot.day <= day_of(now) + timedelta(days=1))
        .order_by(Slot.starts_at, Case.id)
    )
    for number, revision, closes_at in session.execute(waiting).all():
        approve(session, number, revision=revision, by=by, now=min(closes_at, now))


def _slot_ids(session: Session, service_id: int, now: datetime) -> list[int]:
    first, last = day_of(now) - timedelta(days=DAYS_BACK), day_of(now) + timedelta(days=DAYS_AHEAD)
    days = Slot.day.between(first, last)
    return list(
        session.scalars(select(Slot.id).where(Slot.service_id == service_id, days).order_by(Slot.starts_at))
    )


def _fill(
    session: Session,
    slot_id: int,
    families: tuple[Family, ...],
    chance: Random,
    now: datetime,
) -> None:
    """Book one slot in two waves: the minute it opens, and the days after."""
    slot = session.get_one(Slot, slot_id)
    version = slot.service.procedure.live_version
    if slot.opens_at > now or version is None or slot.closed_reason is not None:
        return
    wanted = chance.sample(families, _popularity(slot, chance))
    waves = ((slot.opens_at + timedelta(seconds=40), 3), (slot.opens_at + timedelta(days=2, hours=4), 5))
    begun = 0
    for moment, parts in waves:
        at = min(moment, slot.closes_at - timedelta(minutes=1), now)
        until = len(wanted) * parts // 5
        requests = [_request(version, slot, family, chance) for family in wanted[begun:until]]
        booked = book_many(session, requests, by=RESIDENT, now=at)
        begun = until
    _cancel_one(session, [one for one in booked if isinstance(one, Booking)], chance, at)
    session.expunge_all()


def _popularity(slot: Slot, chance: Random) -> int:
    """Return how many families want the slot: mornings and weekends are liked best."""
    is_morning, is_weekend = in_tokyo(slot.starts_at).hour < 12, slot.day.weekday() >= 5
    return chance.randrange(3, 8) + 4 * is_morning + 3 * is_weekend


def _request(version: FormVersion, slot: Slot, family: Family, chance: Random) -> BookingRequest:
    facts = {"today": slot.day, "day_of_use": slot.day}
    reading = read(version.form, _typed(family, chance), facts)
    if not reading.ok:
        raise ValueError(f"a sample family cannot be read: {[str(one.message) for one in reading.problems]}")
    channel = chance.choices(("web", "phone"), (85, 15))[0]
    key = f"sample-{slot.id}-{family.phone}"
    return request_of(submission_of(version, reading.answers, key=key, channel=channel), slot.id)


def _typed(family: Family, chance: Random) -> dict[str, list[str]]:
    """Return what the family types; names that a form does not ask are dropped by reading."""
    texts = {
        "residence": family.residence,
        "adults": "1" if chance.random() < 0.8 else "2",
        "name-family": family.surname[0],
        "name-given": family.parent[0],
        "kana-family": family.surname[1],
        "kana-given": family.parent[1],
        "phone": family.phone,
        "email": family.email,
        "consent": "yes",
        "first_visit": chance.choice(("yes", "no", "no")),
        "baby": "no",
        **ADDRESS,
    }
    for row, (name, born) in enumerate(family.children):
        texts |= {f"children-{row}-family": family.surname[0], f"children-{row}-given": name}
        texts |= {
            f"children-{row}-born-{part}": str(getattr(born, part)) for part in ("year", "month", "day")
        }
    return {name: [text] for name, text in texts.items() if text}


def _cancel_one(session: Session, booked: list[Booking], chance: Random, at: datetime) -> None:
    if booked and chance.random() < 0.2:
        cancel(session, booked[0].case.number, by=RESIDENT, now=at)
