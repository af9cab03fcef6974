"""A voucher campaign for tests: its form, its terms, people who apply, and everything that happens from call to result."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.intake import submission_of
from domain.history import RESIDENT, TOWN, Actor
from domain.lottery import drawing, entering, freezing, publishing, seeding, setup
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.people import Applicant
from domain.lottery.requests import Application
from domain.lottery.terms import Source, Terms
from domain.procedures.models import FormVersion
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.reading import read
from tests.domain.hall import Hall

FORM = Form.from_json(
    {
        "schema": 1,
        "title": "プレミアム商品券の購入申込",
        "pages": [
            {
                "key": "who",
                "title": "あなたのこと",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
                    {"key": "born", "kind": "birth_date", "label": "生年月日"},
                    {
                        "key": "email",
                        "kind": "email",
                        "label": "メール",
                        "meaning": "email",
                        "required": False,
                    },
                    {"key": "books", "kind": "number", "label": "冊数"},
                ],
            }
        ],
    }
)
ASKS = {"units": "books", "born_on": "born"}
DICE, DRAND = "01234567890123456789", "ab" * 32
DAY = timedelta(days=1)
_keys = itertools.count()


def terms(opens_at: datetime, stock: int = 10, **changes: Any) -> Terms:
    """Return the usual terms: residents first for half of it, dice and then drand."""
    dice, drand = opens_at + 20 * DAY, opens_at + 20 * DAY + timedelta(hours=2)
    data = {
        "mode": "level",
        "pools": [
            {"name": "residents", "tiers": ["resident"], "n": stock // 2},
            {"name": "everybody", "tiers": ["resident", "other"], "n": stock - stock // 2},
        ],
        "tiers": [{"name": "resident", "label": "市民"}, {"name": "other", "label": "市内で働く方"}],
        "weights": [{"name": "children", "label": "子育て世帯", "times": 3}],
        "sources": [
            Source("dice", "dice", dice).to_json(),
            Source("drand", "drand", drand, "takarakuji", drand + 2 * DAY).to_json(),
        ],
    }
    return Terms.from_json(data | changes)


def plan(opens_at: datetime, lottery: str = "voucher-2026-1", **changes: Any) -> setup.Plan:
    """Return the usual plan: ten days to apply, the draw ten days later."""
    usual = setup.Plan(
        lottery=lottery,
        opens_at=opens_at,
        closes_at=opens_at + 10 * DAY,
        draws_at=opens_at + 21 * DAY,
        sale_from=(opens_at + 25 * DAY).date(),
        sale_until=(opens_at + 40 * DAY).date(),
        terms=terms(opens_at),
    )
    return replace(usual, **changes)


SALE = setup.Sale(Text("冊", en="books"), price=10_000, worth=12_000, cap=3, asks=ASKS)


@dataclass
class Voucher:
    """A campaign with a round, over the city hall."""

    hall: Hall
    sale: setup.Sale = SALE
    slug: str = "voucher"
    stock: int = 10
    opens_at: datetime = field(init=False)
    campaign_id: int = field(init=False)
    round_id: int = field(init=False)

    def __post_init__(self) -> None:
        """Announce the first round; entries are taken from now on."""
        self.opens_at = self.hall.now
        with self.hall.session() as session:
            town, now, office = TOWN, self.hall.now - DAY, self.hall.world.childcare
            procedure = add_procedure(
                session,
                self.slug,
                "lottery",
                Text("プレミアム商品券"),
                department_id=office,
                by=town,
                now=now,
            )
            publish(session, procedure, FORM, by=town, now=now)
            self.campaign_id = setup.set_campaign(session, procedure, self.sale, by=town, now=now)
        first = plan(self.opens_at, f"{self.slug}-1", terms=terms(self.opens_at, self.stock))
        self.round_id = self.announced(first)

    def announced(self, planned: setup.Plan) -> int:
        """Plan one more round and announce it."""
        with self.hall.session() as session:
            by, now = self.manager, planned.opens_at - DAY
            round_id = setup.set_round(session, self.campaign_id, planned, by=by, now=now)
            setup.announce(session, round_id, by=by, now=now)
        return round_id

    @property
    def manager(self) -> Actor:
        """The person who asks."""
        return self.hall.actor("manager")

    @property
    def reviewer(self) -> Actor:
        """The person who confirms."""
        return self.hall.actor("reviewer")

    def at(self, days: float) -> datetime:
        """Return the moment so many days after the first round has opened."""
        return self.opens_at + days * DAY

    def application(self, session: Session, *applicants: Applicant, **more: Any) -> Application:
        """Return an application of some people."""
        return application(session, self.campaign_id, *applicants, **more)

    def enter(
        self, session: Session, *applicants: Applicant, days: float = 1, **more: Any
    ) -> entering.Entered:
        """Let somebody apply for themselves, or a family."""
        wanted = self.application(session, *applicants, **more)
        by = RESIDENT if wanted.submission.channel == "web" else self.reviewer
        return entering.enter(session, self.round_id, wanted, by=by, now=self.at(days))

    def crowd(self, session: Session, count: int, units: int = 2) -> list[str]:
        """Let so many people apply; return their receipts."""
        people = [person(number, units=units) for number in range(count)]
        wanted = [self.application(session, one) for one in people]
        lines = entering.enter_many(session, self.round_id, wanted, by=RESIDENT, now=self.at(1))
        return [receipt for line in lines for receipt in line.receipts]

    def search(self, session: Session, days: float = 11) -> None:
        """Search for duplicates, as must be done before a freeze."""
        find_duplicates(session, self.round_id, by=self.reviewer, now=self.at(days))

    def freeze(self, session: Session, days: float = 11) -> freezing.Outcome:
        """Search for duplicates, then let two people freeze the list."""
        self.search(session, days)
        freezing.ask_freeze(session, self.round_id, by=self.manager, now=self.at(days))
        return freezing.freeze(session, self.round_id, by=self.reviewer, now=self.at(days))

    def sow(self, session: Session, dice: str = DICE, drand: str = DRAND) -> None:
        """Throw the dice, and look the other number up."""
        for name, value, days in (("dice", dice, 20.01), ("drand", drand, 20.1)):
            seeding.enter_value(session, self.round_id, name, value, by=self.reviewer, now=self.at(days))

    def draw(self, session: Session) -> drawing.Drawn:
        """Draw, at the time for which it is announced."""
        return drawing.draw(session, self.round_id, by=self.manager, now=self.at(21))

    def publish(self, session: Session) -> int:
        """Publish the result."""
        return publishing.publish(session, self.round_id, by=self.manager, now=self.at(22))

    def to_the_end(self, session: Session) -> drawing.Drawn:
        """Freeze, sow, draw and publish."""
        self.freeze(session)
        self.sow(session)
        drawn = self.draw(session)
        self.publish(session)
        return drawn

    def round(self, session: Session) -> Round:
        """Return the round as the database has it now."""
        session.rollback()
        return session.get_one(Round, self.round_id)

    def entry(self, session: Session, receipt: str) -> Entry:
        """Return an entry as the database has it now."""
        session.rollback()
        return session.scalars(select(Entry).where(Entry.receipt == receipt)).one()


def application(session: Session, campaign_id: int, *applicants: Applicant, **more: Any) -> Application:
    """Return what some people send, each time from another page."""
    procedure = session.get_one(Campaign, campaign_id).procedure
    version = session.get_one(FormVersion, procedure.live_version_id)
    key = more.pop("key", f"page {next(_keys)}")
    answers = answered(applicants[0], more.pop("email", "somebody@example.jp"))
    is_linked = more.pop("is_linked", False)
    return Application(submission_of(version, answers, key=key, **more), applicants, is_linked)


def person(number: int = 0, units: int = 2, **changes: Any) -> Applicant:
    """Return one of many people, all different."""
    usual = Applicant(
        name=f"山田 花子{number}",
        kana="ヤマダ ハナコ" + "".join("カキクケコサシスセソ"[int(one)] for one in str(number)),
        born_on=date(1960, 1, 1) + timedelta(days=number % 20_000),
        postal_code="520-0001",
        address=f"大津市京町{number % 9 + 1}丁目{number % 20 + 1}-{number % 7 + 1}",
        phone=f"090{number:08}",
        units=units,
        tier="other" if number % 6 == 5 else "resident",
    )
    return replace(usual, **changes)


def answered(applicant: Applicant, email: str) -> dict[str, Any]:
    """Return what the applicant answers, as the form engine reads it."""
    family, given = applicant.name.split(" ")
    kana = (applicant.kana or "ヤマダ ハナコ").split(" ")
    born = applicant.born_on or date(1990, 4, 1)
    typed = {
        "name-family": family,
        "name-given": given,
        "kana-family": kana[0],
        "kana-given": kana[1],
        "born-year": str(born.year),
        "born-month": str(born.month),
        "born-day": str(born.day),
        "email": email,
        "books": str(max(1, applicant.units)),
    }
    reading = read(FORM, {name: [value] for name, value in typed.items()}, {"today": date(2026, 5, 12)})
    assert reading.ok, reading.problems
    return dict(reading.answers)
