"""The reviewer's desk: views, assignment, messages, phrases, undo, two versions, looks, keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.cases.messages import write_to_office
from domain.cases.models import Case
from domain.cases.paper_models import CaseMessage, Note
from domain.database import writing
from domain.decisions import approve, reject
from domain.history import RESIDENT, Actor, Event
from domain.notices.models import Mail
from domain.people.rules import CLERK, MANAGER, REVIEWER
from tests.blueprints.staff.desks import booked
from tests.blueprints.staff.test_cases import SUNDAY, another, shown
from tests.page import Browser
from tests.town import World


@pytest.fixture
def waiting(records: Session, world: World) -> Booking:
    """Return a booking that waits for its approval."""
    return booked(records, world, world.hiroba, SUNDAY, "10:00")


@pytest.fixture
def number(records: Session, waiting: Booking) -> str:
    """Return the number of a case that waits."""
    found = waiting.case.number
    records.rollback()
    return found


def address(number: str, more: str = "") -> str:
    return f"/staff/cases/{number}{more}"


def member(world: World, role: str) -> Actor:
    return Actor("staff", world.staff[role].name, world.staff[role].id)


def now_in(records: Session, wanted: Any) -> Any:
    """Return what the database holds now."""
    records.rollback()
    return records.scalars(wanted).all()


def test_a_view_is_saved_as_a_tab_with_its_count(reviewer: Browser, number: str) -> None:
    page = reviewer.get("/staff/cases?text=佐藤&channel=web")
    page = page.press("保存する", name="ウェブの佐藤さん")
    assert page.path == "/staff/cases?channel=web&text=%E4%BD%90%E8%97%A4"
    assert "ウェブの佐藤さん 1" in page.links()
    page = reviewer.get("/staff/cases").follow("ウェブの佐藤さん 1")
    assert shown(number) in page.words
    assert "名前を付けて保存" not in page.words


def test_a_view_without_a_name_is_asked_for_one(reviewer: Browser) -> None:
    page = reviewer.get("/staff/cases?text=佐藤").press("保存する", name=" ", status=422)
    assert "表示の名前を40文字以内で入力してください" in page.words
    page = page.press("保存する", name="佐藤さん")
    assert "佐藤さん 0" in page.links()


def test_saved_views_are_renamed_and_removed(reviewer: Browser) -> None:
    reviewer.get("/staff/cases?text=佐藤").press("保存する", name="佐藤さん")
    page = reviewer.get("/staff/saved-views").press("名前を変える", name="S")
    assert "S 0" in reviewer.get("/staff/cases").links()
    page = page.press("消す")
    assert "保存した表示はまだありません" in page.words


def test_a_case_is_taken_by_oneself_and_found_as_mine(reviewer: Browser, number: str, world: World) -> None:
    page = reviewer.get(address(number)).press("自分が担当する")
    assert "担当を変更しました" in page.words
    assert world.staff[REVIEWER].name in page.words
    assert "自分の担当 1" in reviewer.get("/staff/cases").links()
    assert shown(number) not in reviewer.get("/staff/cases?assigned=none").words


def test_what_is_late_says_so_in_words(
    reviewer: Browser, records: Session, number: str, world: World
) -> None:
    with writing(records):
        records.execute(update(Case).values(due_on=world.day(-3)))
    page = reviewer.get("/staff/cases").follow("期限超過 1")
    assert "3日超過" in page.words
    assert "期限超過" in reviewer.get(address(number)).words


def test_a_message_goes_to_the_resident_once(reviewer: Browser, records: Session, number: str) -> None:
    page = reviewer.get(address(number)).press("メッセージを送る", message="", status=422)
    assert "メッセージを入力してください" in page.problems()["message"]
    page = page.press("メッセージを送る", message="明日までにお電話ください。")
    assert "メッセージを送りました" in page.words
    assert "明日までにお電話ください。" in page.words
    assert now_in(records, select(CaseMessage.body)) == ["明日までにお電話ください。"]
    assert now_in(records, select(Mail.kind).where(Mail.kind == "message")) == ["message"]


def test_a_residents_message_is_new_until_somebody_sees_it(
    reviewer: Browser, records: Session, number: str, world: World
) -> None:
    write_to_office(records, number, "書類はいつ届きますか", "key", by=RESIDENT, now=world.now)
    page = reviewer.get("/staff/cases").follow("未読あり 1")
    assert "未読 1" in page.words
    page = reviewer.get(address(number))
    assert "新着" in page.words and "書類はいつ届きますか" in page.words
    assert "新着" not in reviewer.get(address(number)).words
    assert "未読あり 0" in reviewer.get("/staff/cases").links()
    readers = select(Event.actor_name).where(Event.verb == "read_messages")
    assert now_in(records, readers) == [world.staff[REVIEWER].name]


def test_a_phrase_is_kept_by_the_department_and_fills_a_text(reviewer: Browser, number: str) -> None:
    page = reviewer.get("/staff/phrases").press("追加する", title="", body="", status=422)
    page = page.press("追加する", use="reject", title="定員", body="定員に達したため。")
    assert "文例を追加しました" in page.words
    page = reviewer.get(address(number, "/rejection"))
    page = page.press("文例を入れる", reason="申し訳ありません。", phrase="1")
    assert page.value("reason") == "申し訳ありません。\n定員に達したため。"
    page = page.press("却下する")
    assert "却下しました" in page.words


def test_phrases_for_messages_and_returns_keep_what_is_typed(reviewer: Browser, number: str) -> None:
    for use in ("message", "return"):
        reviewer.get("/staff/phrases").press("追加する", use=use, title=use, body=f"文例 {use}")
    page = reviewer.get(address(number)).press("文例を入れる", message="こんにちは", phrase="1")
    assert page.value("message") == "こんにちは\n文例 message"
    page = reviewer.get(address(number, "/return"))
    page = page.press("文例を入れる", {"item": ["kana"], "sentence-kana": "かな", "phrase": "2"})
    assert (page.value("sentence"), page.value("sentence-kana")) == ("文例 return", "かな")


def test_a_phrase_is_changed_and_removed(reviewer: Browser) -> None:
    reviewer.get("/staff/phrases").press("追加する", use="reject", title="定員", body="定員のため")
    page = reviewer.get("/staff/phrases").follow("定員")
    page = page.press("変更する", body="満員のため")
    assert "満員のため" in page.words
    page = page.follow("定員").press("この文例を消す")
    assert "満員のため" not in page.words


def test_a_clerk_keeps_no_phrases(clerk: Browser) -> None:
    clerk.get("/staff/phrases", status=403)


def test_a_note_is_seen_by_the_office_only(reviewer: Browser, records: Session, number: str) -> None:
    page = reviewer.get(address(number)).press("メモを残す", note="電話で確認済み")
    assert "電話で確認済み" in page.words
    assert now_in(records, select(Note.body)) == ["電話で確認済み"]


def test_a_decision_is_taken_back_while_the_mail_waits(
    reviewer: Browser, records: Session, number: str
) -> None:
    page = reviewer.get(address(number)).press("承認する")
    assert "お知らせは 10:05 に送ります" in page.words
    page = page.press("取り消す")
    assert "決定を取り消しました。お知らせは送っていません。" in page.words
    assert "審査中" in page.words
    assert now_in(records, select(Mail.kind).where(Mail.kind == "approval")) == []


def test_after_the_mail_a_decision_is_not_offered_to_be_taken_back(
    reviewer: Browser, number: str, clock: Any, world: World
) -> None:
    page = reviewer.get(address(number)).press("承認する")
    clock.move_to(world.now + timedelta(minutes=6))
    refused = page.press("取り消す", status=409)
    assert "決定を取り消せません" in refused.words
    assert "お知らせは 10:05 に送ります" not in refused.words


def test_words_go_with_an_approval(reviewer: Browser, records: Session, number: str) -> None:
    page = reviewer.get(address(number)).follow("一言を添えて承認する")
    page = page.press("承認する", reason="上履きをお持ちください。")
    assert "承認に添えた一言：上履きをお持ちください。" in page.words
    facts = now_in(records, select(Mail.facts).where(Mail.kind == "approval"))
    assert facts[0]["reason"] == "上履きをお持ちください。"


def test_many_are_rejected_with_one_reason_and_taken_back(
    reviewer: Browser, records: Session, world: World, number: str
) -> None:
    another(records, world, "山本", "080-1111-2222")
    records.rollback()
    page = reviewer.get("/staff/cases?state=open").press("まとめて却下", every="1")
    assert "選んだ2件のうち、2件を却下します" in page.words
    page = page.press("2件を却下する", reason="", status=422)
    page = page.press("2件を却下する", reason="設備の点検のため")
    assert "2件のうち2件を却下しました" in page.words
    assert set(now_in(records, select(Case.state))) == {"rejected"}
    page = page.press("2件を取り消す")
    assert "まとめて決定を取り消した結果" in page.words
    assert set(now_in(records, select(Case.state))) == {"in_review"}
    assert set(now_in(records, select(Booking.state))) == {"held"}


def test_many_are_taken_into_review_and_given_to_somebody(
    reviewer: Browser, records: Session, world: World, number: str
) -> None:
    ticked = [f"{number}:1"]
    page = reviewer.get("/staff/cases").press("審査を始める", case=ticked)
    assert "審査を始めました" in page.press("1件の審査を始める").words
    page = reviewer.get("/staff/cases").press("担当を決める", case=[f"{number}:2"])
    page = page.press("1件の担当を決める", to=str(world.staff[CLERK].id))
    assert "担当を決めました" in page.words
    assert now_in(records, select(Case.assigned_to_id)) == [world.staff[CLERK].id]


def test_a_clerk_gives_cases_to_people_but_decides_nothing(
    clerk: Browser, records: Session, number: str
) -> None:
    page = clerk.get("/staff/cases")
    assert "まとめて承認" not in page.words
    page = clerk.post("/staff/batches", {"action": "approve", "case": f"{number}:1"})
    assert now_in(records, select(Case.state)) == ["received"]


def test_who_was_slower_sees_both_versions_and_can_go_on_where_allowed(
    reviewer: Browser, records: Session, world: World, number: str
) -> None:
    page = reviewer.get(address(number, "/rejection"))
    with writing(records):
        records.execute(update(Case).values(revision=2))
    refused = page.press("却下する", reason="定員のため", status=409)
    table = refused.words_in("clash-title")
    assert table == "あなたの操作と、いまの内容"
    assert refused.value("reason") == "定員のため"
    done = refused.press("それでも却下する")
    assert "却下しました" in done.words


def test_who_was_slower_than_a_decision_sees_who_decided_what_and_why(
    reviewer: Browser, records: Session, world: World, number: str
) -> None:
    page = reviewer.get(address(number))
    chief = member(world, MANAGER)
    reject(records, number, "設備の点検のため", revision=1, by=chief, now=world.now)
    refused = page.press("承認する", status=409)
    for words in ("状態 承認 却下", chief.name, "設備の点検のため"):
        assert words in refused.words
    assert "それでも" not in refused.words


def test_a_secret_address_is_noted_on_the_page(reviewer: Browser, records: Session, number: str) -> None:
    page = reviewer.get(address(number)).press("住所を印刷しない扱いにする")
    assert "住所を印刷しない申請です" in page.words
    assert now_in(records, select(Case.hides_address)) == [True]
    page = page.press("住所を印刷する扱いに戻す")
    assert "住所を印刷しない申請です" not in page.words
    assert "住所を印刷しない扱いにしました" in page.words


def test_looks_are_kept_and_seen_by_the_manager_of_the_department(
    app: Flask, world: World, reviewer: Browser, manager: Browser, number: str
) -> None:
    for _ in range(2):
        reviewer.get(address(number))
    reviewer.get("/staff/cases?text=佐藤")
    reviewer.get("/staff/looks", status=403)
    page = manager.get("/staff/looks")
    assert page.words.count(shown(number)) == 1
    assert "一覧（1件）・検索" in page.words
    assert "佐藤" not in page.words
    assert "この条件の記録はありません" in page.press("絞り込む", person=str(world.staff[CLERK].id)).words
    assert world.staff[REVIEWER].name in manager.get(address(number)).words


def test_keys_are_listed_and_switched_off_for_oneself(reviewer: Browser, clerk: Browser, number: str) -> None:
    assert [one.get("id") for one in reviewer.get("/staff/cases").all("dialog")] == ["keys"]
    page = reviewer.get("/staff/keys").press("使わない")
    assert "いまは使わない設定です" in page.words
    assert reviewer.get(address(number)).all("dialog") == []
    assert len(clerk.get(address(number)).all("dialog")) == 1
    assert "いまは使う設定です" in page.press("使う").words


def test_a_decision_of_a_colleague_is_approved_no_second_time(
    reviewer: Browser, records: Session, world: World, number: str
) -> None:
    page = reviewer.get(address(number))
    approve(records, number, revision=1, by=member(world, MANAGER), now=world.now)
    assert "承認しました" in page.press("承認する").words
    assert len(now_in(records, select(Mail).where(Mail.kind == "approval"))) == 1
