"""A view of the queue: what is listed, as plain values, from a URL's query and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from domain.cases.models import CHANNELS, STATES

SORTS = ("oldest", "newest", "changed", "due")
"""Received longest ago first; received last first; changed last first; what is due first, first."""
MINE, NOBODY = "mine", "none"
PER_PAGE = 50
LAST_PAGE = 100_000
_YEARS = range(1900, 2200)
"""Moments of days near the ends of Python's calendar cannot be told."""


@dataclass(frozen=True)
class QueueView:
    """Which cases are listed, in which order, and which page of them; "" and None mean "any"."""

    procedure: str = ""
    """The slug of a procedure."""
    state: str = ""
    """A state, or "open" for everything that waits for staff."""
    since: date | None = None
    until: date | None = None
    """The last day of receipt that is listed (Tokyo)."""
    channel: str = ""
    text: str = ""
    page: int = 1
    sort: str = "oldest"
    assigned: str = ""
    """"mine", "none" (nobody's yet), or the id of a member of staff."""
    unread: str = ""
    """"yes": with messages of the resident that nobody has read, or papers that nobody has seen."""
    overdue: str = ""
    """"yes": not decided by the day that was promised."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> QueueView:
        """Read a URL's query; what cannot be understood counts as not said."""
        return cls(
            procedure=query.get("procedure", "")[:60],
            state=_one_of(query.get("state", ""), (*STATES, "open")),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            channel=_one_of(query.get("channel", ""), CHANNELS),
            text=query.get("text", "").strip()[:200],
            page=_page(query.get("page", "")),
            sort=_one_of(query.get("sort", ""), SORTS) or SORTS[0],
            assigned=_assigned(query.get("assigned", "")),
            unread=_one_of(query.get("unread", ""), ("yes",)),
            overdue=_one_of(query.get("overdue", ""), ("yes",)),
        )

    @staticmethod
    def parsed(query: str) -> dict[str, str]:
        """Return the names and values of a URL's query, for ``from_query``."""
        return dict(parse_qsl(query[:2000]))

    def to_query(self) -> str:
        """Return the shortest URL query that reads back the same; "" for the plain queue."""
        plain = QueueView()
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode({name: value for name, value in said.items() if value != getattr(plain, name)})

    def on_page(self, page: int) -> QueueView:
        """Return the same view on another page."""
        return replace(self, page=page)


def _one_of(typed: str, allowed: tuple[str, ...]) -> str:
    return typed if typed in allowed else ""


def _assigned(typed: str) -> str:
    is_person = typed.isascii() and typed.isdigit() and len(typed) < 9
    return typed if typed in (MINE, NOBODY) or is_person else ""


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _page(typed: str) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 9
    return min(max(int(typed), 1), LAST_PAGE) if is_number else 1
