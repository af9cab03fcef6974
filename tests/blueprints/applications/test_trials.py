"""A trial behaves like the real thing up to the receipt, and keeps nothing."""

from __future__ import annotations

import copy

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.applications.trials import trial_token
from domain.database import Base, writing
from domain.procedures.draft_models import Draft
from domain.procedures.models import Procedure
from forms.definition import Form
from tests.application_forms import EVENT, HANAKO, MOVED, open_application
from tests.blueprints.applications.walking import CHECK
from tests.page import Browser, Page
from tests.town import NOW, World, typed


@pytest.fixture
def moved(records: Session, world: World) -> int:
    return open_application(records, world, opens_at=NOW.replace(year=2027))


def link(app: Flask, procedure_id: int, form: dict[str, object]) -> str:
    token = trial_token(procedure_id, Form.from_json(form).fingerprint(), app.config["SECRET_KEY"])
    return f"/applications/trial/{token}"


def rows(records: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    records.rollback()
    tables = Base.metadata.tables.items()
    return {name: records.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables}


def tried(page: Page) -> Page:
    """Walk through a trial; every page says that it is one."""
    while page.h1 != CHECK:
        assert "【お試し】" in page.title and "残りません" in page.words
        page = page.press("次へ進む", typed(page, HANAKO))
    assert "【お試し】" in page.title
    return page.press("この内容で申し込む")


def test_a_trial_ends_with_a_receipt_and_stores_nothing(
    app: Flask, visitor: Browser, records: Session, moved: int
) -> None:
    before = rows(records)
    receipt = tried(visitor.get(link(app, moved, MOVED)))
    assert receipt.h1 == "申し込みを受け付けました" and "0000-0000-00" in receipt.words
    assert "本物ではありません" in receipt.words and "hanako@example.jp" in receipt.words
    assert rows(records) == before
    assert records.get_one(Procedure, moved).cases_taken == 0


def test_a_draft_is_tried_before_it_is_published(
    app: Flask, visitor: Browser, records: Session, moved: int
) -> None:
    form = copy.deepcopy(EVENT)
    with writing(records):
        records.add(Draft(procedure_id=moved, definition=form, changed_at=NOW))
    path = link(app, moved, form)
    assert tried(visitor.get(path)).h1 == "申し込みを受け付けました"
    with writing(records):
        draft = records.scalars(select(Draft)).one()
        draft.definition = {**form, "title": "別の題"}
    assert "お試しできません" in visitor.get(path, status=409).words


def test_errors_are_shown_as_in_the_real_form(app: Flask, visitor: Browser, moved: int) -> None:
    page = visitor.get(link(app, moved, MOVED))
    assert page.press("次へ進む", typed(page, HANAKO, phone="1"), status=422).problems().keys() == {"phone"}


def test_a_link_that_was_not_signed_here_leads_nowhere(app: Flask, visitor: Browser, moved: int) -> None:
    path = link(app, moved, MOVED)
    visitor.get(path[:-1] + ("a" if path[-1] != "a" else "b"), status=404)
    visitor.get("/applications/trial/nonsense", status=404)
    visitor.get(path.replace(f"/{moved}.", f"/{moved + 1}."), status=404)


def test_a_trial_cannot_be_saved_for_later(
    app: Flask, visitor: Browser, records: Session, moved: int
) -> None:
    before = rows(records)
    page = visitor.get(link(app, moved, MOVED))
    assert "あとで続ける" not in page.words
    assert visitor.post(page.path, {"step": "save", "page": "who"}).h1 == "届け出る人"
    assert rows(records) == before
