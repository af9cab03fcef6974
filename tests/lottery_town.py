"""A voucher lottery in the town of the tests: its form with a family, and every phase that a campaign can be in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.intake import submission_of
from domain.clock import now_utc
from domain.history import TOWN, Actor
from domain.lottery import drawing, entering, freezing, publishing, seeding, setup
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.long_steps import ask_for
from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.requests import Application, application_of
from domain.procedures.models import FormVersion
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.reading import read
from tests.domain.lottery.voucher import DICE, DRAND, plan, terms
from tests.town import World

DAY = timedelta(days=1)
SLUG, LOTTERY = "voucher", "voucher-2026-1"
FORM = Form.from_json(
    {
        "schema": 1,
        "title": "プレミアム商品券の購入申込",
        "pages": [
            {
                "key": "who",
                "title": "申し込む方",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
                    {"key": "born", "kind": "birth_date", "label": "生年月日"},
                    {"key": "phone", "kind": "phone", "label": "電話番号", "meaning": "phone"},
                    {
                        "key": "email",
                        "kind": "email",
                        "label": "メール",
                        "meaning": "email",
                        "required": False,
                    },
                ],
            },
            {
                "key": "what",
                "title": "申し込む数",
                "fields": [
                    {"key": "books", "kind": "number", "label": "1人分の冊数"},
                    {
                        "key": "family",
                        "kind": "children",
                        "label": "いっしょに申し込むご家族",
                        "required": False,
                        "settings": {"minimum": 1, "maximum": 6, "kana": True},
                    },
                ],
            },
        ],
    }
)
ASKS = {"units": "books", "born_on": "born", "family": "family"}
SALE = setup.Sale(Text("冊", en="books"), price=10_000, worth=12_000, cap=3, asks=ASKS)
HANAKO = {
    "name-family": "山田",
    "name-given": "花子",
    "kana-family": "ヤマダ",
    "kana-given": "ハナコ",
    "born-year": "1985",
    "born-month": "4",
    "born-day": "1",
    "phone": "090-1111-2222",
    "email": "hanako@example.jp",
    "books": "2",
}
"""What Hanako types, alone."""
TARO = {
    "family-0-family": "山田",
    "family-0-given": "太郎",
    "family-0-family_kana": "ヤマダ",
    "family-0-given_kana": "タロウ",
    "family-0-born-year": "2015",
    "family-0-born-month": "5",
    "family-0-born-day": "6",
}
"""And her son, in the same go."""


@dataclass
class Lottery:
    """A campaign with one announced round; ``now`` is when it opened."""

    records: Session
    world: World
    opens_at: datetime
    campaign_id: int
    round_id: int
    slug: str = SLUG

    def at(self, days: float) -> datetime:
        """Return the moment so many days after the opening."""
        return self.opens_at + days * DAY

    def actor(self, role: str) -> Actor:
        """Return a member of the cast as an actor."""
        member = self.world.staff[role]
        return Actor("staff", member.name, member.id)

    def enter(self, number: int = 0, days: float = 0.5, **typed: str) -> list[Entry]:
        """Let one of many people apply; return the entries."""
        wanted = {**one_of_many(number), **typed}
        return enter_as(self.records, self.campaign_id, self.round_id, wanted, self.at(days))

    def crowd(self, count: int, days: float = 0.5) -> None:
        """Let thousands apply at once, besides the first hundred."""
        now, records = self.at(days), self.records
        wanted = [
            application_as(records, self.campaign_id, one_of_many(number), now, f"one of many {number}")
            for number in range(100, 100 + count)
        ]
        entering.enter_many(records, self.round_id, wanted, by=Actor("resident"), now=now)

    def search(self, days: float = 11) -> None:
        """Search for duplicates, as must be done before a freeze."""
        find_duplicates(self.records, self.round_id, by=self.actor("reviewer"), now=self.at(days))

    def freeze(self, days: float = 11) -> None:
        """Search for duplicates, then let two people freeze the list."""
        session, now = self.records, self.at(days)
        self.search(days)
        freezing.ask_freeze(session, self.round_id, by=self.actor("manager"), now=now)
        freezing.freeze(session, self.round_id, by=self.actor("reviewer"), now=now)

    def sow(self) -> None:
        """Enter what the sources said."""
        for name, value, days in (("dice", DICE, 20.01), ("drand", DRAND, 20.1)):
            by, now = self.actor("reviewer"), self.at(days)
            seeding.enter_value(self.records, self.round_id, name, value, by=by, now=now)

    def draw(self) -> None:
        """Enter what the sources said, and draw."""
        self.sow()
        drawing.draw(self.records, self.round_id, by=self.actor("manager"), now=self.at(21))

    def ask(self, kind: str, role: str = "manager") -> None:
        """Ask for a long step now."""
        ask_for(self.records, self.round_id, kind, by=self.actor(role), now=now_utc())

    def publish(self) -> None:
        """Publish the result."""
        publishing.publish(self.records, self.round_id, by=self.actor("manager"), now=self.at(22))

    def to_the_end(self) -> None:
        """Freeze, draw and publish."""
        self.freeze()
        self.draw()
        self.publish()

    def round(self) -> Round:
        """Return the round as the database has it now."""
        self.records.rollback()
        self.records.expire_all()
        return self.records.get_one(Round, self.round_id)

    def entries(self) -> list[Entry]:
        """Return every entry as the database has it now."""
        self.records.rollback()
        self.records.expire_all()
        return list(self.records.scalars(select(Entry).order_by(Entry.id)))


def one_of_many(number: int) -> dict[str, str]:
    """Return what one of many people types, all different."""
    name = {"name-given": f"花子{number}", "phone": f"0901111{number:04}"}
    month = str((3 + number // 60 // 28) % 12 + 1)
    day = {"born-year": str(1950 + number % 60), "born-month": month, "born-day": str(1 + number // 60 % 28)}
    return HANAKO | name | day


def prepared(records: Session, world: World, now: datetime, slug: str = SLUG) -> int:
    """Publish the form of a lottery and set its campaign up; return the campaign's id."""
    by_now: dict[str, Any] = {"by": TOWN, "now": now - DAY}
    title = Text("プレミアム商品券", en="Premium vouchers")
    procedure = add_procedure(records, slug, "lottery", title, department_id=world.childcare, **by_now)
    publish(records, procedure, FORM, **by_now)
    return setup.set_campaign(records, procedure, SALE, **by_now)


