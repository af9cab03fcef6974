"""The reviewer's desk: whose cases, which are late, saved views, phrases, notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.assigning import NotColleague, assign, colleagues
from domain.cases import phrases, tabs
from domain.cases.listing import Reader
from domain.cases.messages import NoWords, write_to_office
from domain.cases.models import Case
from domain.cases.notes import add_note, notes_of
from domain.cases.queries import numbers_listed, queue
from domain.cases.views import QueueView
from domain.history import RESIDENT, Event
from domain.refusals import NotFound
from tests.databases import counted
from tests.domain.hall import Hall, case_of


def listed(hall: Hall, **view: str) -> list[str]:
    reader = Reader(hall.world.staff["reviewer"].id, hall.world.today)
    with hall.session() as session:
        return [row.number for row in queue(session, QueueView(**view), None, reader).rows]  # type: ignore[arg-type]


def give(hall: Hall, numbers: list[str], staff_id: int | None) -> list[object]:
    with hall.session() as session:
        mine = {hall.world.childcare}
        results = assign(session, numbers, staff_id, departments=mine, by=hall.actor(), now=hall.now)
        return [type(one.refusal) for one in results]


def test_cases_are_given_to_a_colleague_and_found_by_that(hall: Hall) -> None:
    with hall.session() as session:
        mine, free, clerks = (hall.apply(session) for _ in range(3))
    staff = hall.world.staff
    assert give(hall, [mine], staff["reviewer"].id) == [type(None)]
    assert give(hall, [clerks], staff["clerk"].id) == [type(None)]
    assert listed(hall, assigned="mine") == [mine]
    assert listed(hall, assigned="none") == [free]
    assert listed(hall, assigned=str(staff["clerk"].id)) == [clerks]
    give(hall, [mine], None)
    assert listed(hall, assigned="mine") == []
    with hall.session() as session:
        assert case_of(session, mine).revision == 1
        verbs = session.scalars(select(Event.verb).where(Event.verb == "assign")).all()
    assert len(verbs) == 3


def test_only_colleagues_of_the_department_are_given_cases(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        names = [one.name for one in colleagues(session, {hall.world.childcare})]
    staff = hall.world.staff
    assert sorted(names) == sorted(staff[role].name for role in ("clerk", "reviewer", "manager"))
    assert give(hall, [number], staff["elsewhere"].id) == [NotColleague]
    assert give(hall, [number, "0000000000"], 999) == [NotColleague, NotFound]


def test_what_is_late_is_listed_and_what_is_due_first_comes_first(hall: Hall) -> None:
    with hall.session() as session:
        late, soon, never, done = (hall.apply(session) for _ in range(4))
        for number, days in ((late, -1), (soon, 0), (done, -9)):
            due = hall.world.today + timedelta(days=days)
            session.execute(update(Case).where(Case.number == number).values(due_on=due))
        session.execute(update(Case).where(Case.number == done).values(state="approved"))
        session.commit()
    assert listed(hall, overdue="yes") == [late]
    assert listed(hall, sort="due") == [late, soon, never, done]


def test_unread_messages_are_listed_and_counted(hall: Hall) -> None:
    with hall.session() as session:
        number, _ = hall.apply(session), hall.apply(session)
        write_to_office(session, number, "質問です", "key", by=RESIDENT, now=hall.now)
        page = queue(session, QueueView(unread="yes"), None)
    assert [(row.number, row.unread) for row in page.rows] == [(number, 1)]


def test_tabs_are_counted_in_one_query(hall: Hall) -> None:
    with hall.session() as session:
        hall.apply(session), hall.apply(session, "approved")
    views = [QueueView(state="open"), QueueView(), QueueView(assigned="mine")]
    with hall.session() as session, counted(hall.engine) as statements:
        assert tabs.counts(session, views, None, Reader(1, hall.world.today)) == [1, 2, 0]
    assert len(statements) == 1


def test_a_tab_of_a_search_counts_what_it_finds(hall: Hall) -> None:
    with hall.session() as session:
        hall.apply(session), hall.apply(session, "approved")
        views = [QueueView(text="いない"), QueueView(text="山田"), QueueView(text="山田", state="open")]
        assert tabs.counts(session, views, None, Reader(1, hall.world.today)) == [0, 2, 1]


def test_views_are_saved_renamed_moved_and_removed(hall: Hall) -> None:
    me, other = (hall.world.staff[role].id for role in ("reviewer", "clerk"))
    with hall.session() as session:
        for name in ("一", "二", "三"):
            tabs.save_view(session, me, name, QueueView(state="open", text=name, page=4))
        tabs.save_view(session, other, "一", QueueView())
        first, second, third = tabs.saved_views(session, me)
        assert tabs.view_of(second) == QueueView(state="open", text="二")
        tabs.move_view(session, me, third.id, -1)
        tabs.move_view(session, me, first.id, -1)
        tabs.rename_view(session, me, second.id, " 新しい　名前 ")
        assert [one.name for one in tabs.saved_views(session, me)] == ["一", "三", "新しい 名前"]
        with pytest.raises(tabs.NameTaken):
            tabs.rename_view(session, me, second.id, "三")
        with pytest.raises(NotFound):
            tabs.remove_view(session, other, first.id)
        tabs.remove_view(session, me, first.id)
        assert len(tabs.saved_views(session, me)) == 2


def test_a_view_needs_a_name_of_its_own_and_there_is_an_end_to_them(hall: Hall) -> None:
    me = hall.world.staff["reviewer"].id
    with hall.session() as session:
        with pytest.raises(tabs.NoName):
            tabs.save_view(session, me, "　", QueueView())
        tabs.save_view(session, me, "一", QueueView())
        with pytest.raises(tabs.NameTaken):
            tabs.save_view(session, me, "一", QueueView())
        for place in range(tabs.MOST_VIEWS - 1):
            tabs.save_view(session, me, f"表示{place}", QueueView())
        with pytest.raises(tabs.TooManyViews):
            tabs.save_view(session, me, "もう一つ", QueueView())


def test_phrases_belong_to_a_department(hall: Hall) -> None:
    mine, by = {hall.world.childcare}, {"by": hall.actor(), "now": hall.now}
    with hall.session() as session:
        one = phrases.add_phrase(
            session, hall.world.childcare, "reject", " 定員 ", "定員のため\n", departments=mine, **by
        )
        phrases.change_phrase(session, one.id, "満員", "満員のため", departments=mine, **by)
        with pytest.raises(phrases.NoPhrase):
            phrases.change_phrase(session, one.id, "", "x", departments=mine, **by)
        with pytest.raises(NotFound):
            phrases.remove_phrase(session, one.id, departments={hall.world.office}, **by)
        with pytest.raises(NotFound):
            phrases.add_phrase(session, hall.world.office, "reject", "x", "x", departments=mine, **by)
        found = phrases.phrases_for(session, hall.world.childcare, "reject")
        assert [(one.title, one.body) for one in found] == [("満員", "満員のため")]
        assert phrases.filled_in("はじめに", found, one.id) == "はじめに\n満員のため"
        assert phrases.filled_in("満員のため", found, one.id) == "満員のため"
        assert phrases.filled_in("", found, 999) == ""
        phrases.remove_phrase(session, one.id, departments=mine, **by)
        assert phrases.phrases_of(session, None) == []


def test_a_note_stays_in_the_office(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        add_note(session, number, "電話済み", by=hall.actor(), now=hall.now)
        (note,) = notes_of(session, case_of(session, number).id)
        assert (note.body, note.staff.name) == ("電話済み", "佐々木 誠")
        with pytest.raises(NoWords):
            add_note(session, number, " ", by=hall.actor(), now=hall.now)


def test_all_cases_of_a_view_are_named_over_its_pages(hall: Hall) -> None:
    with hall.session() as session:
        numbers = [hall.apply(session) for _ in range(3)]
        found = numbers_listed(session, QueueView(page=9), None, Reader(), most=2)
    assert found == [(numbers[0], 1), (numbers[1], 1)]
