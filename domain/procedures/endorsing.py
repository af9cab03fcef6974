"""Looking at a preview, asking for approval, approving or declining: each of exactly one form."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.procedures.draft_models import Draft, Endorsement
from domain.procedures.endorsement_mails import tell_asker, tell_managers
from domain.procedures.models import Procedure
from domain.procedures.operations import locked
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from forms.definition import Form
from forms.given import safe_text
from forms.messages import for_staff, message

LONGEST_REASON = 1000
KEYS = ("procedure_id", "kind", "fingerprint")
LATEST_COUNTS = ("approved", "declined")
"""Kinds of which the latest counts: another manager can approve too, or decline for another reason."""


class OwnWork(Refusal):
    """Who changed the form last may not be the one who approves it."""

    def __init__(self) -> None:
        super().__init__(
            message("最後に変更した本人は承認できません。"),
            message("ほかの管理者に承認を頼んでください。"),
        )


class NotAsked(Refusal):
    """Nobody waits for the approval of this form any more."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("この様式の承認は、いま依頼されていません。"),
            for_staff(
                "ほかの管理者が先に承認したか、差し戻したかもしれません。いまの状態を確かめてください。"
            ),
        )


class NoReasonGiven(Refusal):
    """A refusal says no reason, or one that nobody reads to its end."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            for_staff("直してほしいところを、{most}文字までで書いてください。", most=LONGEST_REASON)
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

    Managers are told of what is asked for. ChangedMeanwhile where the draft is another by now, OwnWork where four eyes
    are wanted and these are the same two.
    """
    with writing(session):
        procedure, draft = _draft(session, procedure_id, fingerprint)
        if kind == "approved" and four_eyes and draft.changed_by_id == by.staff_id:
            raise OwnWork
        is_new = _write(session, procedure_id, kind, fingerprint, by=by, now=now)
        if is_new:
            record(session, kind, "procedure", procedure_id, by=by, now=now, fingerprint=fingerprint)
            if kind == "asked":
                tell_managers(session, procedure, by=by, now=now)
    return is_new


def note_preview(session: Session, procedure_id: int, fingerprint: str, *, by: Actor, now: datetime) -> bool:
    """Keep that somebody looks at this form, be it a draft or the live one; False if it was kept already."""
    if _found(session, procedure_id, "previewed", fingerprint) is not None:
        return False
    with writing(session):
        is_new = _write(session, procedure_id, "previewed", fingerprint, by=by, now=now)
        if is_new:
            record(session, "previewed", "procedure", procedure_id, by=by, now=now, fingerprint=fingerprint)
    return is_new


def decline(
    session: Session, procedure_id: int, fingerprint: str, reason: str, *, by: Actor, now: datetime
) -> None:
    """Give the draft back to whoever asked for its approval, with a reason, and tell them; it can be asked for again.

    NoReasonGiven, NotAsked, ChangedMeanwhile.
    """
    reason = safe_text(reason).strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise NoReasonGiven
    with writing(session):
        procedure, _ = _draft(session, procedure_id, fingerprint)
        asked, is_approved = (
            _found(session, procedure_id, kind, fingerprint) for kind in ("asked", "approved")
        )
        if asked is None or is_approved:
            raise NotAsked
        _write(session, procedure_id, "declined", fingerprint, reason=reason, by=by, now=now)
        tell_asker(session, procedure, asked.made_by, reason, by=by, now=now)
        session.execute(delete(Endorsement).where(Endorsement.id == asked.id))
        record(session, "declined", "procedure", procedure_id, by=by, now=now, fingerprint=fingerprint)


def declined(session: Session, procedure_id: int) -> Endorsement | None:
    """Return why approval was refused last; None where it was asked for again, or given, since."""
    wanted = select(Endorsement).where(
        Endorsement.procedure_id == procedure_id, Endorsement.kind.in_(("asked", "approved", "declined"))
    )
    latest = wanted.order_by(Endorsement.made_at.desc(), Endorsement.id.desc()).limit(1)
    found = session.scalar(latest.options(joinedload(Endorsement.made_by)))
    return found if found is not None and found.kind == "declined" else None


def _draft(session: Session, procedure_id: int, fingerprint: str) -> tuple[Procedure, Draft]:
    procedure = locked(session, procedure_id)
    draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id).with_for_update())
    if draft is None or Form.from_json(draft.definition).fingerprint() != fingerprint:
        raise ChangedMeanwhile
    return procedure, draft


def _found(session: Session, procedure_id: int, kind: str, fingerprint: str) -> Endorsement | None:
    same = {"procedure_id": procedure_id, "kind": kind, "fingerprint": fingerprint}
    return session.scalar(select(Endorsement).filter_by(**same))


def _write(
    session: Session,
    procedure_id: int,
    kind: str,
    fingerprint: str,
    *,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> bool:
    """Write an endorsement once; of some kinds the latest counts."""
    if by.staff_id is None:
        raise NotFound
    newer: dict[str, Any] = {"made_at": now, "made_by_id": by.staff_id, "reason": reason}
    values = {"procedure_id": procedure_id, "kind": kind, "fingerprint": fingerprint, **newer}
    statement = insert_into(dialect_of(session), Endorsement).values(**values)
    if kind in LATEST_COUNTS:
        changed = (Endorsement.made_by_id != by.staff_id) | (Endorsement.reason != reason)
        statement = statement.on_conflict_do_update(index_elements=list(KEYS), set_=newer, where=changed)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(KEYS))
    return session.execute(statement.returning(Endorsement.__table__.c.id)).first() is not None
