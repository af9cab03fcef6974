"""A worker as it runs: stopped when told, killed when not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from domain.notices.queries import counts
from domain.notices.senders import FolderSender, messages_in
from domain.notices.worker import Pace, run
from tests.domain.hall import LETTERHEAD, Hall
from tests.domain.notices.outbox import tell
from tests.domain.notices.servers import (
    Inbox,
    serving,
)

ROOT = Path(__file__).parents[3]


def test_a_running_worker_sends_what_comes_and_stops_when_told(hall: Hall, tmp_path: Path) -> None:
    stop = threading.Event()
    sender = FolderSender(tmp_path / "mail")
    arguments = {"stop": stop, "pace": Pace(pause=0.05)}
    worker = threading.Thread(target=run, args=(hall.session, sender, LETTERHEAD), kwargs=arguments)
    worker.start()
    tell(hall, 3)
    _wait_until(lambda: len(messages_in(tmp_path / "mail")) == 3)
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


WORKER = """
import sys, threading, time
from datetime import timedelta
from sqlalchemy.orm import Session
from domain import tables
from domain.notices.senders import SmtpSender, SmtpSettings
from domain.notices.worker import Pace, run
from tests.databases import open_engine
from tests.domain.hall import LETTERHEAD
engine = open_engine(sys.argv[1])
sender = SmtpSender(SmtpSettings("127.0.0.1", int(sys.argv[2])))
pace = Pace(lease=timedelta(seconds=3), pause=0.1)
run(lambda: Session(engine, autoflush=False), sender, LETTERHEAD, stop=threading.Event(), pace=pace)
"""


def test_a_worker_killed_in_mid_batch_loses_nothing_and_repeats_one_at_most(hall: Hall) -> None:
    tell(hall, 15)
    inbox = Inbox()
    with serving(inbox) as port:
        first = _start_worker(hall, port)
        _wait_until(lambda: len(inbox.received) >= 4)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert len(inbox.received) < 15
        second = _start_worker(hall, port)
        _wait_until(lambda: _all_sent(hall))
        second.kill()
        second.wait()
    arrived = Counter(_message_id(envelope.content) for envelope in inbox.received)
    assert len(arrived) == 15
    assert sum(arrived.values()) <= 16


def _start_worker(hall: Hall, port: int) -> subprocess.Popen[bytes]:
    url = hall.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-c", WORKER, url, str(port)], cwd=ROOT)


def _all_sent(hall: Hall) -> bool:
    with hall.session() as session:
        return counts(session)["waiting"] == 0


def _message_id(content: bytes | str | None) -> bytes:
    assert isinstance(content, bytes)
    return next(line for line in content.split(b"\r\n") if line.startswith(b"Message-ID"))


def _wait_until(happens: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
