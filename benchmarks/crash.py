"""Measures what is lost where the town's processes are killed under load: bookings, counts that do not agree, mails.

While visitors book, `kill -9` hits single web workers, the whole server, and the mail worker (`flask worker`, which sends to
a counting mail server here). A visitor whose line breaks asks /submissions/<form_key> or sends the same form again. A mail
that a killed worker had leased waits for the end of its lease, five minutes; here its lease is ended as soon as the worker
is dead. SERVER=gunicorn or SERVER=granian chooses the server. The last line is JSON.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from benchmarks.load.persisting import Persisting, visits_during
from benchmarks.load.report import Options, Report, on_each, options, table
from benchmarks.load.server import ROOT, Server, environment_of, free_port, start
from benchmarks.load.town import Town, town_on
from domain.clock import now_utc
from domain.database import writing
from domain.notices.models import Mail
from tests.domain.notices.servers import Inbox, serving

VISITORS, PATIENCE_SECONDS, STEP_SECONDS, LAST_MAILS_SECONDS = 16, 60.0, 30.0, 300.0


@dataclass(frozen=True)
class Kills:
    """How many kills of each kind."""

    workers: int
    servers: int
    mailers: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.workers + self.servers + self.mailers


WHOLE, SHORT = Kills(workers=50, servers=10, mailers=44), Kills(workers=5, servers=2, mailers=5)


@dataclass
class Victims:
    """The processes of a town, to be killed and started again."""

    town: Town
    server: Server
    inbox: Inbox
    mail_port: int
    done: Counter[str] = field(default_factory=Counter)

    def kill_web(self, wanted: Kills, left: list[Persisting]) -> None:
        """Kill workers and whole servers in turn, each time after somebody has booked in between."""
        kinds = ["worker"] * wanted.workers + ["server"] * wanted.servers
        random.shuffle(kinds)
        for kind in kinds:
            seen = len(left)
            _wait_until(lambda seen=seen: self.is_whole() and len(left) > seen)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.3))
            if kind == "worker":
                # The one that has lived longest: a server that sees a young one die again may give up.
                os.kill(self.server.pids()[1], signal.SIGKILL)
            else:
                self.server.kill()
                self.server = start(self.town, self.server.port)
            self.done[kind] += 1

    def is_whole(self) -> bool:
        """Say whether every worker is there; a server that has ended by itself is started, as a town's machine does."""
        if self.server.process.poll() is not None:
            self.server = start(self.town, self.server.port)
            self.done["ended by itself"] += 1
        return len(self.server.pids()) > 2

    def kill_mailers(self, wanted: Kills) -> None:
        """Kill a mail worker, each time while it sends."""
        for _ in range(wanted.mailers):
            mailer, seen = self.start_mailer(), len(self.inbox.received)
            _wait_until(lambda seen=seen: len(self.inbox.received) > seen)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.15))
            self.kill_mailer(mailer)
            self.done["mailer"] += 1

    def start_mailer(self) -> subprocess.Popen[bytes]:
        """Start a mail worker as a town does."""
        smtp = {"MAIL_FOLDER": "", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.mail_port)}
        environment = {**os.environ, **environment_of(self.town, self.server.port), **smtp}
        command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
        with (self.town.folder / "worker.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def kill_mailer(self, mailer: subprocess.Popen[bytes]) -> None:
        """Kill a mail worker, and let the leases of the dead end now instead of in five minutes."""
        mailer.kill()
        mailer.wait()
        its_own = Mail.leased_by.like(f"%:{mailer.pid}:%"), Mail.sent_at.is_(None)
        with Session(self.town.engine, autoflush=False) as session, writing(session):
            session.execute(update(Mail).where(*its_own).values(leased_until=now_utc()))

    def send_the_rest(self) -> None:
        """Let one more worker send what is left."""
        mailer = self.start_mailer()
        try:
            _wait_until(lambda: _unsent(self.town) == 0, LAST_MAILS_SECONDS)
        finally:
            mailer.terminate()
            mailer.wait(30)


def measure(report: Report, name: str, town: Town, wanted: Kills) -> None:
    """Kill under load, then count."""
    inbox, port = Inbox(), free_port()
    with serving(inbox) as mail_port:
        victims = Victims(town, start(town, port), inbox, mail_port)
        try:
            visits = visits_during(
                lambda left: _kill(victims, wanted, left),
                lambda number: Persisting(port, number, PATIENCE_SECONDS),
                town.slug,
                VISITORS,
            )
        finally:
            victims.server.stop()
        victims.send_the_rest()
    figures = _figures(town, visits, inbox, victims.done)
    report.figures[name] = figures
    _show(figures)
    _judge(report, name, figures, wanted)


def _kill(victims: Victims, wanted: Kills, left: list[Persisting]) -> None:
    with ThreadPoolExecutor(2) as hands:
        both = (
            hands.submit(victims.kill_web, wanted, left),
            hands.submit(victims.kill_mailers, wanted),
        )
    for one in both:
        one.result()


def _figures(
    town: Town, visits: list[Persisting], inbox: Inbox, kills: Counter[str]
) -> dict[str, dict[str, int]]:
    arrived = Counter(_message_id(one.content) for one in inbox.received)
    told = Counter(one.outcome.number for one in visits if one.outcome.number)
    there = town.numbers()
    written = _message_ids(town)
    return {
        "kills": dict(kills),
        "visits": dict(Counter(one.outcome.end for one in visits)),
        "on_the_way": dict(sum((one.met for one in visits), Counter[str]())),
        "bookings": {
            "there": len(there),
            "receipts_seen": sum(one.receipt_seen for one in visits),
            "lost": len(told.keys() - there),
            "shared": sum(times - 1 for times in told.values()),
            "untold": len(there - told.keys()),
            "mistakes": town.mistakes(),
        },
        "mails": {
            "written": len(written),
            "missing": len(there) - len(written),
            "lost": len(written - arrived.keys()),
            "repeated": sum(times - 1 for times in arrived.values()),
            "most_of_one": max(arrived.values(), default=0),
        },
    }


def _show(figures: dict[str, dict[str, int]]) -> None:
    table(
        ("what", "", "count"), [(what, one, n) for what, ones in figures.items() for one, n in ones.items()]
    )


def _judge(report: Report, name: str, figures: dict[str, dict[str, int]], wanted: Kills) -> None:
    bookings, mails, kills = figures["bookings"], figures["mails"], figures["kills"]
    report.at_least(f"{name}: kills", sum(kills.values()), wanted.total)
    report.at_least(f"{name}: lines that a kill broke", figures["on_the_way"].get("dropped", 0), 1)
    report.limit(f"{name}: bookings with a receipt that are lost", bookings["lost"], 0)
    report.limit(f"{name}: bookings that nobody was told of", bookings["untold"], 0)
    report.limit(f"{name}: two visitors with one booking", bookings["shared"], 0)
    report.limit(f"{name}: cases and counts that do not agree", bookings["mistakes"], 0)
    unhappy = sum(figures["visits"].values()) - figures["visits"].get("booked", 0)
    report.limit(f"{name}: visits without a booking", unhappy, 0)
    report.limit(f"{name}: bookings without a mail", abs(mails["missing"]), 0)
    report.limit(f"{name}: mails lost", mails["lost"], 0)
    report.limit(f"{name}: mails repeated", mails["repeated"], kills["mailer"])


def _wait_until(happens: Callable[[], bool], seconds: float = STEP_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.02)


def _unsent(town: Town) -> int:
    waiting = select(func.count(Mail.id)).where(Mail.sent_at.is_(None))
    with Session(town.engine) as session:
        return session.scalar(waiting) or 0


def _message_ids(town: Town) -> set[str]:
    with Session(town.engine) as session:
        return set(session.scalars(select(Mail.message_id)))


def _message_id(content: bytes | str | None) -> str:
    """Return what stands before the @ of a mail's Message-ID."""
    assert isinstance(content, bytes)
    line = next(one for one in content.split(b"\r\n") if one.lower().startswith(b"message-id"))
    return line.partition(b"<")[2].partition(b"@")[0].decode()


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("crash")

    def one(name: str) -> None:
        with town_on(name, sessions=20, places=100_000) as town:
            measure(report, name, town, SHORT if chosen.short else WHOLE)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
