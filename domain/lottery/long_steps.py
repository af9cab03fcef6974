"""The long steps of a round as jobs: what is checked when one is asked for, what then runs, and whether it is done."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from domain.history import Actor
from domain.jobs.asking import ask
from domain.jobs.kinds import Kind, Kinds, Progress
from domain.lottery.drawing import check_draw, draw
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.freezing import check_freeze, freeze
from domain.lottery.models import Round
from domain.lottery.publishing import check_publish, is_everybody_told, publish
from domain.lottery.rounds import locked, require, steps_of
from domain.lottery.sale.forfeiting import forfeit
from domain.lottery.sale.promoting import promote
from domain.lottery.sale.tickets import AFTER_RESULT, check_issue, is_any_missing, issue_tickets

NOUN = "round"


def ask_for(session: Session, round_id: int, kind: str, *, by: Actor, now: datetime) -> bool:
    """Ask for a long step of a round, one of ``LONG_STEPS``; say whether it was not asked for yet.

    What can be refused at once is: the refusals of the step itself. It is checked again when it runs.
    """
    check = LONG_STEPS[kind].check
    return ask(
        session,
        kind,
        NOUN,
        round_id,
        check=lambda here: check(here, round_id, by=by, now=now),
        by=by,
        now=now,
    )


def _check_search(session: Session, noun_id: int, *, by: Actor, now: datetime) -> Round:
    return locked(session, noun_id)


def _check_pass_on(session: Session, noun_id: int, *, by: Actor, now: datetime) -> Round:
    found = locked(session, noun_id)
    require(session, found, now, *AFTER_RESULT)
    return found


def _search(
    session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress
) -> dict[str, int]:
    return asdict(find_duplicates(session, noun_id, by=by, now=now))


def _freeze(
    session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress
) -> dict[str, int]:
    # One transaction: its parts are no share of the work that could be shown.
    return {"entries": freeze(session, noun_id, by=by, now=now).entries}


def _draw(session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress) -> dict[str, int]:
    return {"entries": draw(session, noun_id, by=by, now=now, progress=progress).entries}


def _publish(
    session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress
) -> dict[str, int]:
    return {"told": publish(session, noun_id, by=by, now=now, progress=progress)}


def _issue(session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress) -> dict[str, int]:
    return {"tickets": issue_tickets(session, noun_id, by=by, now=now, progress=progress)}


def _pass_on(
    session: Session, noun_id: int, *, by: Actor, now: datetime, progress: Progress
) -> dict[str, int]:
    """End what is over, and offer what is free; nobody knows before how many that will be."""
    over = forfeit(session, noun_id, by=by, now=now, progress=lambda done, of: progress(done, 0))
    ended = over.tickets + over.offers
    made = promote(session, noun_id, by=by, now=now, progress=lambda done, of: progress(ended + done, 0))
    return {"tickets": over.tickets, "offers": over.offers, "made": made}


def _is_step_done(session: Session, round_id: int, kind: str) -> bool:
    step = steps_of(session, round_id).get(kind)
    return step is not None and step.done_at is not None


def _is_published(session: Session, round_id: int) -> bool:
    found = session.get_one(Round, round_id)
    return _is_step_done(session, round_id, "published") and is_everybody_told(session, found)


LONG_STEPS: Kinds = {
    "find_duplicates": Kind(_check_search, _search, lambda session, round_id: False),
    "freeze": Kind(
        check_freeze, _freeze, lambda session, round_id: _is_step_done(session, round_id, "frozen")
    ),
    "draw": Kind(check_draw, _draw, lambda session, round_id: _is_step_done(session, round_id, "drawn")),
    "publish": Kind(check_publish, _publish, _is_published),
    "issue_tickets": Kind(
        check_issue, _issue, lambda session, round_id: not is_any_missing(session, round_id)
    ),
    "pass_on": Kind(_check_pass_on, _pass_on, lambda session, round_id: False),
}
