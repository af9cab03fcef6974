"""An archive for tests of retention: old cases with everything that can hang on a case, and a look at all that is left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case, FormerAnswers, Return
from domain.cases.operations import ReturnItem, give_back
from domain.cases.paper_models import CaseMessage, Note, SavedForm, Upload
from domain.database import writing
from domain.decisions import approve, reject
from domain.notices.models import Mail
from domain.printing.operations import note_notices
from domain.procedures.models import Procedure
from domain.procedures.queries import by_slug
from domain.retention.operations import release
from domain.retention.queries import plan
from domain.tables import Base
from tests.domain.hall import Hall, case_of
from tests.town_papers import FORM, SLUG, apply, applying

NAME = "鬼龍院"
"""A name that stands nowhere else."""
YEARS_LATER = timedelta(days=800)
MONTHS = 12

ASKS_MAIL = {
    **FORM,
    "pages": [
        {
            **FORM["pages"][0],
            "fields": [
                *FORM["pages"][0]["fields"],
                {"key": "email", "kind": "email", "label": "メール", "meaning": "email", "required": False},
            ],
        }
    ],
}


def archive(hall: Hall, folder: Path, count: int = 3) -> list[str]:
    """File cases, decide them, hang everything on them; the procedure keeps cases for twelve months."""
    with hall.session() as session:
        applying(session, hall.world, ASKS_MAIL)
        numbers = [apply(session, SLUG, NAME, email=f"kiryuin{place}@example.jp") for place in range(count)]
        for place, number in enumerate(numbers):
            _hang(session, hall, number, folder, place)
        keep_for(session, MONTHS)
    return numbers


def keep_for(session: Session, months: int | None) -> None:
    """Say how long cases are kept."""
    with writing(session):
        session.execute(update(Procedure).where(Procedure.slug == SLUG).values(retention_months=months))


def release_all(hall: Hall, session: Session) -> int:
    """Let the manager release what is due; return how many cases were shown."""
    now = hall.now + YEARS_LATER
    found = plan(session, by_slug(session, SLUG), now)
    assert found.ended_before is not None
    release(session, SLUG, seen=found.cases, before=found.ended_before, by=hall.actor("manager"), now=now)
    return found.cases


def left_of(session: Session, *texts: str) -> list[str]:
    """Return table: text of everything in the database that holds one of these texts."""
    session.rollback()
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            said = " ".join(map(str, row.values()))
            found += [f"{table.name}: {one}" for one in texts if one in said]
    return found


def counts(session: Session) -> dict[str, int]:
    """Return table -> rows."""
    session.rollback()
    return {table.name: len(session.execute(select(table)).all()) for table in Base.metadata.sorted_tables}


def _hang(session: Session, hall: Hall, number: str, folder: Path, place: int) -> None:
    staff = hall.actor()
    case = case_of(session, number)
    give_back(
        session, number, [ReturnItem("people", "wrong", f"{NAME}さん、")], sentence=NAME,
        due_on=hall.world.day(7), revision=1, by=staff, now=hall.now,
    )  # fmt: skip
    with writing(session):
        session.execute(update(Case).where(Case.number == number).values(state="in_review"))
        session.execute(update(Return).values(closed_at=hall.now, outcome="corrected"))
        session.add_all(_things(case, staff.staff_id, folder, place, hall.now))
    decide = approve if place % 2 else _reject
    decide(session, number, revision=case_of(session, number).revision, by=staff, now=hall.now)
    note_notices(session, {case.id: "青子支第1号"}, form="page", by=staff, now=hall.now)
    with writing(session):
        session.execute(update(Mail).values(subject=NAME, body=NAME, sent_at=hall.now))


def _reject(session: Session, number: str, **given: Any) -> bool:
    return reject(session, number, f"{NAME}さんの所得のため", **given)


def _things(case: Case, staff_id: int | None, folder: Path, place: int, now: Any) -> list[Any]:
    stored = f"{place:02}" + "f" * 30
    (folder / stored[:2]).mkdir(parents=True, exist_ok=True)
    (folder / stored[:2] / stored).write_text(NAME)
    upload = {"token_hash": stored, "field": "", "name": f"{NAME}.jpg", "media_type": "image/jpeg", "size": 9}
    if hasattr(Upload, "form_key"):
        upload["form_key"] = case.key
    return [
        FormerAnswers(case_id=case.id, revision=1, answers={"name": NAME}, replaced_at=now),
        CaseMessage(case_id=case.id, sender="resident", body=NAME, sent_at=now),
        Note(case_id=case.id, staff_id=staff_id, body=NAME, written_at=now),
        Upload(case_id=case.id, sha256=stored, stored_as=stored, uploaded_at=now, **upload),
        SavedForm(
            token_hash=stored, procedure_id=case.procedure_id, form_version_id=case.form_version_id,
            form_key=case.key, raw={"name-family": [NAME]}, saved_at=now,
        ),
    ]  # fmt: skip
