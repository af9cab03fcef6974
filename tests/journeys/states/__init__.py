"""Every page in every state that it can be in: how a browser gets there."""

from __future__ import annotations

from tests.journeys.states import accounts, cases, counter, desk, looking, own, publishing
from tests.journeys.states.ways import NO_PAGES, STATES

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "looking", "own", "publishing"]
from tests.journeys.states import finding

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "finding", "looking", "own"]
from tests.journeys.states import output

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "looking", "output", "own"]
from tests.journeys.states import building

__all__ = ["NO_PAGES", "STATES", "accounts", "building", "cases", "counter", "desk", "looking", "own"]
from tests.journeys.states import review

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "looking", "own", "review"]
from tests.journeys.states import shelf

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "looking", "own", "shelf"]
from tests.journeys.states import applying

__all__ = ["NO_PAGES", "STATES", "accounts", "applying", "cases", "counter", "desk", "looking", "own"]
from tests.journeys.states import accounts, cases, counter, desk, looking, own, papers
from tests.journeys.states.ways import NO_PAGES, STATES

__all__ = ["NO_PAGES", "STATES", "accounts", "cases", "counter", "desk", "looking", "own", "papers"]
