"""Procedures come out of a file as they went in, on both databases; drafts keep what they replace."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.history import TOWN, Event
from domain.people.models import Department
from domain.procedures.draft_models import Draft, DraftStep, SampleCase
from domain.procedures.exporting import procedure_file
from domain.procedures.file_format import NAME, ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import examples
from domain.procedures.importing import (
    AddressTaken,
    OtherKind,
    add_from_file,
    change_from_file,
    remember_values,
    restore_version,
)
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.operations import publish
from domain.procedures.shelf import templates, with_examples
from domain.refusals import ChangedMeanwhile, NotFound
from forms.definition import Form
from tests.domain.hall import Hall
from tests.forms.trees import definitions
from tests.town import NOW

BY_NOW: dict[str, Any] = {"by": TOWN, "now": NOW}


def added(session: Session, hall: Hall, file: ProcedureFile, slug: str = "") -> Procedure:
    """Take a file in as a new procedure and return it."""
    procedure_id = add_from_file(
        session, file, slug or file.slug, department_id=hall.world.childcare, **BY_NOW
    )
    return session.get_one(Procedure, procedure_id)


def some(name: str = "inquiry") -> ProcedureFile:
    """Return a template with its examples in it."""
    found = with_examples(name)
    assert found is not None
    return found


def test_every_template_survives_import_and_export_byte_for_byte(hall: Hall) -> None:
    with hall.session() as session:
        for template in templates():
            file = template.filled(examples(template.values))
            procedure = added(session, hall, file)
            session.expire_all()
            assert procedure_file(session, procedure).to_text() == file.to_text()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=definitions())
def test_any_form_survives_import_and_export_byte_for_byte(hall: Hall, form: Any) -> None:
    data = {"file": NAME, "schema": 1, "kind": "application", "slug": str(uuid4()), "title": "手続き"}
    try:
        file = ProcedureFile.from_json({**data, "form": form})
    except FileProblem:
        return
    with hall.session() as session:
        procedure = added(session, hall, file)
        session.expire_all()
        again = procedure_file(session, procedure).to_text()
        assert again == file.to_text() == ProcedureFile.from_text(again).to_text()


def test_a_file_that_was_taken_in_stands_in_the_history(hall: Hall) -> None:
    with hall.session() as session:
        procedure = added(session, hall, some())
        event = session.scalars(select(Event).where(Event.verb == "import")).one()
        assert (event.noun, event.noun_id) == ("procedure", procedure.id)
        draft = session.scalars(select(Draft)).one()
        assert draft.revision == 1
        assert procedure.live_version is None


def test_an_address_is_taken_once(hall: Hall) -> None:
    with hall.session() as session:
        added(session, hall, some())
        with pytest.raises(AddressTaken):
            added(session, hall, some("survey"), slug="inquiry")
        assert len(session.scalars(select(Draft)).all()) == 1


def test_two_who_want_one_address_at_once_do_not_both_get_it(hall: Hall, town_engine: Engine) -> None:
    start, results = threading.Barrier(6), []

    def take() -> None:
        with Session(town_engine, autoflush=False) as session:
            start.wait()
            try:
                results.append(added(session, hall, some()).id)
            except AddressTaken:
                results.append(0)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[:5] == [0] * 5
    with hall.session() as session:
        assert len(session.scalars(select(Procedure).where(Procedure.slug == "inquiry")).all()) == 1


def test_a_file_over_a_procedure_changes_its_draft_and_keeps_what_stood_there(hall: Hall) -> None:
    with hall.session() as session:
        procedure = added(session, hall, some())
        before = session.scalars(select(Draft)).one().definition
        change_from_file(session, procedure.id, some("opinion"), **BY_NOW)
        draft, step = session.scalars(select(Draft)).one(), session.scalars(select(DraftStep)).one()
        assert (draft.revision, step.before) == (2, before)
        assert str(procedure.title_text) == "ご意見・苦情"
        assert procedure.slug == "inquiry"


def test_a_file_that_was_compared_with_an_older_draft_is_not_taken_in(hall: Hall) -> None:
    with hall.session() as session:
        procedure = added(session, hall, some())
        change_from_file(session, procedure.id, some("survey"), revision=1, **BY_NOW)
        with pytest.raises(ChangedMeanwhile):
            change_from_file(session, procedure.id, some("opinion"), revision=1, **BY_NOW)
        session.rollback()
        draft = session.scalars(select(Draft)).one()
        assert (draft.revision, Form.from_json(draft.definition)) == (2, some("survey").form)
        assert str(procedure.title_text) == str(some("survey").title)


def test_of_many_who_compared_with_the_same_draft_one_takes_a_file_in(
    hall: Hall, town_engine: Engine
) -> None:
    start, results = threading.Barrier(6), []

    def take(name: str) -> None:
        with Session(town_engine, autoflush=False) as session:
            start.wait()
            try:
                change_from_file(session, room, some(name), revision=0, **BY_NOW)
                results.append(name)
            except ChangedMeanwhile:
                results.append("")

    room = hall.world.playroom.procedure_id
    threads = [threading.Thread(target=take, args=("playroom",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [""] * 5 + ["playroom"]
    with hall.session() as session:
        assert session.scalars(select(Draft)).one().revision == 1
        assert session.scalars(select(DraftStep)).all() == []


def test_many_who_go_back_at_once_lose_nothing(hall: Hall, town_engine: Engine) -> None:
    start, room, done = threading.Barrier(5), hall.world.playroom.procedure_id, []

    def restore() -> None:
        with Session(town_engine, autoflush=False) as session:
            start.wait()
            restore_version(session, room, 1, **BY_NOW)
            done.append(1)

    threads = [threading.Thread(target=restore) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with hall.session() as session:
        assert len(done) == session.scalars(select(Draft)).one().revision == 5
        assert len(session.scalars(select(DraftStep)).all()) == 4


def test_what_residents_read_can_be_left_as_it_is(hall: Hall) -> None:
    with hall.session() as session:
        procedure = added(session, hall, some())
        change_from_file(session, procedure.id, some("opinion"), with_details=False, **BY_NOW)
        assert str(procedure.title_text) == "お問い合わせ"
        draft = session.scalars(select(Draft)).one()
        assert Form.from_json(draft.definition) == some("opinion").form


def test_a_procedure_does_not_change_its_kind(hall: Hall) -> None:
    with hall.session() as session:
        with pytest.raises(OtherKind):
            change_from_file(session, hall.world.playroom.procedure_id, some(), **BY_NOW)
        assert session.scalars(select(Draft)).all() == []


def test_sample_cases_come_along_and_are_not_doubled(hall: Hall) -> None:
    with hall.session() as session:
        file = some("childcare-certification-change")
        procedure = added(session, hall, file)
        change_from_file(session, procedure.id, file, **BY_NOW)
        names = session.scalars(select(SampleCase.name)).all()
        assert sorted(names) == sorted(one["name"] for one in file.samples)


def test_an_earlier_version_becomes_the_draft_again(hall: Hall) -> None:
    room = hall.world.playroom
    with hall.session() as session:
        other = some("playroom").form
        assert other is not None
        assert publish(session, room.procedure_id, other, **BY_NOW) == 2
        restore_version(session, room.procedure_id, 1, **BY_NOW)
        draft = session.scalars(select(Draft)).one()
        assert Form.from_json(draft.definition) == room.form
        live = session.scalars(select(FormVersion).where(FormVersion.number == 2)).one()
        assert live.form == other
        with pytest.raises(NotFound):
            restore_version(session, room.procedure_id, 9, **BY_NOW)


def test_the_live_form_is_exported_and_the_draft_where_it_is_asked_for(hall: Hall) -> None:
    with hall.session() as session:
        procedure = added(session, hall, some())
        form = some("opinion").form
        assert form is not None
        publish(session, procedure.id, form, **BY_NOW)
        session.expire_all()
        assert procedure_file(session, procedure).form == form
        assert procedure_file(session, procedure, of_draft=True).form == some().form


def test_the_file_holds_nothing_of_residents_staff_or_this_town(hall: Hall) -> None:
    with hall.session() as session:
        hall.apply(session)
        procedure = session.get_one(Procedure, hall.world.playroom.procedure_id)
        restore_version(session, procedure.id, 1, by=hall.actor("reviewer"), now=NOW)
        text = procedure_file(session, procedure, of_draft=True).to_text()
    names = [word for one in hall.world.staff.values() for word in (*one.name.split(), one.login)]
    personal = ["佐藤", "美咲", "09012345678", "090-1234-5678", "sato@example.jp", "2026-05-12", "127.0.0.1"]
    assert [word for word in (*names, *personal, "子育て支援課") if f"{word}" in text] == []


def test_a_department_keeps_what_it_said(hall: Hall) -> None:
    with hall.session() as session:
        values = next(one.values for one in templates() if one.slug == "large-waste")
        remember_values(session, hall.world.childcare, values, examples(values))
        remember_values(session, hall.world.childcare, (), {})
        kept = session.get_one(Department, hall.world.childcare).usual_values
        assert kept is not None
        assert (kept["fee"], kept["city"]["en"]) == ("500", "Aobano City")
