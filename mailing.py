"""The mail worker: what it needs, made from the settings; run as a program it sends mails and does nothing else."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from config import instance_folder, read_settings
from domain.database import engine_options, prepare
from domain.notices.letters import Letterhead
from domain.notices.senders import FolderSender, Sender, SmtpSender, SmtpSettings
from domain.notices.worker import run

POOL = 2
"""Connections of a process that only sends mails."""


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
    """Send mails until ``stop`` is set."""
    run(lambda: Session(engine, autoflush=False), sender(settings), letterhead(settings), stop=stop)


def work_in_background(settings: Mapping[str, Any], engine: Engine) -> threading.Event:
    """Send mails from a thread of this process; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(settings, engine, stop), name="mail worker", daemon=True).start()
    return stop


def main() -> None:
    """Send mails until stopped (Ctrl-C, SIGTERM), in a process that knows no pages and so takes little memory."""
    settings, stop = read_settings(os.environ, instance_folder(os.environ)), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    url = settings["DATABASE_URL"]
    work(settings, prepare(create_engine(url, **engine_options(url, POOL))), stop)


if __name__ == "__main__":
    main()
