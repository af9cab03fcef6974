"""What is the same for everybody, kept for a moment: made once, however many ask in the opening minute."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request, session
from flask_wtf.csrf import generate_csrf

from blueprints.web.filling import new_key
from blueprints.web.languages import language
from blueprints.web.packing import Piece, gzipped, takes_gzip
from domain.clock import now_utc

MOST_KEPT = 500
"""Things kept at once: rooms × fortnights × languages, and sessions, that are really looked at."""

AN_HOUR = 3600
"""Seconds after which also what has not changed is made again."""

TOKEN, KEY, OWN = b' name="csrf_token" value="', b' name="form_key" value="', b"<!--own-->"
"""What stands before that which is each visitor's own on a page that is otherwise the same."""
_SECRET = rb'(%b|%b)[^"]*' % (TOKEN, KEY)
_HOLES = re.compile(rb"%b|(%b).*?(?=<!--/own-->)" % (_SECRET, OWN), re.DOTALL)

Made = TypeVar("Made")
Makers = Mapping[bytes, Callable[[], str]]
"""The mark of a hole -> what makes the visitor's own for it."""


class Shelf:
    """Things made within this moment; whoever comes while one is being made waits for it."""

    def __init__(self, seconds: int) -> None:
        self.seconds, self.newest = seconds, 0
        self.things: dict[Hashable, tuple[int, Any]] = {}
        self.locks: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made now where that is older than this moment."""
        if not self.seconds:
            return make()
        moment = int(now_utc().timestamp()) // self.seconds
        found = self.things.get(key)
        if found is None or found[0] != moment:
            with self.locks.setdefault(key, Lock()):
                found = self.things.get(key)
                if found is None or found[0] != moment:
                    found = self._made(key, moment, make)
        return found[1]  # type: ignore[no-any-return]

    def forget(self, key: Hashable) -> None:
        """Let a thing be made again at once: it is known to have changed."""
        self.things.pop(key, None)

    def _made(self, key: Hashable, moment: int, make: Callable[[], Any]) -> tuple[int, Any]:
        """Make and keep; nothing of an earlier moment is kept any longer, nor a lock for what could not be made."""
        try:
            found = moment, make()
        finally:
            self.locks.pop(key, None)
        if moment > self.newest or len(self.things) >= MOST_KEPT:
            self.things.clear()
            self.newest = max(moment, self.newest)
        self.things[key] = found
        return found


@dataclass(frozen=True)
class KeptPage:
    """A page without what is each visitor's own."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, response: Response, *, own: int) -> KeptPage:
        """Take out of a page what is the own of the visitor that it was made for: secrets, and the first so many marked parts."""
        headers = tuple(one for one in response.headers if one[0] not in ("Content-Length", "Set-Cookie"))
        return cls(response.status_code, headers, tuple(map(Piece.small, _cut(response.get_data(), own))))

    def response(self, form_key: str, own: Sequence[str]) -> Response:
        """Return the page with this visitor's own put in."""
        others, is_packed = iter(own), takes_gzip()
        makers: Makers = {TOKEN: generate_csrf, KEY: lambda: form_key, OWN: lambda: next(others)}
        response = make_response(self.body(makers, is_packed=is_packed), self.status)
        response.headers.clear()
        response.headers.extend(self.headers)
        response.vary.add("Accept-Encoding")
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def body(self, makers: Makers, *, is_packed: bool) -> bytes:
        """Return the page with this visitor's own put in, in gzip or plain."""
        pieces = list(self._filled(makers))
        return gzipped(pieces) if is_packed else b"".join(piece.plain for piece in pieces)

    def _filled(self, makers: Makers) -> Iterator[Piece]:
        """Yield the pieces with this visitor's own between them; that is a secret, and packed with nothing."""
        for piece in self.pieces:
            yield piece
            make = makers.get(piece.plain)
            if make is not None:
                yield Piece.as_it_is(make())


def shelf() -> Shelf:
    """Return this process's shelf of the moment."""
    return current_app.extensions.setdefault("kept", Shelf(current_app.config["KEPT_SECONDS"]))  # type: ignore[no-any-return]


def kept_page(
    make: Callable[[], Response],
    shows: Hashable = None,
    *,
    form_key: str = "",
    own: Sequence[str] = (),
    address: str = "",
) -> Response:
    """Return the page of this address, of this moment; what it says must hang on nothing but address and language.

    ``shows``: everything else that the page hangs on; as long as that stays the same, the page is not made again.
    ``form_key``: the key of the form on it, a new one where there is none yet. ``own``: markup that is this visitor's
    own, in the order of the page, which has each of them between ``<!--own-->`` and ``<!--/own-->``. ``address`` is
    said where what is asked for behind the "?" is one's own.
    """
    if "_flashes" in session or request.headers.get("HX-Target", "page") != "page":
        return make()
    pages = shelf() if shows is None else _lasting()
    key = request.method, address or request.full_path, language(), shows
    page = pages.get(key, lambda: KeptPage.of(make(), own=len(own)))
    return page.response(form_key or new_key(), own)


def _cut(page: bytes, own: int) -> Iterator[bytes]:
    """Yield a page in pieces, with the mark of each hole between them."""
    last = 0
    for hole in _HOLES.finditer(page):
        is_secret = hole[1] is not None
        if is_secret or own:
            yield from (page[last : hole.start()], hole[1] or hole[2])
            last, own = hole.end(), own - (not is_secret)
    yield page[last:]


def _lasting() -> Shelf:
    seconds = AN_HOUR if current_app.config["KEPT_SECONDS"] else 0
    return current_app.extensions.setdefault("kept for longer", Shelf(seconds))  # type: ignore[no-any-return]
