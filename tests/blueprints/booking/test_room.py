"""The page of a room: sessions of two weeks, rules in words."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.booking.models import Closure
from domain.clock import now_utc
from tests import htmx
from tests.blueprints.booking.walking import fill_up
from tests.page import Browser, Page, classes
from tests.town import World, slot_of


def room_page(visitor: Browser, world: World, query: str = "") -> Page:
    return visitor.get(f"/booking/{world.playroom.slug}{query}")


def line(page: Page, slot_id: int) -> tuple[str, list[str]]:
    item = next(
        one for one in page.all("li", "slot") if any(x.get("id") == f"slot-{slot_id}" for x in one.iter())
    )
    return page.words_in(f"slot-{slot_id}"), classes(item)


def test_every_mark_is_a_sign_a_word_and_a_number(visitor: Browser, records: Session, world: World) -> None:
    free = slot_of(records, world.playroom, world.day(1), "09:30")
    few = slot_of(records, world.playroom, world.day(1), "12:30")
    full = slot_of(records, world.playroom, world.day(1), "15:00")
    fill_up(records, few, left=2)
    fill_up(records, full)
    early = slot_of(records, world.playroom, world.day(11), "09:30")
    page = room_page(visitor, world)
    assert line(page, free.id) == ("9:30〜11:30 ○ 空きあり 残り8", ["slot", "free"])
    assert line(page, few.id) == ("12:30〜14:30 △ 残りわずか 残り2", ["slot", "few"])
    assert line(page, full.id)[1] == ["slot", "full"] and "× 満員" in line(page, full.id)[0]
    assert "－ 受付前" in line(page, early.id)[0] and "5/13 0:00から" in line(page, early.id)[0]


def test_only_what_can_be_booked_is_a_link(visitor: Browser, records: Session, world: World) -> None:
    full = slot_of(records, world.playroom, world.day(1), "15:00")
    fill_up(records, full)
    page = room_page(visitor, world)
    assert page.by_id(f"slot-{full.id}").tag == "span"
    assert page.by_id(f"slot-{slot_of(records, world.playroom, world.day(1), '09:30').id}").tag == "a"


def test_a_closed_day_says_why(visitor: Browser, world: World) -> None:
    monday = next(ahead for ahead in range(7) if world.day(ahead).weekday() == 0)
    assert "休館日（月曜日）" in room_page(visitor, world).words_in(f"day-{world.day(monday)}")


def test_a_closure_by_staff_is_shown_on_its_day(visitor: Browser, records: Session, world: World) -> None:
    closure = Closure(
        facility_id=world.playroom.facility_id,
        first_on=world.day(1),
        last_on=world.day(1),
        reason="台風のため",
        created_at=now_utc(),
    )
    records.add(closure)
    for starts in ("09:30", "12:30", "15:00"):
        slot_of(records, world.playroom, world.day(1), starts).closed_reason = "台風のため"
    records.commit()
    assert "台風のため" in room_page(visitor, world).words_in(f"day-{world.day(1)}")


def test_other_weeks_are_links_that_push_their_address(visitor: Browser, world: World) -> None:
    page = room_page(visitor, world)
    later = page.follow("次の2週間")
    assert f"day-{world.day(14)}" in later.text and f"day-{world.day(0)}" not in later.text
    link = next(one for one in page.all("a") if "次の2週間" in "".join(one.itertext()))
    assert link.get("hx-push-url") == "true" and link.get("hx-get") == link.get("href")
    part = htmx.fetch(page, "slots", link.get("href", ""))
    assert not part.is_whole and htmx.markup(htmx.root_of(part)) == htmx.markup(later.by_id("slots"))


def test_a_wrong_or_past_day_shows_today(visitor: Browser, world: World) -> None:
    for wanted in ("nonsense", str(world.today - timedelta(days=30)), "9999-99-99"):
        assert f"day-{world.today}" in room_page(visitor, world, f"?from={wanted}").text


def test_the_part_alone_is_what_the_page_shows(visitor: Browser, world: World) -> None:
    htmx.swap(room_page(visitor, world), "slots")


def test_the_rules_are_told_in_words(visitor: Browser, world: World) -> None:
    words = room_page(visitor, world).words
    assert "利用する日の10日前の0:00から予約できます" in words
    assert "里帰り中の方（市内の実家などに滞在している方）" in words
    assert "月曜日（祝日でも休みます）" in words
    assert "時間 9:30〜11:30 12:30〜14:30 15:00〜16:30" in words


def test_a_room_that_is_not_there_is_not_found(visitor: Browser, world: World) -> None:
    visitor.get("/booking/nowhere", status=404)


def test_the_size_of_a_session_is_told_and_one_changed_day_does_not_change_it(
    visitor: Browser, records: Session, world: World
) -> None:
    told = [line for line in room_page(visitor, world).words.split() if line.startswith("1回の定員は")]
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    slot.open_capacity, slot.changed_by_staff_at = 1, now_utc()
    records.commit()
    assert told and told[0] in room_page(visitor, world).words
