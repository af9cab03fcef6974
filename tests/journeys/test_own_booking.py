"""One's own booking: opened by the link of the mail or by number and secret, moved, cancelled, kept in a calendar."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.steps import (
    SATO,
    booking_of,
    confirm,
    fill_in,
    forward,
    free_slots,
    has_focus,
    link_in_mail,
    open_form,
    others_book,
    to_check,
)
from translations import refresh

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々]")
HOLE = re.compile(r"%\(\w+\)s|\{\w*\}")
SAID = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest("[lang=ja], [aria-hidden=true], .languages")) said.push(walker.currentNode.data.trim());
  }
  for (const name of ["aria-label", "alt", "title"]) {
    for (const one of document.querySelectorAll(`[${name}]:not(.languages):not([lang=ja])`)) said.push(one.getAttribute(name));
  }
  return said.filter(Boolean);
}"""


def test_the_link_in_the_mail_opens_the_booking_on_any_device(
    page: Page, another_page: Page, served: Served
) -> None:
    number = _book(page, served)
    another_page.goto(link_in_mail(served, number))
    expect(another_page.get_by_role("heading", level=1)).to_contain_text(_written(number))
    expect(another_page.locator("main")).to_contain_text("佐藤 凛")


def test_number_and_secret_open_the_booking_and_a_wrong_secret_does_not(
    page: Page, another_page: Page, served: Served
) -> None:
    number = _book(page, served)
    secret = re.search(r"確認コード\s*([0-9A-Z]{4}-[0-9A-Z]{4})", page.locator("main").inner_text())
    assert secret
    another_page.goto("/bookings")
    _ask(another_page, _written(number), "0000-0000")
    expect(another_page.locator(".error-summary")).to_be_focused()
    assert another_page.title().startswith("エラー：")
    _ask(another_page, _written(number), secret[1].lower())
    expect(another_page.get_by_role("heading", level=1)).to_contain_text(_written(number))


def test_a_booking_is_moved_to_another_session(page: Page, served: Served) -> None:
    number = _book(page, served)
    other = free_slots(served, served.world.playroom)[4]
    page.goto(f"/bookings/{number}")
    page.get_by_role("link", name="日時を変更する").click()
    page.locator(f"#slot-{other.id}").click()
    page.get_by_role("button", name="この日時に変更する").click()
    expect(page.get_by_text("日時を変更しました。").first).to_be_visible()
    assert booking_of(served, number).slot_id == other.id


def test_a_booking_is_cancelled_and_its_places_are_free_again(page: Page, served: Served) -> None:
    number = _book(page, served)
    page.goto(f"/bookings/{number}")
    page.get_by_role("link", name="予約を取り消す").click()
    page.get_by_role("button", name="予約を取り消す").click()
    expect(page.get_by_text("予約を取り消しました。").first).to_be_visible()
    booking = booking_of(served, number)
    assert (booking.state, booking.slot.taken) == ("cancelled_by_user", 0)


def test_the_calendar_file_tells_when_and_where(page: Page, served: Served) -> None:
    number = _book(page, served)
    with page.expect_download() as kept:
        page.get_by_role("link", name="カレンダーに入れる").click()
    (event,) = Calendar.from_ical(Path(kept.value.path()).read_bytes()).walk("VEVENT")
    slot = booking_of(served, number).slot
    assert (event.start, event.end) == (slot.starts_at, slot.ends_at)
    assert "こどもの森" in str(event["LOCATION"]) + str(event["SUMMARY"])


def test_every_error_is_named_on_top_and_leads_to_its_input(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    fill_in(page, {"children-0-family": "佐藤", "adults": "９人"})
    forward(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("エラー：")
    links = summary.get_by_role("link").all()
    assert len(links) >= 4
    for link in links:
        link.click()
        wanted = page.locator(link.get_attribute("href") or "")
        assert has_focus(wanted), link.inner_text()
        assert wanted.get_attribute("aria-describedby") or wanted.get_attribute("type") == "radio"
    expect(page.locator("[name=adults]")).to_have_value("９人")


def test_the_whole_way_is_english_in_english(page: Page, served: Served) -> None:
    for where, said in _whole_way(page, served, "English"):
        left = [words for words in said if JAPANESE.search(_without_names(words, served))]
        assert left == [], where


def test_the_whole_way_is_easy_in_easy_japanese(page: Page, served: Served) -> None:
    plain = _sentences(refresh.catalogue("easy"))
    for where, said in _whole_way(page, served, "やさしい日本語"):
        left = [words for words in said if any(_is(words, *pair) for pair in plain)]
        assert left == [], where


def _book(page: Page, served: Served) -> str:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    return confirm(page)


def _written(number: str) -> str:
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def _ask(page: Page, number: str, secret: str) -> None:
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("確認コード").fill(secret)
    page.get_by_role("button", name="予約・申し込みを開く").click()


def _whole_way(page: Page, served: Served, language: str):  # type: ignore[no-untyped-def]
    """Go from the catalogue to the cancelled booking; yield what every page says."""
    room, slots = served.world.playroom, free_slots(served, served.world.playroom)
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("button", name=language).click()
    yield "catalogue", page.evaluate(SAID)
    page.goto(f"/booking/{room.slug}")
    yield "room", page.evaluate(SAID)
    open_form(page, room, slots[0])
    for wrong in (True, False, True, False):
        if not wrong:
            fill_in(page)
        yield f"form, errors: {wrong}", page.evaluate(SAID)
        with page.expect_navigation():
            page.locator("button[value=check]:not(.unseen)").click()
    yield "check", page.evaluate(SAID)
    page.locator("button[value=confirm]:not(.unseen)").click()
    page.wait_for_url("**/receipt")
    yield "receipt", page.evaluate(SAID)
    own = page.url.removesuffix("/receipt")
    with page.expect_navigation():
        page.locator("form[action$=household] button:not(.unseen)").click()
    yield "remembered", page.evaluate(SAID)
    for path in ("", "/slot", f"/slot?to={slots[4].id}", "/cancellation"):
        page.goto(own + path)
        yield f"own booking {path}", page.evaluate(SAID)
    page.locator("form[action$=cancellation] button:not(.unseen)").click()
    page.wait_for_url(own)
    yield "cancelled", page.evaluate(SAID)
    others_book(served, room, slots[1], adults="3")
    others_book(served, room, slots[1], adults="3", phone="03-1234-9999")
    for path in ("/bookings", "/household", f"/booking/{room.slug}/slots/{slots[1].id}", "/no-such-page"):
        page.goto(path)
        yield path, page.evaluate(SAID)


def _without_names(words: str, served: Served) -> str:
    """Leave out what is a name in every language: of people, of the town, of its departments, of the example."""
    names = [*SATO.values(), served.app.config["TOWN_NAME"], "子育て支援課", "ヤマダ ハナコ"]
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "")
    return words


def _sentences(catalogue: Catalog) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return (Japanese, easy) of every sentence that is said otherwise, as patterns."""
    found = [(one.id, one.string) for one in catalogue if isinstance(one.id, str) and one.id]
    return [
        (_pattern(said), _pattern(easy))
        for said, easy in found
        if said != easy and len(HOLE.sub("", said)) > 3
    ]


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in HOLE.split(sentence)), re.DOTALL)


def _is(words: str, said: re.Pattern[str], easy: re.Pattern[str]) -> bool:
    return bool(said.fullmatch(words)) and not easy.fullmatch(words)
