"""A procedure that is ready to be published, but for what a test takes away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import TOWN
from domain.procedures.draft_models import Draft, DraftStep
from domain.procedures.endorsing import endorse
from domain.procedures.models import Procedure
from domain.procedures.operations import add_procedure, set_opening
from forms.definition import Form, Text
from tests.domain.hall import FORM, Hall

TEXTS = {
    "who": "保育施設を使う保護者",
    "next_step": "1週間でお返事します。",
    "contact": "子育て支援課 000-555-0100",
    "privacy": "利用の調整に使います。",
}


def prepare(session: Session, hall: Hall, form: Form = FORM, slug: str = "notice") -> int:
    """Add a procedure with all its texts and a draft that the editor changed last; return its id."""
    procedure_id = add_procedure(
        session, slug, "application", form.title, department_id=hall.world.childcare, by=TOWN, now=hall.now
    )
    with writing(session):
        procedure = session.get_one(Procedure, procedure_id)
        for name, text in TEXTS.items():
            setattr(procedure, name, Text(text).to_json())
        procedure.retention_months = 60
    set_opening(session, procedure_id, opens_at=None, closes_at=None, by=hall.actor("manager"), now=hall.now)
    put_draft(session, hall, procedure_id, form)
    return procedure_id


def put_draft(
    session: Session, hall: Hall, procedure_id: int, form: Form = FORM, editor: str = "editor"
) -> None:
    """Let somebody change the draft into this form, in one step."""
    staff_id = hall.world.staff[editor].id
    with writing(session):
        draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id))
        before: dict[str, Any] = draft.definition if draft else {}
        draft = draft or Draft(procedure_id=procedure_id)
        draft.definition, draft.changed_at, draft.changed_by_id = form.to_json(), hall.now, staff_id
        session.add(draft)
        session.flush()
        step = {"said": "質問を追加", "before": before, "made_at": hall.now, "made_by_id": staff_id}
        session.add(DraftStep(draft_id=draft.id, **step))


def see_and_approve(session: Session, hall: Hall, procedure_id: int, form: Form = FORM) -> None:
    """Let the editor see the preview and the manager approve."""
    for kind, role in (("previewed", "editor"), ("asked", "editor"), ("approved", "manager")):
        endorse(
            session,
            procedure_id,
            kind,
            form.fingerprint(),
            by=hall.actor(role),
            now=hall.now,
            four_eyes=True,
        )
