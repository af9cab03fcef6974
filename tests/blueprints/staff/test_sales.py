"""Running the sale of a round: tickets issued and on paper, labels without hidden addresses, runners-up."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.domain.hall import Hall, mails
from tests.domain.lottery.shop import Shop, nobody_bought, selling_now
from tests.domain.lottery.voucher import Voucher
from tests.jobs import seen_through
from tests.page import Browser
from tests.town import World

ROUND = "/staff/sales/voucher/rounds/voucher-1"


@pytest.fixture
def shop(records: Session, world: World) -> Shop:
    """Give a campaign that is being sold today."""
    return selling_now(records, world)


def test_tickets_are_issued_once_by_a_button(reviewer: Browser, records: Session, world: World) -> None:
    hall = Hall(records.get_bind(), world, now=world.now.replace(month=4))  # type: ignore[arg-type]
    voucher = Voucher(hall)
    voucher.crowd(records, 4)
    voucher.to_the_end(records)
    page = seen_through(reviewer.get(ROUND).press("引換券を発行する"))
    assert "引換券を4枚発行し" in page.words and "引換券を発行する" not in page.words
    assert len(mails(records, "ticket")) == 4


def test_before_the_result_there_is_nothing_to_issue(
    reviewer: Browser, records: Session, world: World
) -> None:
    Voucher(Hall(records.get_bind(), world))  # type: ignore[arg-type]
    page = reviewer.get(ROUND)
    assert "まだ発表していません" in page.words and "引換券を発行する" not in page.words


def test_a_ticket_on_paper_has_its_number_and_code_but_no_hidden_address(
    reviewer: Browser, shop: Shop, records: Session
) -> None:
    hidden = shop.tickets()[0]
    hidden.entry.case.hides_address, address = True, hidden.entry.address
    records.commit()
    page = reviewer.get(f"{ROUND}/print")
    assert len(page.all("article", "ticket")) == 8 == page.text.count("<svg ")
    assert all(page.words.count(one) for one in (hidden.entry.name, hidden.number[:4]))
    assert address not in page.words and shop.tickets()[1].entry.address in page.words


def test_labels_leave_out_who_hides_the_address(reviewer: Browser, shop: Shop, records: Session) -> None:
    hidden = shop.tickets()[0]
    hidden.entry.case.hides_address = True
    records.commit()
    page = reviewer.get(ROUND)
    assert "1件は、宛名に入りません" in page.words
    lines = page.press("宛名をCSVで書き出す").text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("郵便番号,住所,氏名")
    assert len(lines) == 8 and hidden.entry.name not in "".join(lines)


def test_what_nobody_bought_is_offered_by_a_button(reviewer: Browser, records: Session, world: World) -> None:
    over = nobody_bought(records, world)
    page = seen_through(reviewer.get(ROUND).press("いま繰上げを進める"))
    assert "引換券10枚" in page.words and "6人に繰上げの案内" in page.words
    assert page.words.count("返事待ち") >= 6
    assert len(over.offers("")) == 6
    assert "0人に繰上げの案内" in seen_through(page.press("いま繰上げを進める")).words


def test_a_clerk_sells_but_does_not_run_the_sale(clerk: Browser, shop: Shop) -> None:
    clerk.get(ROUND, status=403)
    clerk.get(f"{ROUND}/print", status=403)


def test_a_round_of_another_campaign_is_not_found(reviewer: Browser, shop: Shop) -> None:
    reviewer.get("/staff/sales/voucher/rounds/other-1", status=404)
