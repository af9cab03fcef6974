"""Staff: postcards of a lottery keyed and taken from files, and the duplicates desk."""

from __future__ import annotations

from playwright.sync_api import Page

from domain.clock import now_utc
from domain.history import Actor
from domain.lottery.cards.postcards import store_file
from domain.lottery.duplicates.queries import next_group
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.duplicates.verdicts import decide_duplicates
from domain.people.rules import CLERK, REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, see_errors, state
from tests.voucher_town import applied, carded, open_voucher

AT = "/staff/lottery/voucher/rounds/1"
TWIN = {"name-family": "髙﨑 華代", "kana-family": "タカサキ ハナヨ"}
FILE = """消印,ふりがな,氏名,生年月日,郵便番号,住所,電話番号,冊数,受け取りに来る方
きのう,ヤマダ ハナコ,山田 花子,S55.4.1,520-0044,大津市京町1-1-1,090-1111-2222,2,本人
"""


def opened(served: Served) -> int:
    """Open a round in which Hanako has applied on the web."""
    round_id = open_voucher(served.records, served.world, now_utc())
    applied(served.records, round_id, now_utc(), "hanako web 123456")
    return round_id


def number_of_card(served: Served) -> str:
    """Let Hanako send a card besides; return its number."""
    return carded(served.records, opened(served), now_utc(), "hanako card 12345").case.number


def groups(served: Served) -> tuple[int, int]:
    """Let a twin apply, too, and search; return the round and its group."""
    round_id = opened(served)
    carded(served.records, round_id, now_utc(), "hanako card 12345", **{"address-street": "3-1-1-203"})
    carded(served.records, round_id, now_utc(), "twin card 1234567", **TWIN)
    find_duplicates(served.records, round_id, by=reviewer(served), now=now_utc())
    group = next_group(served.records, round_id)
    assert group is not None
    return round_id, group


def reviewer(served: Served) -> Actor:
    """Return who decides."""
    return Actor("staff", "佐々木 誠", served.world.staff[REVIEWER].id)


@state("staff.postcards.page")
def postcards_begun(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, f"{AT}/postcards")


@state("staff.postcards.page")
def postcards_after_one_that_is_like_another(page: Page, served: Served) -> None:
    number = number_of_card(served)
    as_staff(page, served, CLERK, f"{AT}/postcards?after={number}")


@state("staff.postcards.page")
def postcards_with_errors(page: Page, served: Served) -> None:
    postcards_begun(page, served)
    page.get_by_role("button", name="受け付けて次のはがきへ").click()
    see_errors(page)


@state("staff.postcards.card")
def postcard_put_right(page: Page, served: Served) -> None:
    number = number_of_card(served)
    as_staff(page, served, CLERK, f"{AT}/postcards/{number}")


@state("staff.card_files.index")
def postcard_files(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, f"{AT}/postcards/files")


@state("staff.card_files.page")
def postcard_file_with_mistakes(page: Page, served: Served) -> None:
    by = {"by": reviewer(served), "now": now_utc()}
    file_id = store_file(served.records, opened(served), "はがき.csv", FILE.encode(), **by)
    as_staff(page, served, CLERK, f"{AT}/postcards/files/{file_id}")
    page.get_by_role("button", name="取り込まずに消す").wait_for()


@state("staff.duplicates.index")
def duplicates_never_searched(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, REVIEWER, f"{AT}/duplicates")


@state("staff.duplicates.index")
def duplicates_waiting(page: Page, served: Served) -> None:
    groups(served)
    as_staff(page, served, REVIEWER, f"{AT}/duplicates")


@state("staff.duplicates.group")
def duplicates_side_by_side(page: Page, served: Served) -> None:
    _, group = groups(served)
    as_staff(page, served, REVIEWER, f"{AT}/duplicates/{group}")


@state("staff.duplicates.group")
def duplicates_without_a_reason(page: Page, served: Served) -> None:
    duplicates_side_by_side(page, served)
    page.get_by_label("判断の理由").fill("")
    page.get_by_role("button", name="この判断を記録して").click()
    see_errors(page)


@state("staff.duplicates.group", "staff.duplicates.index")
def duplicates_decided(page: Page, served: Served) -> None:
    _, group = groups(served)
    by = {"by": reviewer(served), "now": now_utc()}
    decide_duplicates(served.records, group, keep=[], reason="規則によりどれも有効としない。", **by)
    as_staff(page, served, REVIEWER, f"{AT}/duplicates/{group}")
