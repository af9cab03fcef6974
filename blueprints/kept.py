"""What is the same for everybody, kept for a moment: made once, however many ask in the opening minute."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request, session
from flask_wtf.csrf import generate_csrf

from blueprints.filling import new_key
from blueprints.languages import language
from domain.clock import now_utc

MOST_KEPT = 500
"""Things kept at once: rooms × fortnights × languages, and sessions, that are really looked at."""

OWN = {' name="csrf_token" value="': generate_csrf, ' name="form_key" value="': new_key}
"""What is each visitor's own on a page that is otherwise the same: what stands before it, and what makes it."""
_OWN = re.compile(f'({"|".join(map(re.escape, OWN))})[^"]*')

Made = TypeVar("Made")


class Shelf:
    """Things made within this moment; whoever comes while one is being made waits for it."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
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
                    found = moment, make()
                    self._put(key, found)
        return found[1]  # type: ignore[no-any-return]

    def _put(self, key: Hashable, thing: tuple[int, Any]) -> None:
        if len(self.things) >= MOST_KEPT:
            self.things.clear()
            self.locks.clear()
        self.things[key] = thing


@dataclass(frozen=True)
class KeptPage:
    """A page without what is each visitor's own."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, response: Response) -> KeptPage:
        """Take out of a page what is the own of the visitor that it was made for."""
        headers = tuple(one for one in response.headers if one[0] not in ("Content-Length", "Set-Cookie"))
        return cls(response.status_code, headers, tuple(_OWN.split(response.get_data(as_text=True))))

    def response(self) -> Response:
        """Return the page with this visitor's own put in."""
        page = "".join(piece + OWN[piece]() if piece in OWN else piece for piece in self.pieces)
        response = make_response(page, self.status)
        response.headers.clear()
        response.headers.extend(self.headers)
        return response


def shelf() -> Shelf:
    """Return this process's shelf."""
    return current_app.extensions.setdefault("kept", Shelf(current_app.config["KEPT_SECONDS"]))  # type: ignore[no-any-return]


def kept_page(make: Callable[[], Response]) -> Response:
    """Return the page of this address, of this moment; what it says must hang on nothing but address and language."""
    if "_flashes" in session or request.headers.get("HX-Target", "page") != "page":
        return make()
    return shelf().get((request.full_path, language()), lambda: KeptPage.of(make())).response()
