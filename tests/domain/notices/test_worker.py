"""The worker against real mail servers, and what happens when it dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.database import writing
from domain.history import Event
from domain.notices.letters import Envelope
from domain.notices.models import Mail
from domain.notices.queries import age_of_oldest, counts
from domain.notices.senders import FolderSender, messages_in
from domain.notices.undelivered import try_again
from domain.notices.worker import PACE, deliver, lease, wait_after
from tests.domain.hall import LETTERHEAD, Hall, mails
from tests.domain.notices.outbox import only_mail, send, smtp, tell
from tests.domain.notices.servers import (
    Inbox,
    drop_after_data,
    free_port,
    hang,
    raw_server,
    say_nothing,
    serving,
)

ROOT = Path(__file__).parents[3]


def test_a_mail_arrives_once_and_is_marked(hall: Hall) -> None:
    tell(hall)
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, smtp(port)).sent == 1
        assert send(hall, smtp(port)).is_idle
    (arrived,) = inbox.received
    assert arrived.rcpt_tos == ["hanako@example.jp"]
    assert arrived.mail_from == "madoguchi@example.jp"
    assert only_mail(hall).sent_at == hall.now


def test_a_batch_goes_over_one_connection(hall: Hall) -> None:
    tell(hall, 5)
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, smtp(port)).sent == 5
    assert (len(inbox.received), len(inbox.connections)) == (5, 1)


def test_no_transaction_is_open_while_a_server_is_talked_to(hall: Hall, tmp_path: Path) -> None:
    tell(hall, 2)
    open_then: list[bool] = []

    class Watching(FolderSender):
        def send(self, envelope: Envelope) -> None:
            open_then.append(session.in_transaction())
            super().send(envelope)

    with hall.session() as session:
        deliver(session, Watching(tmp_path), LETTERHEAD, by="one", clock=lambda: hall.now)
    assert open_then == [False, False] and len(messages_in(tmp_path)) == 2


def test_an_old_carrier_address_goes_in_quotes_and_is_understood(hall: Hall) -> None:
    tell(hall, email="a..b.@docomo.ne.jp")
    heard: list[bytes] = []
    with raw_server(lambda connection: drop_after_data(connection, heard)) as port:
        send(hall, smtp(port))
    assert any(line.startswith(b'rcpt TO:<"a..b."@docomo.ne.jp>') for line in heard)
    inbox = Inbox()
    with serving(inbox) as port:
        send(hall, smtp(port), now=hall.later(minutes=1))
    assert inbox.received[0].rcpt_tos == ["a..b.@docomo.ne.jp"]


@pytest.mark.parametrize(
    "inbox", [Inbox(answer="451 later"), Inbox(rcpt="450 greylisted")], ids=["data", "rcpt"]
)
def test_a_4xx_is_tried_again_later_with_the_same_message_id(hall: Hall, inbox: Inbox) -> None:
    tell(hall)
    inbox.received.clear()
    with serving(inbox) as port:
        assert send(hall, smtp(port)).postponed == 1
        assert send(hall, smtp(port)).is_idle
    mail = only_mail(hall)
    assert (mail.tries, mail.due_at) == (1, hall.later(minutes=1))
    assert mail.last_error[:2] == "45"
    better = Inbox()
    with serving(better) as port:
        assert send(hall, smtp(port), now=hall.later(minutes=1)).sent == 1
    assert f"<{mail.message_id}@example.jp>".encode() in bytes(better.received[0].content or b"")


@pytest.mark.parametrize(
    "inbox", [Inbox(answer="554 spam"), Inbox(rcpt="550 no such user")], ids=["data", "rcpt"]
)
def test_a_5xx_is_given_up_with_the_reason(hall: Hall, inbox: Inbox) -> None:
    tell(hall)
    with serving(inbox) as port:
        assert send(hall, smtp(port)).given_up == 1
        assert send(hall, smtp(port), now=hall.later(days=1)).is_idle
    mail = only_mail(hall)
    assert mail.given_up_at == hall.now
    assert mail.last_error[:2] == "55"
    with hall.session() as session:
        assert (
            "give_up_mail" in session.scalars(select(Event.verb).where(Event.case_id == mail.case_id)).all()
        )


def test_one_bad_address_does_not_keep_the_others_back(hall: Hall) -> None:
    tell(hall, 2)
    with hall.session() as session, writing(session):
        mails_first = session.scalars(select(Mail).order_by(Mail.id)).first()
        assert mails_first is not None
        mails_first.recipient = "not an address"
    inbox = Inbox()
    with serving(inbox) as port:
        done = send(hall, smtp(port))
    assert (done.sent, done.given_up, len(inbox.received)) == (1, 1, 1)


@pytest.mark.parametrize("talk", [hang, say_nothing])
def test_a_server_that_hangs_costs_seconds_and_no_mail(hall: Hall, talk: Callable[..., None]) -> None:
    tell(hall, 3)
    began = time.monotonic()
    with raw_server(talk) as port:
        done = send(hall, smtp(port, timeout=0.3))
    assert time.monotonic() - began < 5
    assert (done.postponed, done.is_cut_short) == (1, True)
    with hall.session() as session:
        assert [mail.leased_until for mail in mails(session)] == [None] * 3
        assert [mail.tries for mail in mails(session)] == [1, 0, 0]


def test_a_server_that_hangs_up_after_the_data_gets_the_mail_again(hall: Hall) -> None:
    tell(hall)
    with raw_server(drop_after_data) as port:
        assert send(hall, smtp(port)).postponed == 1
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, smtp(port), now=hall.later(minutes=1)).sent == 1
    assert len(inbox.received) == 1


def test_no_server_at_all_puts_the_batch_back(hall: Hall) -> None:
    tell(hall, 3)
    done = send(hall, smtp(free_port()))
    assert (done.postponed, done.sent, done.is_cut_short) == (1, 0, True)
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, smtp(port), by="two").sent == 2


def test_waits_grow_up_to_six_hours() -> None:
    waits = [wait_after(tries, PACE, 0.0) for tries in (1, 2, 3, 9, 30)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 2, 4, 256, 360]
    assert wait_after(1, PACE, 1.0) == timedelta(seconds=90)


def test_after_four_days_of_trying_a_mail_is_given_up(hall: Hall) -> None:
    tell(hall)
    inbox = Inbox(answer="451 later")
    with serving(inbox) as port:
        for hour in range(0, 96, 8):
            assert send(hall, smtp(port), now=hall.later(hours=hour)).given_up == 0
        assert send(hall, smtp(port), now=hall.later(hours=96)).given_up == 1
    with hall.session() as session:
        assert counts(session) == {"waiting": 0, "sent": 0, "given_up": 1}
        again = {"departments": None, "by": hall.actor(), "now": hall.later(hours=97)}
        try_again(session, mails(session)[0].id, **again)
    with serving(Inbox()) as port:
        assert send(hall, smtp(port), now=hall.later(hours=97)).sent == 1


def test_a_letter_that_cannot_be_written_does_not_stop_the_worker(hall: Hall) -> None:
    tell(hall, 2)
    with hall.session() as session, writing(session):
        broken = session.scalars(select(Mail).order_by(Mail.id)).first()
        assert broken is not None
        broken.facts = {}
    inbox = Inbox()
    with serving(inbox) as port:
        done = send(hall, smtp(port))
    assert (done.postponed, done.sent) == (1, 1)


def test_two_workers_never_lease_the_same_mail(hall: Hall) -> None:
    tell(hall, 10)
    with hall.session() as session:
        first = lease(session, by="one", now=hall.now, most=6)
        second = lease(session, by="two", now=hall.now, most=6)
    assert (len(first), len(second), set(first) & set(second)) == (6, 4, set())


def test_who_lost_the_lease_sends_nothing(hall: Hall) -> None:
    tell(hall)
    inbox, moments = Inbox(), iter([hall.now, hall.later(minutes=6)])
    with serving(inbox) as port, hall.session() as session:
        done = deliver(session, smtp(port), LETTERHEAD, by="slow", clock=lambda: next(moments))
    assert done.is_idle
    assert inbox.received == []


def test_the_age_of_the_oldest_unsent_mail_is_known(hall: Hall, tmp_path: Path) -> None:
    tell(hall, 2)
    with hall.session() as session:
        assert age_of_oldest(session, hall.later(minutes=7)) == timedelta(minutes=7)
        assert counts(session)["waiting"] == 2
    send(hall, FolderSender(tmp_path / "mail"))
    with hall.session() as session:
        assert age_of_oldest(session, hall.now) is None


def test_mails_in_a_folder_can_be_read(hall: Hall, tmp_path: Path) -> None:
    number = tell(hall, 2)
    send(hall, FolderSender(tmp_path / "mail"))
    found = messages_in(tmp_path / "mail")
    assert len(found) == 2
    assert number[:4] in found[0]["Subject"]
    assert "受け付けました" in found[0].get_content()
    assert [file.suffix for file in (tmp_path / "mail").iterdir()] == [".eml", ".eml"]
