"""Procedures and the versions of their forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.history import TOWN
from domain.procedures.operations import NotPublishable, add_procedure, publish, set_opening
from domain.procedures.queries import catalogue, is_open, live, procedures, versions
from forms.definition import Form, Text
from tests.domain.hall import FORM, Hall, case_of


def add(hall: Hall, slug: str = "notice") -> int:
    with hall.session() as session:
        return add_procedure(
            session,
            slug,
            "application",
            Text("届出"),
            department_id=hall.world.childcare,
            by=TOWN,
            now=hall.now,
        )


def put_out(hall: Hall, procedure_id: int, form: Form = FORM) -> int:
    with hall.session() as session:
        return publish(session, procedure_id, form, by=hall.actor("manager"), now=hall.now)


def test_what_is_not_published_is_not_in_the_catalogue(hall: Hall) -> None:
    procedure_id = add(hall)
    with hall.session() as session:
        assert live(session, "notice") is None
        assert "notice" not in [one.slug for one in catalogue(session, now=hall.now)]
        assert "notice" in [one.slug for one in procedures(session)]
    put_out(hall, procedure_id)
    with hall.session() as session:
        found = live(session, "notice")
        assert found is not None
        assert (found.version.number, found.version.form) == (1, FORM)
        assert "notice" in [one.slug for one in catalogue(session, now=hall.now)]


def test_the_same_form_is_published_once(hall: Hall) -> None:
    procedure_id = add(hall)
    assert [put_out(hall, procedure_id) for _ in range(2)] == [1, 1]


def test_a_new_version_leaves_cases_on_the_one_they_answered(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        procedure_id = case_of(session, number).procedure_id
    shorter = replace(FORM, pages=FORM.pages[:1])
    assert put_out(hall, procedure_id, shorter) == 2
    with hall.session() as session:
        assert case_of(session, number).form_version.form == FORM
        found = live(session, "work")
        assert found is not None
        assert found.version.form == shorter
        assert [one.number for one in versions(session, procedure_id)] == [2, 1]


def test_a_form_with_faults_is_not_published_and_each_is_named(hall: Hall) -> None:
    twice = replace(FORM, pages=(FORM.pages[0], replace(FORM.pages[1], fields=FORM.pages[0].fields)))
    with pytest.raises(NotPublishable) as refusal:
        put_out(hall, add(hall), twice)
    assert refusal.value.findings
    with hall.session() as session:
        assert live(session, "notice") is None


def test_a_procedure_is_open_from_its_opening_until_its_closing(hall: Hall) -> None:
    procedure_id = add(hall)
    put_out(hall, procedure_id)
    opens, closes = hall.later(hours=1), hall.later(hours=2)
    with hall.session() as session:
        set_opening(
            session, procedure_id, opens_at=opens, closes_at=closes, by=hall.actor("manager"), now=hall.now
        )
        found = live(session, "notice")
        assert found is not None
        seen = [is_open(found.procedure, moment) for moment in (hall.now, opens, closes)]
        listed = [
            "notice" in [one.slug for one in catalogue(session, now=at)] for at in (hall.now, opens, closes)
        ]
    assert seen == listed == [False, True, False]


def test_adding_again_brings_up_to_date(hall: Hall) -> None:
    assert add(hall) == add(hall)
