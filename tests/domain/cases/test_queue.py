"""The queue as a view."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from sqlalchemy import update

from domain.cases.models import Case
from domain.cases.queries import case_page, counts_undecided, queue
from domain.cases.views import PER_PAGE, QueueView
from tests.databases import counted
from tests.domain.hall import Hall, case_of


def numbers(hall: Hall, view: QueueView, departments: set[int] | None = None) -> list[str]:
    with hall.session() as session:
        return [row.number for row in queue(session, view, departments).rows]


@pytest.mark.parametrize(
    "view",
    [
        QueueView(),
        QueueView("work", "open", date(2026, 5, 1), date(2026, 5, 31), "web", "山田 090", 3, "changed"),
        QueueView(text="&=?髙﨑 𠮷"),
    ],
)
def test_a_view_goes_through_a_url_and_back(view: QueueView) -> None:
    query = {name: values[0] for name, values in parse_qs(view.to_query()).items()}
    assert QueueView.from_query(query) == view


def test_a_url_that_says_nonsense_says_nothing() -> None:
    nonsense = {"state": "eaten", "since": "yesterday", "channel": "x", "page": "-1", "sort": "random"}
    assert QueueView.from_query(nonsense) == QueueView()
    assert QueueView().to_query() == ""


def test_days_at_the_ends_of_the_calendar_count_as_not_said() -> None:
    assert QueueView.from_query({"since": "0001-01-01", "until": "9999-12-31"}) == QueueView()


def test_a_view_goes_on_to_its_other_pages() -> None:
    assert QueueView(state="received").on_page(2).page == 2


@pytest.mark.parametrize("typed", ["ﾔﾏﾀﾞ", "やまだ", "髙橋", "高橋", "０９０－７７７７", "taro@", "高橋 090"])
def test_search_finds_a_case_whichever_way_it_is_typed(hall: Hall, typed: str) -> None:
    with hall.session() as session:
        number = hall.apply(
            session, **{"name-family": "髙橋", "phone": "090-7777-0000", "email": "taro@example.jp"}
        )
        hall.apply(session, **{"name-family": "鈴木", "kana-family": "スズキ"})
    assert numbers(hall, QueueView(text=typed)) == [number]


def test_search_finds_a_number_with_its_dashes_and_no_wildcards(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
    assert numbers(hall, QueueView(text=f"{number[:4]}-{number[4:8]}-{number[8:]}")) == [number]
    assert numbers(hall, QueueView(text="山_子")) == []


def test_filters_leave_what_they_say(hall: Hall) -> None:
    with hall.session() as session:
        received, approved = hall.apply(session), hall.apply(session, "approved")
        booking = hall.book_pending(session)
    assert numbers(hall, QueueView(state="approved")) == [approved]
    assert numbers(hall, QueueView(state="open")) == [received, booking]
    assert numbers(hall, QueueView(procedure="work")) == [received, approved]
    assert numbers(hall, QueueView(procedure="wanpaku")) == [booking]
    assert numbers(hall, QueueView(channel="phone")) == []


def test_days_of_receipt_are_tokyos(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        # 00:30 on 12 May in Tokyo is still 11 May in UTC.
        early = hall.now.replace(hour=0, minute=30)
        session.execute(update(Case).where(Case.number == number).values(received_at=early))
        session.commit()
    day = date(2026, 5, 12)
    assert numbers(hall, QueueView(since=day, until=day)) == [number]
    assert numbers(hall, QueueView(until=day - timedelta(days=1))) == []
    assert numbers(hall, QueueView(since=day + timedelta(days=1))) == []


def test_a_queue_shows_only_the_departments_one_may_see(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        assert counts_undecided(session, {hall.world.office}) == {}
        assert counts_undecided(session, {hall.world.childcare}) == {"received": 1}
    assert numbers(hall, QueueView(), {hall.world.office}) == []
    assert numbers(hall, QueueView(), set()) == []
    assert numbers(hall, QueueView(), {hall.world.childcare}) == [number]


def test_the_queue_runs_as_many_queries_for_a_thousand_rows_as_for_one(hall: Hall) -> None:
    with hall.session() as session:
        first = hall.apply(session)
    with hall.session() as session, counted(hall.engine) as for_one:
        assert queue(session, QueueView(), None).total == 1
    _copy(hall, first, 999)
    with hall.session() as session, counted(hall.engine) as for_many:
        page = queue(session, QueueView(page=2), None)
    assert (page.total, page.pages, len(page.rows)) == (1_000, 20, PER_PAGE)
    assert len(for_many) == len(for_one) == 2


def test_pages_hold_every_case_once(hall: Hall) -> None:
    with hall.session() as session:
        first = hall.apply(session)
    _copy(hall, first, 119)
    for sort in ("oldest", "newest", "changed"):
        listed = [one for page in (1, 2, 3) for one in numbers(hall, QueueView(page=page, sort=sort))]
        assert len(listed) == len(set(listed)) == 120
    assert numbers(hall, QueueView(page=4)) == []


def test_a_case_page_holds_everything_of_its_case(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        page = case_page(session, number)
        assert case_page(session, "0000000000") is None
    assert page is not None
    assert [mail.kind for mail in page.mails] == ["receipt"]
    assert "admit" in [line.verb for line in page.history]
    assert (page.returns, page.decisions, page.former, page.open_return) == ((), (), (), None)


def _copy(hall: Hall, number: str, times: int) -> None:
    with hall.session() as session:
        case = case_of(session, number)
        plain = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
        plain.pop("id")
        rows = [plain | {"number": f"{n:010}", "key": f"copy {n}"} for n in range(times)]
        session.execute(Case.__table__.insert(), rows)
        session.commit()
