"""Staff: printing, exports, statistics, retention."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from domain.clock import now_utc
from domain.database import writing
from domain.decisions import reject
from domain.people.rules import EDITOR, MANAGER, REVIEWER
from domain.procedures.models import Procedure
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, office, press, reviewer, see_errors, see_title, state
from tests.town_papers import SLUG, apply, applying

KEPT_MONTHS = 12

office("statistics_list", "staff.statistics.index", MANAGER, "/staff/statistics")
office("retention_list", "staff.retention.index", MANAGER, "/staff/retention")
office("statistics_empty", "staff.statistics.page", MANAGER, "/staff/statistics/wanpaku")


def filed(served: Served, count: int = 3) -> list[str]:
    """Let people apply over some months; the first is rejected. Return the numbers."""
    now, records = now_utc(), served.records
    slug = applying(records, served.world, now=now)
    numbers = [
        apply(
            records,
            slug,
            ("𠮷田", "髙橋", "渡邉")[place % 3],
            now=now - timedelta(days=31 * place),
            reason=("birth", "birth", "move")[place % 3],
            people=str(2 + place * 3),
            channel=("web", "web", "phone")[place % 3],
        )
        for place in range(count)
    ]
    by = reviewer(served)
    reject(records, numbers[0], "所得が基準を超えるため", revision=1, by=by, now=now)
    return numbers


def old(served: Served) -> None:
    """Let cases have ended three years ago."""
    records, then = served.records, now_utc() - timedelta(days=1100)
    slug = applying(records, served.world, now=then)
    for ended in ("approved", "rejected", "withdrawn"):
        apply(records, slug, state=ended, now=then)
    with writing(records):
        records.execute(update(Procedure).where(Procedure.slug == slug).values(retention_months=KEPT_MONTHS))


@state("staff.printing.choose")
def printing(page: Page, served: Served) -> None:
    filed(served)
    as_staff(page, served, REVIEWER, f"/staff/print?procedure={SLUG}")


@state("staff.printing.choose")
def printing_nothing(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, "/staff/print?state=expired")


@state()
def printing_with_errors(page: Page, served: Served) -> None:
    printing(page, served)
    page.get_by_label("始めの番号").fill("many")
    press(page, "印刷する画面を開く")
    see_errors(page)


@state()
def printed_notices(page: Page, served: Served) -> None:
    printing(page, served)
    page.get_by_label("始めの番号").fill("12")
    page.get_by_label("記号").fill("青子支")
    press(page, "印刷する画面を開く")
    see_title(page, "決定通知書")


@state()
def printed_answers(page: Page, served: Served) -> None:
    printing(page, served)
    page.get_by_label("申請内容（質問と回答）").check()
    press(page, "印刷する画面を開く")
    see_title(page, "申請内容")


@state("staff.printing.ask_wording")
def notice_wording(page: Page, served: Served) -> None:
    filed(served)
    as_staff(page, served, REVIEWER, f"/staff/print/wording/{SLUG}")


@state("staff.exports.page")
def exporting(page: Page, served: Served) -> None:
    filed(served)
    as_staff(page, served, MANAGER, f"/staff/exports/{SLUG}")
    page.get_by_label("保存する名前").fill("名簿")
    press(page, "保存する")
    expect(page.locator("main")).to_contain_text("列の選び方を保存しました")


@state()
def exporting_with_errors(page: Page, served: Served) -> None:
    exporting(page, served)
    page.locator("#state").select_option("expired")
    press(page, "CSVで書き出す")
    see_errors(page)


@state("staff.statistics.page")
def statistics(page: Page, served: Served) -> None:
    filed(served, 7)
    as_staff(page, served, MANAGER, f"/staff/statistics/{SLUG}")


@state("staff.statistics.page")
def statistics_without_small_counts(page: Page, served: Served) -> None:
    filed(served, 7)
    as_staff(page, served, EDITOR, f"/staff/statistics/{SLUG}")


@state("staff.retention.page")
def retention_due(page: Page, served: Served) -> None:
    old(served)
    as_staff(page, served, MANAGER, f"/staff/retention/{SLUG}")
    expect(page.get_by_role("button", name="この3件の削除を許可する")).to_be_visible()


@state("staff.retention.page")
def retention_released(page: Page, served: Served) -> None:
    retention_due(page, served)
    press(page, "この3件の削除を許可する")
    expect(page.locator("main")).to_contain_text("3件の削除を許可しています")
