"""Going on later: saved on the server, found again here and elsewhere, deleted when sent."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.paper_models import SavedForm
from domain.history import TOWN
from domain.notices.letters import compose
from domain.notices.models import Mail
from domain.procedures.operations import publish
from forms.definition import Form
from tests.application_forms import EVENT, HANAKO, MOVED, open_application
from tests.blueprints.applications.walking import CHECK, to_check
from tests.domain.hall import LETTERHEAD
from tests.house.test_commands import run
from tests.page import Browser, Page
from tests.town import NOW, World, typed

PATH = "/applications/moved"


@pytest.fixture(autouse=True)
def moved(records: Session, world: World) -> int:
    return open_application(records, world)


def saved(visitor: Browser, **changes: str) -> Page:
    """Fill the first page, type into the second, and save."""
    page = visitor.get(PATH)
    page = page.press("次へ進む", typed(page, HANAKO, **changes))
    return page.press("あとで続ける", kind="outside")


def resume_path(page: Page) -> str:
    """Return the path of the resume link on a page."""
    return next(href for href in page.links().values() if "/drafts/" in href)


def how_many(records: Session, table: Any) -> int:
    records.rollback()
    return records.scalar(select(func.count(table.id))) or 0


def test_saving_shows_a_link_and_until_when_it_works(visitor: Browser, records: Session) -> None:
    page = saved(visitor)
    assert page.h1 == "入力した内容を保存しました" and "6月11日（木）" in page.words
    row = records.scalars(select(SavedForm)).one()
    token = resume_path(page).split("/")[-1]
    assert token not in (row.token_hash, row.form_key) and len(token) == 43
    assert row.raw["kind"] == ["outside"] and row.raw["name-family"] == ["山田"]


def test_the_next_visit_offers_to_go_on_or_begin_anew(visitor: Browser) -> None:
    saved(visitor)
    page = visitor.get(PATH)
    assert page.h1 == "入力の途中で保存した内容があります"
    assert page.follow("続きから").value("kind") == "outside"
    fresh = page.follow("はじめから")
    assert fresh.h1 == "届け出る人" and fresh.value("name-family") == ""


def test_the_link_goes_on_on_another_device(visitor: Browser, another_visitor: Browser) -> None:
    page = another_visitor.get(resume_path(saved(visitor)))
    assert page.h1 == "引っ越し" and page.value("kind") == "outside"
    check = page.press("次へ進む", kind="inside").press("次へ進む")
    assert check.h1 == CHECK and "山田 花子" in check.words


def test_saving_again_keeps_one_form_and_its_link(visitor: Browser, records: Session) -> None:
    first = saved(visitor)
    page = visitor.get(f"{PATH}?draft=continue").press("あとで続ける", kind="inside")
    assert resume_path(page) == resume_path(first) and how_many(records, SavedForm) == 1
    page = visitor.get(f"{PATH}?fresh=1").press("あとで続ける", {"name-family": "田中"})
    assert resume_path(page) == resume_path(first) and how_many(records, SavedForm) == 1
    assert visitor.get(f"{PATH}?draft=continue").value("name-family") == "田中"


def test_each_procedure_has_its_own_saved_form(visitor: Browser, records: Session, world: World) -> None:
    open_application(records, world, EVENT, "concert")
    saved(visitor)
    assert visitor.get("/applications/concert").h1 == "参加する人"


def test_what_is_sent_is_saved_no_more(visitor: Browser, records: Session) -> None:
    path = resume_path(saved(visitor))
    page = visitor.get(path).press("次へ進む", kind="inside").press("次へ進む")
    assert page.press("この内容で申し込む").h1 == "申し込みを受け付けました"
    assert (how_many(records, SavedForm), how_many(records, Mail)) == (0, 1)
    visitor.get(path, status=410)
    assert visitor.get(PATH).h1 == "届け出る人"


def test_the_check_page_can_be_saved_too(visitor: Browser) -> None:
    to_check(visitor).press("あとで続ける")
    assert visitor.get(f"{PATH}?draft=continue").h1 == CHECK


def test_the_link_is_mailed_where_an_address_was_typed(visitor: Browser, records: Session) -> None:
    page = saved(visitor)
    assert "hanako@example.jp に" in page.words
    mail = records.scalars(select(Mail)).one()
    letter = compose(mail, LETTERHEAD)
    assert resume_path(page) in letter.body and "山田" not in letter.body and mail.case_id is None


def test_the_link_is_mailed_to_an_address_that_is_given_there(visitor: Browser, records: Session) -> None:
    page = saved(visitor, email="")
    assert how_many(records, Mail) == 0
    wrong = page.press("リンクをメールで送る", email="hanako", status=422)
    assert wrong.problems().keys() == {"email"} and wrong.value("email") == "hanako"
    assert "hanako@example.jp に" in wrong.press("リンクをメールで送る", email="hanako@example.jp").words
    assert how_many(records, Mail) == 1


def test_nobody_is_sent_link_after_link(visitor: Browser, records: Session) -> None:
    page = saved(visitor, email="")
    for _ in range(3):
        page = page.press("リンクをメールで送る", email="hanako@example.jp")
    assert "もう何度も" in page.press("リンクをメールで送る", email="hanako@example.jp", status=429).words
    assert how_many(records, Mail) == 3


def test_a_saved_form_can_be_thrown_away(visitor: Browser, records: Session) -> None:
    page = saved(visitor).press("保存した内容を消す")
    assert page.h1 == "届け出る人" and "消しました" in page.words
    assert (how_many(records, SavedForm), how_many(records, Mail)) == (0, 0)
    visitor.get(f"{PATH}/draft", status=410)


def test_after_thirty_days_it_is_gone(visitor: Browser, records: Session, app: Any, clock: Any) -> None:
    path = resume_path(saved(visitor))
    clock.move_to(NOW + timedelta(days=30))
    visitor.get(path, status=410)
    assert "1 saved forms" in run(app, "expire")
    assert (how_many(records, SavedForm), how_many(records, Mail)) == (0, 0)


def test_a_form_that_has_changed_takes_over_what_fits_and_says_so(
    visitor: Browser, records: Session, moved: int
) -> None:
    path = resume_path(saved(visitor))
    changed = copy.deepcopy(MOVED)
    del changed["pages"][1]["fields"][0]["settings"]["options"][1]  # 市外 cannot be chosen any more
    changed["pages"][1]["fields"][1]["ask_if"] = None
    del changed["pages"][1]["fields"][1]["ask_if"]
    publish(records, moved, Form.from_json(changed), by=TOWN, now=NOW)
    page = visitor.get(path)
    assert page.h1 == "届け出る人" and page.value("name-family") == "山田"
    assert "新しくなりました" in page.words and "：どこへ" in page.words
    assert page.press("次へ進む").value("kind") != "outside"


def test_a_wrong_link_says_so(visitor: Browser) -> None:
    assert "見つかりません" in visitor.get("/applications/drafts/nonsense", status=410).h1
