"""While nobody was told of a decision, the applicant's own case says nothing of it, and what they do is judged so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking.operations import cancel, move, reconcile
from domain.booking.refusals import BeingDecided
from domain.cases.paper_files import Folder
from domain.cases.papers import Arrival, add_paper, case_papers
from domain.cases.queries import case_page
from domain.cases.rules import NotAllowed
from domain.cases.untold import Told, as_told, is_untold
from domain.decisions import approve, reject
from domain.history import RESIDENT
from domain.notices.worker import lease
from domain.refusals import ChangedMeanwhile
from domain.undoing import undo
from forms.fields.files import TYPES
from tests import papers
from tests.domain.cases.proofs import LIMITS
from tests.domain.hall import Hall, booking_of, case_of, mails
from tests.town import slot_of

WITHIN = timedelta(minutes=5)


def decided(hall: Hall, number: str, outcome: str) -> None:
    with hall.session() as session:
        revision = case_of(session, number).revision
        told = {"revision": revision, "by": hall.actor(), "now": hall.now, "wait": WITHIN}
        if outcome == "approved":
            approve(session, number, "お待たせしました。", **told)  # type: ignore[arg-type]
        else:
            reject(session, number, "満員のため", **told)  # type: ignore[arg-type]


def pending(hall: Hall) -> str:
    with hall.session() as session:
        return hall.book_pending(session)


def told(hall: Hall, number: str, seconds: float) -> Told:
    with hall.session() as session:
        page = case_page(session, number)
        assert page is not None
        return as_told(page, within=WITHIN, now=hall.later(seconds=seconds))


@pytest.mark.parametrize("outcome", ["approved", "rejected"])
def test_a_decision_is_seen_when_its_time_is_over_and_not_before(hall: Hall, outcome: str) -> None:
    number = pending(hall)
    decided(hall, number, outcome)
    before, after = told(hall, number, 299), told(hall, number, 300)
    assert (before.state, before.page.decisions) == ("in_review", ())
    assert {mail.kind for mail in before.page.mails} == {"receipt"}
    assert {"approve", "reject"}.isdisjoint(event.verb for event in before.page.history)
    assert (after.state, len(after.page.decisions), len(after.page.mails)) == (outcome, 1, 2)


def test_a_decision_is_seen_as_soon_as_its_mail_leaves(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "approved")
    with hall.session() as session:
        lease(session, by="me", now=hall.later(minutes=5), most=9)
        assert not is_untold(session, case_of(session, number), within=WITHIN, now=hall.later(seconds=10))
    assert told(hall, number, 10).state == "approved"


def test_a_decision_that_was_taken_back_is_never_seen(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "rejected")
    with hall.session() as session:
        undo(session, number, within=WITHIN, by=hall.actor(), now=hall.later(seconds=30))
    decided(hall, number, "approved")
    after = told(hall, number, 301)
    assert [one.outcome for one in after.page.decisions] == ["approved"]
    assert "reject" not in [event.verb for event in after.page.history]


def test_what_the_rule_of_a_room_decides_is_seen_at_once(hall: Hall) -> None:
    with hall.session() as session:
        silent = hall.apply(session)
        assert not is_untold(session, case_of(session, silent), within=WITHIN, now=hall.now)


@pytest.mark.parametrize("outcome", ["approved", "rejected"])
def test_a_family_gives_up_what_it_does_not_know_to_be_decided(hall: Hall, outcome: str) -> None:
    number = pending(hall)
    decided(hall, number, outcome)
    with hall.session() as session:
        cancel(session, number, by=RESIDENT, now=hall.later(seconds=60), within=WITHIN)
    with hall.session() as session:
        booking = booking_of(session, number)
        assert (booking.state, booking.slot.taken) == ("cancelled_by_user", 0)
        assert case_of(session, number).state == "withdrawn"
        assert [mail.kind for mail in mails(session)] == ["receipt", "cancellation"]
        assert reconcile(session) == []
    assert "満員のため" not in [one.reason for one in told(hall, number, 900).page.decisions]


def test_a_family_that_was_told_cancels_nothing_more(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "rejected")
    with hall.session() as session:
        cancel(session, number, by=RESIDENT, now=hall.later(minutes=5), within=WITHIN)
    with hall.session() as session:
        assert booking_of(session, number).state == "cancelled_by_staff"
        assert case_of(session, number).state == "rejected"


def test_a_booking_stays_where_it_is_while_it_is_decided(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "approved")
    with hall.session() as session:
        other = slot_of(session, hall.world.hiroba, hall.world.day(5), "10:00").id
        known = {"by": RESIDENT, "within": WITHIN}
        with pytest.raises(BeingDecided):
            move(session, number, other, now=hall.later(seconds=60), **known)  # type: ignore[arg-type]
        move(session, number, other, now=hall.later(minutes=5), **known)  # type: ignore[arg-type]
    with hall.session() as session:
        assert booking_of(session, number).slot_id == other


def test_a_paper_that_comes_meanwhile_is_taken(hall: Hall, tmp_path: Path) -> None:
    number, arrival = pending(hall), Arrival("証明書.pdf", papers.PDF, TYPES)
    decided(hall, number, "rejected")
    known = {"limits": LIMITS, "by": RESIDENT, "within": WITHIN}
    with hall.session() as session:
        folder = Folder(tmp_path / "papers")
        add_paper(session, folder, number, arrival, now=hall.later(seconds=60), **known)  # type: ignore[arg-type]
        assert len(case_papers(session, case_of(session, number)).rows) == 1
        with pytest.raises(NotAllowed):
            add_paper(session, folder, number, arrival, now=hall.later(minutes=5), **known)  # type: ignore[arg-type]


def test_what_was_given_up_is_not_decided_anew(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "rejected")
    with hall.session() as session:
        cancel(session, number, by=RESIDENT, now=hall.now, within=WITHIN)
    with hall.session() as session, pytest.raises((NotAllowed, ChangedMeanwhile)):
        undo(session, number, within=WITHIN, by=hall.actor(), now=hall.now)
