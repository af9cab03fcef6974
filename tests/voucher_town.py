"""A voucher lottery that the world of pages and journeys can have: its form as cities print it, and a round that is open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.cases.intake import submission_of
from domain.clock import day_of
from domain.history import TOWN, Actor
from domain.lottery import setup
from domain.lottery.cards.postcards import card_desk, enter_card
from domain.lottery.entering import Entered, enter
from domain.lottery.requests import application_of
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.reading import read
from tests.domain.lottery.voucher import DAY, plan
from tests.town import World

SLUG = "voucher"
FORM = Form.from_json(
    {
        "schema": 1,
        "title": "プレミアム商品券の購入申込",
        "pages": [
            {
                "key": "wish",
                "title": "希望",
                "fields": [
                    {
                        "key": "books",
                        "kind": "number",
                        "label": "希望する冊数",
                        "settings": {"minimum": 1, "maximum": 3, "unit": "冊"},
                    },
                    {
                        "key": "pickup",
                        "kind": "choice",
                        "label": "受け取りに来る方",
                        "settings": {
                            "options": [
                                {"value": "self", "label": "本人"},
                                {"value": "family", "label": "同じ世帯の家族"},
                            ]
                        },
                    },
                ],
            },
            {
                "key": "who",
                "title": "あなたのこと",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
                    {"key": "born", "kind": "birth_date", "label": "生年月日"},
                    {"key": "address", "kind": "postal_address", "label": "住所", "meaning": "address"},
                    {"key": "phone", "kind": "phone", "label": "電話番号", "meaning": "phone"},
                    {
                        "key": "email",
                        "kind": "email",
                        "label": "メールアドレス",
                        "meaning": "email",
                        "required": False,
                    },
                    {"key": "agreed", "kind": "consent", "label": "申込の約束"},
                ],
            },
        ],
    }
)
SALE = setup.Sale(
    Text("冊", en="books"), price=10_000, worth=12_000, cap=3, asks={"units": "books", "born_on": "born"}
)
HANAKO = {
    "books": "2",
    "pickup": "self",
    "name-family": "髙﨑 花子",
    "kana-family": "タカサキ ハナコ",
    "born-year": "S55.4.1",
    "address-postal_code": "520-0044",
    "address-area": "滋賀県大津市京町",
    "address-street": "3-1-1",
    "phone": "090-1234-5678",
    "email": "hanako@example.jp",
    "agreed": "yes",
}
"""What Hanako writes."""


def open_voucher(session: Session, world: World, now: datetime, **changes: Any) -> int:
    """Announce a round that is open since yesterday; return its id."""
    before = now - 2 * DAY
    by: dict[str, Any] = {"by": TOWN, "now": before}
    procedure = add_procedure(
        session, SLUG, "lottery", Text("プレミアム商品券"), department_id=world.childcare, **by
    )
    publish(session, procedure, FORM, **by)
    campaign = setup.set_campaign(session, procedure, SALE, **by)
    round_id = setup.set_round(session, campaign, plan(now - DAY, **changes), **by)
    setup.announce(session, round_id, **by)
    return round_id


def answers(today: date, **changes: str) -> Any:
    """Return Hanako's answers, or somebody's who writes otherwise."""
    raw = {name: [text] for name, text in {**HANAKO, **changes}.items() if text}
    reading = read(FORM, raw, {"today": today})
    assert reading.ok, reading.problems
    return reading.answers


def applied(session: Session, round_id: int, now: datetime, key: str, **changes: str) -> Entered:
    """Let somebody apply on the web."""
    desk, said = card_desk(session, round_id), answers(day_of(now), **changes)
    wanted = application_of(submission_of(desk.version, said, key=key), desk.campaign.asks)
    return enter(session, round_id, wanted, by=Actor("resident"), now=now)


def carded(
    session: Session, round_id: int, now: datetime, key: str, by: Actor = TOWN, **changes: str
) -> Entered:
    """Let a clerk key somebody's card, with yesterday's postmark."""
    said, dated_on = answers(day_of(now), **{"email": "", **changes}), day_of(now - DAY)
    return enter_card(session, round_id, said, key=key, dated_on=dated_on, by=by, now=now)
