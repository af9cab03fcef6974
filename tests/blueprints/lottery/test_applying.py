"""A lottery for residents: what its page says, applying alone and as a family, being refused, changing, taking back."""

from __future__ import annotations

from typing import Any

from domain.lottery.refusals import TooLate
from tests.lottery_town import HANAKO, SLUG, TARO, Lottery
from tests.page import Browser, Page
from tests.town import typed

CHECK = "この内容で申し込みますか"


def to_check(visitor: Browser, path: str = f"/lottery/{SLUG}/application", **changes: str) -> Page:
    """Fill every page and return the check page."""
    page = visitor.get(path)
    for _ in range(4):
        if page.h1 == CHECK:
            break
        page = page.press("次へ進む", typed(page, HANAKO, **changes))
    return page


def apply(visitor: Browser, **changes: str) -> Page:
    """Apply and return the receipt."""
    return to_check(visitor, **changes).press("この内容で申し込む")


def test_the_page_says_first_that_it_is_no_race(visitor: Browser, lottery: Lottery) -> None:
    page = visitor.get(f"/lottery/{SLUG}")
    assert page.words.index("先着順ではありません") < page.words.index("申し込みを始める")
    assert "5月22日" in page.words and "5冊" in page.words and "十面体のサイコロ20個" in page.words
    assert "1冊 10,000円（12,000円分使えます）" in page.words


def test_the_catalogue_and_the_start_page_lead_to_it(visitor: Browser, lottery: Lottery) -> None:
    page = visitor.get("/").follow("プレミアム商品券").follow("抽選のやり方を見て申し込む")
    assert page.path == f"/lottery/{SLUG}"


def test_somebody_applies_and_gets_a_number_and_a_receipt(visitor: Browser, lottery: Lottery) -> None:
    page = apply(visitor)
    [entry] = lottery.entries()
    assert page.h1 == "抽選の申し込みを受け付けました"
    assert f"{entry.receipt[:5]}-{entry.receipt[5:10]}-{entry.receipt[10:]}" in page.words
    assert (entry.name, entry.units) == ("山田 花子", 2)


def test_a_family_applies_in_one_go(visitor: Browser, lottery: Lottery) -> None:
    page = apply(visitor, **TARO)
    assert [one.name for one in lottery.entries()] == ["山田 花子", "山田 太郎"]
    assert "山田 太郎" in page.words


def test_a_second_application_is_refused_and_keeps_what_was_typed(visitor: Browser, lottery: Lottery) -> None:
    apply(visitor)
    page = to_check(visitor).press("この内容で申し込む", status=409)
    assert "ご本人の申込みは、もう受け付けています。" in page.words
    assert "花子" in page.words and len(lottery.entries()) == 1


def test_more_than_the_cap_is_refused(visitor: Browser, lottery: Lottery) -> None:
    page = to_check(visitor, books="4").press("この内容で申し込む", status=422)
    assert "あと3冊まで申し込めます" in page.words and lottery.entries() == []


def test_before_and_after_the_call_the_form_says_when(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    clock.move_to(lottery.at(-0.5))
    assert "申込みは5/12 10:00からです。" in visitor.get(f"/lottery/{SLUG}/application", 409).words
    clock.move_to(lottery.at(10))
    page = visitor.get(f"/lottery/{SLUG}/application", 409)
    assert str(TooLate(lottery.at(10)).reason) in page.words


def test_the_deadline_passes_while_somebody_types(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    page = to_check(visitor)
    clock.move_to(lottery.at(10))
    late = page.press("この内容で申し込む", status=409)
    assert "申込みの受付は" in late.words and "花子" in late.words and lottery.entries() == []


def test_an_application_is_changed_until_the_deadline(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    own = apply(visitor).follow("申し込みのページを開く")
    check = own.follow("申し込みの内容を変更する")
    assert check.h1 == "この内容に変更しますか"
    questions = check.press("変更：1人分の冊数")
    again = questions.press("次へ進む", typed(questions, books="3"))
    assert "申し込みの内容を変更しました" in again.press("この内容に変更する").words
    assert [one.units for one in lottery.entries()] == [3]
    clock.move_to(lottery.at(10))
    assert "申し込みの内容を変更する" not in visitor.get(own.path).words
    assert "申込みの受付は" in visitor.get(f"{own.path}/application", 409).words


def test_who_looked_at_an_older_version_changes_nothing(visitor: Browser, lottery: Lottery) -> None:
    own = apply(visitor).follow("申し込みのページを開く")
    first = own.follow("申し込みの内容を変更する")
    second = own.follow("申し込みの内容を変更する")
    first.press("この内容に変更する")
    assert second.press("この内容に変更する", status=409).h1 != "この内容に変更しますか"


def test_one_of_a_family_leaves_and_then_all_do(visitor: Browser, lottery: Lottery) -> None:
    own = apply(visitor, **TARO).follow("申し込みのページを開く")
    page = own.follow("この方だけ取り下げる：山田 太郎").press("申し込みを取り下げる")
    assert [one.state for one in lottery.entries()] == ["received", "withdrawn"]
    assert "抽選に参加していません" in page.words
    page = page.follow("申し込みを取り下げる").press("申し込みを取り下げる")
    assert [one.state for one in lottery.entries()] == ["withdrawn", "withdrawn"]


def test_a_change_does_not_bring_back_who_has_left(visitor: Browser, lottery: Lottery) -> None:
    own = apply(visitor, **TARO).follow("申し込みのページを開く")
    page = own.follow("この方だけ取り下げる：山田 太郎").press("申し込みを取り下げる")
    page = page.follow("申し込みの内容を変更する")
    assert "太郎" not in page.words
    page.press("この内容に変更する")
    assert [(one.state, one.reason) for one in lottery.entries()] == [("received", ""), ("withdrawn", "own")]


def test_the_frozen_list_can_be_objected_to(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    own = apply(visitor).follow("申し込みのページを開く")
    lottery.freeze()
    clock.move_to(lottery.at(11.5))
    page = visitor.get(own.path)
    assert "公開した名簿にあることを確かめる" in page.words
    assert "気づいたことを入力してください" in page.press("申し出る", status=422).words
    assert "お申し出を受け付けました" in page.press("申し出る", said="冊数が違います。").words


def test_the_result_is_on_the_own_page(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    own = apply(visitor).follow("申し込みのページを開く")
    lottery.to_the_end()
    clock.move_to(lottery.at(26))
    page = visitor.get(own.path)
    assert "当選 2冊" in page.words and "1件中1番" in page.words and "0冊が渡りました" in page.words
    assert page.follow("この端末で計算し直して確かめる：山田 花子").path.endswith(
        f"verify.html?receipt={lottery.entries()[0].receipt}"
    )


def test_number_and_code_open_it_elsewhere(
    visitor: Browser, another_visitor: Browser, lottery: Lottery
) -> None:
    words = apply(visitor).words.split()
    secret = words[words.index("確認コード") + 1]
    number = lottery.entries()[0].case.number
    page = another_visitor.get("/bookings").press("予約・申し込みを開く", number=number, secret=secret)
    assert page.path == f"/entries/{number}"
