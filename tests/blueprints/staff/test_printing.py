"""Decision notices and answers on paper: one or many, numbered, without a hidden address, noted in the history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.decisions import approve, reject
from domain.history import Actor, Event
from domain.people.rules import MANAGER, REVIEWER
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import World
from tests.town_papers import ADDRESS, apply, applying


@pytest.fixture
def filed(records: Session, world: World) -> list[str]:
    """Return the numbers of two decided cases and one that waits."""
    procedure = applying(records, world)
    numbers = [apply(records, procedure, name) for name in ("𠮷田", "髙橋", "山田")]
    chief = Actor("staff", world.staff[MANAGER].name, world.staff[MANAGER].id)
    approve(records, numbers[0], revision=1, by=chief, now=world.now)
    reject(records, numbers[1], "所得が基準を超えるため", revision=1, by=chief, now=world.now)
    return numbers


def chosen(browser: Browser, numbers: list[str]) -> Page:
    browser.get("/staff/cases")
    return browser.post("/staff/print", {"case": [f"{number}:1" for number in numbers]})


def lines(records: Session, verb: str) -> list[dict[str, Any]]:
    records.rollback()
    return list(records.scalars(select(Event.detail).where(Event.verb == verb).order_by(Event.id)))


def test_notices_tell_whom_what_why_and_how_to_object(reviewer: Browser, filed: list[str]) -> None:
    page = chosen(reviewer, filed).press("印刷する画面を開く")
    assert len(page.all("article", "notice")) == 2
    for words in (
        "𠮷田 花子",
        "令和8年5月12日",
        "申請のとおり承認します",
        "所得が基準を超えるため",
        "３か月以内に、青葉野市長に対して審査請求",
        "子育て支援課",
        "520-0044",
    ):
        assert words in page.words


def test_notices_are_numbered_once_and_for_all(reviewer: Browser, records: Session, filed: list[str]) -> None:
    page = chosen(reviewer, filed).press("印刷する画面を開く", mark="青子支", first="１２")
    assert re.findall(r"青子支第\d+号", page.words) == ["青子支第12号", "青子支第13号"]
    again = chosen(reviewer, filed[1:]).press("印刷する画面を開く", first="99")
    assert re.findall(r"第\d+号", again.words) == ["第13号"]
    assert [one["document"] for one in lines(records, "print_notice")] == [
        "青子支第12号",
        "青子支第13号",
        "青子支第13号",
    ]
    renumbered = chosen(reviewer, filed[1:]).press("印刷する画面を開く", first="99", renumber="yes")
    assert "第99号" in renumbered.words


def test_a_day_or_number_that_cannot_be_read_is_said_and_kept(reviewer: Browser, filed: list[str]) -> None:
    page = chosen(reviewer, filed).press("印刷する画面を開く", first="十二", mark="青子支", status=422)
    assert "始めの番号は1から999999" in page.problems()["first"]
    assert (page.value("first"), page.value("mark")) == ("十二", "青子支")


def test_what_is_not_decided_has_no_notice(reviewer: Browser, records: Session, filed: list[str]) -> None:
    page = chosen(reviewer, filed[2:]).press("印刷する画面を開く", status=422)
    assert "まだ決定していない" in page.words
    assert lines(records, "print_notice") == []


def test_answers_are_printed_as_asked(reviewer: Browser, records: Session, filed: list[str]) -> None:
    page = chosen(reviewer, filed).press("印刷する画面を開く", what="answers")
    assert len(page.all("article", "sheet")) == 3
    assert "世帯の人数" in page.words and "青葉野市本町" in page.words
    assert len(lines(records, "print_answers")) == 3


@pytest.mark.parametrize("what", ["notices", "answers"])
def test_a_hidden_address_stands_on_nothing_printed(
    reviewer: Browser, records: Session, filed: list[str], what: str
) -> None:
    records.execute(update(Case).values(hides_address=True))
    records.commit()
    page = chosen(reviewer, filed).press("印刷する画面を開く", what=what)
    assert "𠮷田" in page.words
    assert not [part for part in ADDRESS.values() if part in page.text]


def test_all_of_a_view_are_printed(reviewer: Browser, filed: list[str]) -> None:
    page = reviewer.get("/staff/cases?state=rejected").follow("すべて印刷")
    assert "選んだ申請 1" in page.words
    assert "髙橋" in page.press("印刷する画面を開く").words


def test_one_case_is_printed_from_its_page(reviewer: Browser, filed: list[str]) -> None:
    assert "𠮷田" in reviewer.get(f"/staff/cases/{filed[0]}").follow("印刷").words


def test_another_departments_cases_are_not_printed(app: Flask, world: World, filed: list[str]) -> None:
    neighbour = sign_in(app, world, "elsewhere")
    neighbour.get("/staff/cases")
    page = neighbour.post("/staff/print/sheets", {"case": filed, "what": "answers", "form": "page"})
    assert "印刷する申請が選ばれていません" in page.words


def test_a_procedure_has_words_of_its_own(app: Flask, world: World, filed: list[str]) -> None:
    reviewer = sign_in(app, world, REVIEWER)
    page = chosen(reviewer, filed).follow("子どもの医療費の助成")
    page = page.press("保存する", sender="青葉野市長 青野 緑", mark="青子支", approved="助成を決定します。")
    assert page.value("sender") == "青葉野市長 青野 緑"
    page = chosen(reviewer, filed)
    assert page.value("mark") == "青子支"
    printed = page.press("印刷する画面を開く").words
    assert "青野 緑" in printed and "助成を決定します。" in printed and "審査請求" in printed


def test_words_that_are_too_long_are_kept_and_said(reviewer: Browser, filed: list[str]) -> None:
    page = reviewer.get("/staff/print/wording/medical")
    page = page.press("保存する", mark="長" * 41, status=422)
    assert "40文字以内" in page.problems()["mark"] and page.value("mark") == "長" * 41


def test_more_than_a_print_run_says_so(reviewer: Browser, records: Session, filed: list[str]) -> None:
    page = chosen(reviewer, [*filed, *(f"{number:010}" for number in range(500))])
    assert "一度に印刷できるのは500件まで" in page.words
