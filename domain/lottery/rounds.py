"""A round on its way: locking it, where it stands, and taking its next step once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import Actor, record
from domain.lottery.models import Round, RoundStep
from domain.lottery.refusals import NotInPhase
from domain.lottery.rules import PHASES, Standing, phase_of
from domain.lottery.terms import Terms
from domain.refusals import NotFound


def locked(session: Session, round_id: int) -> Round:
    """Return a round that nobody else enters or changes until the transaction ends; NotFound."""
    return _found(session, round_id, is_shared=False)


def shared(session: Session, round_id: int) -> Round:
    """Return a round that many may enter at once, while its list is not being frozen; NotFound."""
    return _found(session, round_id, is_shared=True)


def terms_of(lottery_round: Round) -> Terms:
    """Return the terms of a round as values."""
    return Terms.from_json(lottery_round.rules)


def steps_of(session: Session, round_id: int) -> dict[str, RoundStep]:
    """Return the steps of a round by their kind, as the database has them now."""
    wanted = select(RoundStep).where(RoundStep.round_id == round_id)
    found = session.scalars(wanted, execution_options={"populate_existing": True})
    return {step.kind: step for step in found}


def standing_of(session: Session, lottery_round: Round) -> Standing:
    """Return where a round stands."""
    steps = steps_of(session, lottery_round.id)
    asked = {kind: step.asked_at for kind, step in steps.items()}
    done = {kind: step.done_at for kind, step in steps.items()}
    return Standing(
        opens_at=lottery_round.opens_at,
        closes_at=lottery_round.closes_at,
        objection_days=lottery_round.objection_days,
        sale_from=lottery_round.sale_from,
        sale_until=lottery_round.sale_until,
        announced_at=done.get("announced"),
        freeze_asked_at=asked.get("frozen"),
        frozen_at=done.get("frozen"),
        has_seed=bool(lottery_round.seed),
        draw_begun_at=asked.get("drawn"),
        drawn_at=done.get("drawn"),
        published_at=done.get("published"),
    )


def phase(session: Session, lottery_round: Round, now: datetime) -> str:
    """Return the phase of a round: a key of ``rules.PHASE_WORDS``."""
    return phase_of(standing_of(session, lottery_round), now)


def require(session: Session, lottery_round: Round, now: datetime, *allowed: str) -> Standing:
    """Return where a round stands; NotInPhase where its phase is none of these."""
    standing = standing_of(session, lottery_round)
    found = phase_of(standing, now)
    if found not in allowed:
        raise NotInPhase(found)
    return standing


def until(last: str) -> tuple[str, ...]:
    """Return the phases up to one of them, that included."""
    return PHASES[: PHASES.index(last) + 1]


def ask_step(session: Session, lottery_round: Round, kind: str, *, by: Actor, now: datetime) -> RoundStep:
    """Note that a step is asked for, or begun; UNIQUE holds that it is taken once."""
    step = RoundStep(round_id=lottery_round.id, kind=kind, asked_at=now, asked_by_id=by.staff_id)
    session.add(step)
    record(session, f"ask_{kind}", "round", lottery_round.id, by=by, now=now)
    return step


def take_step(session: Session, lottery_round: Round, kind: str, *, by: Actor, now: datetime) -> None:
    """Note that a step is taken."""
    step = RoundStep(
        round_id=lottery_round.id,
        kind=kind,
        asked_at=now,
        asked_by_id=by.staff_id,
        done_at=now,
        done_by_id=by.staff_id,
    )
    session.add(step)
    record(session, kind, "round", lottery_round.id, by=by, now=now)


def _found(session: Session, round_id: int, *, is_shared: bool) -> Round:
    wanted = select(Round).where(Round.id == round_id).with_for_update(read=is_shared, of=Round)
    found = session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found
