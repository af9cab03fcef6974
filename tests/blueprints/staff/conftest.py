"""Browsers of the cast who work at the town."""

from __future__ import annotations

import pytest
from flask import Flask

from domain.people.rules import ADMINISTRATOR, CLERK, EDITOR, MANAGER, REVIEWER
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser
from tests.town import World


@pytest.fixture
def clerk(app: Flask, world: World) -> Browser:
    """Return a clerk's browser."""
    return sign_in(app, world, CLERK)


@pytest.fixture
def reviewer(app: Flask, world: World) -> Browser:
    """Return a reviewer's browser."""
    return sign_in(app, world, REVIEWER)


@pytest.fixture
def editor(app: Flask, world: World) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


@pytest.fixture
def manager(app: Flask, world: World) -> Browser:
    """Return a manager's browser."""
    return sign_in(app, world, MANAGER)


@pytest.fixture
def admin(app: Flask, world: World) -> Browser:
    """Return an administrator's browser."""
    return sign_in(app, world, ADMINISTRATOR)
