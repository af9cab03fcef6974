"""Returning, correcting, completing and expiring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.cases.correcting import corrected, read_correction
from domain.cases.models import FormerAnswers, Return
from domain.cases.operations import (
    DueTooSoon,
    NothingToCorrect,
    NotOpen,
    ReturnItem,
    complete,
    correct,
    give_back,
    review,
    take_back_return,
)
from domain.cases.queries import case_page
from domain.cases.rules import EndsByItself, NotAllowed, NotToldYet
from domain.decisions import approve
from domain.history import RESIDENT, Event
from domain.refusals import ChangedMeanwhile, NotFound
from tests.domain.hall import FORM, HANAKO, Hall, case_of, mails

DUE = date(2026, 5, 26)
EMPLOYER = ReturnItem("employer", "wrong", "証明書と違います。")


def give(
    hall: Hall, session: Any, number: str, *items: ReturnItem, due: date = DUE, revision: int = 1
) -> None:
    give_back(session, number, items, due_on=due, revision=revision, by=hall.actor(), now=hall.now)


def answers_after(hall: Hall, session: Any, number: str, *named: str, **typed: str) -> dict[str, Any]:
    """Read a correction as the web does: what is typed into questions that are not open is not looked at."""
    stored = case_of(session, number).answers
    raw = {name: [value] for name, value in {**HANAKO, **typed}.items()}
    reading = read_correction(FORM, stored, named, raw, {"today": hall.world.today})
    assert reading.ok, reading.problems
    return corrected(reading)


def test_a_return_names_what_to_correct_and_tells_it(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        case, mail = case_of(session, number), mails(session, "return")[0]
        page = case_page(session, number)
    assert (case.state, case.revision) == ("returned", 2)
    assert mail.facts["items"] == [{"label": "勤務先", "reason": "wrong", "sentence": "証明書と違います。"}]
    assert mail.facts["due_on"] == "2026-05-26"
    assert page is not None
    assert page.open_return is not None
    assert page.open_return.due_on == DUE


@pytest.mark.parametrize(
    "items",
    [(), (ReturnItem("nothing", "wrong"),), (ReturnItem("employer", "ugly"),)],
    ids=["none", "unknown question", "unknown reason"],
)
def test_a_return_without_anything_to_correct_is_refused(hall: Hall, items: tuple[ReturnItem, ...]) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        with pytest.raises(NothingToCorrect):
            give(hall, session, number, *items)
        assert case_of(session, number).state == "received"
        assert mails(session) == []


@pytest.mark.parametrize("due", [date(2026, 5, 12), date(2027, 6, 1)])
def test_a_return_is_due_in_the_future(hall: Hall, due: date) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        with pytest.raises(DueTooSoon):
            give(hall, session, number, EMPLOYER, due=due)


def test_the_party_of_a_booking_is_not_corrected_by_a_return(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        with pytest.raises(NothingToCorrect):
            give(hall, session, number, ReturnItem("children", "wrong"))
        give(hall, session, number, ReturnItem("phone", "wrong"))
        assert case_of(session, number).state == "returned"


def test_a_correction_changes_the_named_question_and_keeps_the_old_answers(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        fresh = answers_after(hall, session, number, "employer", employer="若葉商店", phone="080-9999-9999")
        correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        case = case_of(session, number)
        former = session.scalars(select(FormerAnswers)).one()
        closed = session.scalars(select(Return)).one()
    assert (case.state, case.revision) == ("in_review", 3)
    assert (case.answers["employer"], case.answers["phone"]) == ("若葉商店", "09011112222")
    assert (former.answers["employer"], former.revision) == ("青葉商店", 2)
    assert closed.outcome == "corrected"


def test_a_correction_that_changes_another_question_is_refused(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        fresh = answers_after(hall, session, number, "employer", "phone", phone="080-9999-9999")
        with pytest.raises(NotOpen):
            correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        case = case_of(session, number)
        assert (case.state, case.answers["phone"]) == ("returned", "09011112222")


def test_a_question_that_a_correction_brings_up_can_be_answered(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, ReturnItem("leaves", "wrong"))
        fresh = answers_after(hall, session, number, "leaves", leaves="yes", last_day="5月末")
        correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        assert case_of(session, number).answers["last_day"] == "5月末"


def test_a_corrected_name_is_found_by_search(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, ReturnItem("name", "wrong"))
        fresh = answers_after(hall, session, number, "name", **{"name-family": "髙橋"})
        correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        case = case_of(session, number)
    assert case.applicant_name == "髙橋 花子"
    assert "高橋花子" in case.search_text


def test_a_correction_sent_twice_is_taken_once(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        fresh = answers_after(hall, session, number, "employer", employer="若葉商店")
        correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        with pytest.raises(NotAllowed):
            correct(session, number, fresh, revision=2, by=RESIDENT, now=hall.now)
        assert len(session.scalars(select(FormerAnswers)).all()) == 1


def test_a_return_taken_back_leaves_the_case_in_review(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        take_back_return(session, number, revision=2, by=hall.actor(), now=hall.now)
        assert case_of(session, number).state == "in_review"
        assert session.scalars(select(Return.outcome)).one() == "taken_back"


def test_who_acts_on_what_is_no_more_is_told_so(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        review(session, number, revision=1, by=hall.actor(), now=hall.now)
        with pytest.raises(ChangedMeanwhile):
            give(hall, session, number, EMPLOYER, revision=1)
        with pytest.raises(NotAllowed) as refusal:
            review(session, number, revision=2, by=hall.actor(), now=hall.now)
        assert "審査中" in str(refusal.value.reason)
        with pytest.raises(NotFound):
            review(session, "0000000000", revision=1, by=hall.actor(), now=hall.now)


def test_only_an_approved_case_is_completed(hall: Hall) -> None:
    with hall.session() as session:
        done, waiting = hall.apply(session, "approved"), hall.apply(session)
        complete(session, done, revision=1, by=hall.actor(), now=hall.now)
        with pytest.raises(NotAllowed):
            complete(session, waiting, revision=1, by=hall.actor(), now=hall.now)
        assert case_of(session, done).state == "completed"


def test_what_its_applicant_was_not_told_yet_is_not_completed(hall: Hall) -> None:
    with hall.session() as session:
        number, within = hall.apply(session), timedelta(minutes=5)
        approve(session, number, revision=1, by=hall.actor(), now=hall.now, wait=within)
        with pytest.raises(NotToldYet):
            complete(session, number, revision=2, within=within, by=hall.actor(), now=hall.later(minutes=4.9))
        complete(session, number, revision=2, within=within, by=hall.actor(), now=hall.later(minutes=5))
        assert case_of(session, number).state == "completed"


def test_a_booking_is_not_completed_by_hand(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        approve(session, number, revision=1, by=hall.actor(), now=hall.now)
        with pytest.raises(EndsByItself):
            complete(session, number, revision=2, by=hall.actor(), now=hall.now)
        assert case_of(session, number).state == "approved"


def test_every_step_is_a_line_of_history_without_personal_data(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        give(hall, session, number, EMPLOYER)
        take_back_return(session, number, revision=2, by=hall.actor(), now=hall.now)
        lines = session.scalars(select(Event).where(Event.noun == "case").order_by(Event.id)).all()
    assert [line.verb for line in lines] == ["admit", "give_back", "take_back_return"]
    assert (lines[1].detail["from"], lines[1].detail["to"]) == ("received", "returned")
    assert "花子" not in str([line.detail for line in lines])
