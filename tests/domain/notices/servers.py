"""Mail servers on loopback: one that takes and refuses mail, and one that misbehaves."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Inbox:
    """Keeps what it is sent; answers with ``answer`` (an SMTP reply) at the end of the data."""

    def __init__(self, answer: str = "250 OK", rcpt: str = "250 OK") -> None:
        self.answer, self.rcpt = answer, rcpt
        self.received: list[Envelope] = []
        self.connections: set[Any] = set()
        self.is_encrypted: list[bool] = []
        self.logins: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.connections.add(session.peer)
        self.is_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.logins.append(session.auth_data)
        if self.answer.startswith("2"):
            self.received.append(envelope)
        return self.answer


@contextlib.contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    """Run a real mail server for an inbox, with options of aiosmtpd's; give its port."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextlib.contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that lets ``talk`` deal with each connection; give its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def accept() -> None:
        while not stopped.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                threading.Thread(target=_handle, args=(talk, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        listener.close()


def hang(connection: socket.socket) -> None:
    """Greet, then never say a word again."""
    connection.sendall(b"220 hello\r\n")
    while connection.recv(1024):
        pass


def say_nothing(connection: socket.socket) -> None:
    """Accept the connection and not even greet."""
    while connection.recv(1024):
        pass


def drop_after_data(connection: socket.socket, heard: list[bytes] | None = None) -> None:
    """Take a mail and hang up before saying that it was taken; ``heard`` collects the commands."""
    connection.sendall(b"220 hello\r\n")
    text, in_data = b"", False
    while piece := connection.recv(4096):
        text += piece
        if in_data and text.endswith(b"\r\n.\r\n"):
            return
        if not in_data and text.endswith(b"\r\n"):
            in_data = text.upper().startswith(b"DATA")
            if heard is not None:
                heard.append(text)
            connection.sendall(b"354 go on\r\n" if in_data else b"250 OK\r\n")
            text = b""


def free_port() -> int:
    """Return a port that nothing listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _handle(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        talk(connection)
