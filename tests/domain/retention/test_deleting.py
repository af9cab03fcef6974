"""Deleting at the end of retention: nothing is left anywhere, counts stay, nothing goes without a release."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select, update

from domain.booking.models import Booking, Slot, Usage
from domain.booking.operations import reconcile
from domain.cases.models import Case
from domain.database import writing
from domain.history import Event
from domain.procedures.models import Procedure
from domain.procedures.queries import by_slug
from domain.refusals import ChangedMeanwhile
from domain.retention.operations import delete_released, release, take_back
from domain.retention.queries import deletions, plan, plans, proofs
from domain.statistics.counting import statistics
from domain.tables import Base
from tests.domain.hall import Hall
from tests.domain.retention.archive import (
    NAME,
    YEARS_LATER,
    archive,
    counts,
    keep_for,
    left_of,
    release_all,
)
from tests.town_papers import SLUG, apply

PERSONAL = (NAME, "kiryuin", "09011112222", "090-1111-2222", "7丁目77-7")
HANGING = ("cases", "former_answers", "case_return", "decision", "case_message", "case_note", "mail", "upload", "saved_form")  # fmt: skip


def test_nothing_of_a_case_is_left_anywhere(hall: Hall, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    archive(hall, folder)
    with hall.session() as session:
        assert {one.partition(":")[0] for one in left_of(session, NAME)} >= set(HANGING) - {"cases"}
        assert release_all(hall, session) == 3
        (done,) = delete_released(session, folder, now=hall.now + YEARS_LATER, batch=2)
        assert (done.procedure, done.cases, done.is_finished) == (SLUG, 3, True)
        assert left_of(session, *PERSONAL) == []
        assert {name: counts(session)[name] for name in HANGING} == dict.fromkeys(HANGING, 0)
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_the_file_of_sqlite_holds_nothing_either(hall: Hall, tmp_path: Path) -> None:
    if hall.engine.dialect.name != "sqlite":
        return  # PostgreSQL clears what is deleted by itself (VACUUM)
    archive(hall, tmp_path / "uploads")
    with hall.session() as session:
        release_all(hall, session)
        delete_released(session, tmp_path / "uploads", now=hall.now + YEARS_LATER)
        session.rollback()
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert NAME.encode() not in Path(str(hall.engine.url.database)).read_bytes()


def test_counts_are_the_same_before_and_after(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    with hall.session() as session:
        apply(session, SLUG, "残る", reason="move", now=hall.now + YEARS_LATER)
        procedure = by_slug(session, SLUG).id
        before = statistics(session, procedure)
        release_all(hall, session)
        delete_released(session, tmp_path, now=hall.now + YEARS_LATER, batch=2)
        after = statistics(session, procedure)
    assert (after.cells, after.answers) == (before.cells, before.answers)
    assert (before.deleted, after.deleted, after.total) == (0, 3, 4)


def test_nothing_is_deleted_without_a_release(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    with hall.session() as session:
        before = counts(session)
        assert delete_released(session, tmp_path, now=hall.now + YEARS_LATER) == []
        release_all(hall, session)
        take_back(session, SLUG, by=hall.actor("manager"), now=hall.now + YEARS_LATER)
        assert delete_released(session, tmp_path, now=hall.now + YEARS_LATER) == []
        assert counts(session)["cases"] == before["cases"]


def test_a_release_is_of_what_was_shown_and_of_no_more(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    now = hall.now + YEARS_LATER
    with hall.session() as session:
        found = plan(session, by_slug(session, SLUG), now)
        assert found.ended_before is not None
        for wrong in ({"seen": 2}, {"before": found.ended_before + timedelta(days=1)}):
            said = {"seen": found.cases, "before": found.ended_before, **wrong}
            with pytest.raises(ChangedMeanwhile):
                release(session, SLUG, by=hall.actor("manager"), now=now, **said)  # type: ignore[arg-type]
        release_all(hall, session)
        late = apply(session, SLUG, "後", state="approved", now=now)
        (done,) = delete_released(session, tmp_path, now=now + timedelta(days=4000))
        assert done.cases == 3
        assert list(session.scalars(select(Case.number))) == [late]


def test_the_rule_of_today_holds_too(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    with hall.session() as session:
        release_all(hall, session)
        keep_for(session, 60)
        assert delete_released(session, tmp_path, now=hall.now + YEARS_LATER)[0].cases == 0
        assert counts(session)["cases"] == 3


def test_only_what_has_ended_long_ago_is_due(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    with hall.session() as session:
        apply(session, SLUG, "審査中", state="in_review")
        keep_for(session, None)
        assert plan(session, by_slug(session, SLUG), hall.now + YEARS_LATER).ended_before is None
        keep_for(session, 12)
        assert plan(session, by_slug(session, SLUG), hall.now + timedelta(days=300)).cases == 0
        (found,) = [one for one in plans(session, None, hall.now + YEARS_LATER) if one.cases]
        assert (found.cases, found.oldest) == (3, hall.now)
        assert plans(session, {hall.world.office}, hall.now) == []


def test_a_deletion_is_proved_without_a_name(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path)
    with hall.session() as session:
        release_all(hall, session)
        delete_released(session, tmp_path, now=hall.now + YEARS_LATER, batch=2)
        procedure = by_slug(session, SLUG).id
        lines = proofs(session, procedure)
        assert [one.detail["count"] for one in lines] == [2, 1]
        assert {(one.detail["months"], one.detail["released_by"]) for one in lines} == {
            (12, hall.actor("manager").staff_id)
        }
        (past,) = deletions(session, procedure)
        assert (past.previewed, past.deleted) == (3, 3) and past.finished_at is not None
        lines_of_cases = session.scalars(select(Event).where(Event.verb == "admit")).all()
        assert lines_of_cases and not [one for one in lines_of_cases if one.case_id is not None]


def test_a_booking_of_the_past_goes_and_counts_stay_true(hall: Hall, tmp_path: Path) -> None:
    with hall.session() as session:
        hall.book_pending(session)
        with writing(session):
            session.execute(update(Procedure).values(retention_months=12))
            session.execute(update(Case).values(state="approved"))
            session.execute(update(Booking).values(state="left"))
        now = hall.now + YEARS_LATER
        found = plan(session, by_slug(session, "wanpaku"), now)
        assert found.ended_before is not None
        said = {"seen": found.cases, "before": found.ended_before, "by": hall.actor("manager"), "now": now}
        release(session, "wanpaku", **said)  # type: ignore[arg-type]
        assert delete_released(session, tmp_path, now=now)[0].cases == 1
        assert reconcile(session) == []
        assert list(session.scalars(select(Usage.household))) == []
        assert set(session.scalars(select(Slot.taken))) == {0}
        assert {one.partition(":")[0] for one in left_of(session, "佐藤", "sato@")} == {"household"}


def test_a_booking_yet_to_come_is_not_due(hall: Hall) -> None:
    with hall.session() as session:
        hall.book_pending(session)
        with writing(session):
            session.execute(update(Procedure).values(retention_months=1))
            session.execute(update(Case).values(state="approved"))
            session.execute(update(Slot).values(ends_at=hall.now + YEARS_LATER))
        assert plan(session, by_slug(session, "wanpaku"), hall.now + timedelta(days=90)).cases == 0


def test_every_table_that_hangs_on_a_case_hangs_on_it_directly_or_goes_with_what_does() -> None:
    direct = {table for table in Base.metadata.tables.values() if "cases" in referred(table)}
    assert {table.name for table in direct} >= {"upload", "case_message", "case_note", "mail", "booking"}
    names = {table.name for table in direct}
    left_alone = [table for table in Base.metadata.tables.values() if referred(table, None) & names]
    assert [table.name for table in left_alone] == []


def referred(table: Table, *on_delete: str | None) -> set[str]:
    """Return the names of the tables that a table has keys to, of some ways to go with them or of all."""
    keys = (key for key in table.foreign_keys if not on_delete or key.ondelete in on_delete)
    return {key.column.table.name for key in keys}
