"""Drafts beside the live version: opened, changed by compare-and-set, undone, thrown away, looked at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.procedures import draft_steps, drafts
from domain.procedures.draft_models import Draft, DraftStep, Endorsement
from domain.procedures.drafts import EditedMeanwhile, NothingToRedo, NothingToUndo, desk
from domain.procedures.endorsing import note_preview
from domain.procedures.starting import SlugRefused, SlugTaken, proposed_slug, start
from domain.refusals import NotFound
from forms import editing
from forms.definition import Field, Form, Text
from tests.domain.hall import Hall


def doing(hall: Hall) -> dict[str, Any]:
    return {"by": hall.actor("editor"), "now": hall.now}


def added(key: str) -> editing.Edit:
    return lambda form: editing.add_field(form, form.pages[0].key, Field(key, "text", Text(key)))


def change(hall: Hall, session: Session, key: str, revision: int) -> int:
    room = hall.world.playroom
    return drafts.change(
        session, room.procedure_id, added(key), f"add {key}", revision=revision, **doing(hall)
    )


def keys(session: Session, hall: Hall) -> list[str]:
    session.expire_all()
    return [one.key for one in desk(session, hall.world.playroom.slug).form.fields()]


def test_the_first_change_opens_a_draft_and_residents_keep_the_live_form(hall: Hall) -> None:
    with hall.session() as session:
        before = desk(session, "kodomo-no-mori")
        assert (before.has_draft, before.revision, before.is_changed) == (False, 1, False)
        assert change(hall, session, "extra", 1) == 2
        after = desk(session, "kodomo-no-mori")
        assert (after.has_draft, after.revision, after.is_changed) == (True, 2, True)
        assert after.live == hall.world.playroom.form
        assert "extra" in keys(session, hall)


def test_a_change_on_an_old_revision_is_refused_and_says_what_others_did(hall: Hall) -> None:
    with hall.session() as session:
        change(hall, session, "first", 1)
        with pytest.raises(EditedMeanwhile) as refused:
            change(hall, session, "second", 1)
        assert refused.value.said == ("add first",)
        assert "second" not in keys(session, hall)


def test_of_two_who_change_at_the_same_moment_one_wins(hall: Hall) -> None:
    with hall.session() as session:
        drafts.open_draft(session, hall.world.playroom.procedure_id, **doing(hall))

    def lane(key: str) -> int | None:
        with hall.session() as session:
            try:
                return change(hall, session, key, 1)
            except EditedMeanwhile:
                return None

    with ThreadPoolExecutor(4) as crowd:
        outcomes = list(crowd.map(lane, ["a", "b", "c", "d"]))
    assert sorted(outcomes, key=str) == [2, None, None, None]
    with hall.session() as session:
        assert session.scalar(select(func.count(DraftStep.id))) == 1


def test_a_draft_is_opened_once_by_all_who_come_together(hall: Hall) -> None:
    def lane(_: int) -> int:
        with hall.session() as session:
            return drafts.open_draft(session, hall.world.hiroba.procedure_id, **doing(hall))

    with ThreadPoolExecutor(4) as crowd:
        assert len(set(crowd.map(lane, range(4)))) == 1
    with hall.session() as session:
        assert session.scalar(select(func.count(Draft.id))) == 1


def test_steps_are_undone_one_after_the_other_until_none_is_left(hall: Hall) -> None:
    undo = partial(drafts.undo, procedure_id=hall.world.playroom.procedure_id, **doing(hall))
    with hall.session() as session:
        before = keys(session, hall)
        change(hall, session, "first", 1)
        change(hall, session, "second", 2)
        with pytest.raises(EditedMeanwhile):
            undo(session, revision=2)
        assert [undo(session, revision=3), undo(session, revision=4)] == ["add second", "add first"]
        assert keys(session, hall) == before
        with pytest.raises(NothingToUndo):
            undo(session, revision=5)


def test_what_was_undone_is_done_again_in_its_order(hall: Hall) -> None:
    seen = {"procedure_id": hall.world.playroom.procedure_id, **doing(hall)}
    undo, redo = partial(drafts.undo, **seen), partial(drafts.redo, **seen)
    with hall.session() as session:
        change(hall, session, "first", 1)
        change(hall, session, "second", 2)
        after = keys(session, hall)
        undo(session, revision=3)
        undo(session, revision=4)
        with pytest.raises(EditedMeanwhile):
            redo(session, revision=4)
        assert [redo(session, revision=5), redo(session, revision=6)] == ["add first", "add second"]
        assert keys(session, hall) == after
        with pytest.raises(NothingToRedo):
            redo(session, revision=7)
        assert undo(session, revision=7) == "add second"


def test_a_new_step_leaves_nothing_to_do_again(hall: Hall) -> None:
    seen = {"procedure_id": hall.world.playroom.procedure_id, **doing(hall)}
    with hall.session() as session:
        change(hall, session, "first", 1)
        drafts.undo(session, revision=2, **seen)
        change(hall, session, "second", 3)
        with pytest.raises(NothingToRedo):
            drafts.redo(session, revision=4, **seen)
        assert session.scalars(select(DraftStep.said)).all() == ["add second"]


def test_a_change_that_changes_nothing_is_no_step(hall: Hall) -> None:
    with hall.session() as session:
        procedure_id = hall.world.playroom.procedure_id
        assert drafts.change(session, procedure_id, lambda form: form, "x", revision=1, **doing(hall)) == 1
        assert session.scalar(select(func.count(DraftStep.id))) == 0


def test_only_the_latest_steps_are_kept(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_steps, "MOST_STEPS", 3)
    with hall.session() as session:
        for number in range(5):
            change(hall, session, f"q{number}", number + 1)
        assert session.scalars(select(DraftStep.said).order_by(DraftStep.id)).all() == [
            "add q2",
            "add q3",
            "add q4",
        ]


def test_a_draft_that_is_thrown_away_leaves_the_live_form(hall: Hall) -> None:
    procedure_id = hall.world.playroom.procedure_id
    with hall.session() as session:
        change(hall, session, "first", 1)
        with pytest.raises(EditedMeanwhile):
            drafts.discard(session, procedure_id, revision=1, **doing(hall))
        drafts.discard(session, procedure_id, revision=2, **doing(hall))
        assert not desk(session, "kodomo-no-mori").has_draft
        assert session.scalar(select(func.count(DraftStep.id))) == 0
        with pytest.raises(NotFound):
            drafts.discard(session, procedure_id, revision=2, **doing(hall))


def test_looking_is_kept_once_for_each_form(hall: Hall) -> None:
    procedure_id = hall.world.playroom.procedure_id
    with hall.session() as session:
        look = partial(note_preview, session, procedure_id, **doing(hall))
        assert [look("a" * 64), look("a" * 64), look("b" * 64)] == [True, False, True]
        assert len(session.scalars(select(Endorsement.id)).all()) == 2


def test_a_procedure_begins_with_a_draft_that_nobody_sees(hall: Hall) -> None:
    form: Form = drafts.blank_form(Text("相談の申込み"))
    with hall.session() as session:
        begin = partial(
            start, session, kind="application", form=form, department_id=hall.world.office, **doing(hall)
        )
        begin("consultation")
        found = desk(session, "consultation")
        assert (found.form, found.live, found.is_changed, found.procedure.layout) == (
            form,
            None,
            True,
            "pages",
        )
        with pytest.raises(SlugTaken):
            begin("consultation")
        for slug in ("new", "a b", "-a", "日本", ""):
            with pytest.raises(SlugRefused):
                begin(slug)


def test_an_address_is_proposed_that_nothing_has(hall: Hall) -> None:
    with hall.session() as session:
        assert proposed_slug(session, "Wanpaku 予約", "booking") == "wanpaku-2"
        assert proposed_slug(session, "相談の申込み", "application") == "application-3"
