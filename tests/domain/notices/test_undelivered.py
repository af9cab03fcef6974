"""Mails that were given up: who sees them, where they go when they are sent again, when they are settled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from domain.cases.models import Case
from domain.database import writing
from domain.history import Event
from domain.notices.models import Mail
from domain.notices.undelivered import count_undelivered, settle, try_again, undelivered
from domain.refusals import NotFound
from tests.domain.hall import Hall, mails
from tests.domain.notices.outbox import send, smtp, tell
from tests.domain.notices.servers import Inbox, serving


@pytest.fixture
def lost(hall: Hall) -> int:
    """Return a mail whose server did not know the address."""
    tell(hall)
    with serving(Inbox(answer="550 no such user")) as port:
        assert send(hall, smtp(port)).given_up == 1
    with hall.session() as session:
        return session.scalars(select(Mail.id)).one()


def seal(hall: Hall, departments: set[int] | None = None) -> dict[str, Any]:
    return {"departments": departments, "by": hall.actor("clerk"), "now": hall.later(hours=1)}


def test_what_was_given_up_is_listed_for_its_own_department(hall: Hall, lost: int) -> None:
    home, elsewhere = {hall.world.childcare}, {hall.world.office}
    with hall.session() as session:
        assert [one.mail.id for one in undelivered(session, home)] == [lost]
        assert undelivered(session, elsewhere) == []
        assert (count_undelivered(session, home), count_undelivered(session, elsewhere)) == (1, 0)
        with pytest.raises(NotFound):
            try_again(session, lost, **seal(hall, elsewhere))


def test_it_is_sent_again_to_the_address_that_was_put_right(hall: Hall, lost: int) -> None:
    with hall.session() as session:
        with writing(session):
            session.execute(update(Case).values(email="right@example.jp"))
        try_again(session, lost, **seal(hall))
        assert undelivered(session, None) == []
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, smtp(port), now=hall.later(hours=2)).sent == 1
    assert inbox.received[0].rcpt_tos == ["right@example.jp"]


def test_who_was_told_otherwise_is_on_the_list_no_more(hall: Hall, lost: int) -> None:
    with hall.session() as session:
        settle(session, lost, **seal(hall))
        assert count_undelivered(session, None) == 0
        line = session.scalars(select(Event).where(Event.verb == "tell_otherwise")).one()
        assert (line.noun_id, line.detail["kind"]) == (lost, "receipt") and line.case_id is not None
        with pytest.raises(NotFound):
            settle(session, lost, **seal(hall))


def test_what_still_waits_or_was_sent_is_no_loss(hall: Hall) -> None:
    tell(hall, 2)
    with serving(Inbox()) as port:
        send(hall, smtp(port))
    with hall.session() as session:
        assert len(mails(session)) == 2 and undelivered(session, None) == []
