"""The catalogue's queries, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from domain.database import writing
from domain.procedures.finding import PER_PAGE, Wish, find, shelves
from domain.procedures.models import Procedure
from domain.procedures.rules import FULL, NOT_YET, OPEN, OVER
from tests.domain.hall import Hall
from tests.domain.procedures.searches import FOUND, TOWN
from tests.town import NOW

DAY = timedelta(days=1)


@pytest.fixture
def town(hall: Hall) -> Iterator[Session]:
    """Give a session of a town with the procedures of the corpus, all of which live elsewhere."""
    with hall.session() as session:
        for slug, (title, summary, synonyms, events, _) in TOWN.items():
            add(session, hall, slug, title=title.to_json(), summary=summary.to_json(), synonyms=list(synonyms), life_events=list(events))  # fmt: skip
        yield session


def add(session: Session, hall: Hall, slug: str, **said: Any) -> None:
    with writing(session):
        row = Procedure(slug=slug, kind="application", created_at=hall.now, department_id=hall.world.office)
        for name, value in {"title": slug, "elsewhere_url": "https://example.jp/", **said}.items():
            setattr(row, name, value)
        session.add(row)


def slugs(session: Session, **wish: Any) -> list[str]:
    return [card.slug for card in find(session, Wish(**wish), now=NOW).cards]


def test_the_database_finds_what_the_rule_finds(town: Session) -> None:
    wrong = [(typed, slug) for typed, slug in FOUND if slug and slug not in slugs(town, text=typed)]
    assert wrong == []


def test_marks_of_the_database_are_ordinary_characters(town: Session) -> None:
    assert slugs(town, text="%") == slugs(town, text="_") == slugs(town, text="'; --") == []


def test_what_is_named_so_comes_before_what_only_mentions_it(town: Session, hall: Hall) -> None:
    add(town, hall, "tax-office", title="窓口の案内", summary="固定資産税や介護のこと。")
    add(town, hall, "care-taxi", title="介護タクシー")
    assert slugs(town, text="介護") == ["care-taxi", "care", "tax-office"]


def test_what_is_open_comes_first_and_the_rest_can_be_left_out(town: Session, hall: Hall) -> None:
    add(town, hall, "ended", title="粗大ごみ", closes_at=NOW)
    add(town, hall, "later", title="粗大ごみ", opens_at=NOW + DAY)
    add(town, hall, "full", title="粗大ごみ", most_cases=2, cases_taken=2)
    add(town, hall, "open", title="粗大ごみ", opens_at=NOW, closes_at=NOW + DAY, most_sum=3, sum_taken=2)
    found = find(town, Wish("粗大"), now=NOW)
    assert [card.state for card in found.cards] == [OPEN, OVER, NOT_YET, FULL]
    assert slugs(town, text="粗大", open=True) == ["open"]


def test_a_life_event_lists_what_belongs_to_it_and_says_how_many(town: Session) -> None:
    assert slugs(town, event="childcare") == ["nursery", "allowance", "room"]
    counts = shelves(town).events
    assert (counts["childcare"], counts["moving"], counts["birth"]) == (3, 1, 1)
    assert list(counts) == [
        "birth",
        "childcare",
        "school",
        "moving",
        "elderly",
        "health",
        "disaster",
        "tax",
        "community",
    ]


def test_a_department_lists_its_own_and_only_those_that_have_any_are_named(town: Session) -> None:
    assert set(slugs(town, department="kosodate")) == {"kodomo-no-mori", "wanpaku"}
    assert shelves(town).departments == (("dx", "デジタル推進室"), ("kosodate", "子育て支援課"))


def test_what_has_neither_a_form_nor_an_address_is_not_listed(town: Session, hall: Hall) -> None:
    add(town, hall, "in-the-making", title="作りかけ", elsewhere_url="")
    assert "in-the-making" not in slugs(town, text="作りかけ")


def test_long_lists_come_in_pages_and_a_page_too_far_is_the_first(town: Session, hall: Hall) -> None:
    for number in range(PER_PAGE + 5):
        add(town, hall, f"lesson-{number}", title=f"教室{number}")
    first, second = (find(town, Wish("教室", page=page), now=NOW) for page in (1, 2))
    assert (first.total, first.pages, len(first.cards), len(second.cards)) == (25, 2, 20, 5)
    assert not {one.slug for one in first.cards} & {one.slug for one in second.cards}
    assert find(town, Wish("教室", page=9), now=NOW) == first


def test_the_catalogue_asks_the_database_twice_however_much_there_is(town: Session) -> None:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    event.listen(town.get_bind(), "before_cursor_execute", note)
    find(town, Wish("税"), now=NOW), shelves(town)
    event.remove(town.get_bind(), "before_cursor_execute", note)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    "query, wish",
    [
        ({}, Wish()),
        ({"text": "　ひっこし　届 ", "event": "moving"}, Wish("ひっこし 届", event="moving")),
        ({"event": "no-such", "open": "yes", "page": "0"}, Wish()),
        ({"open": "1", "department": "dx", "page": "3"}, Wish(department="dx", open=True, page=3)),
        ({"page": "99999999999999999999"}, Wish()),
        ({"page": "２"}, Wish()),
    ],
)
def test_a_wish_is_read_from_an_address(query: dict[str, str], wish: Wish) -> None:
    assert Wish.from_query(query) == wish


def test_a_wish_is_written_as_shortly_as_it_can_be() -> None:
    assert Wish().to_query() == ""
    assert Wish(event="moving", open=True).to_query() == "event=moving&open=1"
