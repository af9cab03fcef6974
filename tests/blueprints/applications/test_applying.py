"""Somebody's way from the form to the receipt, without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.notices.letters import compose
from domain.notices.models import Mail
from tests.application_forms import HANAKO, MOVED, open_application
from tests.blueprints.applications.walking import (
    CHECK,
    case_now,
    number_on,
    procedure_now,
    to_check,
    to_receipt,
)
from tests.domain.hall import LETTERHEAD
from tests.page import Browser
from tests.town import NOW, World, typed


@pytest.fixture
def moved(records: Session, world: World) -> int:
    """Return the id of the notice of a new address, open to all."""
    return open_application(records, world, due_days=14, next_step={"ja": "窓口に来る必要はありません。"})


def test_an_application_is_filled_page_by_page_with_its_progress(visitor: Browser, moved: int) -> None:
    page = visitor.get("/applications/moved")
    assert page.h1 == "届け出る人" and "3ページ中1ページ目" in page.words
    page = page.press("次へ進む", typed(page, HANAKO))
    assert page.h1 == "引っ越し" and "3ページ中2ページ目" in page.words
    page = page.press("次へ進む", kind="inside").press("次へ進む", notes="メモ")
    assert page.h1 == CHECK and "山田 花子" in page.words and "メモ" in page.words


def test_a_receipt_shows_the_number_and_what_happens_next(
    visitor: Browser, records: Session, moved: int
) -> None:
    receipt = to_receipt(visitor)
    case = case_now(records, number_on(receipt))
    assert receipt.h1 == "申し込みを受け付けました"
    assert f"{case.number[:4]}-{case.number[4:8]}-{case.number[8:]}" in receipt.words
    assert "窓口に来る必要はありません。" in receipt.words and "5月26日（火）" in receipt.words
    assert (case.state, case.channel, case.applicant_name) == ("received", "web", "山田 花子")
    assert case.due_on == date(2026, 5, 26) and case.held == 0
    assert procedure_now(records).cases_taken == 1


def test_the_receipts_mail_leads_to_the_case_and_says_what_happens_next(
    visitor: Browser, another_visitor: Browser, records: Session, moved: int
) -> None:
    receipt = to_receipt(visitor)
    letter = compose(records.scalars(select(Mail)).one(), LETTERHEAD)
    assert "窓口に来る必要はありません。" in letter.body
    link = next(line for line in letter.body.splitlines() if "/c/" in line)
    page = another_visitor.get(link.removeprefix("https://town.example.jp"))
    assert page.path == f"/cases/{number_on(receipt)}" and "受け付けました" in page.words


def test_a_double_tap_is_one_case(visitor: Browser, records: Session, moved: int) -> None:
    check = to_check(visitor)
    first, second = check.press("この内容で申し込む"), check.press("この内容で申し込む")
    assert first.path == second.path
    records.rollback()
    assert records.scalar(select(func.count(Case.id))) == 1
    assert records.scalar(select(func.count(Mail.id))) == 1


def test_a_page_that_is_sent_again_with_other_answers_is_not_told_all_went_well(
    visitor: Browser, moved: int
) -> None:
    check = to_check(visitor)
    number = number_on(check.press("この内容で申し込む"))
    again = check.press("この内容で申し込む", {"phone": "03-1234-5678"})
    assert again.path == f"/cases/{number}" and "前に受け付けています" in again.words


def test_every_answer_can_be_changed_from_the_check_page(visitor: Browser, moved: int) -> None:
    page = to_check(visitor).press("変更：電話番号")
    assert page.h1 == "届け出る人" and page.value("phone") == "090-1111-2222"
    page = page.press("次へ進む", phone="03-1234-5678").press("次へ進む").press("次へ進む")
    assert page.h1 == CHECK and "03-1234-5678" in page.words


def test_errors_keep_what_was_typed(visitor: Browser, moved: int) -> None:
    page = visitor.get("/applications/moved")
    page = page.press("次へ進む", typed(page, HANAKO, phone="12"), status=422)
    assert page.problems().keys() == {"phone"} and page.value("name-family") == "山田"


def test_all_questions_stand_on_one_page_where_the_procedure_says_so(
    visitor: Browser, records: Session, world: World
) -> None:
    open_application(records, world, layout="one")
    page = visitor.get("/applications/moved")
    assert [h.text for h in page.all("h2")] == ["届け出る人", "引っ越し", "そのほか"]
    page = page.press("次へ進む", typed(page, HANAKO, kind="outside"))
    assert "質問が増えました" in page.words
    receipt = page.press("次へ進む", school="青葉園").press("この内容で申し込む")
    case = case_now(records, number_on(receipt))
    assert (case.answers["kind"], case.answers["school"]) == ("outside", "青葉園")
    assert case.form_version.form.to_json() == {**MOVED}


@pytest.mark.parametrize(
    "language, said",
    [("やさしい日本語", "うけつけました"), ("English", "received your application")],
)
def test_the_receipt_speaks_three_languages(
    visitor: Browser, records: Session, moved: int, language: str, said: str
) -> None:
    page = visitor.get("/applications/moved").press(language)
    for _ in range(3):
        page = page.press("check", typed(page, HANAKO))
    receipt = page.press("confirm")
    assert said in receipt.h1
    assert case_now(records, number_on(receipt)).language in ("easy", "en")


def test_a_lost_token_loses_nothing(visitor: Browser, moved: int) -> None:
    page = visitor.get("/applications/moved")
    visitor.client.delete_cookie("madoguchi")
    visitor.app.config["WTF_CSRF_ENABLED"] = True
    page = page.press("次へ進む", typed(page, HANAKO), status=400)
    assert page.value("name-family") == "山田"


def test_a_booking_or_an_unknown_name_is_no_application(visitor: Browser, world: World) -> None:
    visitor.get(f"/applications/{world.playroom.slug}", status=404)
    visitor.get("/applications/nothing", status=404)


def test_who_has_applied_gets_to_the_case_by_number_and_secret(
    visitor: Browser, another_visitor: Browser, records: Session, moved: int
) -> None:
    receipt = to_receipt(visitor)
    secret = next(one.text for one in receipt.all("b", "number"))
    page = another_visitor.get(f"/cases/{number_on(receipt)}")
    assert page.path.startswith("/bookings?number=")
    assert page.press("開く", number=number_on(receipt), secret=secret).path == f"/cases/{number_on(receipt)}"


def test_the_link_opens_a_case_that_goes_on_and_thirty_days_more(
    visitor: Browser, another_visitor: Browser, records: Session, moved: int, clock: object
) -> None:
    number = number_on(to_receipt(visitor))
    letter = compose(records.scalars(select(Mail)).one(), LETTERHEAD)
    link = next(line for line in letter.body.splitlines() if "/c/" in line)
    path = link.removeprefix("https://town.example.jp")
    clock.move_to(NOW + timedelta(days=300))  # type: ignore[attr-defined]
    assert another_visitor.get(path).path == f"/cases/{number}"
    visitor.get(f"/c/{path.split('/')[-1]}")
    visitor.get(f"/cases/{number}/withdrawal").press("申し込みを取り下げる")
    clock.move_to(NOW + timedelta(days=331))  # type: ignore[attr-defined]
    another_visitor.get(path, status=410)
