"""Saying what residents read about a procedure, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import TOWN, Event
from domain.people.models import Department
from domain.people.operations import add_department
from domain.procedures.describing import (
    DescribedMeanwhile,
    SlugTaken,
    Undescribable,
    add_link,
    describe,
    details_of,
)
from domain.procedures.details import Details
from domain.procedures.finding import Wish, find
from domain.procedures.models import Procedure
from domain.procedures.operations import add_procedure, publish
from domain.procedures.searching import make_all_findable
from domain.refusals import NotFound
from forms.definition import Form, Text
from tests.domain.hall import FORM, Hall
from tests.town import NOW

ELSEWHERE = "https://app.oss.myna.go.jp/Application/search"
WHOLE = Details(
    title=Text("就労状況の届出", easy="しごとの 届出", en="Work notice"),
    summary=Text("勤め先が変わったときの届出です。"),
    who=Text("保育所を利用している保護者の方"),
    next_step=Text("5日以内に結果をメールで知らせます。"),
    contact=Text("保育課 000-555-0100"),
    privacy=Text("認定の審査に使います。"),
    closed_note=Text("窓口でも受け付けています。"),
    retention_months=60,
    due_days=14,
    life_events=("work", "childcare"),
    synonyms=("転職", "てんしょく"),
    related=("wanpaku", "kodomo-no-mori"),
    opens_at=NOW,
    closes_at=NOW + timedelta(days=30),
    layout="one",
    most_cases=100,
)


def work(hall: Hall, session: Session, form: Form = FORM) -> int:
    """Publish the procedure that the hall's residents apply for."""
    by: dict[str, Any] = {"by": TOWN, "now": hall.now}
    id_ = add_procedure(
        session, "work", "application", Text("届出"), department_id=hall.world.childcare, **by
    )
    publish(session, id_, form, **by)
    return id_


def said(session: Session, id_: int) -> Details:
    """Return what a procedure says in the database."""
    session.expire_all()
    return details_of(session, session.get_one(Procedure, id_))


def test_everything_that_is_said_is_kept(hall: Hall) -> None:
    with hall.session() as session:
        id_ = work(hall, session)
        describe(session, id_, WHOLE, by=hall.actor("editor"), now=hall.now)
        assert said(session, id_) == WHOLE
        event = session.scalars(select(Event).where(Event.verb == "describe")).one()
        assert (event.actor_name, event.noun_id) == ("𠮷田 真由美", id_)
        assert {"title", "related", "most_cases"} <= set(event.detail["changed"])


def test_it_is_found_by_its_new_words_and_no_more_by_the_old(hall: Hall) -> None:
    with hall.session() as session:
        id_ = work(hall, session)
        describe(session, id_, replace(WHOLE, synonyms=("転職",)), by=TOWN, now=hall.now)
        assert slugs(session, "転職") == slugs(session, "しゅうろう") == slugs(session, "work") == ["work"]
        describe(session, id_, replace(WHOLE, synonyms=()), by=TOWN, now=hall.now)
        assert slugs(session, "転職") == []


def test_a_renamed_department_is_found_by_its_new_name(hall: Hall) -> None:
    with hall.session() as session:
        work(hall, session)
        assert len(slugs(session, "子育て支援課")) == 3
        slug = session.get_one(Department, hall.world.childcare).slug
        add_department(session, slug, "こども未来課", by=TOWN, now=hall.now)
        assert len(slugs(session, "こども未来課")) == 3 and slugs(session, "支援課") == []


def test_what_was_made_before_there_was_a_search_is_found_once_asked_for(hall: Hall) -> None:
    with hall.session() as session:
        with writing(session):
            session.execute(update(Procedure).values(search_text=""))
        assert slugs(session, "プレイルーム") == []
        assert make_all_findable(session) == 2
        assert slugs(session, "ﾌﾟﾚｲﾙｰﾑ") == ["kodomo-no-mori"]
        assert make_all_findable(session) == 0


