"""Keeping sample cases: what is typed into a form, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.procedures.draft_models import SampleCase
from domain.procedures.operations import locked
from domain.refusals import NotFound, Refusal
from forms.messages import message
from forms.samples import Sample

MOST_SAMPLES = 50
"""Of one procedure: all of them run at each publication."""
LONGEST_NAME = 100


class Nameless(Refusal):
    """The sample has no name, or one that is too long."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("試し申請の名前を{most}文字以内で入れてください。", most=LONGEST_NAME))


class NothingExpected(Refusal):
    """Nothing is expected of the sample: it could never be red."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("期待することを1つ以上選んでください。"))


class TooManySamples(Refusal):
    """The procedure has as many samples as run in good time."""

    def __init__(self) -> None:
        super().__init__(
            message("試し申請は1つの手続きに{most}件までです。", most=MOST_SAMPLES),
            message("使っていないものを削除してください。"),
        )


def keep_sample(
    session: Session,
    procedure_id: int,
    sample: Sample,
    *,
    by: Actor,
    now: datetime,
    sample_id: int | None = None,
) -> int:
    """Add a sample case, or change the one with this id; return its id."""
    if not 0 < len(sample.name) <= LONGEST_NAME:
        raise Nameless
    if not sample.expects.count:
        raise NothingExpected
    with writing(session):
        locked(session, procedure_id)
        row = _row(session, procedure_id, sample_id)
        row.name, row.raw, row.on_day = sample.name, _listed(sample.raw), sample.on_day.isoformat()
        row.expects, row.changed_at = sample.expects.to_json(), now
        session.add(row)
        session.flush()
        record(session, "keep_sample", "procedure", procedure_id, by=by, now=now, name=sample.name)
        kept = row.id
    return kept


def drop_sample(session: Session, procedure_id: int, sample_id: int, *, by: Actor, now: datetime) -> None:
    """Delete a sample case; NotFound."""
    with writing(session):
        row = _row(session, procedure_id, sample_id)
        record(session, "drop_sample", "procedure", procedure_id, by=by, now=now, name=row.name)
        session.delete(row)


def find_sample(session: Session, procedure_id: int, sample_id: int) -> SampleCase:
    """Return one sample case of a procedure; NotFound."""
    wanted = select(SampleCase).where(SampleCase.id == sample_id, SampleCase.procedure_id == procedure_id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def _row(session: Session, procedure_id: int, sample_id: int | None) -> SampleCase:
    if sample_id is not None:
        return find_sample(session, procedure_id, sample_id)
    counted = select(func.count()).where(SampleCase.procedure_id == procedure_id)
    if (session.scalar(counted) or 0) >= MOST_SAMPLES:
        raise TooManySamples
    return SampleCase(procedure_id=procedure_id)


def _listed(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in raw.items()}
