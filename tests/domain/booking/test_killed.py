"""A process that is killed in the middle of a booking leaves nothing behind."""

from __future__ import annotations

import multiprocessing
import signal

import pytest
from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Usage
from domain.booking.operations import book, reconcile
from domain.cases.models import Case
from domain.history import RESIDENT
from domain.notices.models import Mail
from tests.databases import open_engine
from tests.domain.booking.playroom import NOW, TOMORROW, Playroom, family, open_playroom, slot_at
from tests.domain.killing import die_before


def book_and_die(url: str, room: Playroom, slot_id: int, before: str) -> None:
    """Book, and be killed just before a statement (or "COMMIT") is sent."""
    engine = open_engine(url)
    die_before(engine, before)
    with Session(engine, autoflush=False) as session:
        book(session, family(room, 1, slot_id, key="killed"), by=RESIDENT, now=NOW)


@pytest.mark.parametrize("before", ["INSERT INTO cases", "INSERT INTO booking", "COMMIT"])
def test_a_kill_between_the_statements_leaves_nothing(session: Session, town_url: URL, before: str) -> None:
    room = open_playroom(session, capacity=2, limits={"day": 1})
    slot_id = slot_at(session, room, TOMORROW).id
    session.rollback()
    url = town_url.render_as_string(hide_password=False)
    arguments = (url, room, slot_id, before)
    child = multiprocessing.get_context("spawn").Process(target=book_and_die, args=arguments)
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL
    assert slot_at(session, room, TOMORROW).taken == 0
    assert [session.scalar(select(func.count(one.id))) for one in (Booking, Case, Mail, Usage)] == [0] * 4
    assert reconcile(session) == []
    assert book(session, family(room, 1, slot_id, key="killed"), by=RESIDENT, now=NOW).id
