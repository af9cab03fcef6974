"""A database session and a city hall for tests of the domain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.domain.hall import Hall
from tests.town import plant


@pytest.fixture
def session(town_engine: Engine) -> Iterator[Session]:
    """Give a database session of the empty town."""
    with Session(town_engine, autoflush=False) as session:
        yield session


@pytest.fixture
def hall(town_engine: Engine) -> Hall:
    """Give the city hall: the cast and the rooms of the town, on each database."""
    with Session(town_engine, autoflush=False) as session:
        return Hall(town_engine, plant(session))
