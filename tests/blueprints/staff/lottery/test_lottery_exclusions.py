"""Staff and single entries of a lottery: leaving one out before the freeze, and what a case says of its people."""

from __future__ import annotations

from typing import Any

import pytest

from domain.history import TOWN
from domain.lottery.sale.tickets import issue_tickets
from tests.lottery_town import SLUG, Lottery
from tests.page import Browser

ROUND = f"/staff/lottery/{SLUG}/rounds/1"


def test_an_entry_is_left_out_with_a_reason_and_taken_in_again(
    reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    [entry] = lottery.enter()
    case, receipt = f"/staff/cases/{entry.case.number}", entry.receipt
    page = reviewer.get(case).follow("名簿から除く：山田 花子0")
    assert page.press("名簿から除く", status=422).problems().keys() == {"reason-first", "note"}
    page = page.press("名簿から除く", reason="ineligible", note="市外の方と電話で確認")
    assert "本人にお知らせします" in page.words and "市外の方と電話で確認" in reviewer.get(case).words
    assert [(one.state, one.reason) for one in lottery.entries()] == [("invalid", "ineligible")]
    page.press("名簿に戻す：山田 花子0")
    assert [(one.state, one.reason) for one in lottery.entries()] == [("received", "")]
    lottery.freeze()
    clock.move_to(lottery.at(12))
    late = reviewer.get(f"{ROUND}/exclusions")
    assert "名簿は確定しています" in late.words and late.all("button", "danger") == []
    assert reviewer.get(case).follow("失格を申請する：山田 花子0").value("receipt") == receipt


@pytest.mark.parametrize("sent", [{"receipt": "0"}, {}])
def test_only_an_entry_of_the_round_is_left_out(
    reviewer: Browser, lottery: Lottery, sent: dict[str, str]
) -> None:
    page = reviewer.get(f"{ROUND}/exclusions").press(
        "名簿から除く", reason="defect", note="x", status=422, **sent
    )
    assert "この回の申込みにありません" in page.problems()["receipt"]


def test_the_case_tells_staff_the_numbers_the_result_and_the_ticket(
    clerk: Browser, lottery: Lottery, clock: Any
) -> None:
    [entry] = lottery.enter()
    number, receipt = entry.case.number, entry.receipt
    lottery.to_the_end()
    clock.move_to(lottery.at(23))
    issue_tickets(lottery.records, lottery.round_id, by=TOWN, now=lottery.at(23))
    words = clerk.get(f"/staff/cases/{number}").words
    assert receipt[:5] in words and "当選 2冊" in words and "順位 1（1件中）" in words
    assert "残り2冊" in words
