"""What may become of a case, and how it is found."""

from __future__ import annotations

from datetime import date

import pytest

from domain.cases.models import STATES
from domain.cases.rules import (
    CHANNEL_WORDS,
    STATE_WORDS,
    STEPS,
    actions_for,
    fold,
    is_allowed,
    is_open_day,
    return_due_on,
    search_text,
    search_words,
)
from domain.people.rules import ACTIONS

FINAL = ("rejected", "completed", "withdrawn", "expired")


def test_every_state_and_channel_has_words() -> None:
    assert tuple(STATE_WORDS) == STATES
    assert set(CHANNEL_WORDS) == {"web", "counter", "staff", "phone", "post", "paper"}
    assert "decide_case" in ACTIONS


@pytest.mark.parametrize("state", FINAL)
@pytest.mark.parametrize("actor", ["resident", "staff", "town"])
def test_what_has_ended_stays_ended(state: str, actor: str) -> None:
    untold = {"staff": ("undo",), "resident": ("overtake",)} if state == "rejected" else {}
    assert actions_for(state, actor) == untold.get(actor, ())


def test_a_returned_case_cannot_be_decided() -> None:
    assert not is_allowed("approve", "returned", "staff")
    assert not is_allowed("reject", "returned", "staff")
    assert is_allowed("take_back_return", "returned", "staff")
    assert is_allowed("correct", "returned", "resident")


def test_an_applicant_withdraws_what_is_received_or_returned_only() -> None:
    assert {state for state in STATES if is_allowed("withdraw", state, "resident")} == {
        "received",
        "returned",
    }


def test_a_resident_decides_nothing() -> None:
    done = {action for state in STATES for action in actions_for(state, "resident")}
    assert done == {"correct", "withdraw", "cancel", "overtake"}


def test_every_step_leads_to_a_state() -> None:
    assert {step.to for step in STEPS.values()} <= set(STATES)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ﾔﾏﾀﾞ", "山田 花子 ヤマダ ハナコ"),
        ("やまだ", "ヤマダ"),
        ("髙橋", "高橋"),
        ("高橋", "髙橋"),
        ("山崎", "山﨑"),
        ("𠮷野", "吉野"),
        ("吉野", "𠮷野󠄀"),
        ("ワタナベ", "わたなべ"),
        ("渡辺", "渡邊"),
        ("渡邉", "渡邊"),
        ("０９０ー１２３４", "090-1234-5678"),
        ("09012345678", "090−1234‐5678"),
        ("ＹＡＭＡＤＡ＠", "yamada@example.jp"),
        ("サトー", "サトー"),
        ("キョウコ", "キヨウコ"),
        ("ｼｽﾞｶ", "シヅカ"),
        ("1234-5678-90", "1234567890"),
    ],
)
def test_search_finds_whichever_way_it_is_written(typed: str, stored: str) -> None:
    assert fold(typed) in fold(stored)


def test_search_does_not_find_what_is_another_name() -> None:
    assert fold("山田") not in fold("山口")
    assert fold("%") == ""


def test_words_of_a_search_are_folded_one_by_one() -> None:
    assert search_words("　ﾔﾏﾀﾞ  090-1 — ") == ("ヤマダ", "0901")
    assert search_text("1234567890", "山田 花子", "") == "1234567890\n山田花子"


@pytest.mark.parametrize(
    ("returned", "due"),
    [
        (date(2026, 5, 12), date(2026, 5, 26)),
        (date(2026, 4, 20), date(2026, 5, 7)),  # 4 to 6 May are holidays
        (date(2026, 12, 17), date(2027, 1, 4)),  # 31 December to 3 January
    ],
)
def test_a_return_is_due_on_an_open_day(returned: date, due: date) -> None:
    assert return_due_on(returned) == due
    assert is_open_day(due)
