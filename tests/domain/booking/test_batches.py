"""Whoever books while another booking is being written goes in with all who wait, and hears an answer of their own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.booking.batches import Batches
from domain.booking.operations import BookingRequest, reconcile
from domain.booking.refusals import Full, NotOpenYet
from domain.booking.taking import Given
from domain.database import may_have_written
from domain.refusals import Refusal
from tests.domain.booking.playroom import NOW, TOMORROW, Playroom, family, holding, open_playroom, slot_at

CROWD = 24


def book_together(
    engine: Engine,
    wishes: Sequence[BookingRequest],
    queue: Batches,
    now: datetime = NOW,
    asked: Callable[[Session], None] = bool,
) -> list[Any]:
    """Let everybody wait in the queue before the first batch is written; return what each one hears."""

    def one(wish: BookingRequest) -> Given | Exception:
        with Session(engine, autoflush=False) as session:
            try:
                return queue.book(session, wish, now=now)
            except Exception as heard:
                asked(session)
                return heard

    queue.is_writing = True
    with ThreadPoolExecutor(len(wishes)) as crowd:
        heard = [crowd.submit(one, wish) for wish in wishes]
        while len(queue.waiting) < len(wishes):
            time.sleep(0.001)
        queue.waiting[0].called.set()
        return [answer.result(30) for answer in heard]


def wishes_for(room: Playroom, slot_id: int, count: int = CROWD) -> list[BookingRequest]:
    """Return the wishes of as many families for one session."""
    return [family(room, number, slot_id) for number in range(count)]


def test_all_who_wait_go_in_with_one_transaction(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session, capacity=40)
    commits: list[Any] = []
    event.listen(town_engine, "commit", commits.append)
    heard = book_together(town_engine, wishes_for(room, slot_at(session, room, TOMORROW).id, 12), Batches())
    assert len({one.number for one in heard}) == 12
    assert len(commits) == 1


def test_places_are_given_exactly_and_the_others_hear_that_it_is_full(
    session: Session, town_engine: Engine
) -> None:
    room = open_playroom(session, capacity=10)
    slot_id = slot_at(session, room, TOMORROW).id
    heard = book_together(town_engine, wishes_for(room, slot_id), Batches(most=7))
    assert Counter(type(one) for one in heard) == {Given: 5, Full: CROWD - 5}
    assert sum(one.places for one in holding(session, slot_id)) == 10
    assert reconcile(session) == []


def test_a_double_tap_in_one_batch_is_one_booking(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session)
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    heard = book_together(town_engine, [wish] * 6, Batches())
    assert len({one.number for one in heard}) == 1
    assert len(holding(session, wish.slot_id)) == 1


def test_a_later_repeat_hears_that_it_is_one(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session)
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    first, again = (book_together(town_engine, [wish], Batches())[0] for _ in "ab")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert first.number == again.number


def test_what_is_wrong_with_one_is_not_the_trouble_of_others(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session)
    good, bad = wishes_for(room, slot_at(session, room, TOMORROW).id, 2)
    broken = replace(bad, submission=replace(bad.submission, language="x" * 9, department_id=99))
    heard = book_together(town_engine, [good, broken], Batches())
    assert isinstance(heard[0], Given)
    assert isinstance(heard[1], Exception) and not isinstance(heard[1], Refusal)
    assert len(holding(session, good.slot_id)) == 1


def test_when_the_database_is_gone_everybody_hears_it_at_once(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session)
    wishes = wishes_for(room, slot_at(session, room, TOMORROW).id, 5)
    tries: list[Any] = []
    town_engine.dispose()
    event.listen(town_engine, "do_connect", lambda dialect, *_: _refuse(dialect, tries))
    heard = book_together(town_engine, wishes, Batches())
    assert [type(one) for one in heard] == [OperationalError] * 5
    assert len(tries) == 1


def test_nobody_is_judged_by_a_moment_before_the_sending(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    early = slot.opens_at - timedelta(seconds=1)
    wishes = wishes_for(room, slot.id, 2)
    assert isinstance(book_together(town_engine, wishes[:1], Batches(), early)[0], NotOpenYet)
    assert isinstance(book_together(town_engine, wishes[1:], Batches(), slot.opens_at)[0], Given)


def test_a_batch_takes_no_more_than_its_size(session: Session, town_engine: Engine) -> None:
    room = open_playroom(session, capacity=40)
    commits: list[Any] = []
    event.listen(town_engine, "commit", commits.append)
    wishes = wishes_for(room, slot_at(session, room, TOMORROW).id, 12)
    assert len(book_together(town_engine, wishes, Batches(most=5))) == 12
    assert len(commits) == 3


def test_who_lost_the_answer_of_a_commit_is_told_that_nobody_knows(
    session: Session, town_engine: Engine
) -> None:
    room = open_playroom(session)
    wishes = wishes_for(room, slot_at(session, room, TOMORROW).id, 3)
    queue, unsure = Batches(), list[bool]()
    event.listen(town_engine, "commit", _hang_up)
    heard = book_together(town_engine, wishes, queue, asked=lambda own: unsure.append(may_have_written(own)))
    assert [type(one) for one in heard] == [OperationalError] * 3
    assert unsure == [True] * 3


def _hang_up(connection: Any) -> None:
    raise OperationalError("COMMIT", {}, connection.dialect.dbapi.OperationalError("the line is dead"))


def _refuse(dialect: Any, tries: list[Any]) -> None:
    tries.append(dialect)
    raise dialect.dbapi.OperationalError("there is no server")
