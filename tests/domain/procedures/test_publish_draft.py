"""A draft becomes the live version only through the checklist, once, and cases keep their own version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Event
from domain.people.models import StaffRole
from domain.procedures.draft_models import Draft, DraftStep, Endorsement
from domain.procedures.endorsing import OwnWork, endorse
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.publishing import NothingToPublish, NotReady, publish_draft
from domain.procedures.queries import live
from domain.procedures.sampling import (
    MOST_SAMPLES,
    Nameless,
    NothingExpected,
    TooManySamples,
    drop_sample,
    keep_sample,
)
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from forms.definition import Text
from forms.samples import Expectations, Sample
from tests.domain.hall import FORM, HANAKO, Hall, case_of
from tests.domain.procedures.preparing import prepare, put_draft, see_and_approve

OTHER = replace(FORM, title=Text("就労状況の届出（新）"))
TYPED = {name: [text] for name, text in HANAKO.items()}
STAYS = Sample("退職しない人", TYPED, date(2026, 5, 12), Expectations(not_asked=("last_day",), through=True))


def publish(session: Session, hall: Hall, procedure_id: int, **more: Any) -> int:
    return publish_draft(session, procedure_id, by=hall.actor("manager"), now=hall.now, **more)


def missing(session: Session, hall: Hall, procedure_id: int, **more: Any) -> list[str]:
    """Return the names of the lines for which publishing is refused."""
    with pytest.raises(NotReady) as refused:
        publish(session, hall, procedure_id, **more)
    return [item.name for item in refused.value.items]


def test_what_is_ready_is_published_and_its_draft_gone(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    assert publish(session, hall, procedure_id) == 1
    found = live(session, "notice")
    assert found is not None and found.version.form == FORM
    assert found.version.published_by_id == hall.world.staff["manager"].id
    left = [session.scalar(select(func.count()).select_from(model)) for model in (Draft, DraftStep)]
    assert left == [0, 0]


def test_the_history_tells_who_changed_what(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    publish(session, hall, procedure_id)
    events = session.scalars(select(Event).where(Event.noun == "procedure").order_by(Event.id)).all()
    assert [one.verb for one in events[-4:]] == ["previewed", "asked", "approved", "publish"]
    editor = hall.world.staff["editor"].name
    assert events[-1].detail == {"number": 1, "changed_by": [editor], "changes": ["質問を追加"]}


def test_a_case_keeps_the_version_it_answered(session: Session, hall: Hall) -> None:
    number = hall.apply(session)
    procedure_id = case_of(session, number).procedure_id
    with writing(session):
        session.execute(update(Procedure).where(Procedure.id == procedure_id).values(is_opening_set=True))
    put_draft(session, hall, procedure_id, OTHER)
    see_and_approve(session, hall, procedure_id, OTHER)
    assert missing(session, hall, procedure_id) == ["who", "next_step", "contact", "privacy", "retention"]
    _complete(session, procedure_id)
    assert publish(session, hall, procedure_id) == 2
    assert case_of(session, number).form_version.form == FORM


def _complete(session: Session, procedure_id: int) -> None:
    with writing(session):
        procedure = session.get_one(Procedure, procedure_id)
        for name in ("who", "next_step", "contact", "privacy"):
            setattr(procedure, name, "書きました")
        procedure.retention_months = 12


def test_endorsements_count_for_exactly_one_form(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    put_draft(session, hall, procedure_id, OTHER)
    assert missing(session, hall, procedure_id) == ["preview", "approval"]
    put_draft(session, hall, procedure_id, FORM)
    assert publish(session, hall, procedure_id) == 1


def test_a_form_that_changed_meanwhile_is_neither_approved_nor_published(
    session: Session, hall: Hall
) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    put_draft(session, hall, procedure_id, OTHER)
    with pytest.raises(ChangedMeanwhile):
        see_and_approve(session, hall, procedure_id, FORM)
    with pytest.raises(ChangedMeanwhile):
        publish(session, hall, procedure_id, fingerprint=FORM.fingerprint())


def test_who_changed_the_form_last_does_not_approve_it(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    put_draft(session, hall, procedure_id, OTHER, editor="manager")
    with pytest.raises(OwnWork):
        see_and_approve(session, hall, procedure_id, OTHER)
    seal = {"by": hall.actor("manager"), "now": hall.now}
    assert endorse(session, procedure_id, "approved", OTHER.fingerprint(), **seal)  # type: ignore[arg-type]
    assert missing(session, hall, procedure_id) == ["approval"]
    assert publish(session, hall, procedure_id, four_eyes=False) == 1


def test_an_approval_falls_with_the_right_to_publish(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    with writing(session):
        session.execute(delete(StaffRole).where(StaffRole.staff_id == hall.world.staff["manager"].id))
    assert missing(session, hall, procedure_id) == ["approval"]


def test_the_same_endorsement_is_written_once(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    seal = {"by": hall.actor("editor"), "now": hall.now}
    twice = [
        endorse(session, procedure_id, "previewed", FORM.fingerprint(), **seal)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    assert twice == [True, False]
    assert session.scalar(select(func.count()).select_from(Endorsement)) == 1


def test_a_red_sample_blocks_and_a_green_one_does_not(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)
    seal: dict[str, Any] = {"by": hall.actor("editor"), "now": hall.now}
    red = keep_sample(
        session, procedure_id, replace(STAYS, expects=Expectations(asked=("last_day",))), **seal
    )
    keep_sample(session, procedure_id, STAYS, **seal)
    assert missing(session, hall, procedure_id) == ["samples"]
    keep_sample(session, procedure_id, STAYS, sample_id=red, **seal)
    assert publish(session, hall, procedure_id) == 1


def test_samples_need_a_name_and_something_to_expect(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    seal: dict[str, Any] = {"by": hall.actor("editor"), "now": hall.now}
    with pytest.raises(Nameless):
        keep_sample(session, procedure_id, replace(STAYS, name=""), **seal)
    with pytest.raises(NothingExpected):
        keep_sample(session, procedure_id, replace(STAYS, expects=Expectations()), **seal)
    kept = [keep_sample(session, procedure_id, STAYS, **seal) for _ in range(MOST_SAMPLES)]
    with pytest.raises(TooManySamples):
        keep_sample(session, procedure_id, STAYS, **seal)
    drop_sample(session, procedure_id, kept[0], **seal)
    with pytest.raises(NotFound):
        drop_sample(session, procedure_id, kept[0], **seal)


def test_two_managers_who_publish_at_once_make_one_version(session: Session, hall: Hall) -> None:
    procedure_id = prepare(session, hall)
    see_and_approve(session, hall, procedure_id)

    def press(_: int) -> str:
        with hall.session() as own:
            try:
                return str(publish(own, hall, procedure_id))
            except Refusal as refusal:
                return type(refusal).__name__

    with ThreadPoolExecutor(4) as crowd:
        heard = sorted(crowd.map(press, range(4)))
    assert heard == ["1", *[NothingToPublish.__name__] * 3]
    session.rollback()
    found = session.scalars(select(FormVersion).where(FormVersion.procedure_id == procedure_id)).all()
    assert [one.number for one in found] == [1]
