"""Publishing a draft: only what the checklist lets through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from domain.database import writing
from domain.history import Actor, record
from domain.people.models import Staff
from domain.procedures.checklist import Item
from domain.procedures.draft_models import Draft, DraftStep, Endorsement
from domain.procedures.models import Procedure
from domain.procedures.operations import add_version, locked
from domain.procedures.readiness import readiness
from domain.refusals import ChangedMeanwhile, Refusal
from forms.definition import Form
from forms.messages import message

MOST_TOLD = 50
"""Changes of a draft that are told in the history of its publication."""


class NotReady(Refusal):
    """Lines of the checklist are not done; ``items`` are those."""

    status: ClassVar[int] = 409

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        super().__init__(
            message("公開の前に済ませることが{count}件残っています。", count=len(items)),
            message("チェックリストの「まだ」の行を済ませてから、もう一度公開してください。"),
        )


class NothingToPublish(Refusal):
    """There is no draft: it was published already, or thrown away."""

    def __init__(self) -> None:
        super().__init__(
            message("公開する下書きがありません。"),
            message("ほかの人が先に公開したかもしれません。公開中の版を確かめてください。"),
        )


def publish_draft(
    session: Session,
    procedure_id: int,
    *,
    by: Actor,
    now: datetime,
    four_eyes: bool = True,
    fingerprint: str = "",
) -> int:
    """Make a draft the live version, remove it, and return the version's number; NotReady, NothingToPublish.

    ``fingerprint`` is that of the form as it was looked at: ChangedMeanwhile where it is another by now.
    """
    with writing(session):
        procedure = locked(session, procedure_id)
        draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id).with_for_update())
        if draft is None:
            raise NothingToPublish
        ready = readiness(session, procedure, draft, four_eyes=four_eyes)
        if fingerprint and fingerprint != ready.fingerprint:
            raise ChangedMeanwhile
        if not ready.is_ready:
            raise NotReady(ready.missing)
        live = procedure.live_version
        if live is None or live.fingerprint != ready.fingerprint:
            live = add_version(session, procedure, ready.form, by=by, now=now)
        told = _told(session, draft, ready.preparation.changed_by_id)
        record(session, "publish", "procedure", procedure_id, by=by, now=now, number=live.number, **told)
        number = live.number
        session.execute(delete(DraftStep).where(DraftStep.draft_id == draft.id))
        session.delete(draft)
    return number


def draft_of(session: Session, procedure_id: int) -> Draft | None:
    """Return the form that is being worked on, None where there is none."""
    return session.scalar(
        select(Draft).where(Draft.procedure_id == procedure_id).options(joinedload(Draft.changed_by))
    )


def waiting_for_approval(session: Session, departments: Collection[int] | None) -> list[Procedure]:
    """Return the procedures whose draft, as it is now, waits for an approval that was asked for; None means all."""
    asked = select(Endorsement.procedure_id, Endorsement.kind, Endorsement.fingerprint)
    found = session.execute(
        select(Procedure, Draft)
        .join(Draft, Draft.procedure_id == Procedure.id)
        .where(Procedure.id.in_(select(Endorsement.procedure_id).where(Endorsement.kind == "asked")))
        .options(joinedload(Procedure.department))
        .order_by(Draft.changed_at)
    ).all()
    mine = [one for one in found if departments is None or one[0].department_id in departments]
    rows = (
        session.execute(asked.where(Endorsement.procedure_id.in_([one.id for one, _ in mine])))
        if mine
        else ()
    )
    known = {(row.procedure_id, row.kind, row.fingerprint) for row in rows}
    return [procedure for procedure, draft in mine if _is_waiting(procedure, draft, known)]


def _is_waiting(procedure: Procedure, draft: Draft, known: Collection[tuple[int, str, str]]) -> bool:
    fingerprint = Form.from_json(draft.definition).fingerprint()
    kinds = {kind for kind in ("asked", "approved") if (procedure.id, kind, fingerprint) in known}
    return kinds == {"asked"}


def _told(session: Session, draft: Draft, changed_by_id: int | None) -> dict[str, Any]:
    """Return what was changed by whom, for the history: the steps themselves go with the draft."""
    steps = session.scalars(
        select(DraftStep).where(DraftStep.draft_id == draft.id).order_by(DraftStep.id)
    ).all()
    people = {step.made_by_id for step in steps} | {changed_by_id}
    names = session.scalars(select(Staff.name).where(Staff.id.in_(people - {None})).order_by(Staff.id))
    return {"changed_by": list(names), "changes": [step.said for step in steps[-MOST_TOLD:]]}
