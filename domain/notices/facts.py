"""What a mail tells, as JSON data that stays the same whatever changes later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from forms.definition import Text

Facts = dict[str, Any]


def occasion(
    starts_at: datetime,
    ends_at: datetime,
    *,
    facility: Text,
    service: Text,
    address: Text,
    adults: int,
    children: int,
) -> Facts:
    """Return the facts of a booking: when, where, how many."""
    return {
        **span(starts_at, ends_at),
        "facility": facility.to_json(),
        "service": service.to_json(),
        "address": address.to_json(),
        "adults": adults,
        "children": children,
    }


def span(starts_at: datetime, ends_at: datetime) -> Facts:
    """Return when something takes place."""
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}


def pending(facts: Facts) -> Facts:
    """Return the facts of a receipt on which a person must still decide."""
    return facts | {"is_pending": True}


def onward(next_step: Any) -> Facts:
    """Return the facts of an application's receipt: what happens next (JSON of a Text, or "")."""
    return {"next_step": next_step} if next_step else {}


def moved(facts: Facts, starts_at: datetime, ends_at: datetime) -> Facts:
    """Return the facts of a move: ``facts`` are the new ones, the span is the old one."""
    return facts | {"before": span(starts_at, ends_at)}


def closed(facts: Facts, reason: Text, others: Iterable[tuple[datetime, datetime]] = ()) -> Facts:
    """Return the facts of a closure: why, and other times that were free when it was written."""
    return facts | {"closure": reason.to_json(), "others": [span(*one) for one in others]}


def because(facts: Facts, reason: str) -> Facts:
    """Return facts with the reason that a person gave."""
    return facts | {"reason": reason}


def to_correct(items: Iterable[Mapping[str, Any]], sentence: str, due_on: date) -> Facts:
    """Return the facts of a return; an item is {"label": Text as JSON, "reason": …, "sentence": …}."""
    return {"items": [dict(item) for item in items], "sentence": sentence, "due_on": due_on.isoformat()}


def saying(body: str) -> Facts:
    """Return the facts of a message that a member of staff wrote."""
    return {"sentence": body}
