"""How procedures are found and when they are open, with plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.cases.gate import amount_of
from domain.procedures.readings import reading
from domain.procedures.rules import (
    ALSO_CALLED,
    FULL,
    LIFE_EVENTS,
    NOT_YET,
    OPEN,
    OVER,
    is_address,
    is_full,
    is_slug,
    opening,
    papers,
    searched,
    shared_event,
    wanted,
)
from forms.definition import NO_TEXT, Field, Form, Page, Text
from tests.domain.procedures.searches import FOUND, NOT_FOUND, TOWN, text_of

NOON = datetime(2026, 5, 12, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


def is_found(typed: str, search_text: str) -> bool:
    """Say whether a search finds a procedure, as the database does it by LIKE."""
    return all(any(form in search_text for form in forms) for forms in wanted(typed))


@pytest.mark.parametrize("typed, slug", FOUND)
def test_people_find_what_they_mean(typed: str, slug: str) -> None:
    found = {one for one in TOWN if is_found(typed, text_of(one))}
    assert slug in found if slug else not found


@pytest.mark.parametrize("typed, slug", NOT_FOUND)
def test_people_do_not_find_what_they_do_not_mean(typed: str, slug: str) -> None:
    assert not (wanted(typed) and is_found(typed, text_of(slug)))


def test_the_title_leads_what_is_searched() -> None:
    text = searched(Text("転出届"), Text("市の外へ"), ["引越"], ["moving"], "市民課")
    assert (
        text.startswith("転出届\n")
        and text.endswith("市ノ外ヘ\nテンシユツトドケ\nヒツコシ\n住所ヘンコウ") is False
    )
    assert "市民課" in text and "テンシユツトドケ" in text


def test_the_longest_known_word_is_read() -> None:
    assert reading("固定資産税") == "コテイシサンゼイ"
    assert reading("子育テ支援課") == "コソダテシエン課"


def test_a_life_event_that_is_gone_does_no_harm() -> None:
    assert "届" in searched(Text("届"), NO_TEXT, (), ["no-such-event"], "課")


def test_every_life_event_is_called_something_else_too() -> None:
    assert ALSO_CALLED.keys() == LIFE_EVENTS.keys()


@pytest.mark.parametrize(
    "opens, closes, full, expected",
    [
        (None, None, False, OPEN),
        (NOON, None, False, OPEN),
        (NOON + HOUR, None, False, NOT_YET),
        (None, NOON, False, OVER),
        (None, NOON + HOUR, False, OPEN),
        (None, None, True, FULL),
        (NOON - HOUR, NOON, True, OVER),
        (NOON + HOUR, None, True, NOT_YET),
    ],
)
def test_a_procedure_is_open_between_its_moments_while_there_is_room(
    opens: datetime | None, closes: datetime | None, full: bool, expected: str
) -> None:
    assert opening(opens, closes, NOON, is_full=full) == expected


def test_a_limit_is_reached_and_not_before() -> None:
    assert [is_full(most, 3) for most in (None, 2, 3, 4)] == [False, True, True, False]


def test_questions_for_papers_are_what_to_have_at_hand() -> None:
    asked = Field("card", "files", Text("健康保険証の写真")), Field("name", "name", Text("お名前"))
    form = Form(Text("届"), (Page("one", Text("一"), asked),))
    assert [one.key for one in papers(form)] == ["card"]


def test_what_all_related_share_names_them() -> None:
    assert shared_event(["tax", "moving"], [["moving"], ["moving", "tax"]]) == "moving"
    assert shared_event(["tax"], [["moving"]]) == shared_event(["tax"], []) == ""


@pytest.mark.parametrize("text, expected", [("tenshutsu", True), ("a-1", True), ("A", False), ("a--b", False), ("-a", False), ("", False), ("届", False), ("a" * 61, False)])  # fmt: skip
def test_an_addresss_name_is_plain(text: str, expected: bool) -> None:
    assert is_slug(text) is expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("https://myna.go.jp/", True),
        ("https://app.oss.myna.go.jp/Application/search?x=1", True),
        ("http://myna.go.jp/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://user:pw@myna.go.jp/", False),
        ("https://myna.go.jp/a b", False),
        ("https://[::1", False),
        ("myna.go.jp", False),
        ("https://a.jp/" + "x" * 500, False),
    ],
)
def test_an_address_elsewhere_is_whole_and_safe(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize("text, expected", [("3", 3), ("2.5", 3), (None, 0), ("", 0), ("三", 0), ("-4", 0), ("NaN", 0), ("1e999999999", 1_000_000_000)])  # fmt: skip
def test_an_answer_adds_up_as_a_whole_number(text: str | None, expected: int) -> None:
    assert amount_of(text) == expected
