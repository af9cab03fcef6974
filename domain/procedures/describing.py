"""Saying what residents read about a procedure, and making one that only leads elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.procedures.counting import lock_cases, lock_newer_cases, recount
from domain.procedures.details import TEXTS, Details, Fault, faults
from domain.procedures.models import Procedure, Related
from domain.procedures.rules import LONGEST_SLUG, is_slug
from domain.procedures.starting import TAKEN_BY_PAGES
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from forms.definition import Text
from forms.messages import for_staff

SUMMED = ("number", "calculated", "children")
"""Kinds of question whose answers can be summed up: a number, or how many are listed."""
TRIES = 5
PLAIN = (
    "retention_months",
    "due_days",
    "opens_at",
    "closes_at",
    "layout",
    "most_cases",
    "most_sum",
    "elsewhere_url",
)


class Undescribable(Refusal):
    """The details have faults; ``faults`` name each of them."""

    status: ClassVar[int] = 422

    def __init__(self, found: list[Fault]) -> None:
        self.faults = tuple(found)
        super().__init__(for_staff("直すところが{count}件あります。", count=len(found)))


class DescribedMeanwhile(ChangedMeanwhile):
    """Somebody else has changed the details since they were read; ``now`` is what they say."""

    def __init__(self, now: Details) -> None:
        super().__init__()
        self.now = now


class CasesMoved(ChangedMeanwhile):
    """Cases came in, and were changed at once, while those that were there before were being counted."""


class SlugTaken(Refusal):
    """Another procedure has this name in its address already, or it is none."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            for_staff("このアドレスの名前は使えません。"),
            for_staff(
                "英小文字、数字、ハイフンで{most}文字まで、ほかの手続きと違う名前にしてください。",
                most=LONGEST_SLUG,
            ),
        )


def describe(
    session: Session, procedure_id: int, details: Details, *, seen: str = "", by: Actor, now: datetime
) -> None:
    """Write what residents read about a procedure; Undescribable, NotFound, DescribedMeanwhile, CasesMoved.

    ``seen`` is the fingerprint of the details that were on the screen ("": whatever they are now). Where it has limits,
    what is taken of them is counted anew.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return _describe(session, procedure_id, details, seen, by, now)
        except CasesMoved:
            if not tries_left:
                raise
    return None


def _describe(
    session: Session, procedure_id: int, details: Details, seen: str, by: Actor, now: datetime
) -> None:
    is_limited = details.most_cases is not None or details.most_sum is not None
    with writing(session):
        if is_limited:
            lock_cases(session, procedure_id)
        row = session.scalar(select(Procedure).where(Procedure.id == procedure_id).with_for_update())
        if row is None:
            raise NotFound
        if is_limited and not lock_newer_cases(session, procedure_id):
            raise CasesMoved
        before = details_of(session, row)
        if seen and seen != before.fingerprint():
            raise DescribedMeanwhile(before)
        ids = _ids_by_slug(session)
        found = faults(details, own=row.slug, slugs=ids.keys(), numbers=numbers_of(row).keys())
        if found:
            raise Undescribable(found)
        changed = details.changed_from(before)
        _write(row, details)
        _relate(session, row.id, [ids[slug] for slug in details.related])
        if is_limited:
            recount(session, row)
        record(session, "describe", "procedure", row.id, by=by, now=now, changed=changed)


def add_link(
    session: Session,
    slug: str,
    title: Text,
    elsewhere_url: str,
    *,
    department_id: int,
    by: Actor,
    now: datetime,
) -> int:
    """Add a procedure that lives on another site; return its id; Undescribable, SlugTaken."""
    found = faults(Details(title, elsewhere_url=elsewhere_url), own=slug, slugs=(), numbers=())
    if found or not elsewhere_url:
        raise Undescribable(found or [Fault("elsewhere_url", for_staff("アドレスを入れてください。"))])
    if not is_slug(slug) or slug in TAKEN_BY_PAGES:
        raise SlugTaken
    try:
        with writing(session):
            row = Procedure(slug=slug, kind="application", title=title.to_json(), created_at=now)
            row.department_id, row.elsewhere_url = department_id, elsewhere_url
            session.add(row)
            session.flush()
            record(session, "add", "procedure", row.id, by=by, now=now, elsewhere_url=elsewhere_url)
            procedure_id = row.id
    except IntegrityError as error:
        raise SlugTaken from error
    return procedure_id


def details_of(session: Session, procedure: Procedure) -> Details:
    """Return what a procedure says now."""
    related = (
        select(Procedure.slug)
        .join(Related, Related.other_id == Procedure.id)
        .where(Related.procedure_id == procedure.id)
        .order_by(Related.position, Related.id)
    )
    said: dict[str, Any] = {name: Text.from_json(getattr(procedure, name)) for name in TEXTS}
    said |= {name: getattr(procedure, name) for name in PLAIN}
    return Details(
        **said,
        life_events=tuple(procedure.life_events),
        synonyms=tuple(procedure.synonyms),
        related=tuple(session.scalars(related)),
        sum_field=procedure.sum_field,
    )


def numbers_of(procedure: Procedure) -> Mapping[str, Text]:
    """Return key -> words of the questions in the live form whose answers can be summed up."""
    version = procedure.live_version
    asked = version.form.fields() if version else ()
    return {one.key: one.label for one in asked if one.kind in SUMMED}


def _ids_by_slug(session: Session) -> dict[str, int]:
    return {row.slug: row.id for row in session.execute(select(Procedure.slug, Procedure.id))}


def _write(row: Procedure, details: Details) -> None:
    for name in TEXTS:
        setattr(row, name, getattr(details, name).to_json())
    for name in PLAIN:
        setattr(row, name, getattr(details, name))
    row.life_events, row.synonyms = list(details.life_events), list(details.synonyms)
    row.sum_field = details.sum_field if details.most_sum is not None else ""


def _relate(session: Session, procedure_id: int, others: list[int]) -> None:
    session.execute(delete(Related).where(Related.procedure_id == procedure_id))
    session.add_all(
        Related(procedure_id=procedure_id, other_id=other, position=position)
        for position, other in enumerate(others)
    )
