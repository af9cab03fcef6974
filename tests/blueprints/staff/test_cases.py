"""The queue, one case, and deciding on it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from blueprints.web.database import db
from domain.booking.models import Booking, Slot
from domain.cases import searching
from domain.cases.models import Case, Decision, Return
from domain.decisions import approve
from domain.history import Actor
from domain.people.rules import CLERK, MANAGER, REVIEWER
from tests.blueprints.staff.desks import booked, sign_in
from tests.htmx import fetch, swap
from tests.page import Browser
from tests.town import SATO, World

SUNDAY = 5
"""Days ahead of NOW: a weekend, which the hiroba's bookings need approval for."""


@pytest.fixture
def waiting(records: Session, world: World) -> Booking:
    """Return a booking that waits for its approval."""
    return booked(records, world, world.hiroba, SUNDAY, "10:00")


def another(records: Session, world: World, name: str, phone: str) -> Booking:
    """Book for another family."""
    return booked(
        records,
        world,
        world.hiroba,
        SUNDAY,
        "10:00",
        SATO,
        **{"name-family": name, "phone": phone, "email": f"{phone}@example.jp"},
    )


def shown(number: str) -> str:
    """Return a number as pages show it."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def test_the_queue_lists_what_a_view_asks_for(reviewer: Browser, waiting: Booking) -> None:
    number = shown(waiting.case.number)
    assert number in reviewer.get("/staff/cases?state=open").words
    assert number in reviewer.get("/staff/cases?text=さとう&channel=web&since=2026-05-12").words
    assert number not in reviewer.get("/staff/cases?state=approved").words
    assert number not in reviewer.get("/staff/cases?text=鈴木").words


def test_the_queue_is_filtered_by_its_form(reviewer: Browser, waiting: Booking) -> None:
    page = reviewer.get("/staff/cases").press("絞り込む", state="received", text="090-1234-5678")
    assert shown(waiting.case.number) in page.words
    assert page.value("state") == "received"


def test_the_queue_as_a_part_is_what_the_page_shows(reviewer: Browser, waiting: Booking) -> None:
    swap(reviewer.get("/staff/cases?state=open"), "queue")
    assert (
        shown(waiting.case.number)
        not in fetch(reviewer.get("/staff/cases"), "queue", "/staff/cases?state=approved").words
    )


def test_another_department_sees_none_of_our_cases(app: Flask, world: World, waiting: Booking) -> None:
    neighbour = sign_in(app, world, "elsewhere")
    assert shown(waiting.case.number) not in neighbour.get("/staff/cases").words
    neighbour.get(f"/staff/cases/{waiting.case.number}", status=403)


def test_the_queue_asks_the_database_as_often_for_one_case_as_for_many(
    app: Flask, reviewer: Browser, records: Session, world: World, waiting: Booking
) -> None:
    one = queries(app, reviewer, "/staff/cases")
    copy_case(records, waiting.case, 1000)
    assert queries(app, reviewer, "/staff/cases") == one
    assert "1001 件" in reviewer.get("/staff/cases").words_in("queue")


def copy_case(records: Session, case: Case, times: int) -> None:
    """Put a case into the database so many times more, in one statement."""
    columns = [one for one in Case.__table__.columns if one.name not in ("id", "number", "key")]
    values = {one.name: getattr(case, one.key) for one in columns}
    rows = [{**values, "number": f"{place:010}", "key": f"copy-{place}"} for place in range(times)]
    records.rollback()  # what was read is older than what pages have written since
    records.execute(insert(Case), rows)
    records.commit()


def queries(app: Flask, browser: Browser, path: str) -> int:
    """Return how many statements a page runs."""
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        browser.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len([one for one in counted if one.lstrip().upper().startswith("SELECT")])


def test_a_case_shows_answers_booking_and_history(reviewer: Browser, waiting: Booking) -> None:
    page = reviewer.get("/staff/cases").follow(shown(waiting.case.number))
    for words in (
        "佐藤 美咲",
        "中央児童館",
        "承認待ち",
        "残り74",
        "受け付けました",
        "sato@example.jp",
        "受付のお知らせ",
    ):
        assert words in page.words


def test_approving_confirms_the_booking_and_tells(
    reviewer: Browser, records: Session, waiting: Booking
) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.case.number}").press("承認する")
    assert "承認しました" in page.words
    records.rollback()
    assert waiting.state == "confirmed"
    assert "承認のお知らせ" in page.words


def test_a_clerk_sees_a_case_but_is_offered_no_decision(app: Flask, world: World, waiting: Booking) -> None:
    page = sign_in(app, world, CLERK).get(f"/staff/cases/{waiting.case.number}")
    assert not [one for one in page.all("button") if "承認" in "".join(one.itertext())]


def test_deciding_on_what_changed_meanwhile_shows_what_changed(
    reviewer: Browser, records: Session, world: World, waiting: Booking
) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.case.number}/rejection")
    chief = world.staff[MANAGER]
    approve(records, waiting.case.number, revision=1, by=Actor("staff", chief.name, chief.id), now=world.now)
    refused = page.press("却下する", reason="定員のため", status=409)
    assert "承認しました" in refused.words
    assert chief.name in refused.words
    assert refused.value("reason") == "定員のため"
    records.rollback()
    assert records.scalars(select(Decision.outcome).order_by(Decision.id)).all() == ["approved"]


def test_rejecting_needs_a_reason(reviewer: Browser, records: Session, waiting: Booking) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.case.number}").follow("却下する")
    page = page.press("却下する", reason=" ", status=422)
    assert "却下の理由が入力されていません" in "".join(page.by_id("reason-error").itertext())
    page = page.press("却下する", reason="対象の年齢ではないため")
    assert "対象の年齢ではないため" in page.words
    records.rollback()
    assert (waiting.state, waiting.slot.taken) == ("cancelled_by_staff", 0)


def test_a_return_names_questions_reasons_and_a_day(
    reviewer: Browser, records: Session, waiting: Booking
) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.case.number}").follow("差し戻す")
    assert page.value("due_on") == "2026-05-26"
    page = page.press("差し戻す", {"sentence-kana": "ふりがなを確かめてください"}, status=422)
    assert page.value("sentence-kana") == "ふりがなを確かめてください"
    page = page.press(
        "差し戻す", {"item": ["kana"], "reason-kana": "wrong", "due_on": "2026-05-01"}, status=422
    )
    assert "期限は明日から" in page.problems()["due_on"]
    page = page.press("差し戻す", {"due_on": "2026-05-20"})
    assert "補正待ち：5月20日（水）まで" in page.words
    records.rollback()
    item = records.scalars(select(Return)).one().items[0]
    assert item == {"field": "kana", "reason": "wrong", "sentence": "ふりがなを確かめてください"}
    page = page.press("差戻しを取り消す")
    assert "差戻しを取り消しました" in page.words


def test_places_cannot_be_asked_to_be_corrected(reviewer: Browser, waiting: Booking) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.case.number}/return")
    offered = {one.get("value") for one in page.all("input") if one.get("name") == "item"}
    assert "kana" in offered
    assert not offered & {"adults", "children"}


def test_staff_withdraw_on_behalf(reviewer: Browser, records: Session, waiting: Booking) -> None:
    asked = reviewer.get(f"/staff/cases/{waiting.case.number}").follow("取り下げる")
    assert "予約の枠は空き" in asked.words
    assert "取下げ" in asked.press("取り下げる").words
    records.rollback()
    assert records.scalars(select(Slot.taken).where(Slot.id == waiting.slot_id)).one() == 0


def test_a_confirmed_booking_is_cancelled_by_a_clerk(app: Flask, world: World, records: Session) -> None:
    booking = booked(records, world, world.playroom, 1, "09:30")
    page = sign_in(app, world, CLERK).get(f"/staff/cases/{booking.case.number}").follow("予約を取り消す")
    page = page.press("予約を取り消す", reason="電話で連絡あり")
    assert "職員が取消" in page.words


def test_many_are_approved_with_a_preview_and_a_result_for_each(
    reviewer: Browser, records: Session, world: World, waiting: Booking
) -> None:
    second = another(records, world, "山本", "080-1111-2222")
    third = another(records, world, "小林", "080-3333-4444")
    page = reviewer.get("/staff/cases?state=open")
    ticked = [f"{one.case.number}:{one.case.revision}" for one in (waiting, second, third)]
    preview = page.press("選んだ申請をまとめて承認", case=ticked)
    assert "選んだ3件のうち、3件を承認します" in preview.words
    chief = world.staff[MANAGER]
    approve(records, second.case.number, revision=1, by=Actor("staff", chief.name, chief.id), now=world.now)
    again = reviewer.get("/staff/cases?state=open").press("選んだ申請をまとめて承認", case=ticked[:1])
    assert "1件を承認します" in again.words
    result = preview.press("3件を承認する")
    assert "承認しました" in result.words
    records.rollback()
    states = set(records.scalars(select(Case.state)))
    assert states == {"approved"}
    assert len(records.scalars(select(Decision)).all()) == 3


def test_the_preview_says_why_a_case_cannot_be_approved(reviewer: Browser, waiting: Booking) -> None:
    reviewer.get("/staff/cases")
    page = reviewer.post(
        "/staff/batches/preview", {"action": "approve", "case": [f"{waiting.case.number}:7", "1234567890:1"]}
    )
    assert "選んだ2件のうち、0件を承認します" in page.words
    assert "ほかの人がこの内容を先に変更しました" in page.words
    assert "お探しのものが見つかりません" in page.words


def test_a_bulk_approval_does_not_reach_another_departments_cases(
    app: Flask, world: World, records: Session, waiting: Booking
) -> None:
    records.rollback()
    records.execute(Case.__table__.update().values(department_id=world.office))
    records.commit()
    reviewer = sign_in(app, world, REVIEWER)
    page = reviewer.post("/staff/batches", {"action": "approve", "case": f"{waiting.case.number}:1"})
    assert "承認できませんでした" in page.words
    records.rollback()
    assert records.scalars(select(Case.state)).one() == "received"


def test_the_queue_is_narrowed_by_one_press(reviewer: Browser, waiting: Booking) -> None:
    page = reviewer.get("/staff/cases").follow("未処理 1")
    assert page.path == "/staff/cases?state=open"
    assert shown(waiting.case.number) in page.words
    assert "処理を待つ申請はありません" not in page.words
    done = page.follow("補正待ち 0")
    assert "この条件の申請はありません" in done.words


def test_a_search_that_ends_early_says_so(
    reviewer: Browser, waiting: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = reviewer.get("/staff/cases?text=サトウミサキ")
    assert "途中で止めました" not in whole.words
    assert shown(waiting.case.number) in whole.words
    monkeypatch.setattr(searching, "MOST_READ", 0)
    cut = reviewer.get("/staff/cases?text=サトウミサキ")
    for words in ("新しい申請から順に探し、途中で止めました", "電話番号の全部", "探した範囲に", "0 件"):
        assert words in cut.words
