"""The commands of the town: each does its one thing, and doing it again changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blueprints.web.database import db
from config import ROOT
from domain.booking.models import Slot
from domain.cases.models import Case
from domain.cases.paper_models import Upload
from domain.clock import now_utc
from domain.database import writing
from domain.history import TOWN
from domain.jobs.asking import ask
from domain.jobs.models import Job
from domain.notices.models import Mail
from domain.people.models import Household, Staff
from domain.places.models import PostalCode
from domain.procedures.models import Procedure
from sample.people import PASSWORD, REVIEWER
from tests.conftest import MakeApp
from tests.databases import make_tables
from tests.domain.lottery.shop import nobody_bought, selling_now
from tests.domain.notices.servers import free_port
from tests.page import Browser
from tests.town import World

POSTCODES = """code,prefecture,city,town
5200001,滋賀県,大津市,蓮池町
5200002,滋賀県,大津市,際川
"""


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    """Run a command of the application and return what it says."""
    result = app.test_cli_runner().invoke(args=arguments, catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


def test_slots_are_made_up_to_the_horizon_and_only_once(app: Flask, records: Session, world: World) -> None:
    assert ": 0 added" not in run(app, "slots")
    last = records.scalars(select(Slot.day).order_by(Slot.day.desc()).limit(1)).one()
    assert world.day(58) < last <= world.day(62)
    assert run(app, "slots") == "slots: 0 added, 0 changed, 0 removed\n"


def test_reconcile_tells_of_a_wrong_count_and_repairs_it(app: Flask, records: Session) -> None:
    assert run(app, "reconcile") == "reconcile: 0 differences\n"
    with writing(records):
        records.execute(update(Slot).where(Slot.id == 1).values(taken=3))
    assert "taken: slot 1 says 3, counted 0" in run(app, "reconcile", status=1)
    run(app, "reconcile", "--repair")
    assert run(app, "reconcile") == "reconcile: 0 differences\n"


def test_the_index_is_written_anew_and_only_where_it_changes(app: Flask, records: Session) -> None:
    with writing(records):
        records.execute(update(Procedure).values(search_text=""))
    assert run(app, "index") == "index: 2 procedures changed\n"
    assert run(app, "index") == "index: 0 procedures changed\n"


def test_forget_wipes_households_that_were_not_used(
    app: Flask, records: Session, clock: Any, world: World
) -> None:
    assert run(app, "forget").startswith("forget: 0 households")
    clock.move_to(world.now + timedelta(days=401))
    assert run(app, "forget").startswith("forget: 1 households")
    assert records.scalars(select(Household.answers)).all() == [{}]


def test_what_nobody_bought_is_offered_to_the_next_every_night(
    app: Flask, records: Session, world: World
) -> None:
    shop = nobody_bought(records, world)
    assert "10 tickets, 0 offers over; 6 offers made" in run(app, "lottery", "forfeit")
    assert len(shop.offers("")) == 6
    assert "0 tickets, 0 offers over; 0 offers made" in run(app, "lottery", "forfeit")


def test_tickets_are_issued_for_a_round_once(app: Flask, records: Session, world: World) -> None:
    shop = selling_now(records, world)
    assert "すでに行われています" in run(app, "lottery", "tickets", "voucher-1", status=1)
    assert len(shop.tickets()) == 8


def test_postal_codes_are_imported_once(app: Flask, records: Session, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(POSTCODES)
    for expected in ("2 read, 2 added, 0 removed", "2 read, 0 added, 0 removed"):
        assert expected in run(app, "postcodes", "import", str(tmp_path / "codes.csv"))
    assert set(records.scalars(select(PostalCode.town))) == {"蓮池町", "際川"}


def test_a_file_that_is_not_there_is_said_so(app: Flask) -> None:
    assert "there is no file" in run(app, "postcodes", "import", "/nowhere.csv", status=1)


def test_the_sample_town_is_planted_once(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    with app.app_context():
        make_tables(db.engine)
    assert "planted" in run(app, "sample")
    assert "there already" in run(app, "sample")
    assert run(app, "reconcile") == "reconcile: 0 differences\n"
    with app.app_context():
        assert len(db.session.scalars(select(Staff.id)).all()) >= 5


def test_the_desk_of_the_sample_town_has_papers_phrases_and_views(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    with app.app_context():
        make_tables(db.engine)
    run(app, "sample")
    reviewer = Browser(app)
    reviewer.get("/staff/sign-in").press("ログイン", login=REVIEWER, password=PASSWORD)
    assert "写真が読めないとき" in reviewer.get("/staff/phrases").words
    assert "住所の届出で未読あり" in reviewer.get("/staff/cases").words
    with app.app_context():
        paper = db.session.scalars(select(Upload).where(Upload.case_id.is_not(None))).first()
        assert paper is not None and paper.field == "proof"
        number = db.session.get_one(Case, paper.case_id).number
    assert paper.name in reviewer.get(f"/staff/cases/{number}").words_in("papers")


def test_the_worker_sends_until_it_is_told_to_stop(app: Flask, records: Session, tmp_path: Path) -> None:
    with writing(records):
        records.add(_mail())
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"], cwd=ROOT, env=_environment(app, tmp_path)
    )
    try:
        _wait_for(lambda: list((tmp_path / "mail").glob("*.eml")))
    finally:
        worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0


@pytest.mark.parametrize(
    "serve",
    [
        ("flask", "--app", "app", "run", "--port", "{port}"),
        ("granian", "--port", "{port}", "app:create_app"),
    ],
    ids=["flask", "granian"],
)
def test_what_serves_sends_mails_and_runs_jobs_too_where_it_should(
    app: Flask, records: Session, tmp_path: Path, serve: tuple[str, ...]
) -> None:
    with writing(records):
        records.add(_mail())
    ask(records, "of no known kind", "round", 1, check=lambda _: None, by=TOWN, now=now_utc())
    alone = {"EMBEDDED_WORKER": "1", "GRANIAN_WORKERS": "1"}
    environment = _environment(app, tmp_path) | _usual_settings() | alone
    command = [sys.executable, "-m", *(part.format(port=free_port()) for part in serve)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(lambda: list((tmp_path / "mail").glob("*.eml")))
        _wait_for(lambda: _refusals(records))
    finally:
        server.send_signal(signal.SIGTERM)
    server.wait(timeout=60)
    assert _refusals(records) == [{"code": "error"}]


def test_a_command_never_sends_mails_beside(app: Flask, tmp_path: Path) -> None:
    environment = _environment(app, tmp_path) | {"EMBEDDED_WORKER": "1"}
    asked = "import threading; print('threads:', [one.name for one in threading.enumerate()])"
    command = [sys.executable, "-m", "flask", "--app", "app", "shell"]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=asked, capture_output=True, text=True)
    assert "threads: ['MainThread']" in done.stdout, done.stderr


@pytest.mark.parametrize("name, value", [("SIDE", "inside"), ("DATABASE_POOL", "many")])
def test_a_setting_that_makes_no_sense_stops_the_start(name: str, value: str, tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), name: value}
    command = [sys.executable, "-m", "flask", "--app", "app", "doctor"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0 and f"{name}='{value}'" in done.stderr


def _refusals(records: Session) -> list[Any]:
    records.rollback()
    return list(records.scalars(select(Job.refusal).where(Job.finished_at.is_not(None))))


def _mail() -> Mail:
    facts = {
        "number": "1234567890",
        "title": "予約",
        "contact": {"name": "子育て支援課", "phone": "", "email": ""},
    }
    return Mail(
        kind="rejection",
        message_id="one",
        recipient="sato@example.jp",
        facts={**facts, "reason": "満員のため"},
        written_at=now_utc(),
        due_at=now_utc() - timedelta(days=365),
    )


def _environment(app: Flask, folder: Path) -> dict[str, str]:
    names = ("DATABASE_URL", "MAIL_FOLDER", "SECRET_KEY")
    return {**os.environ, "INSTANCE": str(folder), **{name: app.config[name] for name in names}}


def _usual_settings() -> dict[str, str]:
    """Return how a town runs: without asserts and docstrings, among the rest."""
    lines = (ROOT / "docs" / "granian.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _wait_for(there: Any, seconds: float = 60) -> None:
    for _ in range(int(seconds * 10)):
        if there():
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing came within {seconds} s")
