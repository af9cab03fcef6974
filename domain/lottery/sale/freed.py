"""Units that became free: given back to their pool, and taken from it, by conditional updates in the caller's ``writing``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into
from domain.lottery.sale.models import FreedUnits


def free(session: Session, round_id: int, shares: Iterable[Sequence[Any]]) -> None:
    """Add units to what is free in their pools."""
    for pool, units in sorted((str(pool), int(units)) for pool, units in shares):
        adding = insert_into(dialect_of(session), FreedUnits).values(
            round_id=round_id, pool=pool, units=units
        )
        more = {"units": FreedUnits.units + units}
        session.execute(adding.on_conflict_do_update(index_elements=["round_id", "pool"], set_=more))


def free_units(session: Session, round_id: int) -> dict[str, int]:
    """Return pool -> units that are free, as the database has them now; pools without any are not in it."""
    wanted = select(FreedUnits.pool, FreedUnits.units).where(
        FreedUnits.round_id == round_id, FreedUnits.units > 0
    )
    return dict(iter(session.execute(wanted)))


def take(session: Session, round_id: int, taken: Mapping[str, int]) -> bool:
    """Take units out of their pools; False where one has not so many, and the caller gives the whole thing up."""
    return all(_take_one(session, round_id, pool, units) for pool, units in sorted(taken.items()))


def _take_one(session: Session, round_id: int, pool: str, units: int) -> bool:
    enough = FreedUnits.round_id == round_id, FreedUnits.pool == pool, FreedUnits.units >= units
    taking: Any = update(FreedUnits).where(*enough).values(units=FreedUnits.units - units)
    result: Any = session.execute(taking, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)
