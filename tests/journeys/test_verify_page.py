"""The page on which an applicant checks the draw alone, in a real browser, from the public record's folder."""

from __future__ import annotations

import hashlib
import random
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from domain.lottery.record import sums_file
from domain.lottery.recording import verifiers
from tests.domain.lottery.random_lottery import SIGNS, lottery

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
ALL_RIGHT = "すべて一致しました。"
FAILED_STEPS = """async ([name, place, bit]) => {
  const sums = await (await fetch("SHA256SUMS")).text(), files = {};
  for (const one of new Set(["SHA256SUMS", ...checking.NAMES, ...checking.namedIn(sums)]))
    files[one] = await (await fetch(one)).arrayBuffer();
  if (name) new Uint8Array(files[name])[place] ^= 1 << bit;
  const record = new checking.Record(files), failed = [];
  for (const [step, look] of Object.entries(checking.stepsOf(record)))
    await look(record, () => {}).catch(() => failed.push(step));
  return failed;
}"""
"""Returns the steps that fail after one bit of a file was turned."""
SUMS_OF = "(texts) => texts.map(([before, text]) => sha256After(before)(text))"


class Folder(SimpleHTTPRequestHandler):
    """A folder of files, served as strictly as the town serves."""

    def end_headers(self) -> None:
        """Send the policy with every file."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a random lottery with the page in it."""
    for name, data in lottery(random.Random(3), entries=300).items():
        (tmp_path / name).write_bytes(data)
    for name, data in verifiers().items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Serve the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Folder, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture
def record_page(new_context: Any, address: str) -> Iterator[Page]:
    """Give a browser whose pages come from the folder; nothing may go wrong on them."""
    page = new_context(base_url=address).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    yield page
    assert [one for one in complaints if "404" not in one and "net::ERR_FAILED" not in one] == []


def _receipt(folder: Path, line: int = 1) -> str:
    return (folder / "ranking.csv").read_text().splitlines()[line].split(",")[1]


def test_who_asks_before_the_files_are_there_is_answered_when_they_are(
    record_page: Page, folder: Path
) -> None:
    held: list[Route] = []
    record_page.route("**/entries.csv", lambda route: held.append(route))
    record_page.goto("/verify.html")
    record_page.get_by_label("抽選番号").fill(_receipt(folder))
    record_page.get_by_role("button", name="調べる").click()
    expect(record_page.locator("#said")).to_contain_text("読み込んでいます")
    for route in held:
        route.continue_()
    expect(record_page.locator("#granted")).to_contain_text("300件中 1位")


def test_an_applicant_finds_the_own_rank_and_what_was_granted_before(record_page: Page, folder: Path) -> None:
    record_page.goto("/verify.html")
    mine = _receipt(folder, 42)
    record_page.get_by_label("抽選番号").fill(f" {mine[:4].lower()}-{mine[4:]} ")
    record_page.get_by_role("button", name="調べる").click()
    before = sum(int(line.split(",")[4]) for line in (folder / "ranking.csv").read_text().splitlines()[1:42])
    expect(record_page.locator("#granted")).to_contain_text("300件中 42位")
    expect(record_page.locator("#granted")).to_contain_text(f"合わせて{before}です")
    expect(record_page.get_by_role("heading", name="あなたの結果")).to_be_focused()


def test_one_button_computes_everything_anew(record_page: Page) -> None:
    record_page.goto("/verify.html")
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("#verdict")).to_contain_text(ALL_RIGHT)
    expect(record_page.locator("#steps .good")).to_have_count(7)


@pytest.mark.parametrize("start", range(8))
def test_the_page_agrees_with_the_draw_on_random_lotteries(
    record_page: Page, folder: Path, start: int
) -> None:
    for name, data in lottery(random.Random(start), entries=60).items():
        (folder / name).write_bytes(data)
    record_page.goto("/verify.html")
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("body")).to_have_attribute("data-verdict", "pass")


@pytest.mark.parametrize(
    ("name", "old", "new", "step"),
    [
        ("ranking.csv", b"\n2,", b"\n3,", "順位"),
        ("entries.csv", b",5,", b",4,", "名簿の固定"),
        ("rules.json", b'"budget":', b'"budget":1', "名簿の固定"),
        ("seed.json", b'"value":"', b'"value":"1', "種"),
        ("status.csv", b",own,", b",age,", "固定後の変更"),
    ],
)
def test_what_was_changed_is_named_even_with_a_new_sum(
    record_page: Page, folder: Path, name: str, old: bytes, new: bytes, step: str
) -> None:
    (folder / name).write_bytes((folder / name).read_bytes().replace(old, new, 1))
    published = [one for one in folder.iterdir() if one.suffix in (".json", ".csv", ".txt")]
    (folder / "SHA256SUMS").write_bytes(sums_file({one.name: one.read_bytes() for one in published}))
    record_page.goto("/verify.html")
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("body")).to_have_attribute("data-verdict", "fail")
    expect(record_page.locator("#steps .bad", has_text=f"{step}。").first).to_be_visible()


