"""Asking for an approval tells the managers; declining tells who asked, and lets them ask again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Event
from domain.notices.models import Mail
from domain.people.models import Department, Staff
from domain.people.operations import disable, set_email
from domain.people.refusals import NoAddress
from domain.procedures.endorsing import NoReasonGiven, NotAsked, decline, declined, endorse
from domain.procedures.publishing import waiting_for_approval
from domain.refusals import ChangedMeanwhile, Refusal
from tests.domain.hall import FORM, Hall
from tests.domain.procedures.preparing import prepare, put_draft
from tests.domain.procedures.test_publish_draft import OTHER

REASON = "質問3の説明を短くしてください。"
PRINT = FORM.fingerprint()


def told(session: Session) -> list[tuple[str, str]]:
    """Return kind and recipient of every mail, oldest first."""
    session.rollback()
    return [(one.kind, one.recipient) for one in session.scalars(select(Mail).order_by(Mail.id))]


def ask(
    session: Session, hall: Hall, procedure_id: int, minutes: float = 0, fingerprint: str = PRINT
) -> bool:
    by: dict[str, Any] = {"by": hall.actor("editor"), "now": hall.later(minutes=minutes)}
    return endorse(session, procedure_id, "asked", fingerprint, **by)


def refuse(session: Session, hall: Hall, procedure_id: int, reason: str = REASON, minutes: float = 1) -> None:
    by: dict[str, Any] = {"by": hall.actor("manager"), "now": hall.later(minutes=minutes)}
    decline(session, procedure_id, PRINT, reason, **by)


@pytest.fixture
def asked(session: Session, hall: Hall) -> int:
    procedure_id = prepare(session, hall)
    assert ask(session, hall, procedure_id)
    return procedure_id


def test_managers_are_told_once_that_something_waits(session: Session, hall: Hall, asked: int) -> None:
    assert not ask(session, hall, asked)
    assert told(session) == [("approval_request", "kacho@example.jp")]
    (mail,) = session.scalars(select(Mail))
    assert mail.facts["who"] == "𠮷田 真由美"
    assert mail.facts["office_page"] == "/staff/procedures/notice/publication"


def test_where_no_manager_has_an_address_the_department_is_told(session: Session, hall: Hall) -> None:
    procedure_id, by = prepare(session, hall), {"by": hall.actor("administrator"), "now": hall.now}
    set_email(session, hall.world.staff["manager"].id, "", **by)  # type: ignore[arg-type]
    ask(session, hall, procedure_id)
    assert told(session) == [("approval_request", "kosodate@example.jp")]


def test_where_nobody_has_an_address_asking_works_all_the_same(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    with writing(session):
        session.execute(update(Staff).values(email=""))
        session.execute(update(Department).values(email=""))
    assert ask(session, hall, procedure_id)
    assert told(session) == []


def test_the_asker_is_told_why_and_may_ask_again(session: Session, hall: Hall, asked: int) -> None:
    refuse(session, hall, asked)
    assert told(session)[1:] == [("declined", "yoshiki@example.jp")]
    found = declined(session, asked)
    assert found is not None and (found.reason, found.made_by.name) == (REASON, "髙田 修")
    assert waiting_for_approval(session, None) == []
    assert session.scalars(select(Event.verb).order_by(Event.id.desc())).first() == "declined"
    assert ask(session, hall, asked, minutes=2)
    assert declined(session, asked) is None
    assert [one.id for one in waiting_for_approval(session, None)] == [asked]


def test_the_reason_stays_while_the_editor_mends_the_form(session: Session, hall: Hall, asked: int) -> None:
    refuse(session, hall, asked)
    put_draft(session, hall, asked, OTHER)
    assert declined(session, asked) is not None
    ask(session, hall, asked, minutes=2, fingerprint=OTHER.fingerprint())
    assert declined(session, asked) is None


def test_who_left_is_not_told_but_the_department(session: Session, hall: Hall, asked: int) -> None:
    disable(session, hall.world.staff["editor"].id, by=hall.actor("administrator"), now=hall.now)
    refuse(session, hall, asked)
    assert told(session)[-1] == ("declined", "kosodate@example.jp")


@pytest.mark.parametrize("reason", ["", "  \n", "あ" * 1001])
def test_a_reason_is_needed(session: Session, hall: Hall, asked: int, reason: str) -> None:
    with pytest.raises(NoReasonGiven):
        refuse(session, hall, asked, reason)


def test_only_what_was_asked_for_and_is_still_so_is_declined(
    session: Session, hall: Hall, asked: int
) -> None:
    by: dict[str, Any] = {"by": hall.actor("manager"), "now": hall.now}
    put_draft(session, hall, asked, OTHER)
    with pytest.raises(ChangedMeanwhile):
        refuse(session, hall, asked)
    put_draft(session, hall, asked, FORM)
    endorse(session, asked, "approved", PRINT, **by)
    with pytest.raises(NotAsked):
        refuse(session, hall, asked)


def test_of_many_who_decline_at_once_one_is_heard(session: Session, hall: Hall, asked: int) -> None:
    def press(number: int) -> bool:
        with hall.session() as own:
            try:
                refuse(own, hall, asked, f"{number}つ目の理由")
            except Refusal:
                return False
            return True

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(press, range(4))) == 1
    assert [kind for kind, _ in told(session)] == ["approval_request", "declined"]


def test_an_address_is_one_or_none(session: Session, hall: Hall) -> None:
    by: dict[str, Any] = {"by": hall.actor("administrator"), "now": hall.now + timedelta(days=1)}
    with pytest.raises(NoAddress):
        set_email(session, hall.world.staff["clerk"].id, "だれか", **by)
    set_email(session, hall.world.staff["clerk"].id, " ｈanako@example.jp ", **by)
    assert session.get_one(Staff, hall.world.staff["clerk"].id).email == "hanako@example.jp"
