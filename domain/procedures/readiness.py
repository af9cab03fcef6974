"""How far a draft is from being published: its checklist, advice and sample cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.people.models import StaffRole
from domain.people.rules import Role, may
from domain.procedures.checklist import Approval, Item, Preparation, asks_personal, checklist
from domain.procedures.draft_models import Draft, Endorsement, SampleCase
from domain.procedures.models import Procedure
from forms.checking import FORBIDS, Finding, check
from forms.definition import Form, Text
from forms.samples import Expectations, Outcome, Sample, run


@dataclass(frozen=True)
class Tried:
    """A stored sample case and what came of it; None where the form cannot be filled at all."""

    case: SampleCase
    sample: Sample
    outcome: Outcome | None

    @property
    def ok(self) -> bool:
        """Whether it came out as expected."""
        return self.outcome is not None and self.outcome.ok


@dataclass(frozen=True)
class Readiness:
    """Everything that is to be known of a draft before it is published."""

    form: Form
    fingerprint: str
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    tried: tuple[Tried, ...]
    endorsements: dict[str, Endorsement]
    """By kind, of exactly this form."""
    preparation: Preparation

    @property
    def is_ready(self) -> bool:
        """Whether every line of the checklist is done."""
        return all(item.done for item in self.items)

    @property
    def missing(self) -> tuple[Item, ...]:
        """The lines that are not done."""
        return tuple(item for item in self.items if not item.done)


def readiness(session: Session, procedure: Procedure, draft: Draft, *, four_eyes: bool) -> Readiness:
    """Look at a draft from all sides; four queries, however long the form is."""
    form = Form.from_json(draft.definition)
    fingerprint = form.fingerprint()
    findings = check(form)
    faults = sum(one.level == FORBIDS for one in findings)
    tried = tuple(_tried(form, case, is_sound=not faults) for case in sample_cases(session, procedure.id))
    endorsements = _endorsements(session, procedure.id, fingerprint)
    preparation = Preparation(
        **{name: Text.from_json(getattr(procedure, name)) for name in _TEXTS},
        retention_months=procedure.retention_months,
        asks_personal=asks_personal(form),
        is_opening_set=_is_opening_decided(procedure),
        is_previewed="previewed" in endorsements,
        approval=_approval(session, endorsements.get("approved"), procedure.department_id),
        changed_by_id=draft.changed_by_id,
        four_eyes=four_eyes,
        faults=faults,
        red_samples=tuple(one.case.name for one in tried if not one.ok),
    )
    return Readiness(form, fingerprint, checklist(preparation), findings, tried, endorsements, preparation)


def sample_cases(session: Session, procedure_id: int) -> Sequence[SampleCase]:
    """Return the sample cases of a procedure in the order they were made."""
    wanted = select(SampleCase).where(SampleCase.procedure_id == procedure_id).order_by(SampleCase.id)
    return session.scalars(wanted).all()


def try_samples(session: Session, procedure_id: int, form: Form) -> tuple[Tried, ...]:
    """Run every sample case of a procedure against a form."""
    is_sound = not any(one.level == FORBIDS for one in check(form))
    return tuple(_tried(form, case, is_sound=is_sound) for case in sample_cases(session, procedure_id))


_TEXTS = ("title", "who", "next_step", "contact", "privacy")


def _is_opening_decided(procedure: Procedure) -> bool:
    """Say whether the opening was decided; a day that is written down is a decision, however it came there."""
    has_day = procedure.opens_at is not None or procedure.closes_at is not None
    return procedure.is_opening_set or has_day


def _tried(form: Form, case: SampleCase, *, is_sound: bool) -> Tried:
    day, expects = date.fromisoformat(case.on_day), Expectations.from_json(case.expects)
    sample = Sample(case.name, case.raw, day, expects)
    return Tried(case, sample, run(form, sample) if is_sound else None)


def _endorsements(session: Session, procedure_id: int, fingerprint: str) -> dict[str, Endorsement]:
    wanted = (
        select(Endorsement)
        .where(Endorsement.procedure_id == procedure_id, Endorsement.fingerprint == fingerprint)
        .options(joinedload(Endorsement.made_by))
    )
    return {one.kind: one for one in session.scalars(wanted)}


def _approval(session: Session, found: Endorsement | None, department_id: int) -> Approval | None:
    if found is None:
        return None
    held = session.scalars(select(StaffRole).where(StaffRole.staff_id == found.made_by_id))
    roles = [Role(one.role, one.department_id) for one in held]
    is_there = found.made_by.disabled_at is None
    return Approval(found.made_by_id, is_there and may(roles, "publish", department_id))