def open_lottery(
    records: Session, world: World, opens_at: datetime, *, stock: int = 5, **changes: Any
) -> Lottery:
    """Announce a lottery that opens at a moment."""
    campaign_id = prepared(records, world, opens_at)
    planned = plan(opens_at, LOTTERY, terms=terms(opens_at, stock), **changes)
    by_now: dict[str, Any] = {"by": TOWN, "now": opens_at - DAY}
    round_id = setup.set_round(records, campaign_id, planned, **by_now)
    setup.announce(records, round_id, **by_now)
    return Lottery(records, world, opens_at, campaign_id, round_id)


def enter_as(
    records: Session, campaign_id: int, round_id: int, typed: dict[str, str], now: datetime
) -> list[Entry]:
    """Let somebody apply through the form; return the entries."""
    wanted = application_as(records, campaign_id, typed, now, f"key-{typed['phone']}-{round_id}")
    return list(entering.enter(records, round_id, wanted, by=Actor("resident"), now=now).entries)


def application_as(
    records: Session, campaign_id: int, typed: dict[str, str], now: datetime, key: str
) -> Application:
    """Return what somebody sends through the form."""
    campaign = records.get_one(Campaign, campaign_id)
    version = records.get_one(FormVersion, campaign.procedure.live_version_id)
    reading = read(version.form, {name: [text] for name, text in typed.items()}, {"today": now.date()})
    assert reading.ok, reading.problems
    return application_of(submission_of(version, reading.answers, key=key.ljust(20, "-")), campaign.asks)
