"""The index over pairs of characters finds what reading every case would find, whatever happens to the cases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.cases import listing as desk
from domain.cases import searching
from domain.cases.applicant import columns_of
from domain.cases.models import Case
from domain.cases.pieces import phrases_of, search_pieces
from domain.cases.queries import queue
from domain.cases.rules import search_text, search_words
from domain.cases.searching import Found, newest
from domain.cases.views import QueueView
from domain.database import writing
from domain.history import Event
from domain.notices.models import Mail
from tests.domain.hall import Hall, case_of

ALPHABET = "佐藤田中ア1ｂ@.髙𠮷"
RUNS = ("121", "アイア", "aba", "佐藤", "@", "90")
"""What words are put together from, so that pieces of every length meet others of their like and unlike."""


def test_pieces_are_those_of_each_line_in_order_and_how_it_begins() -> None:
    assert search_pieces("12345\n林花子") == "^1 1234 2345 345 45 ^林 林花 花子"
    assert search_pieces("ハヤシハ\nab12@a") == "^ハ ハヤシ ヤシハ シハ ^a ab b1 12 2@ @a"
    assert search_pieces("") == ""


def test_a_word_is_looked_for_by_the_longest_pieces_and_however_it_may_go_on() -> None:
    assert phrases_of("林花子") == [("林花", "花子")]
    assert phrases_of("林") == [("^林",)]
    assert phrases_of("12345") == [("1234", "2345")]
    assert phrases_of("123") == [("123",), *(("123" + digit,) for digit in "0123456789")]
    assert len(phrases_of("子12")) == 1 + 10 + 100


def test_the_index_finds_what_reading_every_case_finds(hall: Hall) -> None:
    chance = random.Random(7)
    names = {_planted(hall, name): name for name in _words(chance, 60, 1, 6)}
    for typed in _words(chance, 150, 1, 4):
        expected = {number for number, name in names.items() if _is_in(typed, number, name)}
        assert _found(hall, typed) == expected, typed


def test_the_index_finds_any_piece_of_any_line_in_any_room(hall: Hall) -> None:
    chance = random.Random(11)
    lines = [[_put_together(chance, 4) for _ in range(4)] for _ in range(150)]
    numbers = _spread(hall, lines)
    for typed in (
        " ".join(_put_together(chance, 3) for _ in range(chance.randint(1, 2))) for _ in range(250)
    ):
        expected = {
            number for number, said in numbers.items() if _holds_all(typed, search_text(number, *said))
        }
        assert _found(hall, typed) & set(numbers) == expected, typed


def test_a_case_is_found_by_its_new_name_and_no_longer_by_the_old(hall: Hall) -> None:
    number = _planted(hall, "佐藤花子")
    with hall.session() as session, writing(session):
        session.execute(update(Case).values(columns_of(number, "高橋花子", "", "", "")))
    assert (_found(hall, "佐藤"), _found(hall, "髙橋")) == (set(), {number})


def test_a_deleted_case_is_not_found(hall: Hall) -> None:
    number = _planted(hall, "佐藤花子")
    assert _found(hall, "佐藤") == {number}
    with hall.session() as session, writing(session):
        session.execute(delete(Mail))
        session.execute(delete(Event.__table__))
        session.execute(delete(Case))
    assert _found(hall, "佐藤") == set()


@pytest.mark.parametrize("typed", ['"佐藤"', "佐藤 OR 田中", "佐*", "{佐藤}", "佐藤'", "AND", "^佐"])
def test_signs_of_a_query_language_are_only_signs(hall: Hall, typed: str) -> None:
    number = _planted(hall, "田中花子")
    assert number not in _found(hall, typed)


def test_a_search_ends_at_the_newest_and_says_so(hall: Hall) -> None:
    numbers = [_planted(hall, "佐藤花子") for _ in range(4)]
    with hall.session() as session:
        some, all_of_them = newest(session, ("佐藤",), most=3), newest(session, ("佐藤",), most=4)
        found = [session.get_one(Case, case_id).number for case_id in some.ids]
    assert (found, some.is_cut) == (numbers[:0:-1], True)
    assert (len(all_of_them.ids), all_of_them.is_cut) == (4, False)


def test_words_alone_list_fewer_than_are_found_to_be_narrowed(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_ALONE", 2)
    numbers = [_planted(hall, "佐藤花子") for _ in range(3)]
    alone, narrowed = QueueView(text="佐藤"), QueueView(text="佐藤", state="received")
    with hall.session() as session:
        pages = [queue(session, view, None) for view in (alone, replace(alone, sort="newest"), narrowed)]
    assert [[row.number for row in page.rows] for page in pages] == [numbers[1:], numbers[:0:-1], numbers]
    assert [(page.shown_total, page.is_cut) for page in pages] == [("2+", True), ("2+", True), ("3", False)]


def test_a_search_reads_no_more_than_enough_and_says_so(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_READ", 3)
    sought, *_ = [_planted(hall, name) for name in ("佐藤花子", "藤花子佐藤", "藤花子佐藤")]
    with hall.session() as session:
        found = newest(session, ("佐藤花子",))
        assert (_numbers(session, found), found.is_cut) == ({sought}, False)
    _planted(hall, "藤花子佐藤")
    with hall.session() as session:
        assert newest(session, ("佐藤花子",)) == Found((), is_cut=True)


def test_what_is_rare_is_found_however_old_it_is(hall: Hall) -> None:
    names = ["鈴木花子", "佐藤花子", "佐藤太郎", *["佐藤花子"] * 300, "鈴木太郎", "佐藤太郎"]
    numbers = list(_spread(hall, [[name, "", "", ""] for name in names]))
    assert _found(hall, "鈴木花") == {numbers[0]}
    assert _found(hall, "佐藤 太郎") == {numbers[2], numbers[-1]}
    assert _found(hall, "佐藤") == {
        number for number, name in zip(numbers, names, strict=True) if "佐藤" in name
    }
    with hall.session() as session:
        assert _numbers(session, newest(session, ("佐藤",), most=200)) == {numbers[-1], *numbers[-201:-2]}


def test_a_department_finds_its_own_cases_only_and_also_those_it_is_given(hall: Hall) -> None:
    number = _planted(hall, "佐藤花子")
    with hall.session() as session:
        one = hall.world.childcare, hall.world.office
        assert [len(newest(session, ("佐藤",), {place}).ids) for place in one] == [1, 0]
        assert len(newest(session, ("佐藤",), set(one)).ids) == 1
        assert newest(session, ("佐藤",), set()).ids == ()
        with writing(session):
            session.execute(update(Case).where(Case.number == number).values(department_id=one[1]))
        assert [len(newest(session, ("佐藤",), {place}).ids) for place in one] == [0, 1]


def _planted(hall: Hall, name: str) -> str:
    """Plant a case of an applicant; what hangs on cases is left out."""
    with hall.session() as session:
        number = hall.apply(session)
        with writing(session):
            session.execute(
                update(Case).where(Case.number == number).values(columns_of(number, name, "", "", ""))
            )
            session.execute(update(Case).where(Case.number == number).values(key=f"key-{number}"))
    return number


def _spread(hall: Hall, people: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Plant a case for each name, kana, phone and mail, with so many ids between them that PostgreSQL goes from room to room."""
    with hall.session() as session:
        case = case_of(session, hall.apply(session))
        plain = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
        numbers = {f"{7_000_000_007 + 1_234_567 * at}": person for at, person in enumerate(people)}
        rows = [
            plain | {"id": 1_000 * at, "number": number, "key": number} | columns_of(number, *person)
            for at, (number, person) in enumerate(numbers.items(), 1)
        ]
        session.execute(Case.__table__.insert(), rows)
        session.commit()
    return numbers


def _found(hall: Hall, typed: str) -> set[str]:
    words = search_words(typed)
    with hall.session() as session:
        return _numbers(session, newest(session, words)) if words else set()


def _numbers(session: Session, found: Found) -> set[str]:
    return set(session.scalars(select(Case.number).where(Case.id.in_(found.ids))))


def _is_in(typed: str, number: str, name: str) -> bool:
    lines = search_text(number, name).split("\n")
    word = search_words(typed)[0] if search_words(typed) else ""
    if len(word) == 1:
        return any(line.startswith(word) for line in lines)
    return bool(word) and any(word in line for line in lines)


def _holds_all(typed: str, searched: str) -> bool:
    words = search_words(typed)
    return all(word in searched if len(word) > 1 else f"\n{word}" in f"\n{searched}" for word in words)


def _put_together(chance: random.Random, most: int) -> str:
    parts = (run[: chance.randint(1, 3)] for run in chance.choices(RUNS, k=chance.randint(1, most)))
    return "".join(parts)


def _words(chance: random.Random, count: int, least: int, most: int) -> list[str]:
    return ["".join(chance.choices(ALPHABET, k=chance.randint(least, most))) for _ in range(count)]
