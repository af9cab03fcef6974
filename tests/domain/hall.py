"""A city hall for tests of the domain: the cast of the town, an application to decide on, cases in a line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.booking.operations import book
from domain.booking.requests import request_of
from domain.cases.intake import admit, submission_of
from domain.cases.models import Case
from domain.database import writing
from domain.history import RESIDENT, TOWN, Actor
from domain.notices.letters import Letterhead
from domain.notices.models import Mail
from domain.procedures.models import FormVersion
from domain.procedures.operations import add_procedure, publish
from domain.procedures.queries import live
from forms.definition import Form, Text
from forms.reading import read
from tests.town import NOW, SATO, World, slot_of

KEY = "only for tests"
LETTERHEAD = Letterhead(
    "青葉野市", "https://town.example.jp", KEY, "madoguchi@example.jp", "代表 000-555-0000"
)

FORM = Form.from_json(
    {
        "schema": 1,
        "title": "就労状況の届出",
        "pages": [
            {
                "key": "who",
                "title": "届け出る人",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
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
                "key": "work",
                "title": "仕事",
                "fields": [
                    {"key": "employer", "kind": "text", "label": "勤務先"},
                    {"key": "leaves", "kind": "yes_no", "label": "退職しますか"},
                    {
                        "key": "last_day",
                        "kind": "text",
                        "label": "最後の日",
                        "ask_if": {"compare": [{"answer": "leaves"}, "=", {"value": True}]},
                    },
                ],
            },
        ],
    }
)

HANAKO = {
    "name-family": "山田",
    "name-given": "花子",
    "kana-family": "ヤマダ",
    "kana-given": "ハナコ",
    "phone": "090-1111-2222",
    "email": "hanako@example.jp",
    "employer": "青葉商店",
    "leaves": "no",
}


@dataclass
class Hall:
    """The town over one database."""

    engine: Engine
    world: World
    now: datetime = NOW
    keys: Any = field(default_factory=itertools.count)

    def session(self) -> Session:
        """Return a new session, as the web has them."""
        return Session(self.engine, autoflush=False)

    def actor(self, role: str = "reviewer") -> Actor:
        """Return a member of the cast as an actor."""
        member = self.world.staff[role]
        return Actor("staff", member.name, member.id)

    def later(self, **span: float) -> datetime:
        """Return the moment some time after now."""
        return self.now + timedelta(**span)

    def apply(self, session: Session, state: str = "received", **typed: str) -> str:
        """Let somebody hand the application in; return its number."""
        found = live(session, "work")
        if found is None:
            procedure = add_procedure(
                session,
                "work",
                "application",
                Text("就労状況の届出"),
                department_id=self.world.childcare,
                by=TOWN,
                now=self.now,
            )
            publish(session, procedure, FORM, by=TOWN, now=self.now)
            found = live(session, "work")
        assert found is not None
        answers = read_answers(**typed)
        submission = submission_of(found.version, answers, key=f"key {next(self.keys)}")
        with writing(session):
            number = admit(session, submission, state=state, by=RESIDENT, now=self.now).number
        return number

    def book_pending(self, session: Session) -> str:
        """Let the Satō family book a weekend slot, which staff must approve; return the case's number."""
        room, day = self.world.hiroba, self.world.day(4)  # a Saturday
        slot = slot_of(session, room, day, "10:00")
        raw = {name: [value] for name, value in SATO.items()}
        reading = read(room.form, raw, {"today": self.world.today, "day_of_use": day})
        assert reading.ok, reading.problems
        version = session.get_one(FormVersion, room.version_id)
        wish = request_of(submission_of(version, reading.answers, key=f"key {next(self.keys)}"), slot.id)
        return book(session, wish, by=RESIDENT, now=self.now).case.number


def read_answers(**typed: str) -> dict[str, Any]:
    """Return the answers that Hanako gives, with some typed otherwise."""
    reading = read(
        FORM, {name: [value] for name, value in {**HANAKO, **typed}.items()}, {"today": NOW.date()}
    )
    assert reading.ok, reading.problems
    return dict(reading.answers)


def case_of(session: Session, number: str) -> Case:
    """Return a case as the database has it now."""
    session.expire_all()
    return session.scalars(select(Case).where(Case.number == number)).one()


def booking_of(session: Session, number: str) -> Booking:
    """Return a case's booking as the database has it now."""
    session.expire_all()
    return session.scalars(select(Booking).join(Case).where(Case.number == number)).one()


def mails(session: Session, kind: str = "") -> list[Mail]:
    """Return what the outbox has, oldest first."""
    session.expire_all()
    rows = session.scalars(select(Mail).order_by(Mail.id)).all()
    return [mail for mail in rows if kind in ("", mail.kind)]
