"""Households that are remembered."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from domain.people.households import forget, forget_unused, recall, remember
from domain.people.models import Household
from tests.domain.hall import Hall

ANSWERS = {"phone": {"kind": "phone", "data": "09012345678"}}


def test_a_device_recalls_what_it_asked_to_remember(hall: Hall) -> None:
    with hall.session() as session:
        token = remember(session, ANSWERS, now=hall.now)
        assert recall(session, token, now=hall.later(days=100)) == ANSWERS
        assert recall(session, "another", now=hall.now) is None


def test_a_known_device_keeps_its_token(hall: Hall) -> None:
    with hall.session() as session:
        token = remember(session, ANSWERS, now=hall.now)
        assert remember(session, {}, now=hall.now, token=token) == token
        assert recall(session, token, now=hall.now) == {}


def test_forgetting_wipes_the_answers(hall: Hall) -> None:
    with hall.session() as session:
        token = remember(session, ANSWERS, now=hall.now)
        forget(session, token, now=hall.now)
        assert recall(session, token, now=hall.now) is None
        assert ANSWERS not in session.scalars(select(Household.answers)).all()
        assert remember(session, ANSWERS, now=hall.now, token=token) != token


def test_an_unused_household_is_forgotten_after_the_set_days(hall: Hall) -> None:
    kept = timedelta(days=30)
    with hall.session() as session:
        token = remember(session, ANSWERS, now=hall.now)
        assert recall(session, token, now=hall.later(days=29), kept=kept) == ANSWERS
        assert recall(session, token, now=hall.later(days=30), kept=kept) is None
        forget_unused(session, now=hall.later(days=30), kept=kept)
        assert ANSWERS not in session.scalars(select(Household.answers)).all()


def test_using_it_prolongs_it(hall: Hall) -> None:
    with hall.session() as session:
        token = remember(session, ANSWERS, now=hall.now)
        remember(session, ANSWERS, now=hall.later(days=300), token=token)
        assert recall(session, token, now=hall.later(days=600)) == ANSWERS
