"""The worker as it is run: one process for mails that knows no lottery, and one for jobs that comes and goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from config import ROOT
from domain.clock import now_utc
from domain.database import writing
from domain.jobs.models import Job
from domain.jobs.queries import is_any_due
from domain.lottery import freezing
from domain.lottery.long_steps import ask_for
from domain.lottery.rounds import locked
from domain.notices.models import Mail
from domain.notices.senders import messages_in
from tests.domain.hall import Hall
from tests.domain.lottery.voucher import DAY, Voucher

PATIENCE_SECONDS = 60.0
"""A job is begun within two seconds; a machine that does other things needs longer."""
KNOWN = "import mailing, sys; print([one for one in sys.modules if 'lottery' in one or 'booking' in one])"


@contextmanager
def working(town_url: URL, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker's program until the block ends."""
    url = town_url.render_as_string(hide_password=False)
    town = {"DATABASE_URL": url, "INSTANCE": str(folder / "instance"), "MAIL_FOLDER": str(folder / "mail")}
    worker = subprocess.Popen([sys.executable, str(ROOT / "mailing.py")], env={**os.environ, **town})
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def opened(hall: Hall, entries: int) -> Voucher:
    """Open a round ten days ago, in which some people applied, and which is closed now."""
    hall.now = now_utc() - 11 * DAY
    voucher = Voucher(hall)
    with hall.session() as session:
        voucher.crowd(session, entries)
    return voucher


def until(happens: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def finished(session: Session, kind: str) -> bool:
    session.rollback()
    return session.scalar(select(Job.id).where(Job.kind == kind, Job.finished_at.is_not(None))) is not None


def children_of(pid: int) -> list[int]:
    """Return the processes that any thread of a process has started."""
    listed = [one.read_text().split() for one in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(one) for some in listed for one in some]


def test_the_worker_knows_no_lottery() -> None:
    told = subprocess.run([sys.executable, "-c", KNOWN], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


def test_a_click_is_answered_by_a_process_of_its_own_and_mails_leave_meanwhile(
    hall: Hall, session: Session, town_url: URL, tmp_path: Path
) -> None:
    voucher = opened(hall, 5)
    with working(town_url, tmp_path) as worker:
        until(lambda: len(messages_in(tmp_path / "mail")) == 5, 60)
        ask_for(session, voucher.round_id, "find_duplicates", by=voucher.reviewer, now=now_utc())
        until(lambda: finished(session, "find_duplicates"), PATIENCE_SECONDS)
        freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=now_utc())
        ask_for(session, voucher.round_id, "freeze", by=voucher.reviewer, now=now_utc())
        until(lambda: finished(session, "freeze"), PATIENCE_SECONDS)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert voucher.round(session).frozen_count == 5
    leases = session.scalars(select(Job.leased_by)).all()
    assert len(leases) == 2 and str(worker.pid) in leases[0]
    assert session.scalars(select(Mail.id).where(Mail.sent_at.is_(None))).all() == []


def test_a_worker_that_is_stopped_leaves_no_process_and_its_job_to_the_next(
    hall: Hall, session: Session, town_url: URL, tmp_path: Path
) -> None:
    voucher = opened(hall, 5)
    with working(town_url, tmp_path) as worker:
        ask_for(session, voucher.round_id, "find_duplicates", by=voucher.reviewer, now=now_utc())
        with writing(session):
            locked(session, voucher.round_id)
            until(lambda: children_of(worker.pid) != [], PATIENCE_SECONDS)
            [child] = children_of(worker.pid)
            time.sleep(1.0)  # until it waits for the round
            worker.send_signal(signal.SIGTERM)
            until(lambda: not Path(f"/proc/{child}").exists(), PATIENCE_SECONDS)
        assert worker.wait(20) == 0
    assert is_any_due(session, now_utc()) and not finished(session, "find_duplicates")
