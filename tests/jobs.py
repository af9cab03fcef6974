"""Letting jobs be run in a test: what the worker's process does, here and now."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from blueprints.web.database import engine_of
from domain.jobs.worker import run_due
from domain.lottery.long_steps import LONG_STEPS
from tests.page import Page


def run_jobs(engine: Engine) -> int:
    """Run every job that is due; return how many."""
    return run_due(lambda: Session(engine, autoflush=False), LONG_STEPS, by="the worker of the tests")


def seen_through(page: Page) -> Page:
    """Let what was asked for on a page be done, and look at the page again."""
    assert run_jobs(engine_of(page.browser.app)) > 0
    return page.browser.get(page.path)
