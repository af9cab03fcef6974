"""Writing the public record: its files are rows, because the public side and the office share nothing but the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into, writing
from domain.lottery.models import Round
from domain.lottery.record import status_file
from domain.lottery.record_models import RecordFile
from domain.lottery.rounds import locked
from domain.lottery.statuses import changes_of

VERIFIERS = Path(__file__).parents[2] / "data" / "lottery"
"""What everybody checks a record with; published with it, as it was on the day of the draw."""
SUMS = "SHA256SUMS"


def put_files(session: Session, round_id: int, files: Mapping[str, bytes], now: datetime) -> None:
    """Write files of a record over what was there, with the sums of all, inside the caller's ``writing``."""
    for name, data in files.items():
        _put(session, round_id, name, data, now)
    sums = session.execute(
        select(RecordFile.name, RecordFile.sha256)
        .where(RecordFile.round_id == round_id, RecordFile.name != SUMS)
        .order_by(RecordFile.name)
    )
    _put(session, round_id, SUMS, "".join(f"{sha}  {name}\n" for name, sha in sums).encode(), now)


def file_of(session: Session, round_id: int, name: str) -> bytes | None:
    """Return the bytes of one file of a record, None where there is none of this name."""
    wanted = select(RecordFile.data).where(RecordFile.round_id == round_id, RecordFile.name == name)
    return session.scalar(wanted)


def refresh_record(session: Session, round_id: int, *, now: datetime) -> bool:
    """Bring status.csv and the sums up to date with what became of entries; say whether anything was new.

    What adds one line does not: with every sale the whole file would be written again. A worker calls it.
    """
    with writing(session):
        found = locked(session, round_id)
        data = status_file(changes_of(session, round_id), found.commitment)
        is_new = bool(found.commitment) and _sha256(data) != _known(session, round_id)
        if is_new:
            put_files(session, round_id, {"status.csv": data}, now)
    return is_new


def verifiers() -> dict[str, bytes]:
    """Return the files that a record is checked with."""
    return {path.name: path.read_bytes() for path in sorted(VERIFIERS.iterdir()) if path.is_file()}


def status_of(session: Session, lottery_round: Round) -> bytes:
    """Return status.csv as it is at this moment."""
    return status_file(changes_of(session, lottery_round.id), lottery_round.commitment)


def _put(session: Session, round_id: int, name: str, data: bytes, now: datetime) -> None:
    values = {"data": data, "size": len(data), "sha256": _sha256(data), "written_at": now}
    adding = insert_into(dialect_of(session), RecordFile).values(round_id=round_id, name=name, **values)
    session.execute(adding.on_conflict_do_update(index_elements=["round_id", "name"], set_=values))


def _known(session: Session, round_id: int) -> str | None:
    return session.scalar(
        select(RecordFile.sha256).where(RecordFile.round_id == round_id, RecordFile.name == "status.csv")
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
