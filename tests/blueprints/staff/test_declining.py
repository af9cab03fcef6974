"""A manager gives a form back to its editor on the page of its publication."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.blueprints.staff.test_publishing import PAGE, buttons, hall, preview
from tests.domain.hall import Hall
from tests.page import Browser

__all__ = ["hall"]


def test_a_manager_gives_a_form_back_and_its_editor_sees_why(
    editor: Browser, manager: Browser, records: Session, hall: Hall
) -> None:
    preview(records, hall)
    editor.get(PAGE).press("承認を依頼")
    page = manager.get(PAGE).press("差し戻す", reason=" ", status=422)
    assert page.problems().keys() == {"reason"}
    page = page.press("差し戻す", reason="質問3の説明を短くしてください。")
    assert "差し戻しました" in page.words and "差し戻す" not in buttons(page)
    told = editor.get(PAGE)
    assert "差し戻されました 質問3の説明を短くしてください。" in told.words and "髙田 修" in told.words
    assert "承認せずに差し戻しました" in told.words
    assert "差し戻されました" not in told.press("承認を依頼").words


def test_an_old_page_declines_nothing(
    editor: Browser, manager: Browser, records: Session, hall: Hall
) -> None:
    editor.get(PAGE).press("承認を依頼")
    page = manager.get(PAGE)
    page.press("この内容を承認")
    refused = page.press("差し戻す", reason="やはり直して", status=409)
    assert "いま依頼されていません" in refused.words
