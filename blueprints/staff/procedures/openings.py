"""Reading from when until when a procedure takes cases, as staff type it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from blueprints.staff.problems import Slip
from domain.clock import in_tokyo, moment_of
from domain.procedures.models import Procedure
from forms.messages import Message

ALWAYS, LIMITED = "always", "limited"
NAMES = ("when", "opens_on", "opens_time", "closes_on", "closes_time")


@dataclass(frozen=True)
class Opening:
    """What was typed: two moments, None without limit, or what is wrong."""

    opens_at: datetime | None
    closes_at: datetime | None
    problems: tuple[Slip, ...] = ()


def read_opening(typed: Mapping[str, str]) -> Opening:
    """Read the form; a last day without a time ends at its midnight."""
    if typed.get("when") == ALWAYS:
        return Opening(None, None)
    if typed.get("when") != LIMITED:
        return Opening(
            None, None, (_slip("when", "「いつでも受け付ける」か「期間を決める」を選んでください。"),)
        )
    opens, first = _moment(typed, "opens")
    closes, last = _moment(typed, "closes")
    problems = tuple(filter(None, (first, last)))
    if not problems and opens is None and closes is None:
        problems = (_slip("opens_on", "始まりの日か終わりの日を入れてください。"),)
    return Opening(opens, closes, problems)


def typed_of(procedure: Procedure) -> dict[str, str]:
    """Return what one would type for what is set."""
    has_limit = procedure.opens_at is not None or procedure.closes_at is not None
    if not procedure.is_opening_set and not has_limit:
        return dict.fromkeys(NAMES, "")
    return {
        "when": LIMITED if has_limit else ALWAYS,
        **_parts("opens", procedure.opens_at),
        **_parts("closes", procedure.closes_at),
    }


def _parts(name: str, at: datetime | None) -> dict[str, str]:
    local = in_tokyo(at) if at else None
    if local and name == "closes" and local.time() == time(0):
        return {"closes_on": (local.date() - timedelta(days=1)).isoformat(), "closes_time": ""}
    day, clock = (local.date().isoformat(), f"{local:%H:%M}") if local else ("", "")
    return {f"{name}_on": day, f"{name}_time": clock}


def _moment(typed: Mapping[str, str], name: str) -> tuple[datetime | None, Slip | None]:
    day, clock = typed.get(f"{name}_on", "").strip(), typed.get(f"{name}_time", "").strip()
    if not day:
        wrong = _slip(f"{name}_on", "時刻だけでなく、日付も入れてください。") if clock else None
        return None, wrong
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None, _slip(f"{name}_on", "日付を読み取れません（例：2026-04-01）。")
    return _at(on, clock, name)


def _at(on: date, clock: str, name: str) -> tuple[datetime | None, Slip | None]:
    if not clock:
        return moment_of(on + timedelta(days=name == "closes"), time(0)), None
    try:
        return moment_of(on, time.fromisoformat(clock)), None
    except ValueError:
        return None, _slip(f"{name}_time", "時刻を読み取れません（例：09:00）。")


def _slip(input: str, words: str) -> Slip:
    return Slip(input, Message(words))