@pytest.mark.parametrize(
    "change, name",
    [
        ({"title": Text("")}, "title"),
        ({"title": Text("あ" * 101)}, "title"),
        ({"who": Text("", en="Everybody")}, "who"),
        ({"privacy": Text("あ" * 2001)}, "privacy"),
        ({"retention_months": 0}, "retention_months"),
        ({"due_days": 366}, "due_days"),
        ({"closes_at": NOW}, "closes_at"),
        ({"layout": "three"}, "layout"),
        ({"life_events": ("lottery",)}, "life_events"),
        ({"synonyms": ("あ" * 41,)}, "synonyms"),
        ({"related": ("work",)}, "related"),
        ({"related": ("nothing",)}, "related"),
        ({"related": ("wanpaku", "wanpaku")}, "related"),
        ({"most_cases": 0}, "most_cases"),
        ({"most_sum": 10}, "sum_field"),
        ({"most_sum": 10, "sum_field": "employer"}, "sum_field"),
        ({"elsewhere_url": "http://example.jp/"}, "elsewhere_url"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(hall: Hall, change: dict[str, Any], name: str) -> None:
    with hall.session() as session:
        id_ = work(hall, session)
        before = said(session, id_)
        with pytest.raises(Undescribable) as refusal:
            describe(session, id_, replace(WHOLE, **change), by=TOWN, now=hall.now)
        assert {fault.name for fault in refusal.value.faults} == {name}
        assert said(session, id_) == before


def test_a_procedure_that_is_not_there_cannot_be_described(hall: Hall) -> None:
    with hall.session() as session, pytest.raises(NotFound):
        describe(session, 4711, WHOLE, by=TOWN, now=hall.now)


def test_a_procedure_that_lives_elsewhere_is_listed_without_a_form(hall: Hall) -> None:
    with hall.session() as session:
        id_ = link(hall, session)
        found = find(session, Wish("もうしこみ"), now=hall.now)
        assert [(card.slug, card.elsewhere_url) for card in found.cards] == [("nursery", ELSEWHERE)]
        assert said(session, id_) == Details(Text("保育所入所申込"), elsewhere_url=ELSEWHERE)


@pytest.mark.parametrize("slug", ["wanpaku", "Nursery", "保育所", ""])
def test_an_address_that_is_taken_or_none_is_refused(hall: Hall, slug: str) -> None:
    with hall.session() as session, pytest.raises(SlugTaken):
        link(hall, session, slug)


def test_of_two_who_take_one_address_at_once_one_gets_it(hall: Hall) -> None:
    def take(_: int) -> str:
        with hall.session() as session:
            try:
                return str(link(hall, session))
            except SlugTaken:
                return "taken"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(take, range(4)))
    assert results.count("taken") == 3


def test_of_many_who_describe_what_they_have_seen_one_is_first(hall: Hall) -> None:
    with hall.session() as session:
        id_ = work(hall, session)
        seen = said(session, id_).fingerprint()

    def tell(number: int) -> str:
        with hall.session() as session:
            mine = replace(WHOLE, who=Text(f"{number}番目の方"))
            try:
                describe(session, id_, mine, seen=seen, by=TOWN, now=hall.now)
            except DescribedMeanwhile as refusal:
                return refusal.now.who.ja
            return ""

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(tell, range(4)))
    with hall.session() as session:
        first = said(session, id_).who.ja
    assert heard.count("") == 1 and set(heard) == {"", first} and heard[int(first[0])] == ""


@pytest.mark.parametrize("address", ["", "http://example.jp/", "javascript:alert(1)"])
def test_an_address_elsewhere_must_be_one(hall: Hall, address: str) -> None:
    with hall.session() as session, pytest.raises(Undescribable) as refusal:
        link(hall, session, address=address)
    assert [fault.name for fault in refusal.value.faults] == ["elsewhere_url"]


def link(hall: Hall, session: Session, slug: str = "nursery", address: str = ELSEWHERE) -> int:
    return add_link(
        session,
        slug,
        Text("保育所入所申込"),
        address,
        department_id=hall.world.childcare,
        by=hall.actor("editor"),
        now=hall.now,
    )


def slugs(session: Session, text: str) -> list[str]:
    """Return the slugs that a search finds."""
    return [card.slug for card in find(session, Wish(text), now=NOW).cards]
