"""Counting on both databases: months are Tokyo's, tallies are added in, counts are kept until something changes."""

from __future__ import annotations

from datetime import timedelta

from domain.cases.paper_models import Tally
from domain.database import writing
from domain.procedures.queries import procedure_at
from domain.statistics.counting import statistics, totals, years
from tests.databases import counted
from tests.domain.hall import Hall
from tests.town_papers import SLUG, apply, applying


def test_cases_are_counted_by_month_channel_and_state(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG)
        apply(session, SLUG, channel="phone", state="approved")
        apply(session, SLUG, now=hall.now.replace(month=4, day=1, hour=0, minute=5))
        found = statistics(session, procedure_at(session, SLUG).id)
    assert found.by(0) == {"2026-05": 2, "2026-04": 1}
    assert found.by(1) == {"web": 2, "phone": 1} and found.by(2) == {"received": 2, "approved": 1}
    assert (found.total, found.online, found.deleted) == (3, 2, 0)


def test_a_fiscal_year_begins_in_april(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG, now=hall.now.replace(month=3, day=31, hour=23, minute=59))
        apply(session, SLUG, people="7")
        procedure = procedure_at(session, SLUG).id
        assert years(session, procedure) == [2026, 2025]
        assert statistics(session, procedure, 2025).by(0) == {"2026-03": 1}
        assert statistics(session, procedure, 2026).answers["people:histogram"] == {"": 1, "10": 1}


def test_answers_are_counted_and_tallies_of_deleted_cases_added(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG, means=["tel", "post"])
        apply(session, SLUG, reason="move")
        procedure = procedure_at(session, SLUG).id
        gone = {"reason:bars": {"": 4, "birth": 4}}
        with writing(session):
            session.add(
                Tally(
                    procedure_id=procedure, month="2025-06", channel="web", state="approved",
                    cases=5, answers=gone, counted_at=hall.now,
                )
            )  # fmt: skip
        found = statistics(session, procedure)
        assert totals(session, [procedure]) == {procedure: 7}
    assert found.answers["reason:bars"] == {"": 6, "birth": 5, "move": 1}
    assert found.answers["means:bars"] == {"": 2, "tel": 2, "post": 1}
    assert (found.total, found.deleted) == (7, 5)


def test_answers_are_read_again_only_when_something_has_changed(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG)
        procedure = procedure_at(session, SLUG).id
        statistics(session, procedure)
        with counted(hall.engine) as again:
            statistics(session, procedure)
        assert not [one for one in again if "CAST(cases.answers" in one]
        apply(session, SLUG, now=hall.now + timedelta(minutes=1))
        assert statistics(session, procedure).answers["people:histogram"][""] == 2
