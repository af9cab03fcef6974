"""The rounds of lotteries that staff work on: the one that an address names, those whose cards are keyed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.web import database
from domain.lottery.models import Campaign, Round, RoundStep
from domain.lottery.queries import campaign_of
from domain.procedures.models import Procedure
from domain.refusals import NotFound


def round_here(slug: str, number: int) -> Round:
    """Return a round by its campaign's procedure and its number, from 1; NotFound."""
    campaign = campaign_of(database.session(), slug)
    wanted = select(Round).where(Round.campaign_id == campaign.id, Round.number == number)
    found = database.session().scalar(
        wanted.options(joinedload(Round.campaign).joinedload(Campaign.procedure))
    )
    if found is None:
        raise NotFound
    return found


def rounds_to_key(departments: Collection[int] | None) -> Sequence[Round]:
    """Return the rounds whose list is not frozen yet, of some departments or (None) of all."""
    taken = {
        kind: select(RoundStep.round_id).where(RoundStep.kind == kind, RoundStep.done_at.is_not(None))
        for kind in ("announced", "frozen")
    }
    wanted = select(Round).join(Campaign).join(Procedure, Procedure.id == Campaign.procedure_id)
    wanted = wanted.where(Round.id.in_(taken["announced"]), Round.id.not_in(taken["frozen"]))
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(sorted(departments)))
    loaded = wanted.options(joinedload(Round.campaign).joinedload(Campaign.procedure))
    return database.session().scalars(loaded.order_by(Round.opens_at)).all()
