"""Every page in every state that it can be in: how a browser gets there."""

from __future__ import annotations

from tests.journeys.states import (
    accounts,
    applying,
    building,
    cards,
    cases,
    counter,
    desk,
    finding,
    long_steps,
    looking,
    lottery,
    output,
    own,
    papers,
    publishing,
    review,
    sales,
    shelf,
)
from tests.journeys.states.ways import NO_PAGES, STATES

__all__ = [
    "NO_PAGES",
    "STATES",
    "accounts",
    "applying",
    "building",
    "cards",
    "cases",
    "counter",
    "desk",
    "finding",
    "long_steps",
    "looking",
    "lottery",
    "output",
    "own",
    "papers",
    "publishing",
    "review",
    "sales",
    "shelf",
]
