"""The staff of a lottery, and a lottery that takes entries."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import MakeApp
from tests.lottery_town import Lottery, open_lottery
from tests.town import NOW, World


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Return the town with staff who stay signed in for the whole of a lottery."""
    return make_app(SIGN_IN_IDLE_MINUTES=60 * 24 * 60, SIGN_IN_HOURS=24 * 60)


@pytest.fixture
def lottery(records: Session, world: World) -> Lottery:
    """Return a lottery that takes entries."""
    return open_lottery(records, world, NOW)
