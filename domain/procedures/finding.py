"""The catalogue: what is searched for as plain values from a URL's query and back, and the procedures found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.database import dialect_of
from domain.people.models import Department
from domain.procedures.models import Procedure, Related
from domain.procedures.rules import LIFE_EVENTS, is_full, opening, wanted
from forms.definition import Text

PER_PAGE = 20
LAST_PAGE = 10_000
LONGEST_SEARCH = 100
_NOWHERE = 1_000_000


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; "" and False mean "any"."""

    text: str = ""
    event: str = ""
    """A key of LIFE_EVENTS."""
    department: str = ""
    """The slug of a department."""
    open: bool = False
    """Only what can be asked for now."""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Wish:
        """Read a URL's query; what cannot be understood counts as not said."""
        event, page = query.get("event", ""), query.get("page", "")
        is_number = page.isascii() and page.isdigit() and len(page) < 9
        return cls(
            text=" ".join(query.get("text", "")[:LONGEST_SEARCH].split()),
            event=event if event in LIFE_EVENTS else "",
            department=query.get("department", "")[:40],
            open=query.get("open") == "1",
            page=min(max(int(page), 1), LAST_PAGE) if is_number else 1,
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing is looked for: the front page."""
        return self == Wish()

    def to_query(self) -> str:
        """Return the shortest URL query that reads back the same; "" for the front page."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        plain = Wish()
        return urlencode(
            {name: _said(value) for name, value in said.items() if value != getattr(plain, name)}
        )

    def on_page(self, page: int) -> Wish:
        """Return the same wish on another page."""
        return replace(self, page=page)


@dataclass(frozen=True)
class Card:
    """A procedure as the catalogue shows it."""

    slug: str
    kind: str
    title: Text
    summary: Text
    department: str
    state: str
    """OPEN, NOT_YET, OVER or FULL of ``rules``."""
    opens_at: datetime | None
    elsewhere_url: str
    life_events: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """One page of what was found."""

    wish: Wish
    total: int
    cards: tuple[Card, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class Shelves:
    """By what the catalogue is ordered: how many procedures each life event has, and the departments."""

    events: Mapping[str, int]
    departments: tuple[tuple[str, str], ...]
    """Slug and name."""


def find(session: Session, wish: Wish, *, now: datetime) -> Listing:
    """Return the page of procedures that a wish asks for: what is open first, then what fits best."""
    chosen = _chosen(wish, now)
    rows = session.execute(_page(chosen, wish, now, dialect_of(session))).all()
    if not rows and wish.page > 1:
        return find(session, wish.on_page(1), now=now)
    return Listing(wish, rows[0].total if rows else 0, tuple(_card(row, now) for row in rows))


def shelves(session: Session) -> Shelves:
    """Return the life events and departments that have procedures at all."""
    events = cast(Procedure.life_events, String)
    rows = session.execute(
        select(events, Department.slug, Department.name, func.count())
        .join(Department, Department.id == Procedure.department_id)
        .where(_is_listed())
        .group_by(events, Department.slug, Department.name)
    ).all()
    counts: Counter[str] = Counter()
    for said, _, _, count in rows:
        counts.update({key: count for key in LIFE_EVENTS if f'"{key}"' in said})
    departments = sorted({(slug, name) for _, slug, name, _ in rows}, key=lambda one: (one[1], one[0]))
    return Shelves({key: counts[key] for key in LIFE_EVENTS if counts[key]}, tuple(departments))


def known(session: Session, slug: str) -> Procedure | None:
    """Return a procedure that residents may see, open or not, or None."""
    return session.scalar(
        select(Procedure)
        .where(Procedure.slug == slug, _is_listed())
        .options(joinedload(Procedure.department), joinedload(Procedure.live_version))
    )


def related_to(session: Session, procedure_id: int, *, now: datetime) -> tuple[Card, ...]:
    """Return the procedures that often follow a procedure, in the order that staff have given them."""
    rows = session.execute(
        _cards()
        .join(Related, Related.other_id == Procedure.id)
        .where(Related.procedure_id == procedure_id, _is_listed())
        .order_by(Related.position, Related.id)
    )
    return tuple(_card(row, now) for row in rows)


def is_listed(procedure: Procedure) -> bool:
    """Say whether residents see a procedure: it has a live version, or lives elsewhere."""
    return procedure.live_version_id is not None or procedure.elsewhere_url != ""


def _is_listed() -> ColumnElement[bool]:
    return or_(Procedure.live_version_id.is_not(None), Procedure.elsewhere_url != "")


def _chosen(wish: Wish, now: datetime) -> list[ColumnElement[bool]]:
    words = [
        or_(*(Procedure.search_text.contains(form, autoescape=True) for form in forms))
        for forms in wanted(wish.text)
    ]
    said = (
        (wish.event, cast(Procedure.life_events, String).contains(f'"{wish.event}"', autoescape=True)),
        (wish.department, Department.slug == wish.department),
        (wish.open, _is_open(now)),
        # Something was typed, but nothing that a word is made of: that finds nothing.
        (wish.text and not words, Procedure.id.is_(None)),
    )
    return [_is_listed(), *words, *(condition for value, condition in said if value)]


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        or_(Procedure.opens_at.is_(None), Procedure.opens_at <= now),
        or_(Procedure.closes_at.is_(None), Procedure.closes_at > now),
        or_(Procedure.most_cases.is_(None), Procedure.cases_taken < Procedure.most_cases),
        or_(Procedure.most_sum.is_(None), Procedure.sum_taken < Procedure.most_sum),
    )


def _page(chosen: list[ColumnElement[bool]], wish: Wish, now: datetime, dialect: str) -> Select[Any]:
    is_first = case((_is_open(now), 0), else_=1)
    return (
        _cards()
        .add_columns(func.count().over().label("total"))
        .where(*chosen)
        .order_by(is_first, *_best(wish, dialect), Procedure.id)
        .limit(PER_PAGE)
        .offset((wish.page - 1) * PER_PAGE)
    )


def _cards() -> Select[Any]:
    return select(
        Procedure.slug,
        Procedure.kind,
        Procedure.title,
        Procedure.summary,
        Department.name.label("department"),
        Procedure.opens_at,
        Procedure.closes_at,
        Procedure.most_cases,
        Procedure.cases_taken,
        Procedure.most_sum,
        Procedure.sum_taken,
        Procedure.elsewhere_url,
        Procedure.life_events,
    ).join(Department, Department.id == Procedure.department_id)


def _best(wish: Wish, dialect: str) -> list[ColumnElement[Any]]:
    """Put first what has the first word of the search early: the title leads the text."""
    words = wanted(wish.text)
    if not words:
        return []
    at = func.strpos if dialect == "postgresql" else func.instr
    found = [at(Procedure.search_text, form) for form in words[0]]
    first, *others = [case((place > 0, place), else_=_NOWHERE) for place in found]
    return [case(*((other < first, other) for other in others), else_=first) if others else first]


def _card(row: Row[Any], now: datetime) -> Card:
    full = is_full(row.most_cases, row.cases_taken) or is_full(row.most_sum, row.sum_taken)
    return Card(
        slug=row.slug,
        kind=row.kind,
        title=Text.from_json(row.title),
        summary=Text.from_json(row.summary),
        department=row.department,
        state=opening(row.opens_at, row.closes_at, now, is_full=full),
        opens_at=row.opens_at,
        elsewhere_url=row.elsewhere_url,
        life_events=tuple(row.life_events),
    )


def _said(value: object) -> object:
    return "1" if value is True else value
