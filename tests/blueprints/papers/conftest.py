"""Fixtures of tests about papers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.blueprints.booking.walking import slot_path
from tests.blueprints.papers.asking import ask_for_papers, saturday, to_papers
from tests.page import Browser, Page
from tests.town import World


@pytest.fixture
def path(records: Session, world: World) -> str:
    """Return the address of a session whose form asks for papers, and whose bookings staff must approve."""
    ask_for_papers(records, world.hiroba)
    return slot_path(records, world.hiroba, world, saturday(world), "10:00")


@pytest.fixture
def asked(visitor: Browser, path: str) -> Page:
    """Return the page that asks for papers."""
    return to_papers(visitor, path)
