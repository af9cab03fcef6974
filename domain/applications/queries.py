"""Looking up what belongs to an application: its procedure, what often follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.gate import Ask, why_closed, why_full
from domain.cases.models import Case
from domain.procedures.models import Procedure, Related
from domain.procedures.queries import Live, is_open, live
from domain.procedures.refusals import NotTaking
from domain.refusals import NotFound


def application_form(session: Session, slug: str) -> Live:
    """Return a published application, open or not; NotFound."""
    found = live(session, slug)
    if found is None or found.procedure.kind != "application":
        raise NotFound
    return found


def refusal_of(procedure: Procedure, now: datetime) -> NotTaking | None:
    """Return why a procedure takes no case now, None where it takes some."""
    return why_closed(procedure, Ask(1, now, now)) or why_full(procedure)


def related(session: Session, procedure_id: int, *, now: datetime) -> list[Procedure]:
    """Return what often follows a procedure and can be asked for now, here or elsewhere, in the office's order."""
    wanted = (
        select(Related)
        .where(Related.procedure_id == procedure_id)
        .order_by(Related.position, Related.id)
        .options(joinedload(Related.other).joinedload(Procedure.live_version))
    )
    others = [one.other for one in session.scalars(wanted)]
    return [one for one in others if one.elsewhere_url or (one.live_version and is_open(one, now))]


def takeable(session: Session) -> Sequence[Procedure]:
    """Return every published application, for staff who enter what comes by other ways."""
    wanted = select(Procedure).where(
        Procedure.kind == "application", Procedure.live_version_id.is_not(None), Procedure.elsewhere_url == ""
    )
    loaded = wanted.options(joinedload(Procedure.department), joinedload(Procedure.live_version))
    return session.scalars(loaded.order_by(Procedure.id)).all()


def kind_of_case(session: Session, number: str) -> str:
    """Return the kind of the procedure of a case; "" where there is no such case."""
    wanted = select(Procedure.kind).join(Case, Case.procedure_id == Procedure.id).where(Case.number == number)
    return session.scalar(wanted) or ""


def own_case(session: Session, number: str) -> Case | None:
    """Return a case with its procedure, form and department, or None."""
    wanted = select(Case).where(Case.number == number)
    return session.scalar(
        wanted.options(joinedload(Case.procedure), joinedload(Case.form_version), joinedload(Case.department))
    )
