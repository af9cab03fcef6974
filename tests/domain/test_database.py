"""The one way to write: what it locks, forgets and refuses."""

from __future__ import annotations

import fcntl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.booking.models import Slot
from domain.database import may_have_written, writing
from domain.people.models import Department
from tests.databases import full_disk

ON_SQLITE = pytest.mark.parametrize("town_url", ["sqlite"], indirect=True)


def department(slug: str = "kosodate") -> Department:
    return Department(slug=slug, name="子育て支援課")


def test_writing_commits_what_was_written(session: Session, town_engine: Engine) -> None:
    with writing(session):
        session.add(department())
    with Session(town_engine) as another:
        assert another.scalars(select(Department.slug)).all() == ["kosodate"]


def test_writing_rolls_back_when_something_goes_wrong(session: Session) -> None:
    with pytest.raises(RuntimeError, match="broken"), writing(session):
        session.add(department())
        session.flush()
        raise RuntimeError("broken")
    assert session.scalars(select(Department)).all() == []


def test_writing_forgets_what_was_read_before(session: Session, town_engine: Engine) -> None:
    with writing(session):
        session.add(department())
    read = session.scalars(select(Department)).one()
    assert read.name == "子育て支援課"
    with Session(town_engine) as another, writing(another):
        another.scalars(select(Department)).one().name = "こども課"
    with writing(session):
        assert read.name == "こども課"


def test_writing_blocks_cannot_be_nested(session: Session) -> None:
    with writing(session), pytest.raises(RuntimeError, match="nested"), writing(session):
        pass


def test_changes_made_outside_are_refused(session: Session) -> None:
    session.add(department())
    with pytest.raises(RuntimeError, match="outside"), writing(session):
        pass


def test_writers_wait_for_each_other_and_lose_nothing(town_engine: Engine) -> None:
    def add_ten(name: str) -> None:
        with Session(town_engine, autoflush=False) as mine:
            for number in range(10):
                with writing(mine):
                    mine.add(department(f"{name}-{number}"))

    writers = [threading.Thread(target=add_ten, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Session(town_engine) as session:
        assert len(session.scalars(select(Department.slug)).all()) == 40


def test_readers_do_not_wait_for_a_writer(session: Session, town_engine: Engine) -> None:
    with writing(session):
        session.add(department())
        session.flush()
        with Session(town_engine) as reader:
            assert reader.scalars(select(Department)).all() == []


@ON_SQLITE
def test_a_disk_that_takes_nothing_keeps_no_writer_waiting(session: Session, town_engine: Engine) -> None:
    with writing(session):
        session.add(department())
    with full_disk(), pytest.raises(OperationalError), writing(session):
        session.add(department("kyoiku"))
    assert_free(town_engine)
    assert may_have_written(session)
    with writing(session):
        session.add(department("fukushi"))
    assert set(session.scalars(select(Department.slug))) == {"kosodate", "fukushi"}


@ON_SQLITE
def test_a_transaction_that_cannot_begin_keeps_no_writer_waiting(town_engine: Engine) -> None:
    event.listen(town_engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    town_engine.dispose()
    with Session(town_engine) as session:
        with pytest.raises(OperationalError, match="readonly"), writing(session):
            session.add(department())
            session.flush()
        assert not may_have_written(session)
    assert_free(town_engine)


@ON_SQLITE
def test_a_side_file_that_cannot_be_made_is_an_outage(session: Session, town_engine: Engine) -> None:
    Path(f"{town_engine.url.database}.lock").symlink_to("/nowhere/at/all")
    with pytest.raises(OperationalError), writing(session):
        session.add(department())


def assert_free(engine: Engine) -> None:
    """Fail where a writer would have to wait."""
    with open(f"{engine.url.database}.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_moments_keep_their_zone(session: Session) -> None:
    noon = datetime(2026, 5, 5, 3, 0, tzinfo=UTC)
    with writing(session):
        session.execute(text("SELECT 1"))
    statement = select(Slot.starts_at).where(Slot.starts_at == noon)
    assert session.scalars(statement).all() == []
    with pytest.raises(Exception, match="time zone"):
        session.scalars(select(Slot).where(Slot.starts_at == noon.replace(tzinfo=None))).all()
