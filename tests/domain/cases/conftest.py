"""Fixtures of tests about papers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain.cases.paper_files import Folder
from tests.domain.cases.proofs import open_procedure
from tests.domain.hall import Hall


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Give an empty folder for papers."""
    return Folder(tmp_path / "uploads")


@pytest.fixture
def version(session: Session, hall: Hall) -> tuple[int, int, int]:
    """Give the ids of a procedure that asks for a paper, of its version, and of its department."""
    return open_procedure(session, hall)
