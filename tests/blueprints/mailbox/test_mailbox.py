"""The sample town's mailbox."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from domain.notices.letters import Envelope
from domain.notices.senders import FolderSender
from tests.conftest import MakeApp
from tests.page import Browser


def write(folder: Path) -> None:
    """Put one mail into the folder as the worker does."""
    mail = EmailMessage()
    mail["Message-ID"] = "<one.two@example.jp>"
    mail["Subject"], mail["To"] = "予約を受け付けました", "sato@example.jp"
    mail.set_content("確認はこちら https://example.jp/c/abc です。")
    FolderSender(folder).send(Envelope("town@example.jp", "sato@example.jp", mail))


def test_mails_can_be_read_and_their_links_followed(make_app: MakeApp, tmp_path: Path) -> None:
    write(tmp_path / "mail")
    visitor = Browser(make_app(SAMPLE_TOWN=True))
    assert "予約を受け付けました" in visitor.get("/mailbox/").text
    page = visitor.get("/mailbox/one.two")
    assert 'href="https://example.jp/c/abc"' in page.text


def test_unknown_mail_is_not_found(make_app: MakeApp) -> None:
    Browser(make_app(SAMPLE_TOWN=True)).get("/mailbox/none", status=404)


def test_real_town_has_no_mailbox(visitor: Browser) -> None:
    visitor.get("/mailbox/", status=404)
