"""Two jobs at the same time delete each case once and count it once; two managers release once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from domain.cases.paper_models import Tally
from domain.procedures.queries import by_slug
from domain.retention.models import Release
from domain.retention.operations import delete_released, release
from domain.retention.queries import plan
from tests.domain.hall import Hall
from tests.domain.retention.archive import YEARS_LATER, archive, counts
from tests.town_papers import SLUG

CASES = 8


def test_two_managers_and_two_jobs_do_everything_once(hall: Hall, tmp_path: Path) -> None:
    archive(hall, tmp_path, CASES)
    now = hall.now + YEARS_LATER
    with hall.session() as session:
        before = plan(session, by_slug(session, SLUG), now).ended_before
    assert before is not None

    def let_go(_: int) -> int:
        with hall.session() as session:
            by = hall.actor("manager")
            return release(session, SLUG, seen=CASES, before=before, by=by, now=now)

    def delete(_: int) -> int:
        with hall.session() as session:
            return sum(one.cases for one in delete_released(session, tmp_path, now=now, batch=3))

    with ThreadPoolExecutor(2) as people:
        assert len(set(people.map(let_go, range(2)))) == 1
        assert sum(people.map(delete, range(2))) == CASES
    with hall.session() as session:
        assert counts(session)["cases"] == 0
        assert session.scalar(select(func.sum(Tally.cases))) == CASES
        assert session.scalars(select(Release.deleted)).all() == [CASES]
