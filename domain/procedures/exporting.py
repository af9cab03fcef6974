"""Putting a procedure into a file: what makes it up, and nothing of its residents, its staff or this town."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.procedures.draft_models import Draft, SampleCase
from domain.procedures.file_details import LISTS, NUMBERS, TEXTS, read_details
from domain.procedures.file_format import ProcedureFile
from domain.procedures.models import Procedure
from forms.definition import Form

_COLUMNS = (*TEXTS, *NUMBERS, *LISTS, "layout", "elsewhere_url", "sum_field")


def procedure_file(session: Session, procedure: Procedure, *, of_draft: bool = False) -> ProcedureFile:
    """Return the file of a procedure: with its live form, or (asked for, or never published) its draft."""
    draft = draft_of(session, procedure.id)
    live = procedure.live_version.form if procedure.live_version else None
    form = Form.from_json(draft.definition) if draft and (of_draft or live is None) else live
    return ProcedureFile(
        kind=procedure.kind,
        slug=procedure.slug,
        title=procedure.title_text,
        summary=procedure.summary_text,
        details=_details(procedure),
        form=form,
        samples=_samples(session, procedure.id),
    )


def draft_of(session: Session, procedure_id: int) -> Draft | None:
    """Return the draft of a procedure, or None."""
    return session.scalar(select(Draft).where(Draft.procedure_id == procedure_id))


def _details(procedure: Procedure) -> dict[str, Any]:
    written = {name: getattr(procedure, name) for name in _COLUMNS}
    return read_details({name: value for name, value in written.items() if value}, "procedure")


def _samples(session: Session, procedure_id: int) -> tuple[dict[str, Any], ...]:
    rows = session.scalars(
        select(SampleCase)
        .where(SampleCase.procedure_id == procedure_id)
        .order_by(SampleCase.name, SampleCase.id)
    )
    return tuple(
        {"name": row.name, "raw": row.raw, "on_day": row.on_day, "expects": row.expects} for row in rows
    )
