"""A real browser and a real server: the town of the tests, served on this machine at the time it is now."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

import assets
from app import create_app
from blueprints.web.assets import HTMX_CDN, HTMX_FILE
from blueprints.web.database import db
from config import ROOT
from domain.booking.models import Service
from domain.booking.operations import make_slots
from domain.clock import now_utc
from domain.database import prepare, writing
from tests.databases import make_tables
from tests.remembered import remember_templates
from tests.town import HORIZON_DAYS, World, plant

SYSTEM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Nothing leaves this machine, and no request has to be asked about for that: they would all come through Python."""


@dataclass(frozen=True)
class Served:
    """A town that is being served: where, what is in it, and its database for looking into."""

    address: str
    world: World
    records: Session
    mail_folder: Path
    app: Flask


Serve = Callable[..., Served]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and leave it out where there is no browser and none is demanded."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.e2e)
        if _executable() is None and not _downloaded() and os.environ.get("E2E_REQUIRED") != "1":
            item.add_marker(
                pytest.mark.skip(reason="no browser: E2E_CHROMIUM, Playwright's, or a system Chromium")
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that is there; it finds no host but this machine."""
    found = launch_arguments()
    return {**browser_type_launch_args, **found, "args": [*found["args"], NOWHERE_ELSE]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as a Japanese phone does, unless a test says otherwise."""
    size = {"width": 390, "height": 844}
    return {**browser_context_args, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": size}


@pytest.fixture
def context(new_context: Any, served: Served) -> BrowserContext:
    """Give a browser on the served town; ``page.goto("/")`` opens its front door."""
    return staying_here(new_context(base_url=served.address))


@pytest.fixture
def plain_page(new_context: Any, served: Served) -> Page:
    """Give a page of a browser without JavaScript."""
    return staying_here(new_context(base_url=served.address, java_script_enabled=False)).new_page()


@pytest.fixture
def another_page(new_context: Any, served: Served) -> Page:
    """Give a page of somebody else's browser."""
    return staying_here(new_context(base_url=served.address)).new_page()


@pytest.fixture(scope="session")
def planted_now(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """Plant the world around this moment: a real browser has a real clock."""
    assets.fetch(ROOT / "static")
    file = tmp_path_factory.mktemp("planted-now") / "town.db"
    engine = prepare(create_engine(f"sqlite:///{file}"))
    make_tables(engine)
    with Session(engine, autoflush=False) as session:
        world = plant(session, now_utc())
        _open_every_day(session)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file, world


@pytest.fixture
def serve(planted_now: tuple[Path, World], tmp_path: Path) -> Iterator[Serve]:
    """Return a maker of served towns, each of the test's own until the test ends; settings win over the usual."""
    with ExitStack() as until_the_end:

        def make(**settings: Any) -> Served:
            return until_the_end.enter_context(_served(planted_now, tmp_path, settings))

        yield make


@pytest.fixture
def served(serve: Serve) -> Served:
    """Serve the usual town: both sides, htmx from the CDN."""
    return serve()


@contextmanager
def _served(planted: tuple[Path, World], folder: Path, settings: dict[str, Any]) -> Iterator[Served]:
    file = Path(shutil.copy(planted[0], folder / "town.db"))
    usual = {
        "TESTING": True,
        "DATABASE_URL": f"sqlite:///{file}",
        "MAIL_FOLDER": str(folder / "mail"),
        "SECRET_KEY": "only for tests",
        "KEPT_SECONDS": 0,
    }
    app = remember_templates(create_app({**usual, **settings}, instance=folder / "instance"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    # A shorter turn than the half second it takes by default: every test would wait for the last one at its end.
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    with app.app_context():
        engine = db.engine
    with Session(engine, autoflush=False) as records:
        yield Served(address, planted[1], records, folder / "mail", app)
    server.shutdown()
    server.server_close()
    engine.dispose()


def _open_every_day(session: Session) -> None:
    """Close no room on any day: whatever day it really is, there are sessions to book."""
    with writing(session):
        for service in session.scalars(select(Service)):
            service.rules = {**service.rules, "closed_days": {}}
    make_slots(session, now=now_utc(), horizon_days=HORIZON_DAYS)


def launch_arguments() -> dict[str, Any]:
    """Return how to start the browser that is there, without the calls home that browsers make."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = {"executable_path": _executable()} if _executable() else {}
    return {"args": [*QUIET, *sandbox], **found}


def staying_here(context: BrowserContext) -> BrowserContext:
    """Answer the CDN's address with the pinned file, whose hash the browser checks."""
    context.set_default_timeout(10_000)
    context.route(HTMX_CDN, _answer_for_the_cdn)
    return context


def _answer_for_the_cdn(route: Route) -> None:
    route.fulfill(path=ROOT / "static" / HTMX_FILE, headers=_CDN_HEADERS)


_CDN_HEADERS = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}


def _executable() -> str | None:
    """Return the browser to start; None leaves it to Playwright, which has its own."""
    given = os.environ.get("E2E_CHROMIUM")
    return given or (None if _downloaded() else next(filter(None, map(shutil.which, SYSTEM)), None))


def _downloaded() -> bool:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return any(folder.glob("chromium*"))
