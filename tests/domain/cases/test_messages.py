"""Messages between a resident and the office."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from domain.cases.messages import (
    LONGEST,
    MOST_UNREAD,
    NoWords,
    TooManyUnread,
    TooManyWords,
    messages_of,
    note_read,
    read_by_office,
    write_to_office,
    write_to_resident,
)
from domain.history import RESIDENT, Event
from domain.refusals import NotFound
from tests.domain.hall import Hall, case_of, mails


def test_the_office_writes_and_a_mail_goes_with_it(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        assert write_to_resident(session, number, " 明日まで\nです ", by=hall.actor(), now=hall.now)
        (one,) = messages_of(session, case_of(session, number).id)
        assert (one.sender, one.body, one.staff and one.staff.name) == (
            "staff",
            "明日まで\nです",
            "佐々木 誠",
        )
        assert [mail.facts["sentence"] for mail in mails(session, "message")] == ["明日まで\nです"]
        assert "write_message" in session.scalars(select(Event.verb)).all()
        assert case_of(session, number).unread == 0


def test_what_a_resident_writes_is_counted_until_it_is_read(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        for key in ("one", "two", "two"):
            write_to_office(session, number, "質問です", key, by=RESIDENT, now=hall.now)
        case = case_of(session, number)
        assert case.unread == 2
        assert read_by_office(session, case, by=hall.actor(), now=hall.now) == 2
        assert read_by_office(session, case_of(session, number), by=hall.actor(), now=hall.now) == 0
        case = case_of(session, number)
        assert case.unread == 0
        assert [one.read_at for one in messages_of(session, case.id)] == [hall.now] * 2
        readers = select(Event.actor_name).where(Event.verb == "read_messages")
        assert session.scalars(readers).all() == ["佐々木 誠"]
        assert mails(session) == []


def test_a_page_sent_many_times_at_once_is_one_message(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
    start = Barrier(6)

    def send(_: int) -> bool:
        with hall.session() as session:
            start.wait()
            return write_to_office(session, number, "質問です", "the page", by=RESIDENT, now=hall.now)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, range(6))) == 1
    with hall.session() as session:
        case = case_of(session, number)
        assert (case.unread, len(messages_of(session, case.id))) == (1, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_what_comes_in_while_somebody_reads_is_not_lost(hall: Hall, attempt: int) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        write_to_office(session, number, "ひとつ目", "first", by=RESIDENT, now=hall.now)
    start = Barrier(2)

    def acts(reads: bool) -> None:
        with hall.session() as session:
            case = case_of(session, number)
            start.wait()
            if reads:
                read_by_office(session, case, by=hall.actor(), now=hall.now)
            else:
                write_to_office(session, number, "ふたつ目", "second", by=RESIDENT, now=hall.now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(acts, (True, False)))
    with hall.session() as session:
        case = case_of(session, number)
        assert case.unread == len([one for one in messages_of(session, case.id) if one.read_at is None])


def test_a_resident_does_not_bury_the_office(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        for key in range(MOST_UNREAD):
            write_to_office(session, number, "質問です", str(key), by=RESIDENT, now=hall.now)
        with pytest.raises(TooManyUnread):
            write_to_office(session, number, "質問です", "more", by=RESIDENT, now=hall.now)


def test_a_message_says_something_and_not_too_much(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        with pytest.raises(NoWords):
            write_to_resident(session, number, " 　\n", by=hall.actor(), now=hall.now)
        with pytest.raises(TooManyWords):
            write_to_resident(session, number, "あ" * (LONGEST + 1), by=hall.actor(), now=hall.now)
        with pytest.raises(NotFound):
            write_to_resident(session, "0000000000", "はい", by=hall.actor(), now=hall.now)


def test_the_resident_has_read_what_the_office_wrote(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        write_to_resident(session, number, "お返事です", by=hall.actor(), now=hall.now)
        case_id = case_of(session, number).id
        note_read(session, messages_of(session, case_id), now=hall.later(hours=1))
        session.expire_all()
        assert messages_of(session, case_id)[0].read_at == hall.later(hours=1)
