"""Counts and charts: every number is in a table, small ones only for who may read the cases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.people.rules import CLERK, EDITOR
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import World
from tests.town_papers import apply, applying

PAGE = "/staff/statistics/medical"


@pytest.fixture
def filed(records: Session, world: World) -> None:
    """File five cases, one of them by phone and for another reason."""
    slug = applying(records, world)
    for _ in range(4):
        apply(records, slug)
    apply(records, slug, channel="phone", reason="move", people="30")


def line(page: Page, label: str) -> str:
    """Return the words of a table's line."""
    rows = [" ".join(row.itertext()).split() for row in page.all("tr")]
    return " ".join(next(row for row in rows if row and row[0] == label))


def test_every_count_is_in_a_table_and_drawn(app: Flask, world: World, filed: None) -> None:
    page = sign_in(app, world, CLERK).get("/staff/statistics").follow("集計：子どもの医療費の助成")
    assert line(page, "出生") == "出生 4 80.0%" and line(page, "転入") == "転入 1 20.0%"
    assert line(page, "電話") == "電話 1 20.0%" and line(page, "2026年5月") == "2026年5月 5 100.0%"
    assert line(page, "21〜50") == "21〜50 1 20.0%"
    assert "80.0 %" in page.words
    assert len(page.all("{http://www.w3.org/2000/svg}rect")) >= 6


def test_who_may_not_read_cases_sees_no_small_count(app: Flask, world: World, filed: None) -> None:
    page = sign_in(app, world, EDITOR).get(PAGE)
    assert line(page, "転入") == "転入 3件未満など" and line(page, "出生") == "出生 3件未満など"
    assert "引き算で分からないように" in page.words
    assert "書き出し" not in [words for words in page.links() if words == "書き出し"]


def test_another_department_sees_none_of_ours(app: Flask, world: World, filed: None) -> None:
    neighbour = sign_in(app, world, "elsewhere")
    neighbour.get(PAGE, status=403)
    assert "子どもの医療費の助成" not in neighbour.get("/staff/statistics").words


def test_a_year_is_chosen_by_a_link(clerk: Browser, records: Session, world: World, filed: None) -> None:
    apply(records, "medical", now=world.now.replace(year=2025), reason="move")
    page = clerk.get(PAGE)
    assert line(page, "転入") == "転入 2 33.3%"
    assert line(page, "2025年12月") == "2025年12月 0 0.0%"
    assert line(page.follow("2025年度"), "転入") == "転入 1 100.0%"


def test_a_procedure_without_a_case_says_so(clerk: Browser) -> None:
    assert "まだ申請がありません" in clerk.get("/staff/statistics/wanpaku").words
