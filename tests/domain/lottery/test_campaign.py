"""A whole campaign: from the call to the published draw, that anybody can check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.lottery.models import Entry
from domain.lottery.record_models import Award, RecordFile
from tests.domain.hall import mails
from tests.domain.lottery.voucher import Voucher, person


def published(session: Session, voucher: Voucher, folder: Path) -> Path:
    """Write the record into a folder, as everybody can download it."""
    for name, data in files_of(session, voucher).items():
        (folder / name).write_bytes(data)
    return folder


def files_of(session: Session, voucher: Voucher) -> dict[str, bytes]:
    """Return the record."""
    wanted = select(RecordFile).where(RecordFile.round_id == voucher.round_id)
    return {file.name: file.data for file in session.scalars(wanted)}


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """Let the published verifier check the published record."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_everybody_gets_a_rank_and_a_mail(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 12)
    drawn = voucher.to_the_end(session)
    assert drawn.entries == 12 and drawn.granted == 10
    ranks = session.scalars(select(Award.rank).order_by(Award.rank)).all()
    assert list(ranks) == list(range(1, 13))
    assert len(mails(session, "result")) == 12
    assert set(session.scalars(select(Case.state))) == {"completed"}


def test_the_published_record_passes_its_own_verifier(
    voucher: Voucher, session: Session, tmp_path: Path
) -> None:
    voucher.crowd(session, 30)
    voucher.to_the_end(session)
    said = verified(published(session, voucher, tmp_path))
    assert said.returncode == 0 and said.stdout.count("PASS") == 7, said.stdout


def test_the_verifier_finds_a_changed_byte(voucher: Voucher, session: Session, tmp_path: Path) -> None:
    voucher.crowd(session, 8)
    voucher.to_the_end(session)
    folder = published(session, voucher, tmp_path)
    entries = folder / "entries.csv"
    entries.write_bytes(entries.read_bytes().replace(b",1,2,", b",1,3,", 1))
    assert verified(folder).returncode == 1


def test_the_list_names_nobody(voucher: Voucher, session: Session) -> None:
    voucher.enter(session, person(1))
    voucher.freeze(session)
    files = session.scalars(select(RecordFile).where(RecordFile.name.in_(["entries.csv", "rules.json"])))
    said = b"".join(file.data for file in files)
    assert said.isascii() and b"1960" not in said and b"520" not in said


def test_the_frozen_list_has_the_hash_that_was_published(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 3)
    outcome = voucher.freeze(session)
    found = voucher.round(session)
    assert outcome.entries == 3 == found.frozen_count
    commitment = session.scalars(select(RecordFile).where(RecordFile.name == "commitment.txt")).one()
    assert commitment.data.decode().split()[0] == found.commitment
    assert session.scalar(select(func.count(Entry.id)).where(Entry.state == "valid")) == 3
