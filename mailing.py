"""The worker: sends mails, and starts a process of its own for jobs; what both need is made from the settings here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from config import ROOT, instance_folder, read_settings
from domain.database import engine_options, prepare
from domain.jobs.worker import watch
from domain.notices.letters import Letterhead
from domain.notices.senders import FolderSender, Sender, SmtpSender, SmtpSettings
from domain.notices.worker import run, worker_name

POOL = 2
"""Connections of a worker: one for mails, one for looking whether a job is due."""
STOP_SECONDS = 10.0
"""How long a worker that is stopped waits for the process of a job to put back what it had taken."""


def letterhead(settings: Mapping[str, Any]) -> Letterhead:
    """Return what every letter of this town says."""
    return Letterhead(
        town=settings["TOWN_NAME"],
        base_url=settings["BASE_URL"],
        key=settings["SECRET_KEY"],
        sender=settings["MAIL_FROM"],
        contact=settings["TOWN_CONTACT"],
        office_url=settings["OFFICE_URL"],
    )


def sender(settings: Mapping[str, Any]) -> Sender:
    """Return the way mails leave: into a folder where one is set, else through the mail server."""
    if settings["MAIL_FOLDER"]:
        return FolderSender(Path(settings["MAIL_FOLDER"]))
    return SmtpSender(smtp(settings))


def smtp(settings: Mapping[str, Any]) -> SmtpSettings:
    """Return how to reach the mail server."""
    return SmtpSettings(
        host=settings["SMTP_HOST"],
        port=settings["SMTP_PORT"],
        security=settings["SMTP_SECURITY"],
        user=settings["SMTP_USER"],
        password=settings["SMTP_PASSWORD"],
    )


def work(settings: Mapping[str, Any], engine: Engine, stop: threading.Event) -> None:
    """Send mails, and see to it that jobs are run, until ``stop`` is set."""

    def sessions() -> Session:
        return Session(engine, autoflush=False)

    def start(name: str) -> subprocess.Popen[bytes]:
        return start_jobs(settings, name)

    name = {"by": worker_name(), "stop": stop}
    jobs = threading.Thread(target=watch, args=(sessions, start), kwargs=name, name="job watch", daemon=True)
    jobs.start()
    run(sessions, sender(settings), letterhead(settings), stop=stop)
    jobs.join(STOP_SECONDS)


def start_jobs(settings: Mapping[str, Any], name: str) -> subprocess.Popen[bytes]:
    """Start a process that runs due jobs in the name of a worker; it knows lotteries, and is gone when none is left."""
    optimized = ["-" + "O" * sys.flags.optimize] if sys.flags.optimize else []
    command = [sys.executable, *optimized, str(ROOT / "jobs.py"), name]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": settings["DATABASE_URL"]})


def work_in_background(settings: Mapping[str, Any], engine: Engine) -> threading.Event:
    """Do that from threads of this process; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(settings, engine, stop), name="mail worker", daemon=True).start()
    return stop


def main() -> None:
    """Work until stopped (Ctrl-C, SIGTERM), in a process that knows neither pages nor lotteries and so takes little memory."""
    settings, stop = read_settings(os.environ, instance_folder(os.environ)), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    url = settings["DATABASE_URL"]
    work(settings, prepare(create_engine(url, **engine_options(url, POOL))), stop)


if __name__ == "__main__":
    main()
