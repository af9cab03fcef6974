"""Looking at a preview, asking for approval, approving: each of exactly one form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.procedures.draft_models import Draft, Endorsement
from domain.procedures.operations import locked
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from forms.definition import Form
from forms.messages import message


class OwnWork(Refusal):
    """Who changed the form last may not be the one who approves it."""

    def __init__(self) -> None:
        super().__init__(
            message("最後に変更した本人は承認できません。"),
            message("ほかの管理者に承認を頼んでください。"),
        )


def endorse(
    session: Session,
    procedure_id: int,
    kind: str,
    fingerprint: str,
    *,
    by: Actor,
    now: datetime,
    four_eyes: bool = False,
) -> bool:
    """Write down that somebody has seen, asked for or approved the draft with this fingerprint; False if it was already.

    ChangedMeanwhile where the draft is another by now, OwnWork where four eyes are wanted and these are the same two.
    """
    with writing(session):
        locked(session, procedure_id)
        draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id).with_for_update())
        if draft is None or Form.from_json(draft.definition).fingerprint() != fingerprint:
            raise ChangedMeanwhile
        if kind == "approved" and four_eyes and draft.changed_by_id == by.staff_id:
            raise OwnWork
        is_new = _write(session, procedure_id, kind, fingerprint, by=by, now=now)
        if is_new:
            record(session, kind, "procedure", procedure_id, by=by, now=now, fingerprint=fingerprint)
    return is_new


def _write(
    session: Session, procedure_id: int, kind: str, fingerprint: str, *, by: Actor, now: datetime
) -> bool:
    """Write an endorsement once; of approvals the latest counts, so that another manager can approve too."""
    if by.staff_id is None:
        raise NotFound
    values = {
        "procedure_id": procedure_id,
        "kind": kind,
        "fingerprint": fingerprint,
        "made_at": now,
        "made_by_id": by.staff_id,
    }
    keys = ["procedure_id", "kind", "fingerprint"]
    statement = insert_into(dialect_of(session), Endorsement).values(**values)
    if kind == "approved":
        newer = {"made_at": now, "made_by_id": by.staff_id}
        changed = Endorsement.made_by_id != by.staff_id
        statement = statement.on_conflict_do_update(index_elements=keys, set_=newer, where=changed)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return session.execute(statement.returning(Endorsement.__table__.c.id)).first() is not None
