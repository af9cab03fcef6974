"""Taking postal codes in and looking them up."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.places.models import PostalCode
from domain.places.operations import Imported, import_postcodes
from domain.places.queries import areas_of, look_up
from domain.places.sources import NoSource
from tests.domain.places.test_japan_post import record

SHIGA = Path(__file__).parents[3] / "data" / "postcodes-shiga.csv"
TABLE = [
    record("5220300", "以下に掲載がない場合"),
    record("5220317", "一円"),
    record("5220341", "多賀（１〜３丁目）"),
    record("5220341", "多賀（その他）"),
    record("4980000", "以下に掲載がない場合", "愛知県", "弥富市"),
    record("4980000", "以下に掲載がない場合", "三重県", "桑名郡木曽岬町"),
]


def table(rows: list[list[str]], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def write(folder: Path, name: str, rows: list[list[str]] = TABLE) -> Path:
    """Write Japan Post's table in one of the ways it comes."""
    file = folder / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("KEN_ALL.CSV", table(rows, "cp932"))
    elif name.endswith(".gz"):
        file.write_bytes(gzip.compress(table(rows, "utf-8")))
    else:
        file.write_bytes(table(rows, "utf-8"))
    return file


@pytest.mark.parametrize("name", ["utf_ken_all.csv", "ken_all.zip", "utf_ken_all.csv.gz"])
def test_japan_posts_file_is_taken_in_however_it_comes(session: Session, tmp_path: Path, name: str) -> None:
    assert import_postcodes(session, write(tmp_path, name)) == Imported(5, 5, 0)
    assert areas_of(session, "522-0341") == ["滋賀県犬上郡多賀町多賀"]
    assert areas_of(session, "5220300") == ["滋賀県犬上郡多賀町"]


def test_taking_the_same_in_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    file = write(tmp_path, "utf_ken_all.csv")
    import_postcodes(session, file)
    before = session.execute(select(PostalCode.id, PostalCode.code)).all()
    assert import_postcodes(session, file) == Imported(5, 0, 0)
    assert session.execute(select(PostalCode.id, PostalCode.code)).all() == before


def test_a_newer_table_adds_and_removes_in_its_prefectures_only(session: Session, tmp_path: Path) -> None:
    import_postcodes(session, write(tmp_path, "utf_ken_all.csv"))
    newer = [*TABLE[:2], record("5220342", "敏満寺")]
    assert import_postcodes(session, write(tmp_path, "newer.csv", newer)) == Imported(3, 1, 1)
    assert look_up(session, "5220341") == []
    assert len(look_up(session, "4980000")) == 2


@pytest.mark.parametrize(
    "typed", ["522-0317", "〒522-0317", "５２２０３１７", "522 0317", "５２２ー０３１７"]
)
def test_a_code_may_be_typed_in_any_way(session: Session, tmp_path: Path, typed: str) -> None:
    import_postcodes(session, write(tmp_path, "utf_ken_all.csv"))
    assert [place.town for place in look_up(session, typed)] == ["一円"]


@pytest.mark.parametrize("typed", ["", "522", "52203170", "山田", "\x00" * 7])
def test_what_is_no_code_has_no_place(session: Session, typed: str) -> None:
    assert look_up(session, typed) == []


def test_the_sample_prefecture_is_complete(session: Session) -> None:
    done = import_postcodes(session, SHIGA)
    assert done.places == done.added > 1_800
    assert session.scalar(select(func.count()).select_from(PostalCode)) == done.places
    assert areas_of(session, "520-0044") == ["滋賀県大津市京町"]
    assert areas_of(session, "522-0317") == ["滋賀県犬上郡多賀町一円"]


def test_a_file_that_is_not_there_is_said_plainly(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NoSource):
        import_postcodes(session, tmp_path / "nothing.csv")
