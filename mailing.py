"""The mail worker in a process: what it needs, made from the settings."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from blueprints.database import db
from domain.notices.letters import Letterhead
from domain.notices.senders import FolderSender, Sender, SmtpSender, SmtpSettings
from domain.notices.worker import run


def letterhead(settings: Mapping[str, Any]) -> Letterhead:
    """Return what every letter of this town says."""
    return Letterhead(
        town=settings["TOWN_NAME"],
        base_url=settings["BASE_URL"],
        key=settings["SECRET_KEY"],
        sender=settings["MAIL_FROM"],
        contact=settings["TOWN_CONTACT"],
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


def work(app: Flask, stop: threading.Event) -> None:
    """Send mails until ``stop`` is set."""
    with app.app_context():
        engine = db.engine
    run(lambda: Session(engine, autoflush=False), sender(app.config), letterhead(app.config), stop=stop)


def work_in_background(app: Flask) -> threading.Event:
    """Send mails from a thread of this process; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(app, stop), name="mail worker", daemon=True).start()
    return stop
