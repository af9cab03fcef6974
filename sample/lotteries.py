"""Lotteries of the sample town: one in each phase, so that every page has something to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.intake import submission_of
from domain.clock import day_of, moment_of
from domain.database import writing
from domain.history import RESIDENT, TOWN, Actor
from domain.lottery import drawing, entering, freezing, publishing, seeding, setup
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.models import Campaign
from domain.lottery.requests import Application, application_of
from domain.lottery.terms import Source, Terms
from domain.people.models import Staff
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.reading import read
from sample.families import Family, make_families
from sample.month import ADDRESS
from sample.people import REVIEWER
from sample.sales import run_sale

SAID = Path(__file__).with_suffix(".json")
MANAGER = "kacho"
SEED = 190
CAP = 3
ASKS = {"units": "books", "born_on": "born", "tier": "tier", "family": "family"}
DICE, RANDOMNESS = "31415926535897932384", "5a" * 32
CALL_DAYS, CHECK_DAYS = 21, 8
"""Days in which people apply; days from the deadline to the draw."""
CLOSED_BEFORE = {"open": -13, "objection": 2, "published": 10, "selling": 30}
"""Days since the call has closed, for a round in each phase."""
PAUSE = 4
"""Days from one batch of applications to the next."""
BY_POST = 7
TOGETHER = 3
"""Every so many-th parent applies for a child, too."""
CHILD_KANA = "アオバ"
"""Every so many-th application comes on a postcard."""


@dataclass(frozen=True)
class Played:
    """One round of the sample town: who acts, and its days."""

    round_id: int
    closes_at: datetime
    draws_on: date
    manager: Actor
    reviewer: Actor

    def at(self, days: float) -> datetime:
        """Return the moment so many days after the deadline."""
        return self.closes_at + timedelta(days=days)

    def o_clock(self, hour: int, minute: int = 0) -> datetime:
        """Return a time on the day of the draw."""
        return moment_of(self.draws_on, time(hour, minute))


def run_lotteries(session: Session, department_id: int, now: datetime) -> None:
    """Open every campaign, let people apply, and go as far as its phase says."""
    said = json.loads(SAID.read_text())
    staff = {one.login: Actor("staff", one.name, one.id) for one in session.scalars(select(Staff))}
    for place, one in enumerate(said["campaigns"]):
        closes_at = moment_of(day_of(now) - timedelta(days=CLOSED_BEFORE[one["phase"]]), time())
        campaign_id = _campaign(session, said, one, department_id, closes_at)
        draws_on = day_of(closes_at) + timedelta(days=CHECK_DAYS)
        round_id = _round(session, campaign_id, said, one, closes_at, draws_on)
        played = Played(round_id, closes_at, draws_on, staff[MANAGER], staff[REVIEWER])
        _apply(session, campaign_id, played, one["entries"], SEED + place, now)
        _go_on(session, played, one["phase"], now)


def _campaign(
    session: Session, said: Mapping[str, Any], one: Mapping[str, Any], department_id: int, closes_at: datetime
) -> int:
    by_now: dict[str, Any] = {"by": TOWN, "now": closes_at - timedelta(days=CALL_DAYS + 3)}
    title, summary = (Text.from_json(one[name]) for name in ("title", "summary"))
    about = {"department_id": department_id, "summary": summary}
    procedure_id = add_procedure(session, one["slug"], "lottery", title, **about, **by_now)
    publish(session, procedure_id, Form.from_json(said["form"]), **by_now)
    with writing(session):
        procedure = session.get_one(Procedure, procedure_id)
        procedure.who, procedure.privacy = said["who"], said["privacy"]
    unit = Text.from_json(said["unit"])
    sale = setup.Sale(unit, price=10_000, worth=12_000, cap=CAP, asks=ASKS)
    return setup.set_campaign(session, procedure_id, sale, **by_now)


def _round(
    session: Session,
    campaign_id: int,
    said: Mapping[str, Any],
    one: Mapping[str, Any],
    closes_at: datetime,
    draws_on: date,
) -> int:
    by_now: dict[str, Any] = {"by": TOWN, "now": closes_at - timedelta(days=CALL_DAYS + 2)}
    planned = setup.Plan(
        lottery=f"{one['slug']}-{draws_on.year}"[:20],
        opens_at=closes_at - timedelta(days=CALL_DAYS),
        closes_at=closes_at,
        draws_at=moment_of(draws_on, time(11, 10)),
        sale_from=draws_on + timedelta(days=7),
        sale_until=draws_on + timedelta(days=60),
        terms=_terms(said, one["stock"], draws_on),
    )
    round_id = setup.set_round(session, campaign_id, planned, **by_now)
    setup.announce(session, round_id, **by_now)
    return round_id


def _terms(said: Mapping[str, Any], stock: int, draws_on: date) -> Terms:
    """Return the rules: residents first for half of it; dice at ten, the world's random numbers at eleven."""
    dice, last = moment_of(draws_on, time(10)), moment_of(draws_on, time(11))
    sources = (
        Source("dice", "dice", dice),
        Source("drand", "drand", last, "takarakuji", last + timedelta(days=7)),
    )
    return Terms.from_json(
        {
            "mode": "level",
            "tiers": said["tiers"],
            "pools": [
                {"name": "residents", "tiers": ["resident"], "n": stock // 2},
                {"name": "everybody", "tiers": ["resident", "worker"], "n": stock - stock // 2},
            ],
            "sources": [source.to_json() for source in sources],
        }
    )


def _apply(
    session: Session, campaign_id: int, played: Played, entries: int, seed: int, now: datetime
) -> None:
    """Let families apply, day by day."""
    campaign = session.get_one(Campaign, campaign_id)
    version = session.get_one(FormVersion, campaign.procedure.live_version_id)
    families = make_families(entries, day_of(now), seed)
    days = min(CALL_DAYS, (day_of(now) - day_of(played.closes_at)).days + CALL_DAYS) or 1
    for day in range(0, days, PAUSE):
        at = played.closes_at + timedelta(days=day - CALL_DAYS, hours=10)
        mine = [(place, one) for place, one in enumerate(families) if place % days // PAUSE == day // PAUSE]
        wanted = [_application(version, campaign, played, place, one, at) for place, one in mine]
        entering.enter_many(session, played.round_id, wanted, by=RESIDENT, now=at)
        campaign = session.get_one(Campaign, campaign_id)
        version = session.get_one(FormVersion, campaign.procedure.live_version_id)


def _application(
    version: FormVersion, campaign: Campaign, played: Played, place: int, family: Family, at: datetime
) -> Application:
    typed = {name: [text] for name, text in _typed(family, place).items() if text}
    reading = read(version.form, typed, {"today": day_of(at)})
    if not reading.ok:
        raise ValueError(f"a sample family cannot be read: {[str(one.message) for one in reading.problems]}")
    channel = "post" if place % BY_POST == 3 else "web"
    submission = submission_of(
        version,
        reading.answers,
        key=f"sample-lottery-{played.round_id}-{place}",
        channel=channel,
        dated_on=day_of(at) if channel == "post" else None,
    )
    return application_of(submission, campaign.asks)


def _typed(family: Family, place: int) -> dict[str, str]:
    """Return what the family types; every tenth has an address that mails go to."""
    (child, born), kana = family.children[0], family.surname[1]
    together = {
        "family-0-family": family.surname[0],
        "family-0-given": child,
        "family-0-family_kana": kana,
        "family-0-given_kana": CHILD_KANA,
        "family-0-born-year": str(born.year),
        "family-0-born-month": str(born.month),
        "family-0-born-day": str(born.day),
    }
    return {
        "name-family": family.surname[0],
        "name-given": family.parent[0],
        "kana-family": family.surname[1],
        "kana-given": family.parent[1],
        "born-year": str(1950 + place % 50),
        "born-month": str(1 + place % 12),
        "born-day": str(1 + place % 28),
        "phone": family.phone,
        "email": family.email if place % 10 == 0 else "",
        "tier": "worker" if place % 6 == 5 else "resident",
        "books": str(1 + place % CAP),
        **ADDRESS,
        **(together if place % TOGETHER == 0 else {}),
    }


def _go_on(session: Session, played: Played, phase: str, now: datetime) -> None:
    """Go through the steps of a round, each at its time, as far as its phase says."""
    if phase == "open":
        return
    find_duplicates(session, played.round_id, by=played.reviewer, now=played.at(0.35))
    freezing.ask_freeze(session, played.round_id, by=played.manager, now=played.at(0.4))
    freezing.freeze(session, played.round_id, by=played.reviewer, now=played.at(0.45))
    if phase == "objection":
        return
    for name, value, hour in (("dice", DICE, 10), ("drand", RANDOMNESS, 11)):
        said: dict[str, Any] = {"by": played.reviewer, "now": played.o_clock(hour, 5)}
        seeding.enter_value(session, played.round_id, name, value, **said)
    drawing.draw(session, played.round_id, by=played.manager, now=played.o_clock(11, 15))
    publishing.publish(session, played.round_id, by=played.manager, now=played.o_clock(13))
    if phase == "selling":
        run_sale(session, played.round_id, manager=played.manager, reviewer=played.reviewer, now=now)
