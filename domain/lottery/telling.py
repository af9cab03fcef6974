"""What mails of a lottery tell, as JSON data: receipts and numbers, never what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.lottery.models import Entry, Round
from domain.lottery.receipts import shown
from domain.lottery.sale.numbers import ticket_shown


@dataclass(frozen=True)
class Lot:
    """What became of one entry; without a rank it was not in the list, for the reason of that code."""

    receipt: str
    granted: int
    rank: int | None
    reason: str = ""


def entry_facts(lottery_round: Round, entries: Iterable[Entry]) -> dict[str, Any]:
    """Return what is told of an application: the receipt of each person, and when the draw is."""
    lots = [_lot(entry.receipt, entry.units) for entry in entries if entry.state in ("received", "valid")]
    dates = {name: getattr(lottery_round, name).isoformat() for name in ("closes_at", "draws_at")}
    return {**_round_facts(lottery_round), **dates, "lots": lots}


def result_facts(lottery_round: Round, lots: Iterable[Lot]) -> dict[str, Any]:
    """Return what is told of a result: rank and units of each entry, or why it was not in the list."""
    told = [_lot(one.receipt, one.granted, one.rank or 0, one.reason) for one in lots]
    return {
        **_round_facts(lottery_round),
        "lots": told,
        "of": lottery_round.frozen_count,
        "sale_from": lottery_round.sale_from.isoformat(),
        "sale_until": lottery_round.sale_until.isoformat(),
    }


@dataclass(frozen=True)
class Told:
    """A ticket as its mail tells it."""

    receipt: str
    ticket: str
    units: int
    valid_until: date


def ticket_facts(lottery_round: Round, tickets: Iterable[Any]) -> dict[str, Any]:
    """Return what is told of tickets (see ``Told``): their numbers, what can be bought, where and until when."""
    rows = list(tickets)
    lots = [_lot(one.receipt, one.units) | {"ticket": ticket_shown(one.ticket)} for one in rows]
    until = max(one.valid_until for one in rows)
    return {
        **_round_facts(lottery_round),
        "lots": lots,
        "place": lottery_round.sale_place or "",
        "sale_from": lottery_round.sale_from.isoformat(),
        "sale_until": until.isoformat(),
    }


def offer_facts(lottery_round: Round, receipt: str, units: int, expires_at: datetime) -> dict[str, Any]:
    """Return what is told of an offer to a runner-up: how many, and until when to answer."""
    facts = {**_round_facts(lottery_round), "lots": [_lot(receipt, units)]}
    return facts | {"closes_at": expires_at.isoformat(), "days": lottery_round.offer_days}


def refused_facts(
    lottery_round: Round, *receipts: str, reason: str, stands: Iterable[str] = ()
) -> dict[str, Any]:
    """Return what is told of entries that do not count: their receipts, the code of the reason, and which still stand."""
    lots = [_lot(one, 0, because=reason) for one in receipts]
    return {**_round_facts(lottery_round), "lots": lots, "stands": [shown(one) for one in stands]}


def _round_facts(lottery_round: Round) -> dict[str, Any]:
    return {"unit": lottery_round.campaign.unit, "lottery": lottery_round.lottery}


def _lot(receipt: str, units: int, rank: int = 0, because: str = "") -> dict[str, Any]:
    return {"receipt": shown(receipt), "units": units, "rank": rank, "because": because}
