"""A lottery in the town, open since this morning."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.lottery_town import Lottery, open_lottery
from tests.town import NOW, World


@pytest.fixture
def lottery(records: Session, world: World) -> Lottery:
    """Return a lottery that takes entries."""
    return open_lottery(records, world, NOW)
