"""The page of retention: shown first, released by a manager, deleted by the command, proved afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.people.rules import CLERK, MANAGER
from domain.procedures.models import Procedure
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser
from tests.town import World
from tests.town_papers import apply, applying

PAGE = "/staff/retention/medical"


@pytest.fixture
def old(app: Flask, records: Session, world: World, clock: Any) -> Browser:
    """Return a manager's browser two years after three cases ended and one did not."""
    slug = applying(records, world)
    for name, state in (
        ("佐藤", "approved"),
        ("鈴木", "rejected"),
        ("田中", "withdrawn"),
        ("高木", "in_review"),
    ):
        apply(records, slug, name, state=state)
    records.execute(update(Procedure).where(Procedure.slug == slug).values(retention_months=12))
    records.commit()
    clock.move_to(world.now + timedelta(days=730))
    return sign_in(app, world, MANAGER)


def run(app: Flask) -> str:
    """Run the job and return what it says."""
    return app.test_cli_runner().invoke(args=["retention"], catch_exceptions=False).output


def test_what_is_due_is_shown_released_deleted_and_proved(app: Flask, records: Session, old: Browser) -> None:
    page = old.get("/staff/retention").follow("子どもの医療費の助成")
    assert "削除の対象 3 件" in page.words and "令和8年5月12日" in page.words and "佐藤" not in page.words
    assert run(app) == "retention: 0 cases of 0 releases\n"
    page = page.press("この3件の削除を許可する")
    assert "3件の削除を許可しています" in page.words and "髙田 修" in page.words
    assert "medical: 3 cases deleted" in run(app)
    assert list(records.scalars(select(Case.applicant_name))) == ["高木 花子"]
    page = old.get(PAGE)
    assert "履歴に1行あります" in page.words and "削除の対象になる申請はありません" in page.words
    assert run(app) == "retention: 0 cases of 0 releases\n"


def test_a_release_can_be_taken_back(app: Flask, records: Session, old: Browser) -> None:
    page = old.get(PAGE).press("この3件の削除を許可する").press("許可を取り消す")
    assert "許可を取り消しました" in page.words
    run(app)
    assert len(records.scalars(select(Case.id)).all()) == 4


def test_what_changed_meanwhile_is_shown_again(records: Session, old: Browser) -> None:
    page = old.get(PAGE)
    records.execute(update(Case).where(Case.state == "rejected").values(state="in_review"))
    records.commit()
    refused = page.press("この3件の削除を許可する", status=409)
    assert "先に変更しました" in refused.words and "この2件の削除を許可する" in refused.words


def test_without_a_rule_nothing_is_due(records: Session, old: Browser) -> None:
    records.execute(update(Procedure).values(retention_months=None))
    records.commit()
    page = old.get(PAGE)
    assert "保存期間が決められていません" in page.words
    assert page.follow("保存期間を決める").value("retention_months") == ""


def test_only_managers_of_the_department_see_it(app: Flask, world: World, old: Browser) -> None:
    for who in (CLERK, "elsewhere"):
        sign_in(app, world, who).get(PAGE, status=403)