def test_any_turned_bit_fails(record_page: Page, folder: Path) -> None:
    published = [one for one in folder.iterdir() if one.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_bytes(sums_file({one.name: one.read_bytes() for one in published}))
    chance = random.Random(17)
    record_page.goto("/verify.html")
    assert record_page.evaluate(FAILED_STEPS, ["", 0, 0]) == []
    for one in sorted(folder.iterdir()) * 6:
        place, bit = chance.randrange(one.stat().st_size), chance.randrange(8)
        assert record_page.evaluate(FAILED_STEPS, [one.name, place, bit]) != [], (one.name, place, bit)


def test_its_sums_are_those_of_the_standard_library(record_page: Page) -> None:
    chance = random.Random(4)
    lengths = [(before, after) for before in (0, 63, 64, 65, 128) for after in range(140)]
    texts = [["".join(chance.choices(SIGNS, k=one)) for one in pair] for pair in lengths]
    record_page.goto("/verify.html")
    expected = [hashlib.sha256("".join(pair).encode()).hexdigest() for pair in texts]
    assert record_page.evaluate(SUMS_OF, texts) == expected


def test_before_the_result_the_list_alone_is_checked(record_page: Page, folder: Path) -> None:
    receipt = _receipt(folder)
    for name in ("seed.json", "ranking.csv"):
        (folder / name).unlink()
    record_page.goto(f"/verify.html?receipt={receipt}")
    expect(record_page.locator("#in-list")).to_contain_text(receipt)
    expect(record_page.locator("#granted")).to_be_hidden()
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("#verdict")).to_contain_text("結果が発表されると")
    expect(record_page.locator("body")).to_have_attribute("data-verdict", "list")


def test_rules_that_cannot_be_read_are_found_by_the_check(record_page: Page, folder: Path) -> None:
    (folder / "rules.json").write_bytes(b"{")
    record_page.goto("/verify.html")
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("#verdict")).to_contain_text("一致しませんでした")


def test_times_are_those_of_japan_and_drand_is_a_link(record_page: Page, folder: Path) -> None:
    record_page.goto(f"/verify.html?receipt={_receipt(folder)}")
    expect(record_page.locator("#committed")).to_contain_text("2026/11/24 12:00:00")
    expect(record_page.locator("#seen a")).to_have_attribute("href", re.compile("/public/123$"))


def test_who_has_left_after_the_freeze_is_told_why_nothing_was_granted(
    record_page: Page, folder: Path
) -> None:
    receipt = (folder / "status.csv").read_text().splitlines()[1].split(",")[0]
    record_page.goto(f"/verify.html?receipt={receipt}")
    expect(record_page.locator("#granted")).to_contain_text("当選数 0")
    expect(record_page.locator("#granted")).to_contain_text("取下げか失格の記録があります")


def test_a_number_that_is_not_there_is_said_to_be_not_there(record_page: Page) -> None:
    record_page.goto("/verify.html?receipt=NOBODY")
    expect(record_page.locator("#said")).to_contain_text("固定された名簿にありません")


def test_downloaded_files_are_chosen_where_they_cannot_be_fetched(record_page: Page, folder: Path) -> None:
    record_page.route("**/*.csv", lambda route: route.abort())
    record_page.goto("/verify.html")
    picked = [one for one in folder.iterdir() if not one.name.startswith("verify")]
    record_page.get_by_label("ダウンロードしたファイル").set_input_files(picked)
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("#verdict")).to_contain_text(ALL_RIGHT)


def test_without_javascript_the_page_says_how_to_check_by_hand(new_context: Any, address: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/verify.html")
    expect(page.get_by_text("openssl dgst -sha256")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_the_page_is_accessible(record_page: Page, folder: Path) -> None:
    record_page.goto(f"/verify.html?receipt={_receipt(folder)}")
    record_page.get_by_role("button", name="この端末で計算し直す").click()
    expect(record_page.locator("#verdict")).to_contain_text(ALL_RIGHT)
    found = Axe().run(record_page)
    assert found.violations_count == 0, found.generate_report()
    assert record_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
