"""The one pipe that every kind of procedure admits a case by."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.cases.intake import Submission, admit, find_repeat
from domain.cases.models import Case
from domain.cases.numbers import check_digit
from domain.database import writing
from domain.history import RESIDENT, Event
from forms.reading import dump_answers, load_answers
from tests.domain.booking.playroom import FORM, NOW, Playroom, family, open_playroom


def submission(room: Playroom, key: str = "k1") -> Submission:
    return family(room, 1, 1, key=key).submission


def test_a_submission_becomes_a_case(session: Session) -> None:
    room = open_playroom(session)
    with writing(session):
        case = admit(session, submission(room), state="received", by=RESIDENT, now=NOW)
    assert check_digit(case.number) == 0
    assert (case.state, case.revision, case.received_at) == ("received", 1, NOW)
    assert (case.applicant_name, case.phone, case.email) == ("佐藤 1子", "09000000001", "family@example.jp")
    assert case.answers["name"] == {"family": "佐藤", "given": "1子"}
    assert case.number in case.search_text


def test_admitting_is_in_the_history(session: Session) -> None:
    room = open_playroom(session)
    with writing(session):
        case = admit(session, submission(room), state="received", by=RESIDENT, now=NOW)
    line = session.scalars(select(Event).where(Event.case_id == case.id)).one()
    assert (line.verb, line.actor_kind, line.detail) == ("admit", "resident", {"channel": "web"})


def test_a_repeat_is_found_by_its_key(session: Session) -> None:
    room = open_playroom(session)
    assert find_repeat(session, "k1") is None
    with writing(session):
        case = admit(session, submission(room), state="received", by=RESIDENT, now=NOW)
    assert find_repeat(session, "k1") is case


def test_the_same_key_cannot_become_two_cases(session: Session) -> None:
    room = open_playroom(session)
    with pytest.raises(IntegrityError), writing(session):
        for _ in range(2):
            admit(session, submission(room), state="received", by=RESIDENT, now=NOW)
    assert session.scalars(select(Case)).all() == []


def test_a_number_that_is_in_use_is_drawn_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    room = open_playroom(session)
    drawn = iter([1, 1, 2])
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(drawn))
    with writing(session):
        for key in ("a", "b"):
            admit(session, submission(room, key), state="received", by=RESIDENT, now=NOW)
    numbers = session.scalars(select(Case.number).order_by(Case.id)).all()
    assert [number[:-1] for number in numbers] == ["100000001", "100000002"]


def test_answers_are_kept_as_the_form_dumps_them(session: Session) -> None:
    room = open_playroom(session)
    sent = submission(room)
    with writing(session):
        case = admit(session, sent, state="received", by=RESIDENT, now=NOW)
    assert case.answers == dump_answers(FORM, sent.answers)
    assert load_answers(FORM, case.answers) == sent.answers
