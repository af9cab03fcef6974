"""Papers: bound once, to the case of their own page; swept, deleted, and never a row without its file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.paper_files import Folder
from domain.cases.paper_models import SavedForm
from domain.cases.paper_rules import PaperGone, TooMany
from domain.cases.paper_sweeping import Swept, delete_papers, sweep
from domain.cases.papers import MOST_OF_PAGE, Arrival, case_papers, sent_files, take
from domain.cases.rules import NotAllowed
from domain.database import writing
from forms.fields.files import TYPES, SentFile
from tests import papers
from tests.domain.cases.proofs import LIMITS, add, admitted, aged, on_disk, rows, sent
from tests.town import NOW


def test_a_paper_waits_without_a_case_and_is_bound_with_it(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    kept, left_out = sent(session, folder), sent(session, folder)
    assert [one.case_id for one in rows(session)] == [None, None]
    case = admitted(session, version, "page-1", kept)
    assert [one.case_id for one in rows(session)] == [case.id, None]
    assert case_papers(session, case).rows[0].name == "証明書.pdf" and left_out.token not in str(case.answers)


def test_only_the_page_that_has_sent_it_finds_a_paper(session: Session, folder: Folder) -> None:
    token = sent(session, folder).token
    assert sent_files(session, "page-1", {"proof": [token]})["proof"][token].name == "証明書.pdf"
    assert sent_files(session, "page-2", {"proof": [token]}) == {}
    assert sent_files(session, "page-1", {"other": [token]}) == {}
    assert sent_files(session, "page-1", {"proof": ["x"]}) == {}


def test_a_paper_of_another_page_makes_no_case(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    stolen = sent(session, folder, "page-1")
    with pytest.raises(PaperGone):
        admitted(session, version, "page-2", stolen)
    session.rollback()
    assert session.scalars(select(Case)).all() == [] and rows(session)[0].case_id is None


def test_a_paper_that_was_swept_makes_no_case(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    paper = sent(session, folder)
    assert sweep(session, folder, now=NOW + timedelta(days=2)) == Swept(1, 0)
    with pytest.raises(PaperGone):
        admitted(session, version, "page-1", paper)


def test_sweeping_leaves_what_is_young_bound_or_saved(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    case = admitted(session, version, "page-1", sent(session, folder))
    saved, old = sent(session, folder, "page-2"), sent(session, folder, "page-3")
    with writing(session):
        session.add(_saved_form(version, saved))
    assert sweep(session, folder, now=NOW + timedelta(hours=23)) == Swept(0, 0)
    assert sweep(session, folder, now=NOW + timedelta(days=2)) == Swept(1, 0)
    assert [one.case_id for one in rows(session)] == [case.id, None]
    assert on_disk(folder) == {one.stored_as for one in rows(session)}
    assert old.token and sweep(session, folder, now=NOW + timedelta(days=2)) == Swept(0, 0)


def test_files_without_a_row_and_halves_of_files_go_when_they_are_old(
    session: Session, folder: Folder
) -> None:
    photo = sent(session, folder, content=papers.photograph())
    orphan = folder.keep(b"written, then the power went", b"small")
    half = folder.path / orphan[:2] / f"new-{orphan}"
    half.write_bytes(b"ha")
    assert photo.media_type == "image/jpeg" and sweep(session, folder, now=NOW) == Swept(0, 0)
    aged(folder)
    assert sweep(session, folder, now=NOW) == Swept(0, 1)
    kept = rows(session)[0].stored_as
    assert on_disk(folder) == {kept, f"{kept}-small"}


def test_a_row_that_cannot_be_written_leaves_only_a_file(
    session: Session, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        Exception, match="(?i)constraint"
    ):  # as if the database went after the file was written
        take(
            session,
            folder,
            Arrival("a.pdf", papers.PDF, tuple(TYPES)),
            form_key=None,  # type: ignore[arg-type]
            field="proof",
            limits=LIMITS,
            now=NOW,
        )
    assert rows(session) == [] and len(on_disk(folder)) == 1
    aged(folder)
    assert sweep(session, folder, now=NOW) == Swept(0, 1)


def test_papers_of_deleted_cases_go_and_their_files_after_the_commit(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    gone = admitted(session, version, "page-1", sent(session, folder, content=papers.photograph()))
    stays = admitted(session, version, "page-2", sent(session, folder, "page-2"))
    with writing(session):
        assert delete_papers(session, [gone.id], folder) == 1
        assert len(on_disk(folder)) == 3
    assert [one.case_id for one in rows(session)] == [stays.id]
    assert on_disk(folder) == {rows(session)[0].stored_as}


def test_deleting_that_is_taken_back_keeps_the_files(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    case = admitted(session, version, "page-1", sent(session, folder))
    with pytest.raises(RuntimeError), writing(session):
        delete_papers(session, [case.id], folder)
        raise RuntimeError
    with writing(session):
        pass
    assert len(rows(session)) == len(on_disk(folder)) == 1


def test_papers_of_thousands_of_cases_can_be_deleted(session: Session, folder: Folder) -> None:
    with writing(session):
        assert delete_papers(session, range(1, 3000), folder) == 0


def test_a_page_sends_only_so_many(session: Session, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.cases.papers.MOST_OF_PAGE", 2)
    assert MOST_OF_PAGE > 20
    for _ in "ab":
        sent(session, folder)
    with pytest.raises(TooMany):
        sent(session, folder)


def test_a_decided_case_takes_no_more_papers(
    session: Session, folder: Folder, version: tuple[int, int, int]
) -> None:
    case = admitted(session, version, "page-1", sent(session, folder))
    with writing(session):
        session.get_one(Case, case.id).state = "rejected"
    with pytest.raises(NotAllowed):
        add(session, folder, case.number)
    assert len(on_disk(folder)) == 1


def _saved_form(version: tuple[int, int, int], paper: SentFile) -> SavedForm:
    return SavedForm(
        token_hash="x",
        procedure_id=version[0],
        form_version_id=version[1],
        form_key="page-2",
        raw={"proof": [paper.token]},
        saved_at=NOW,
    )
