"""Postcards by keyboard alone: twenty seconds a card, the next one begins by itself, a twin of it is shown at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.clock import day_of, now_utc
from domain.lottery.models import Entry
from domain.people.rules import CLERK
from domain.places.models import PostalCode
from tests.journeys.conftest import Served
from tests.journeys.states.cards import AT, opened
from tests.journeys.states.ways import as_staff
from tests.journeys.typist import SECONDS_A_KEY, Keyboard

MOST_SECONDS = 20
KANJI = 12
"""Keys for choosing the characters of a name: about as many as it has sounds."""
CARDS = (
    ("やまだ かずこ", "山田 和子", "S30.12.4", "3-1-1", "0775231111", "3"),
    ("はやし さくら", "林 桜", "H2.5.15", "12-8", "09011112222", "1"),
    ("たかさき はなこ", "髙﨑 花子", "S55.4.1", "3-1-1", "09012345678", "2"),
)


def begin(page: Page, served: Served) -> None:
    """Open the screen and say what all cards of the pile have in common."""
    served.records.add(PostalCode(code="5200044", prefecture="滋賀県", city="大津市", town="京町"))
    served.records.commit()
    opened(served)
    as_staff(page, served, CLERK, f"{AT}/postcards")
    expect(page.get_by_label("消印")).to_be_focused()
    page.get_by_label("本人").check()
    page.get_by_label("消印").focus()


def key(page: Page, card: tuple[str, ...], postal_code: str = "5200044") -> Keyboard:
    """Key one card from the kana on, as it is read from top to bottom."""
    expect(page.get_by_label("ふりがな")).to_be_focused()
    kana, name, born, street, phone, books = card
    clerk = Keyboard(page)
    clerk.type(kana)
    for text in (name, born, postal_code):
        clerk.press("Tab")
        clerk.type(text)
    if street:
        clerk.press("Tab", times=2)  # past the area, which the code fills in
        clerk.type(street)
        clerk.press("Tab", times=2)  # past the building
        clerk.type(phone)
        clerk.press("Tab")
    else:
        clerk.press("Tab", times=5)
    clerk.type(books)
    clerk.press("Enter")
    return clerk


def entries(served: Served) -> list[Entry]:
    """Return what is in the round now, the newest last."""
    served.records.rollback()
    return list(served.records.scalars(select(Entry).order_by(Entry.id)))


def test_a_card_takes_twenty_seconds_and_no_mouse(page: Page, served: Served) -> None:
    begin(page, served)
    postmark = Keyboard(page)
    postmark.type(f"{day_of(now_utc()):%m%d}")
    postmark.press("Tab")
    for number, card in enumerate(CARDS[:2], 1):
        clerk = key(page, card)
        expect(page.get_by_text(f"きょう入力した枚数 {number}")).to_be_visible()
        assert clerk.seconds + KANJI * SECONDS_A_KEY <= MOST_SECONDS, f"{clerk.keys} keys"
    assert [one.address for one in entries(served)[1:]] == ["滋賀県大津市京町3-1-1", "滋賀県大津市京町12-8"]
    assert {one.case.channel for one in entries(served)[1:]} == {"post"}


def test_a_family_at_one_address_takes_half_of_it(page: Page, served: Served) -> None:
    begin(page, served)
    page.get_by_label("消印").fill(f"{day_of(now_utc()):%m%d}")
    page.keyboard.press("Tab")
    key(page, CARDS[0])
    expect(page.get_by_text("きょう入力した枚数 1")).to_be_visible()
    clerk = key(page, ("やまだ いちろう", "山田 一郎", "S28.1.2", "", "", "3"), postal_code="=")
    expect(page.get_by_text("きょう入力した枚数 2")).to_be_visible()
    assert clerk.seconds + KANJI * SECONDS_A_KEY <= 16, f"{clerk.keys} keys"
    _, first, second = entries(served)
    assert (first.address, first.phone) == (second.address, second.phone)


def test_a_likely_duplicate_is_shown_at_once_and_the_next_card_begins(page: Page, served: Served) -> None:
    begin(page, served)
    page.get_by_label("消印").fill(f"{day_of(now_utc()):%m%d}")
    page.keyboard.press("Tab")
    key(page, CARDS[2])
    expect(page.get_by_text("似た申込みが1件あります")).to_be_visible()
    expect(page.get_by_label("ふりがな")).to_be_focused()
    assert len(entries(served)) == 2


def test_a_file_is_read_and_taken_to_its_end_by_itself(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, f"{AT}/postcards/files")
    heads = "消印,ふりがな,氏名,生年月日,郵便番号,住所,電話番号,冊数,受け取りに来る方"
    rest = "S55.4.1,520-0044,大津市京町1-1-1,09011112222,2,本人"
    today = f"{day_of(now_utc()):%m/%d}"
    lines = [f"{today},ヤマダ ハナコ,山田 花{number},{rest}" for number in range(520)]
    data = "\n".join((heads, *lines)).encode("cp932")
    page.get_by_label("CSVファイル").set_input_files(
        {"name": "cards.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_role("button", name="読み取る").click()
    page.get_by_role("button", name="取り込める520行を取り込む").click()
    expect(page.get_by_text("520枚を受け付けました")).to_be_visible(timeout=60_000)
    assert len(entries(served)) == 521
