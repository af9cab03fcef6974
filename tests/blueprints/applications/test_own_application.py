"""One's own application: what it is now, messages, correcting, withdrawing, applying again, what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.operations import ReturnItem, complete, give_back, review
from domain.cases.paper_models import CaseMessage
from domain.database import writing
from domain.decisions import approve, reject
from domain.history import Actor
from domain.notices.models import Mail
from tests.application_forms import EVENT, open_application, relate
from tests.blueprints.applications.walking import CHECK, case_now, number_on, to_receipt
from tests.page import Browser, Page
from tests.town import NOW, World


@pytest.fixture
def receipt(visitor: Browser, records: Session, world: World) -> Page:
    relate(records, open_application(records, world), open_application(records, world, EVENT, "concert"))
    return to_receipt(visitor)


@pytest.fixture
def by(world: World) -> Actor:
    return Actor("staff", "佐々木 誠", world.staff["reviewer"].id)


def test_the_page_says_what_it_is_now_and_shows_the_mails(
    visitor: Browser, records: Session, receipt: Page, by: Actor
) -> None:
    number = number_on(receipt)
    page = receipt.follow("申し込みのページを開く")
    assert "受付済" in page.words and "担当課が内容を確認します" in page.words
    assert "受付のお知らせ" in page.words and "090-1111-2222" in page.words
    review(records, number, revision=1, by=by, now=NOW)
    assert "担当課が審査しています" in visitor.get(page.path).words
    approve(records, number, revision=2, by=by, now=NOW - timedelta(minutes=5))
    assert "承認されました" in visitor.get(page.path).words
    complete(records, number, revision=3, by=by, now=NOW)
    assert "手続きは終わりました" in visitor.get(page.path).words


def test_a_rejected_application_tells_the_reason(
    visitor: Browser, records: Session, receipt: Page, by: Actor
) -> None:
    reject(records, number_on(receipt), "市外の方のため", revision=1, by=by, now=NOW - timedelta(minutes=5))
    page = visitor.get(f"/cases/{number_on(receipt)}")
    assert "お受けできない理由" in page.words and "市外の方のため" in page.words


def returned(records: Session, number: str, by: Actor) -> None:
    items = [ReturnItem("phone", "wrong", "つながりません。"), ReturnItem("notes", "missing")]
    due = NOW.date() + timedelta(days=7)
    give_back(records, number, items, due_on=due, revision=1, by=by, now=NOW)


def test_exactly_what_was_returned_is_corrected_wherever_it_was_asked(
    visitor: Browser, records: Session, receipt: Page, by: Actor
) -> None:
    number = number_on(receipt)
    returned(records, number, by)
    told = visitor.get(f"/cases/{number}")
    assert "電話番号：内容に誤りがあります つながりません。" in told.words
    assert "伝えたいこと：記入または添付が足りません" in told.words
    page = told.follow("直す")
    assert "つながりません。" in page.words and "name-family" not in page.text
    wrong = page.press("直した内容を送る", phone="1", status=422)
    assert wrong.problems().keys() == {"phone"}
    done = wrong.press("直した内容を送る", phone="03-1234-5678", notes="直しました")
    assert done.path == f"/cases/{number}" and "補正を受け付けました" in done.words
    case = case_now(records, number)
    assert (case.state, case.phone, case.answers["notes"]) == ("in_review", "0312345678", "直しました")


def test_an_application_is_withdrawn_once(visitor: Browser, records: Session, receipt: Page) -> None:
    page = visitor.get(f"/cases/{number_on(receipt)}").follow("申し込みを取り下げる")
    assert "取り下げられています" in page.press("申し込みを取り下げる").words
    page.press("申し込みを取り下げる")
    records.rollback()
    assert records.scalar(select(func.count(Mail.id)).where(Mail.kind == "cancellation")) == 1
    assert "いま取り下げられません" in visitor.get(page.path).h1


def test_what_is_being_examined_cannot_be_withdrawn_here(
    visitor: Browser, records: Session, receipt: Page, by: Actor
) -> None:
    ask = visitor.get(f"/cases/{number_on(receipt)}/withdrawal")
    review(records, number_on(receipt), revision=1, by=by, now=NOW)
    assert "審査中" in ask.press("申し込みを取り下げる", status=409).words


def test_a_message_reaches_the_office_once(visitor: Browser, records: Session, receipt: Page) -> None:
    page = visitor.get(f"/cases/{number_on(receipt)}")
    sent = page.press("メッセージを送る", body="いつごろ分かりますか。")
    assert "メッセージを送りました" in sent.words and "いつごろ分かりますか。" in sent.words
    page.press("メッセージを送る", body="いつごろ分かりますか。")
    assert case_now(records, number_on(receipt)).unread == 1
    assert len(records.scalars(select(CaseMessage)).all()) == 1


@pytest.mark.parametrize("typed_text", ["  ", "あ" * 2001])
def test_a_message_without_words_or_with_too_many_is_not_sent(
    visitor: Browser, records: Session, receipt: Page, typed_text: str
) -> None:
    page = visitor.get(f"/cases/{number_on(receipt)}")
    wrong = page.press("メッセージを送る", body=typed_text, status=422)
    assert wrong.problems().keys() == {"body"}
    assert case_now(records, number_on(receipt)).unread == 0


def test_the_offices_answer_is_shown_and_noted_as_read(
    visitor: Browser, records: Session, receipt: Page, by: Actor
) -> None:
    case = case_now(records, number_on(receipt))
    with writing(records):
        records.add(
            CaseMessage(case_id=case.id, sender="staff", staff_id=by.staff_id, body="来週です。", sent_at=NOW)
        )
    page = visitor.get(f"/cases/{number_on(receipt)}")
    assert "来週です。" in page.words and "佐々木" not in page.words
    records.rollback()
    assert records.scalars(select(CaseMessage.read_at)).one() == NOW


def test_twenty_messages_that_nobody_has_read_are_enough(
    visitor: Browser, records: Session, receipt: Page
) -> None:
    case = case_now(records, number_on(receipt))
    case.unread = 20
    records.commit()
    page = visitor.get(f"/cases/{number_on(receipt)}")
    refused = page.press("メッセージを送る", body="もしもし", status=409)
    assert "まだ読んでいない" in refused.words and "もしもし" in refused.text


def test_what_follows_is_asked_for_with_the_same_answers(
    visitor: Browser, records: Session, receipt: Page
) -> None:
    page = receipt.press("この内容を引き継いで申し込む")
    assert page.h1 == "参加する人" and not page.problems()
    assert (page.value("name-family"), page.value("phone")) == ("山田", "090-1111-2222")
    assert page.value("people") == ""
    records.rollback()
    assert records.scalar(select(func.count(Case.id))) == 1
    check = page.press("次へ進む", people="2")
    assert check.h1 == CHECK and check.press("この内容で申し込む").h1 == "申し込みを受け付けました"
    assert visitor.get("/applications/concert").value("name-family") == ""


def test_one_applies_again_from_the_last_one(visitor: Browser, receipt: Page) -> None:
    page = visitor.get(f"/cases/{number_on(receipt)}").press("この内容をもとに、もう一度申し込む")
    assert page.h1 == "届け出る人" and page.value("kana-given") == "ハナコ"
    while page.h1 != CHECK:
        page = page.press("次へ進む")
    again = page.press("この内容で申し込む")
    assert number_on(again) != number_on(receipt)


def test_a_strangers_browser_is_asked_for_number_and_secret(another_visitor: Browser, receipt: Page) -> None:
    number = number_on(receipt)
    for path in ("", "/receipt", "/correction", "/withdrawal"):
        assert another_visitor.get(f"/cases/{number}{path}").path == f"/bookings?number={number}"


def test_a_booking_has_its_page_elsewhere(visitor: Browser, receipt: Page, records: Session) -> None:
    number = number_on(receipt)
    assert visitor.get(f"/bookings/{number}").path == f"/cases/{number}"
    assert visitor.get(f"/bookings/{number}/receipt").path == f"/cases/{number}/receipt"
