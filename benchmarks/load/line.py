"""A line to the server: HTTP/1.1 over one connection, as cheap as the generator of a load has to be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any


class Dropped(ConnectionError):
    """The server closed the connection before it answered."""


@dataclass(frozen=True)
class Answer:
    """What the server said; header names are lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of a name, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Line(asyncio.Protocol):
    """One connection; one question at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Future[Answer] | None = None
        self.transport: Any = None
        self.is_open = False

    @classmethod
    async def to(cls, port: int) -> Line:
        """Open a connection to a server on this machine."""
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and wait for the answer; Dropped where the connection ends before it."""
        if not self.is_open:
            raise Dropped
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting

    def close(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport, self.is_open = transport, True

    def data_received(self, data: bytes) -> None:
        """Take what has come; answer once it is whole."""
        self.buffer += data
        head, parted, rest = self.buffer.partition(b"\r\n\r\n")
        if not parted or self.waiting is None:
            return
        status, headers = _read(head)
        length = int(next((value for key, value in headers if key == "content-length"), 0))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        waiting, self.waiting = self.waiting, None
        if not waiting.done():
            waiting.set_result(Answer(status, headers, rest[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        """End; whoever waits is told."""
        self.is_open = False
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(Dropped(str(exc or "closed")))


def _read(head: bytes) -> tuple[int, list[tuple[str, str]]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ", 2)[1]), [(name.lower(), value.strip()) for name, _, value in pairs]
