"""Papers of one's own case: listed, added later, corrected where they were returned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.operations import ReturnItem, give_back
from domain.clock import now_utc
from domain.history import Actor, Event
from tests import papers
from tests.blueprints.papers.asking import tokens, uploads
from tests.page import Browser, Page
from tests.town import World

PHOTO = ("表.jpg", papers.photograph())
PROOF = ("証明書.pdf", papers.PDF)


@pytest.fixture
def own(asked: Page) -> Page:
    """Return one's own page of a case with one paper, which waits for approval."""
    receipt = asked.press("次へ進む", {"upload:proof": [PHOTO]}).press("予約する")
    return asked.browser.get(receipt.path.removesuffix("/receipt"))


def case_of(records: Session) -> Case:
    records.rollback()
    return records.scalars(select(Case), execution_options={"populate_existing": True}).one()


def give_papers_back(records: Session, world: World) -> None:
    case, by = case_of(records), Actor("staff", "佐々木 誠", world.staff["reviewer"].id)
    items, due = [ReturnItem("proof", "wrong", "印が読めません。")], world.today + timedelta(days=7)
    give_back(records, case.number, items, due_on=due, revision=case.revision, by=by, now=now_utc())


def test_ones_own_page_lists_what_was_sent(own: Page) -> None:
    assert "表.jpg" in own.words_in("papers") and "就労証明書" in own.words_in("papers")
    assert "受け取りました" in own.words_in("papers")


def test_a_missing_paper_is_added(own: Page, records: Session) -> None:
    page = own.follow("書類を追加する").press("書類を送る", {"papers": [PROOF, PHOTO]})
    assert "書類を受け取りました" in page.words and "証明書.pdf" in page.words
    assert [(one.field, one.name) for one in uploads(records)][1:] == [("", "証明書.pdf"), ("", "表.jpg")]
    verbs = records.scalars(select(Event.verb).where(Event.noun == "paper")).all()
    assert verbs == ["add_paper", "add_paper"]
    assert "書類を追加しました" in own.browser.get(own.path).words


def test_the_same_paper_twice_is_one(own: Page, records: Session) -> None:
    form = own.follow("書類を追加する")
    form.press("書類を送る", {"papers": [PROOF]})
    form.press("書類を送る", {"papers": [PROOF]})
    assert len(uploads(records)) == 2


def test_what_is_refused_does_not_lose_the_rest(own: Page, records: Session) -> None:
    form = own.follow("書類を追加する")
    page = form.press("書類を送る", {"papers": [("x.svg", papers.SVG), PROOF]}, status=422)
    assert "「x.svg」" in page.problems()["papers"] and "1ファイルは受け取りました" in page.words
    assert len(uploads(records)) == 2
    assert form.press("書類を送る", status=422).problems().keys() == {"papers"}


def test_a_paper_comes_back_as_a_file_that_nothing_runs(own: Page) -> None:
    answer = own.follow("表.jpg").response
    assert answer.mimetype == "image/jpeg" and answer.data.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=.jpg; filename*=UTF-8''%E8%A1%A8.jpg"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_sees_a_paper(own: Page, another_visitor: Browser, records: Session) -> None:
    (paper,) = uploads(records)
    number = case_of(records).number
    for path in (f"/cases/{number}/papers", f"/cases/{number}/papers/{paper.id}"):
        assert "受付番号" in another_visitor.get(path).words
    own.browser.get(f"/cases/{number}/papers/{paper.id + 1}", status=404)
    own.browser.get(f"/cases/{number}/papers/999999999999999999999", status=404)


def test_a_decided_case_takes_no_more(own: Page, records: Session) -> None:
    form = own.follow("書類を追加する")
    case = case_of(records)
    case.state = "approved"
    records.commit()
    page = form.press("書類を送る", {"papers": [PROOF]}, status=409)
    assert "この操作はできません" in page.words and len(uploads(records)) == 1
    assert "いま書類を追加できません" in own.browser.get(form.path).words


def test_a_returned_paper_is_replaced(own: Page, records: Session, world: World) -> None:
    give_papers_back(records, world)
    form = own.browser.get(f"{own.path}/correction")
    assert "印が読めません。" in form.words and "表.jpg" in form.words
    empty = form.press("remove:proof:0")
    assert tokens(empty) == [] and "表.jpg" not in empty.words
    page = empty.press("直した内容を送る", {"upload:proof": [PROOF]})
    assert "補正を受け付けました" in page.words
    assert [one["name"] for one in case_of(records).answers["proof"]] == ["証明書.pdf"]
    assert {one.case_id for one in uploads(records)} == {case_of(records).id}


def test_a_correction_that_is_refused_keeps_the_papers(own: Page, records: Session, world: World) -> None:
    give_papers_back(records, world)
    form = own.browser.get(f"{own.path}/correction")
    page = form.press("直した内容を送る", {"upload:proof": [PROOF, ("x.exe", papers.EXE)]}, status=422)
    assert "「x.exe」" in page.problems()["proof"] and len(tokens(page)) == 2
    assert "補正を受け付けました" in page.press("直した内容を送る").words
    assert len(case_of(records).answers["proof"]) == 2


def test_a_missing_paper_is_added_to_a_returned_case_too(own: Page, records: Session, world: World) -> None:
    give_papers_back(records, world)
    assert (
        "書類を受け取りました" in own.follow("書類を追加する").press("書類を送る", {"papers": [PROOF]}).words
    )
