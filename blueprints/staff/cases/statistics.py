"""Counts and charts: cases by month, channel and state, and the answers to each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from blueprints.web import database
from blueprints.web.guard import allowed, departments, needs
from blueprints.web.show import show
from domain.cases.models import CHANNELS
from domain.cases.rules import CHANNEL_WORDS, STATE_WORDS
from domain.procedures.queries import procedure_at, procedures
from domain.statistics.counting import Statistics, statistics, totals, years
from domain.statistics.rules import ANSWERED, BARS, HISTOGRAM, Asked, bin_order, bin_words, hidden

blueprint = Blueprint("statistics", __name__)


@dataclass(frozen=True)
class Bar:
    """One line of a table and its bar; ``count`` None: too small to be shown to this person."""

    label: str
    count: int | None
    share: float
    """Of the whole, from 0 to 1."""
    length: float
    """Of the longest bar, from 0 to 1."""


@dataclass(frozen=True)
class Chart:
    """A question, or a property of cases, with its bars."""

    title: str
    bars: tuple[Bar, ...]
    total: int
    is_upright: bool = False
    """Columns side by side: months, spans of numbers."""


@blueprint.get("/statistics")
@needs("see_statistics")
def index() -> Response:
    """List the procedures with how many cases they had."""
    mine = departments("see_statistics")
    found = [one for one in procedures(database.session()) if mine is None or one.department_id in mine]
    counts = totals(database.session(), [one.id for one in found])
    return show("staff/statistics/index.html", procedures=found, counts=counts)


@blueprint.get("/statistics/<slug>")
@needs("see_statistics")
def page(slug: str) -> Response:
    """Show what is counted of one procedure."""
    procedure = procedure_at(database.session(), slug)
    there = years(database.session(), procedure.id)
    year = request.args.get("year", type=int)
    year = year if year in there else None
    found = statistics(database.session(), procedure.id, year)
    sees_all = allowed("see_cases", procedure.department_id)
    return show(
        "staff/statistics/page.html",
        procedure=procedure,
        found=found,
        years=there,
        year=year,
        sees_all=sees_all,
        overview=_overview(found, sees_all),
        questions=[_question(found, one, sees_all) for one in found.questions if one.name in found.answers],
    )


def _overview(found: Statistics, sees_all: bool) -> list[Chart]:
    months, channels, states = (found.by(place) for place in range(3))
    known_states = [(state, str(STATE_WORDS[state])) for state in STATE_WORDS if states[state]]
    known_channels = [(channel, str(CHANNEL_WORDS[channel])) for channel in CHANNELS if channels[channel]]
    by_month = [(month, _month(month)) for month in _without_gaps(months)]
    return [
        _chart("受付月", by_month, months, found.total, sees_all, is_upright=True),
        _chart("受付経路", known_channels, channels, found.total, sees_all),
        _chart("状態", known_states, states, found.total, sees_all),
    ]


def _question(found: Statistics, asked: Asked, sees_all: bool) -> Chart:
    counts = found.answers[asked.name]
    answered = counts[ANSWERED]
    options = [one for one in counts if one != ANSWERED]
    if asked.shape == BARS:
        named = [*asked.options.items(), *((one, one) for one in options if one not in asked.options)]
    elif asked.shape == HISTOGRAM:
        named = [(one, bin_words(one)) for one in sorted(options, key=bin_order)]
    else:
        named = [(one, _month(one)) for one in sorted(options)]
    return _chart(asked.label, named, counts, answered, sees_all, is_upright=asked.shape != BARS)


def _chart(
    title: str,
    named: Sequence[tuple[str, str]],
    counts: Counter[str],
    total: int,
    sees_all: bool,
    is_upright: bool = False,
) -> Chart:
    values = [counts[name] for name, _ in named]
    unseen = [False] * len(values) if sees_all else hidden(values)
    longest = max((one for one, is_unseen in zip(values, unseen, strict=True) if not is_unseen), default=0)
    bars = tuple(
        Bar(label, None if is_unseen else value, value / (total or 1), value / (longest or 1))
        for (_, label), value, is_unseen in zip(named, values, unseen, strict=True)
    )
    return Chart(title, bars, total, is_upright)


def _without_gaps(months: Iterable[str]) -> list[str]:
    """Return every month from the first to the last, also those without a case."""
    known = sorted(months)
    if not known:
        return []
    first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (known[0], known[-1]))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _month(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月"
