"""Postcards: judged by their postmark, keyed once, and whole files of which the good lines are taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.history import Event
from domain.lottery.cards.lines import WrongFile
from domain.lottery.cards.models import CardFile
from domain.lottery.cards.postcards import (
    card_desk,
    card_entries,
    check_some,
    drop_file,
    enter_card,
    forget_files,
    keyed_today,
    store_file,
    take_some,
)
from domain.lottery.models import Entry
from domain.lottery.refusals import TooLate
from domain.places.models import PostalCode
from tests.domain.hall import Hall
from tests.voucher_town import answers, carded, open_voucher

HEADS = "消印,整理番号,ふりがな,氏名,生年月日,郵便番号,住所,電話番号,希望する冊数,受け取りに来る方"
GOOD = "5/12,{n},ヤマダ {kana},山田 {n}子,S55.4.{n},520-0044,大津市京町{n}-1-1,090-1111-222{n},2,本人"
KANA = ["ハナコ", "カズコ", "ヨシコ", "サチコ", "フミコ"]


@pytest.fixture
def round_id(hall: Hall) -> int:
    """Give an open round whose form is as cities print it."""
    with hall.session() as session:
        return open_voucher(session, hall.world, hall.now)


@pytest.fixture
def by(hall: Hall) -> dict[str, Any]:
    """Give the clerk, and the moment."""
    return {"by": hall.actor("clerk"), "now": hall.now}


def file(*lines: str, heads: str = HEADS) -> bytes:
    """Return a file."""
    return "\r\n".join((heads, *lines)).encode("cp932")


def good(count: int) -> list[str]:
    """Return so many good lines."""
    return [GOOD.format(n=n, kana=KANA[n - 1]) for n in range(1, count + 1)]


def checked(session: Session, round_id: int, data: bytes, by: dict[str, Any]) -> CardFile:
    """Store a file and read it to its end."""
    file_id = store_file(session, round_id, "cards.csv", data, **by)
    check_some(session, file_id, now=by["now"])
    return session.get_one(CardFile, file_id, populate_existing=True)


def taken(session: Session, row: CardFile, by: dict[str, Any]) -> CardFile:
    """Take the good lines of a file."""
    file_id = row.id
    while row.finished_at is None:
        take_some(session, file_id, **by)
        row = session.get_one(CardFile, file_id, populate_existing=True)
    return row


def entries(session: Session) -> int:
    """Return how many entries there are."""
    return session.scalar(select(func.count(Entry.id))) or 0


def closed(hall: Hall) -> datetime:
    """Return a moment two days after the deadline."""
    return hall.now + timedelta(days=11)


def test_a_postmark_inside_is_in_time_though_the_card_comes_later(
    hall: Hall, session: Session, round_id: int
) -> None:
    last = (hall.now + timedelta(days=8)).date()
    by = hall.actor("clerk")
    done = enter_card(
        session, round_id, answers(last), key="late card 1", dated_on=last, by=by, now=closed(hall)
    )
    assert (done.case.channel, done.case.dated_on, done.case.entered_by_id) == ("post", last, by.staff_id)


def test_a_postmark_after_the_deadline_is_too_late(hall: Hall, session: Session, round_id: int) -> None:
    after = (hall.now + timedelta(days=9, hours=1)).date() + timedelta(days=1)
    with pytest.raises(TooLate):
        enter_card(
            session,
            round_id,
            answers(after),
            key="late card 2",
            dated_on=after,
            by=hall.actor("clerk"),
            now=closed(hall),
        )


def test_a_card_is_found_again_with_the_entry_it_became(
    hall: Hall, session: Session, round_id: int, by: dict[str, Any]
) -> None:
    done = carded(session, round_id, hall.now, "card one 1234567", by=by["by"])
    number = done.case.number
    assert [one.name for one in card_entries(session, round_id, number)] == ["髙﨑 花子"]
    assert card_entries(session, round_id, "0000000000") == []
    desk = card_desk(session, round_id)
    assert keyed_today(session, desk, by["by"], hall.now) == 1
    assert keyed_today(session, desk, hall.actor("manager"), hall.now) == 0


def test_good_lines_of_a_file_are_taken_on_request(
    session: Session, round_id: int, by: dict[str, Any]
) -> None:
    row = checked(session, round_id, file(*good(3)), by)
    assert (row.checked, row.wrong, entries(session)) == (3, 0, 0)
    row = taken(session, row, by)
    assert (row.entered, row.repeated, row.wrong) == (3, 0, 0)
    case = session.scalars(select(Case).order_by(Case.id)).first()
    assert case is not None and (case.channel, case.dated_on) == ("post", date(2026, 5, 12))
    assert case.answers["address"]["street"] == "1-1-1" and case.answers["agreed"] is True


def test_what_is_wrong_is_named_by_line_and_column(
    session: Session, round_id: int, by: dict[str, Any]
) -> None:
    lines = good(3)
    lines[1] = lines[1].replace("S55.4.2", "S55.4.42").replace("5/12", "らいしゅう")
    row = checked(session, round_id, file(*lines), by)
    assert [(one["line"], one["column"]) for one in row.problems] == [(3, "消印"), (3, "生年月日")]
    row = taken(session, row, by)
    assert (row.entered, row.wrong) == (2, 1)


def test_the_same_file_again_enters_nobody(session: Session, round_id: int, by: dict[str, Any]) -> None:
    for expected in ((3, 0), (0, 3)):
        row = taken(session, checked(session, round_id, file(*good(3)), by), by)
        assert (row.entered, row.repeated) == expected
    assert entries(session) == 3


def test_a_longer_file_enters_only_what_is_new(session: Session, round_id: int, by: dict[str, Any]) -> None:
    taken(session, checked(session, round_id, file(*good(2)), by), by)
    row = taken(session, checked(session, round_id, file(*reversed(good(4))), by), by)
    assert (row.entered, row.repeated, entries(session)) == (2, 2, 4)


def test_two_equal_cards_of_one_file_are_two_entries(
    session: Session, round_id: int, by: dict[str, Any]
) -> None:
    heads, line = HEADS.replace("整理番号,", ""), good(1)[0].replace("5/12,1,", "5/12,")
    taken(session, checked(session, round_id, file(line, line, heads=heads), by), by)
    assert entries(session) == 2


def test_a_file_that_was_cut_short_is_gone_on_with(
    session: Session, round_id: int, by: dict[str, Any]
) -> None:
    file_id = store_file(session, round_id, "cards.csv", file(*good(5)), **by)
    for expected in (2, 4, 5):
        check_some(session, file_id, now=by["now"], most=2)
        assert session.get_one(CardFile, file_id, populate_existing=True).checked == expected
    take_some(session, file_id, **by, most=2)
    assert entries(session) == 2
    row = taken(session, session.get_one(CardFile, file_id), by)
    assert (row.entered, row.taken) == (5, 5)


def test_a_taken_file_holds_no_names_any_more(session: Session, round_id: int, by: dict[str, Any]) -> None:
    row = taken(session, checked(session, round_id, file(*good(1)), by), by)
    assert row.data == b""
    assert session.scalars(select(Event.verb).where(Event.noun == "round", Event.verb == "take_cards")).all()


def test_a_file_is_dropped_or_forgotten(session: Session, round_id: int, by: dict[str, Any]) -> None:
    first = checked(session, round_id, file(*good(1)), by).id
    drop_file(session, first, **by)
    assert session.get(CardFile, first) is None
    checked(session, round_id, file(*good(1)), by)
    day = timedelta(days=1)
    assert forget_files(session, now=by["now"] + day / 2, kept=day) == 0
    assert forget_files(session, now=by["now"] + 2 * day, kept=day) == 1
    assert session.scalars(select(CardFile.lines)).one() == 1


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "見出しの行と"),
        (b"\x81\xff\xff", "文字コード"),
        (file(*good(1), heads=HEADS.replace("希望する冊数", "備考")), "列「冊数」がありません"),
        (file(*good(1), heads=HEADS.replace("消印", "日付")), "列「消印日」がありません"),
        (
            file(*good(1), heads=HEADS.replace("受け取りに来る方", "受取")),
            "列「受け取りに来る方」がありません",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(
    session: Session, round_id: int, by: dict[str, Any], data: bytes, said: str
) -> None:
    with pytest.raises(WrongFile) as refused:
        store_file(session, round_id, "cards.csv", data, **by)
    assert said in str(refused.value.reason)
    assert session.scalar(select(func.count(CardFile.id))) == 0


def test_a_postal_code_stands_for_an_area_that_is_not_written(
    session: Session, round_id: int, by: dict[str, Any]
) -> None:
    session.add(PostalCode(code="5200044", prefecture="滋賀県", city="大津市", town="京町"))
    session.commit()
    heads, line = HEADS.replace("住所", "番地"), good(1)[0].replace("大津市京町1-1-1", "1-1-1")
    taken(session, checked(session, round_id, file(line, heads=heads), by), by)
    assert session.scalars(select(Entry.address)).one() == "滋賀県大津市京町1-1-1"
