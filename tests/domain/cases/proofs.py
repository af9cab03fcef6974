"""An application that asks for a paper, and papers sent for it, for tests on either database."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.intake import Submission, admit
from domain.cases.models import Case
from domain.cases.paper_files import Folder
from domain.cases.paper_models import Upload
from domain.cases.paper_rules import Limits
from domain.cases.papers import Arrival, add_paper, take
from domain.database import writing
from domain.history import RESIDENT, TOWN
from domain.procedures.models import Procedure
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.fields.files import TYPES, SentFile
from tests import papers
from tests.domain.hall import Hall
from tests.town import NOW

LIMITS = Limits(10**6, 10**7, 1000)
FORM = Form.from_json(
    {
        "schema": 1,
        "title": "就労証明書の提出",
        "pages": [
            {"key": "p", "title": "書類", "fields": [{"key": "proof", "kind": "files", "label": "証明書"}]}
        ],
    }
)


def open_procedure(session: Session, hall: Hall) -> tuple[int, int, int]:
    """Return ids of a procedure, its version and its department, whose form asks for a paper."""
    department, title = hall.world.childcare, Text("就労証明書の提出")
    about: dict[str, Any] = {"by": TOWN, "now": NOW}
    procedure = add_procedure(session, "proof", "application", title, department_id=department, **about)
    publish(session, procedure, FORM, **about)
    return procedure, session.get_one(Procedure, procedure).live_version_id or 0, department


def sent(session: Session, folder: Folder, key: str = "page-1", content: bytes = papers.PDF) -> SentFile:
    """Send a paper of a form that is being filled."""
    arrival = Arrival("証明書.pdf", content, tuple(TYPES))
    return take(session, folder, arrival, form_key=key, field="proof", limits=LIMITS, now=NOW)


def submission(version: tuple[int, int, int], key: str, *files: SentFile) -> Submission:
    return Submission(*version, FORM, {"proof": files}, key)


def admitted(session: Session, version: tuple[int, int, int], key: str, *files: SentFile) -> Case:
    with writing(session):
        return admit(session, submission(version, key, *files), state="received", by=RESIDENT, now=NOW)


def rows(session: Session) -> list[Upload]:
    session.rollback()
    return list(session.scalars(select(Upload).order_by(Upload.id)))


def on_disk(folder: Folder) -> set[str]:
    return {file.name for file in folder.path.glob("*/*") if file.is_file()}


def aged(folder: Folder) -> None:
    """Make every file two days older than now."""
    for file in folder.path.glob("*/*"):
        os.utime(file, ((NOW - timedelta(days=2)).timestamp(),) * 2)


def add(session: Session, folder: Folder, number: str, name: str = "追加.pdf") -> Upload:
    arrival = Arrival(name, papers.PDF, tuple(TYPES))
    return add_paper(session, folder, number, arrival, limits=LIMITS, by=RESIDENT, now=NOW)
