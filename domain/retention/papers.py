"""Deleting the papers of cases: rows and files; the one place where retention touches the folder of uploads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.cases.paper_models import Upload


def delete_papers(session: Session, case_ids: Sequence[int], folder: Path) -> int:
    """Delete what was sent with these cases inside the caller's ``writing``; return how many papers.

    The files go first: after a kill the rows still name them, and the next run finds those that are left.
    """
    of_cases = Upload.case_id.in_(case_ids)
    names = session.scalars(select(Upload.stored_as).where(of_cases)).all()
    for name in names:
        for file in (folder / name, folder / name[:2] / name, folder / name[:2] / f"{name}-small"):
            file.unlink(missing_ok=True)
    session.execute(delete(Upload).where(of_cases), execution_options={"synchronize_session": False})
    return len(names)
