"""The public record: which files when, how they are kept, the archive, and results by receipt."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from domain.decisions import withdraw
from domain.history import RESIDENT
from tests.lottery_town import LOTTERY, SLUG, Lottery
from tests.page import Browser

RECORD = f"/lottery/{SLUG}/record/{LOTTERY}"
PUBLIC_AT_FREEZE = ("rules.json", "entries.csv", "commitment.txt", "status.csv", "verify.html", "verify.py")


@pytest.fixture
def drawn(lottery: Lottery, clock: Any) -> Lottery:
    """Return a lottery that is drawn and published."""
    for number in range(4):
        lottery.enter(number)
    lottery.to_the_end()
    clock.move_to(lottery.at(23))
    return lottery


def test_there_is_no_record_before_the_freeze(visitor: Browser, lottery: Lottery) -> None:
    visitor.get(RECORD, 404)
    visitor.get(f"{RECORD}/entries.csv", 404)


def test_the_rules_are_public_from_the_call_on_and_stay_as_they_are(
    visitor: Browser, lottery: Lottery, clock: Any
) -> None:
    page = visitor.get(f"/lottery/{SLUG}").follow("抽選の規則のファイル（rules.json）を開く")
    announced = page.response.get_data()
    assert page.response.headers["Cache-Control"] == "public, no-cache" and b'"scheme":"MVL-1"' in announced
    lottery.enter()
    lottery.freeze()
    clock.move_to(lottery.at(12))
    assert visitor.get(f"{RECORD}/rules.json").response.get_data() == announced


def test_the_record_says_how_the_list_came_about(visitor: Browser, lottery: Lottery, clock: Any) -> None:
    for number in range(3):
        lottery.enter(number)
    withdraw(lottery.records, lottery.entries()[0].case.number, by=RESIDENT, now=lottery.at(1))
    lottery.freeze()
    clock.move_to(lottery.at(12))
    page = visitor.get(RECORD)
    assert "申し込みは3件、名簿にのった申し込みは2件です。" in page.words
    assert "ご本人の取下げ（1件）" in page.words or "申込全体の取下げ（1件）" in page.words
    assert b"reason,entries\n" in visitor.get(f"{RECORD}/left_out.csv").response.get_data()
    assert visitor.get(f"{RECORD}/intake.csv").response.get_data().endswith(b",web,3\n")


def test_the_record_says_where_the_seed_can_be_looked_up(visitor: Browser, drawn: Lottery) -> None:
    page = visitor.get(RECORD)
    assert "ラウンド" in page.words
    assert page.links()["drandのサイトで同じ値を確かめる"].startswith("https://api.drand.sh/")


def test_the_frozen_list_is_public_and_the_result_is_not_before_it_is_published(
    visitor: Browser, lottery: Lottery, clock: Any
) -> None:
    lottery.enter()
    lottery.freeze()
    clock.move_to(lottery.at(12))
    for name in PUBLIC_AT_FREEZE:
        visitor.get(f"{RECORD}/{name}")
    lottery.draw()
    clock.move_to(lottery.at(21.5))
    visitor.get(f"{RECORD}/ranking.csv", 404)
    visitor.get(f"{RECORD}/result", 404)
    assert "ranking.csv" not in visitor.get(RECORD).words
    lottery.publish()
    visitor.get(f"{RECORD}/ranking.csv")


@pytest.mark.parametrize(
    "name, kind, kept",
    [
        ("entries.csv", "text/csv", "immutable"),
        ("rules.json", "application/json", "immutable"),
        ("verify.html", "text/html", "immutable"),
        ("verify.js", "text/javascript", "immutable"),
        ("checking.js", "text/javascript", "immutable"),
        ("verify.py", "text/plain", "immutable"),
        ("status.csv", "text/csv", "no-cache"),
        ("SHA256SUMS", "text/plain", "no-cache"),
    ],
)
def test_files_say_what_they_are_and_how_long_they_stay(
    visitor: Browser, drawn: Lottery, name: str, kind: str, kept: str
) -> None:
    response = visitor.get(f"{RECORD}/{name}").response
    assert response.mimetype == kind and kept in response.headers["Cache-Control"]
    again = visitor.client.get(f"{RECORD}/{name}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b""


def test_the_archive_holds_what_the_sums_name(visitor: Browser, drawn: Lottery) -> None:
    response = visitor.get(f"{RECORD}/record.zip").response
    archive = zipfile.ZipFile(io.BytesIO(response.get_data()))
    sums = archive.read(f"{LOTTERY}/SHA256SUMS").decode()
    named = {line.split("  ")[1] for line in sums.splitlines()}
    assert {one.removeprefix(f"{LOTTERY}/") for one in archive.namelist()} == named | {"SHA256SUMS"}


def test_a_packed_file_is_the_same(visitor: Browser, drawn: Lottery) -> None:
    plain = visitor.client.get(f"{RECORD}/ranking.csv").get_data()
    packed = visitor.client.get(f"{RECORD}/ranking.csv", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.get_data() != plain


def test_a_receipt_finds_its_result(visitor: Browser, drawn: Lottery) -> None:
    entry = drawn.entries()[0]
    typed = f"{entry.receipt[:5]}-{entry.receipt[5:10]} {entry.receipt[10:]}".lower()
    page = visitor.get(RECORD).press("結果を見る", receipt=typed)
    assert "番（4件中）" in page.words and "前の順位の方に渡った数" in page.words
    assert page.links()["この端末で計算し直して確かめる"].endswith(f"verify.html?receipt={entry.receipt}")


def test_who_left_after_the_freeze_is_promised_nothing(
    visitor: Browser, lottery: Lottery, clock: Any
) -> None:
    for number in range(2):
        lottery.enter(number)
    lottery.freeze()
    entries = lottery.entries()
    gone, stays = (one.receipt for one in entries)
    withdraw(lottery.records, entries[0].case.number, by=RESIDENT, now=lottery.at(12))
    lottery.draw()
    lottery.publish()
    clock.move_to(lottery.at(23))
    left = visitor.get(f"{RECORD}/result?receipt={gone}")
    assert "抽選の対象から外れました" in left.words and "ご案内します" not in left.words
    assert "外れました" not in visitor.get(f"{RECORD}/result?receipt={stays}").words


@pytest.mark.parametrize("typed", ["", "0000000000", "ZZZZZ-ZZZZZ-Z"])
def test_a_receipt_of_nobody_is_asked_for_again(visitor: Browser, drawn: Lottery, typed: str) -> None:
    page = visitor.get(f"{RECORD}/result?receipt={typed}", 422)
    assert page.problems().keys() == {"receipt"}


def test_two_results_of_one_moment_are_each_their_own(make_app: Any, drawn: Lottery) -> None:
    visitor = Browser(make_app(KEPT_SECONDS=1))
    pages = [visitor.get(f"{RECORD}/result?receipt={one.receipt}") for one in drawn.entries()]
    for entry, page in zip(drawn.entries(), pages, strict=True):
        assert entry.receipt[:5] in page.words
    assert len({page.words for page in pages}) == 4


def test_the_address_in_the_mail_leads_to_the_record(visitor: Browser, drawn: Lottery) -> None:
    assert visitor.get(f"/lottery/{LOTTERY}").path == RECORD
