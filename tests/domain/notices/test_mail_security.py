"""Encryption and login at the mail server, in real conversations: all that is demanded, or no mail leaves."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

import doctor
from blueprints.web.database import db
from config import read_settings
from doctor import Patient
from domain.clock import now_utc
from domain.notices.senders import Sender
from mailing import sender
from tests.domain.hall import Hall
from tests.domain.notices.outbox import only_mail, send, tell
from tests.domain.notices.servers import Inbox, raw_server, serving

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # see server_options

USER, PASSWORD = "madoguchi", "correct horse"
KINDS = ("starttls", "tls")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Give an authority for certificates that this machine trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


def server_options(kind: str, authority: trustme.CA, name: str = "localhost") -> dict[str, Any]:
    """Return what makes aiosmtpd demand encryption of this kind, and a login."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    encrypted = {"ssl_context": context} if kind == "tls" else {"tls_context": context}
    return {
        **encrypted,
        "require_starttls": kind == "starttls",
        "authenticator": is_known,
        "auth_require_tls": kind
        == "starttls",  # aiosmtpd does not see that a connection is encrypted from the start
        "auth_required": True,
    }


def is_known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=login == known, auth_data=login.login, handled=False)


def settings_for(port: int, kind: str, folder: Path, **changed: str) -> dict[str, Any]:
    """Return the settings of a town as its environment says them."""
    said = {"SMTP_HOST": "localhost", "SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD, "SMTP_SECURITY": kind}
    return read_settings({**said, "SMTP_PORT": str(port), **changed}, folder)


def sender_for(port: int, kind: str, folder: Path, **changed: str) -> Sender:
    return sender(settings_for(port, kind, folder, **changed))


def assert_kept(hall: Hall, reason: str) -> None:
    """Hold that the mail waits for its next try and says why."""
    mail = only_mail(hall)
    assert (mail.sent_at, mail.given_up_at, mail.leased_until) == (None, None, None)
    assert (mail.tries, mail.due_at) == (1, hall.later(minutes=1))
    assert reason in mail.last_error


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_leaves_encrypted_and_logged_in(
    hall: Hall, authority: trustme.CA, tmp_path: Path, kind: str
) -> None:
    tell(hall, 2)
    inbox = Inbox()
    with serving(inbox, **server_options(kind, authority)) as port:
        assert send(hall, sender_for(port, kind, tmp_path)).sent == 2
    assert (len(inbox.received), len(inbox.connections)) == (2, 1)
    assert inbox.is_encrypted == [True, True]
    assert inbox.logins == [USER.encode()] * 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("is_trusted", "name", "reason"),
    [
        (False, "localhost", "its certificate is not accepted: unable to get local issuer certificate"),
        (True, "mail.example.jp", "Hostname mismatch, certificate is not valid for 'localhost'"),
    ],
    ids=["nobody vouches for", "of another host"],
)
def test_a_wrong_certificate_is_refused(
    hall: Hall, authority: trustme.CA, tmp_path: Path, kind: str, is_trusted: bool, name: str, reason: str
) -> None:
    tell(hall)
    inbox = Inbox()
    with serving(inbox, **server_options(kind, authority if is_trusted else trustme.CA(), name)) as port:
        assert send(hall, sender_for(port, kind, tmp_path)).is_cut_short
    assert inbox.received == []
    assert_kept(hall, reason)


@pytest.mark.parametrize("ehlo", [b"250 hello\r\n", b"250-hello\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"])
def test_without_encryption_neither_mail_nor_password_is_sent(
    hall: Hall, authority: trustme.CA, tmp_path: Path, ehlo: bytes
) -> None:
    tell(hall)
    heard: list[bytes] = []
    with raw_server(lambda connection: refuse_starttls(connection, ehlo, heard)) as port:
        assert send(hall, sender_for(port, "starttls", tmp_path)).is_cut_short
    assert {line[:4].upper() for line in heard} <= {b"EHLO", b"STAR", b"QUIT"}
    assert_kept(hall, "454 not now" if b"STARTTLS" in ehlo else "STARTTLS extension not supported")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("wrong", "the login is refused: 535 5.7.8 Authentication credentials invalid"),
        ("鍵", "must be of ASCII characters"),
    ],
)
def test_a_wrong_password_is_said_plainly_and_the_mail_kept(
    hall: Hall, authority: trustme.CA, tmp_path: Path, kind: str, password: str, reason: str
) -> None:
    tell(hall)
    inbox = Inbox()
    with serving(inbox, **server_options(kind, authority)) as port:
        wrong = sender_for(port, kind, tmp_path, SMTP_PASSWORD=password)
        assert send(hall, wrong).is_cut_short
        assert_kept(hall, reason)
        assert inbox.received == [] and password not in only_mail(hall).last_error
        right = sender_for(port, kind, tmp_path)
        assert send(hall, right, now=hall.later(minutes=1)).sent == 1


def test_a_server_that_knows_no_login_is_said_plainly(
    hall: Hall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tell(hall)
    inbox = Inbox()
    with serving(inbox) as port:
        assert send(hall, sender_for(port, "none", tmp_path)).is_cut_short
    assert inbox.received == [] and "no mail leaves: localhost:" in caplog.text
    assert_kept(hall, "SMTP AUTH extension not supported by server")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "password", "state", "said"),
    [
        ("localhost", PASSWORD, doctor.GOOD, "takes mails"),
        ("localhost", "wrong", doctor.BAD, "the login is refused: 535"),
        ("mail.example.jp", PASSWORD, doctor.BAD, "its certificate is not accepted: Hostname mismatch"),
    ],
)
def test_the_doctor_finds_what_would_keep_mails_back(
    app: Flask,
    authority: trustme.CA,
    tmp_path: Path,
    kind: str,
    name: str,
    password: str,
    state: str,
    said: str,
) -> None:
    with serving(Inbox(), **server_options(kind, authority, name)) as port, app.app_context():
        settings = settings_for(port, kind, tmp_path, SMTP_PASSWORD=password)
        (found,) = doctor.surroundings.mail(Patient(settings, db.engine, now_utc()))
    assert found.state == state and said in found.english


def refuse_starttls(connection: socket.socket, ehlo: bytes, heard: list[bytes]) -> None:
    """Talk, but never encrypted; ``heard`` collects the commands."""
    connection.sendall(b"220 hello\r\n")
    while line := connection.recv(4096):
        heard.append(line)
        is_greeting = line.upper().startswith(b"EHLO")
        connection.sendall(ehlo if is_greeting else b"454 not now\r\n")
