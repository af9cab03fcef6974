"""The commands of lotteries: files of postcards come in once, and duplicates are searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.lottery.cards.models import CardFile
from domain.lottery.models import Entry
from tests.house.test_commands import run
from tests.town import NOW, World
from tests.voucher_town import open_voucher

HEADS = "消印,ふりがな,氏名,生年月日,郵便番号,住所,電話番号,冊数,受け取りに来る方"
HANAKO = "5/12,ヤマダ ハナコ,山田 花子,S55.4.1,520-0044,大津市京町1-1-1,090-1111-2222,2,本人"
TWICE = HANAKO.replace("大津市京町1-1-1", "京町1丁目1番1号")


@pytest.fixture
def cards(records: Session, world: World, tmp_path: Path) -> Path:
    """Open a round, and give a file of three cards, one of which has no name."""
    open_voucher(records, world, NOW)
    file = tmp_path / "cards.csv"
    file.write_text("\n".join((HEADS, HANAKO, TWICE, HANAKO.replace("山田 花子", ""))), encoding="utf-8")
    return file


def entries(records: Session) -> int:
    records.rollback()
    return records.scalar(select(func.count(Entry.id))) or 0


def test_a_file_of_postcards_comes_in_once(app: Flask, records: Session, cards: Path) -> None:
    said = run(app, "lottery", "import", "voucher-2026-1", str(cards), status=1)
    assert "line 4: 氏名: " in said and "3 lines, 1 left out, 2 entered, 0 entered before" in said
    said = run(app, "lottery", "import", "voucher-2026-1", str(cards), status=1)
    assert "0 entered, 2 entered before" in said and entries(records) == 2


def test_a_dry_run_only_says_what_is_wrong(app: Flask, records: Session, cards: Path) -> None:
    said = run(app, "lottery", "import", "voucher-2026-1", str(cards), "--dry-run", status=1)
    assert "1 left out, 0 entered" in said and entries(records) == 0
    assert records.scalar(select(CardFile.id)) is None


def test_duplicates_are_searched(app: Flask, cards: Path) -> None:
    run(app, "lottery", "import", "voucher-2026-1", str(cards), status=1)
    said = run(app, "lottery", "duplicates", "voucher-2026-1")
    assert said == "lottery: 2 entries, 1 groups to decide on, 1 new\n"


@pytest.mark.parametrize("command", ["import", "duplicates"])
def test_a_lottery_that_is_not_there_is_said_to_be_none(app: Flask, cards: Path, command: str) -> None:
    file = [str(cards)] if command == "import" else []
    assert "見つかりません" in run(app, "lottery", command, "nothing", *file, status=1)
