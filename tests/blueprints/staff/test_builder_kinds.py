"""The builder changes the kind of a question, and the preview speaks every language."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.blueprints.staff.test_builder import FORM, asked, opened
from tests.page import Browser

PREVIEW = "/staff/procedures/kodomo-no-mori/preview"


def test_a_line_becomes_a_long_text_and_back(editor: Browser, records: Session) -> None:
    opened(editor, "add:who").press("add:text:who").press("保存する", {"label-ja": "伝えたいこと"})
    page = opened(editor, "text").press("kind:long_text:text")
    assert asked(records, "text").kind == "long_text" and "質問の編集 何行でも" not in page.h1
    page.press("元に戻す")
    assert asked(records, "text").kind == "text"


def test_what_is_used_is_refused_with_where(editor: Browser, records: Session) -> None:
    kind = asked(records, "residence").kind
    page = editor.get(FORM).browser.post(
        FORM, {"step": "kind:choices:residence", "revision": "1"}, status=409
    )
    assert "変えられません" in page.words and asked(records, "residence").kind == kind


@pytest.mark.parametrize(
    ("code", "words", "lang"), [("en", "How many adults", "en"), ("easy", "おとな", "ja")]
)
def test_the_preview_speaks_the_languages_of_residents(
    editor: Browser, code: str, words: str, lang: str
) -> None:
    page = editor.get(f"{PREVIEW}?in={code}")
    device = next(one for one in page.all("div") if "device" in (one.get("class") or "").split())
    assert device.get("lang") == lang
    assert "手続きの一覧" in page.words and page.by_id("page-main") is not None
    assert editor.get(f"{PREVIEW}?in=xx").words == editor.get(PREVIEW).words
