"""The sample town's mailbox: the mails it wrote into a folder, read in the browser. Never served elsewhere."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Response, current_app

from blueprints.web.languages import in_japanese
from blueprints.web.show import show
from domain.notices.senders import messages_in
from domain.refusals import NotFound

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@blueprint.get("/")
def index() -> Response:
    """List the mails, the last written first."""
    in_japanese()
    return show("mailbox/index.html", mails=_mails())


@blueprint.get("/<name>")
def mail(name: str) -> Response:
    """Show one mail as its reader would see it."""
    in_japanese()
    found = next((one for one in _mails() if name_of(one) == name), None)
    if found is None:
        raise NotFound
    return show("mailbox/mail.html", mail=found, body=found.get_content())


@blueprint.app_template_filter("mail_name")
def name_of(mail: EmailMessage) -> str:
    """Return what a mail is called in an address: its Message-ID up to the @."""
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]


def _mails() -> list[EmailMessage]:
    folder = current_app.config["MAIL_FOLDER"]
    return messages_in(Path(folder)) if folder else []
