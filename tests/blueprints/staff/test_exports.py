"""The page of exports: cases and columns are chosen, saved, taken as a file, and noted."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from pytest import MonkeyPatch
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases import exporting
from domain.history import Event
from domain.people.rules import EDITOR
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser
from tests.town import World
from tests.town_papers import apply, applying

PAGE = "/staff/exports/medical"


@pytest.fixture
def filed(records: Session, world: World) -> list[str]:
    """Return the numbers of two cases."""
    slug = applying(records, world)
    return [apply(records, slug, "𠮷田"), apply(records, slug, "髙橋", channel="phone", people="12")]


def noted(records: Session) -> list[dict[str, Any]]:
    records.rollback()
    return list(records.scalars(select(Event.detail).where(Event.verb == "export").order_by(Event.id)))


def test_a_csv_file_is_taken_and_noted(clerk: Browser, records: Session, filed: list[str]) -> None:
    page = clerk.get("/staff/statistics").follow("書き出し：子どもの医療費の助成")
    file = page.press("CSVで書き出す", column=["@number", "name/姓"]).response
    assert file.headers["Content-Disposition"] == 'attachment; filename="medical-20260512.csv"'
    lines = file.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "受付番号,お名前（姓）" and lines[1].endswith(",𠮷田") and len(lines) == 3
    (line,) = noted(records)
    assert (line["count"], line["columns"], line["form"]) == (2, ["受付番号", "お名前（姓）"], "csv")


def test_an_excel_file_has_numbers_and_no_formula(clerk: Browser, filed: list[str]) -> None:
    file = clerk.get(PAGE).press("Excelで書き出す", column=["people", "note", "name/姓"]).response
    book = load_workbook(io.BytesIO(file.data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("お名前（姓）", "世帯の人数", "備考")
    assert rows[2] == ("髙橋", 12, "=1+1")
    assert book.active.cell(3, 3).data_type == "s"


def test_labels_are_a_csv_file_too(clerk: Browser, filed: list[str]) -> None:
    text = clerk.get(PAGE).press("宛名ラベル用のCSV").response.data.decode("utf-8-sig")
    assert "520-0044,青葉野市本町7丁目77-7,みどり荘,𠮷田 花子,様" in text


def test_the_count_is_told_before(clerk: Browser, records: Session, filed: list[str]) -> None:
    page = clerk.get(PAGE).press("件数を確かめる", channel="phone", column=["phone"])
    assert "この条件の申請は 1 件です" in page.words
    assert page.value("column") == "phone" and page.value("channel") == "phone"
    assert noted(records) == []


def test_no_column_no_case_and_too_many_are_said(
    clerk: Browser, filed: list[str], monkeypatch: MonkeyPatch
) -> None:
    page = clerk.get(PAGE).press("CSVで書き出す", column=[], status=422)
    assert "列が1つも選ばれていません" in page.problems()["columns"]
    page = clerk.get(PAGE).press("CSVで書き出す", state="expired", status=422)
    assert "この条件の申請はありません" in page.problems()["state"] and page.value("state") == "expired"
    monkeypatch.setattr(exporting, "MOST_IN_XLSX", 1)
    assert "CSVを使ってください" in clerk.get(PAGE).press("Excelで書き出す", status=422).words


def test_columns_are_saved_under_a_name_and_found_again(clerk: Browser, filed: list[str]) -> None:
    page = clerk.get(PAGE).press("保存する", name=" ", status=422)
    assert "保存する名前" in page.problems()["name"]
    page = page.press("保存する", name="名簿", column=["phone", "note"])
    assert page.value("column") == ["phone", "note"] and "名簿 2列" in page.links()
    page = clerk.get(PAGE)
    assert len(page.value("column")) > 2
    assert page.follow("名簿").value("column") == ["phone", "note"]
    assert "名簿 2列" not in page.press("消す：名簿").links()


def test_who_may_not_read_cases_may_not_export_them(app: Flask, world: World, filed: list[str]) -> None:
    for who in (EDITOR, "elsewhere"):
        browser = sign_in(app, world, who)
        browser.get(PAGE, status=403)
        browser.get("/staff/account")
        browser.post(f"{PAGE}/file", {"form": "csv", "column": "phone"}, status=403)


def test_a_procedure_that_is_not_there_is_said_so(clerk: Browser) -> None:
    clerk.get("/staff/exports/nothing", status=404)
