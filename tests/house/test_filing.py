"""Out of the town into a file and into the town again, by ``flask procedure``."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT
from domain.procedures.draft_models import Draft
from domain.procedures.models import Procedure
from domain.procedures.queries import live
from tests.house.test_commands import run

WASTE = str(ROOT / "data" / "shelf" / "large-waste.json")
VALUES = ("--value", "fee=600", "--value", "most=4", "--value", "hours=平日9時〜17時")
NEW = ("--department", "kosodate", *VALUES)


def waste(records: Session) -> Procedure | None:
    """Return the procedure of the file as the database has it now."""
    records.rollback()
    return records.scalar(select(Procedure).where(Procedure.slug == "large-waste"))


def test_a_file_becomes_a_draft_with_the_citys_values(app: Flask, records: Session) -> None:
    said = run(app, "procedure", "import", WASTE, *NEW)
    assert "large-waste: a new procedure, 14 questions" in said and "taken in as a draft" in said
    made = waste(records)
    assert made is not None and made.live_version is None
    assert "青葉野市" in str(made.who) and "子育て支援課 電話 0005-55-0100" in str(made.contact)
    draft = records.scalars(select(Draft)).one()
    assert "1個600円の処理券" in str(draft.definition)


def test_a_dry_run_shows_the_changes_and_writes_nothing(app: Flask, records: Session, tmp_path: Path) -> None:
    run(app, "procedure", "import", WASTE, *NEW)
    file = tmp_path / "waste.json"
    run(app, "procedure", "export", "large-waste", str(file))
    file.write_text(file.read_text().replace("全部の数", "合計の数"))
    said = run(app, "procedure", "import", str(file), "--dry-run")
    assert "large-waste: 1 changes" in said
    assert "合計の数（pieces）：質問の文を変えました：「全部の数」 → 「合計の数」" in said
    records.rollback()
    assert records.scalars(select(Draft)).one().revision == 1


def test_what_goes_out_comes_in_again_unchanged(app: Flask, records: Session, tmp_path: Path) -> None:
    run(app, "procedure", "import", WASTE, *NEW, "--publish")
    assert live(records, "large-waste") is not None
    text = run(app, "procedure", "export", "large-waste")
    (tmp_path / "out.json").write_text(text)
    assert "large-waste: 0 changes" in run(app, "procedure", "import", str(tmp_path / "out.json"))
    assert run(app, "procedure", "export", "large-waste", "--draft") == text


def test_details_of_a_live_procedure_can_be_left_alone(app: Flask, records: Session, tmp_path: Path) -> None:
    run(app, "procedure", "import", WASTE, *NEW)
    file = tmp_path / "waste.json"
    run(app, "procedure", "export", "large-waste", str(file))
    file.write_text(file.read_text().replace('"due_days": 5', '"due_days": 9'))
    assert "0 changes" in run(app, "procedure", "import", str(file), "--form-only")
    made = waste(records)
    assert made is not None and made.due_days == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((WASTE,), "needs --department: one of kosodate, dx"),
        ((WASTE, "--department", "nowhere", *VALUES), "needs --department"),
        ((WASTE, "--department", "dx", "--value", "fee=たくさん"), "--value"),
        ((WASTE, *NEW, "--value", "colour=red"), "このファイルにない値です：colour"),
    ],
)
def test_what_is_missing_or_wrong_is_said(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(app, "procedure", "import", *arguments, status=1)


def test_a_broken_file_and_an_unknown_procedure_are_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"file": "madoguchi procedure",\n "schema" 1}')
    said = run(app, "procedure", "import", str(tmp_path / "broken.json"), status=1)
    assert "2行目の11文字目：JSONの書き方が正しくありません" in said
    assert "there is no procedure nowhere" in run(app, "procedure", "export", "nowhere", status=1)
