"""Ways to send an envelope: to a mail server, or into a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from domain.notices.letters import Envelope


class NotSent(Exception):
    """A mail was not sent; the text says why, for staff."""


class Refused(NotSent):
    """The server will never take this mail (5xx): trying again is useless."""


class TryLater(NotSent):
    """The server may take this mail later (4xx), or it is not known whether it did."""


class Unreachable(NotSent):
    """There is no server to talk to, or it does not know us: every mail must wait."""


class Sender(Protocol):
    """Something that sends; one ``send`` is one mail."""

    def send(self, envelope: Envelope) -> None:
        """Send one mail; Refused, TryLater or Unreachable."""

    def close(self) -> None:
        """Put away what was kept open since the last ``send``."""


@dataclass(frozen=True)
class SmtpSettings:
    """How to reach a mail server."""

    host: str
    port: int = 25
    security: str = "none"
    """"none", "starttls" or "tls"."""
    user: str = ""
    password: str = ""
    timeout: float = 20.0
    """Seconds for each answer; far shorter than a lease, so that a hang never costs a mail twice."""


def connect(where: SmtpSettings, name: str) -> smtplib.SMTP:
    """Return a connection as the settings demand it, encrypted and logged in, or none at all: Unreachable.

    ``name`` greets the server; smtplib would ask the name service for this machine's, which can take long.
    """
    try:
        return _open(where, name)
    except (smtplib.SMTPException, OSError, UnicodeEncodeError) as error:
        raise Unreachable(f"{where.host}:{where.port}: {_why_closed(error)}") from error


def _open(where: SmtpSettings, name: str) -> smtplib.SMTP:
    tls = ssl.create_default_context()
    if where.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            where.host, where.port, name, timeout=where.timeout, context=tls
        )
    else:
        connection = smtplib.SMTP(where.host, where.port, name, timeout=where.timeout)
    try:
        if where.security == "starttls":
            connection.starttls(context=tls)
        if where.user:
            connection.login(where.user, where.password)
    except Exception:
        connection.close()
        raise
    return connection


def _why_closed(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not accepted: {error.verify_message}"
        case smtplib.SMTPAuthenticationError():
            return f"the login is refused: {_said(error.smtp_code, error.smtp_error)}"
        case smtplib.SMTPResponseException():
            return _said(error.smtp_code, error.smtp_error)
        case UnicodeEncodeError():
            return "user and password must be of ASCII characters"
    return str(error) or type(error).__name__


class SmtpSender:
    """Sends through a mail server, over one connection until ``close``."""

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings
        self._connection: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> None:
        """Send one mail; a connection that failed is not used again."""
        connection = self._connected(envelope.sender.rpartition("@")[2])
        try:
            with _explained():
                connection.send_message(envelope.message, envelope.sender, [envelope.recipient])
        except NotSent:
            self._drop()
            raise

    def close(self) -> None:
        """Say good-bye to the server, if it still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _connected(self, name: str) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = connect(self.settings, name)
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class FolderSender:
    """Writes each mail as a file; for the sample town and for development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, envelope: Envelope) -> None:
        """Write one file at once; the same mail sent again replaces its file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(envelope.message["Message-ID"]).strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.{os.getpid()}.tmp"
        try:
            with draft.open("wb") as file:
                file.write(envelope.message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise Unreachable(str(error)) from error

    def close(self) -> None:
        """Nothing is kept open."""


def messages_in(folder: Path, most: int = 200) -> list[EmailMessage]:
    """Return the mails of a folder that ``FolderSender`` wrote, the last written first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    return [_read(file) for file in files[:most]]


def _read(file: Path) -> EmailMessage:
    message = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what smtplib raises into what it means for the mail."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _by_code(code, text) from error
    except smtplib.SMTPDataError as error:
        raise _by_code(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:  # our own address or greeting is not welcome
        raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            raise Unreachable("the mail server does not answer") from error
        raise TryLater(str(error) or type(error).__name__) from error


def _by_code(code: int, text: bytes | str) -> NotSent:
    return Refused(_said(code, text)) if 500 <= code < 600 else TryLater(_said(code, text))


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"[:500]
