"""Notices as PDF: tagged, in Japanese, with every character; and without WeasyPrint a clear sentence."""

from __future__ import annotations

import importlib.util
import re
import zlib

import pytest
from pytest import MonkeyPatch
from sqlalchemy import update
from sqlalchemy.orm import Session

from blueprints.staff.cases import press, printing
from domain.cases.models import Case
from domain.decisions import approve
from domain.history import Actor
from domain.people.rules import MANAGER
from tests.page import Browser
from tests.town import World
from tests.town_papers import ADDRESS, apply, applying

HAS_PRESS = importlib.util.find_spec("weasyprint") is not None
NEEDS_PRESS = pytest.mark.skipif(not HAS_PRESS, reason="WeasyPrint is not installed (extra: pdf)")
FAMILY = "𠮷髙葛\U000e0100"
"""A character beyond the first plane, one of old standards, one with a variation selector."""
PDF = {"form": "pdf", "what": "notices"}


@pytest.fixture
def approved(records: Session, world: World) -> str:
    """Return the number of an approved case."""
    number = apply(records, applying(records, world), FAMILY)
    chief = Actor("staff", world.staff[MANAGER].name, world.staff[MANAGER].id)
    approve(records, number, revision=1, by=chief, now=world.now)
    return number


def printed(browser: Browser, number: str, **asked: str) -> bytes:
    browser.get(f"/staff/print?case={number}")
    page = browser.post("/staff/print/sheets", {"case": number, **PDF, **asked})
    assert page.response.mimetype == "application/pdf"
    return page.response.data


def streams(pdf: bytes) -> list[bytes]:
    """Return what the compressed streams of a PDF hold."""
    found = re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.S)  # a stream may itself end in \r
    return [zlib.decompressobj().decompress(one) for one in found if one[:1] == b"\x78"]


def characters(pdf: bytes) -> str:
    """Return every character that the fonts of a PDF say they show (ToUnicode), as copying gives it."""
    maps = b"".join(one for one in streams(pdf) if b"beginbfchar" in one)
    return "".join(
        bytes.fromhex(one.decode()).decode("utf-16-be") for one in re.findall(rb"> <([0-9a-fA-F]+)>", maps)
    )


@NEEDS_PRESS
def test_a_pdf_is_tagged_named_and_in_japanese(reviewer: Browser, approved: str) -> None:
    pdf = printed(reviewer, approved)
    whole = pdf + b"".join(streams(pdf))
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (ja)", b"pdfuaid", b"/H1", b"/Table", b"/TH"):
        assert mark in whole, mark


@NEEDS_PRESS
@pytest.mark.parametrize("what", ["notices", "answers"])
def test_every_character_of_a_name_is_in_the_pdf(reviewer: Browser, approved: str, what: str) -> None:
    shown = characters(printed(reviewer, approved, what=what))
    assert set(FAMILY[:3]) <= set(shown)


@NEEDS_PRESS
@pytest.mark.parametrize("what", ["notices", "answers"])
def test_a_hidden_address_is_in_no_pdf(reviewer: Browser, records: Session, approved: str, what: str) -> None:
    assert "荘" in characters(printed(reviewer, approved, what=what))
    records.execute(update(Case).values(hides_address=True))
    records.commit()
    hidden = set("荘緑み") & set(ADDRESS["address-building"])
    assert not hidden & set(characters(printed(reviewer, approved, what=what)))


def test_without_the_press_a_sentence_says_so_and_pages_stay(
    reviewer: Browser, approved: str, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    page = reviewer.get(f"/staff/print?case={approved}")
    assert "PDFを作る部品（WeasyPrint）がありません" in page.words
    refused = reviewer.post("/staff/print/sheets", {"case": approved, **PDF}, status=503)
    assert "WeasyPrint" in refused.words and "ブラウザーの印刷" in refused.words
    assert "決定通知書" in page.press("印刷する画面を開く").words


@NEEDS_PRESS
def test_a_press_that_fails_says_so_too(reviewer: Browser, approved: str, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(press, "PROGRAM", press.PROGRAM.with_name("not-there.py"))
    reviewer.get(f"/staff/print?case={approved}")
    assert "WeasyPrint" in reviewer.post("/staff/print/sheets", {"case": approved, **PDF}, status=503).words


def test_more_than_fits_into_a_pdf_is_said(
    reviewer: Browser, approved: str, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_IN_PDF", 0)
    reviewer.get(f"/staff/print?case={approved}")
    page = reviewer.post("/staff/print/sheets", {"case": approved, **PDF}, status=422)
    assert "200件まで" in page.problems()["what-notices"]


@NEEDS_PRESS
def test_one_pdf_is_made_at_a_time(reviewer: Browser, approved: str) -> None:
    reviewer.get(f"/staff/print?case={approved}")
    with press._ONE_AT_A_TIME:
        page = reviewer.post("/staff/print/sheets", {"case": approved, **PDF}, status=503)
    assert "ほかの人のPDF" in page.words
    assert printed(reviewer, approved).startswith(b"%PDF")
