"""Drafts: the form that an editor works on beside the live one; changed by compare-and-set, undone step by step."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.procedures.draft_models import Draft, DraftStep
from domain.procedures.draft_steps import add_step, put_back, steps_of, take_back, undone_step
from domain.procedures.models import Procedure
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from forms.definition import Form, Page, Text
from forms.editing import Edit
from forms.messages import for_staff


@dataclass(frozen=True)
class Desk:
    """Draft and live version of a procedure's form side by side."""

    procedure: Procedure
    form: Form
    """What is edited: the draft, else the live version, else a blank form."""
    revision: int
    """Of the draft; 1 where there is none yet, which is what its first change is made on."""
    has_draft: bool
    live: Form | None
    steps: tuple[DraftStep, ...] = field(default=())
    """The latest step that can be undone."""
    undone: DraftStep | None = None
    """What was undone last and can be done again."""

    @property
    def is_changed(self) -> bool:
        """Whether publishing would change what residents see."""
        return self.live is None or (self.has_draft and self.form != self.live)


class EditedMeanwhile(ChangedMeanwhile):
    """Somebody else changed the draft; ``said`` is what they did since, the latest first."""

    def __init__(self, said: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.said = said


class NothingToUndo(Refusal):
    """No step is left that could be undone."""

    def __init__(self) -> None:
        super().__init__(for_staff("元に戻せる操作がありません。"))


class NothingToRedo(Refusal):
    """Nothing was undone since the last step."""

    def __init__(self) -> None:
        super().__init__(for_staff("やり直せる操作がありません。"))


def blank_form(title: Text) -> Form:
    """Return the form that a procedure from nothing begins with."""
    return Form(title, (Page("page_1", Text("申込みの内容"), ()),))


def desk(session: Session, slug: str) -> Desk:
    """Return what an editor works on; NotFound."""
    procedure = session.scalar(
        select(Procedure)
        .where(Procedure.slug == slug)
        .options(joinedload(Procedure.live_version), joinedload(Procedure.department))
    )
    if procedure is None:
        raise NotFound
    live = procedure.live_version.form if procedure.live_version else None
    draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure.id))
    if draft is None:
        return Desk(procedure, live or blank_form(procedure.title_text), 1, False, live)
    steps = steps_of(session, draft.id, 1), undone_step(session, draft.id)
    return Desk(procedure, read_draft(draft), draft.revision, True, live, *steps)


def read_draft(draft: Draft) -> Form:
    """Return a draft's definition as a form; the same definition is read once in each process."""
    return _read(json.dumps(draft.definition, ensure_ascii=False))


@lru_cache(maxsize=100)
def _read(definition: str) -> Form:
    return Form.from_json(json.loads(definition))


def open_draft(session: Session, procedure_id: int, *, by: Actor, now: datetime) -> int:
    """Begin a draft from the live version, or a blank one; return its id, also where it is there already."""
    there = session.scalar(select(Draft.id).where(Draft.procedure_id == procedure_id))
    if there is not None:
        return there
    with writing(session):
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise NotFound
        live = procedure.live_version
        form = live.form if live else blank_form(procedure.title_text)
        made = put_draft(session, procedure_id, form, by=by, now=now)
        if made:
            record(session, "open_draft", "procedure", procedure_id, by=by, now=now)
        opened = session.scalars(select(Draft.id).where(Draft.procedure_id == procedure_id)).one()
    return opened


def put_draft(session: Session, procedure_id: int, form: Form, *, by: Actor, now: datetime) -> bool:
    """Add a draft inside ``writing``, unless there is one; say whether it was added."""
    values = {
        "procedure_id": procedure_id,
        "definition": form.to_json(),
        "revision": 1,
        "changed_at": now,
        "changed_by_id": by.staff_id,
    }
    adding = insert_into(dialect_of(session), Draft).values(values).on_conflict_do_nothing()
    return session.scalar(adding.returning(Draft.id)) is not None


def replace_draft(
    session: Session,
    procedure_id: int,
    form: Form,
    said: str,
    *,
    revision: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Put a whole other form in the draft's place, a step like any other, inside the caller's ``writing``.

    EditedMeanwhile where the draft is not at ``revision`` (0: there is none) any more; None takes any.
    """
    draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id))
    if revision not in (None, draft.revision if draft else 0):
        raise EditedMeanwhile(_since(session, draft) if draft else ())
    if draft is not None:
        before, seen = draft.definition, draft.revision
        draft_id = _take(session, procedure_id, seen, form.to_json(), by, now)
        add_step(session, draft_id, said, before, by, now)
    elif not put_draft(session, procedure_id, form, by=by, now=now):
        raise EditedMeanwhile


def change(
    session: Session,
    procedure_id: int,
    edit: Edit,
    said: str,
    *,
    revision: int,
    by: Actor,
    now: datetime,
) -> int:
    """Change a draft that is still at ``revision`` and return the new one; EditedMeanwhile, EditProblem.

    Where there is no draft yet it is opened first, at revision 1. A change that changes nothing is no step.
    """
    open_draft(session, procedure_id, by=by, now=now)
    draft = _draft(session, procedure_id)
    if draft.revision != revision:
        raise EditedMeanwhile(_since(session, draft))
    before = read_draft(draft)
    after = edit(before)
    if after == before:
        return revision
    with writing(session):
        draft_id = _take(session, procedure_id, revision, after.to_json(), by, now)
        add_step(session, draft_id, said, before.to_json(), by, now)
    return revision + 1


def undo(session: Session, procedure_id: int, *, revision: int, by: Actor, now: datetime) -> str:
    """Bring back what stood before the latest step and return what is undone; NothingToUndo, EditedMeanwhile."""
    with writing(session):
        draft = _draft(session, procedure_id)
        steps = steps_of(session, draft.id, 1)
        if not steps:
            raise NothingToUndo
        said, before = steps[0].said, take_back(steps[0], draft)
        _take(session, procedure_id, revision, before, by, now)
    return said


def redo(session: Session, procedure_id: int, *, revision: int, by: Actor, now: datetime) -> str:
    """Do again what was undone last and return what that is; NothingToRedo, EditedMeanwhile."""
    with writing(session):
        draft = _draft(session, procedure_id)
        step = undone_step(session, draft.id)
        if step is None:
            raise NothingToRedo
        said, after = step.said, put_back(step, draft)
        _take(session, procedure_id, revision, after, by, now)
    return said


def discard(session: Session, procedure_id: int, *, revision: int, by: Actor, now: datetime) -> None:
    """Throw a draft away; the live version is what remains. NotFound, EditedMeanwhile."""
    with writing(session):
        draft = _draft(session, procedure_id)
        draft_id = draft.id
        _take(session, procedure_id, revision, draft.definition, by, now)
        session.execute(delete(DraftStep).where(DraftStep.draft_id == draft_id))
        session.execute(delete(Draft).where(Draft.id == draft_id))
        record(session, "discard_draft", "procedure", procedure_id, by=by, now=now)


def _draft(session: Session, procedure_id: int) -> Draft:
    draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id))
    if draft is None:
        raise NotFound
    return draft


def _take(
    session: Session, procedure_id: int, revision: int, definition: object, by: Actor, now: datetime
) -> int:
    """Set a draft that is still at ``revision``; return its id. One of two who come together wins."""
    taking = (
        update(Draft)
        .where(Draft.procedure_id == procedure_id, Draft.revision == revision)
        .values(definition=definition, revision=revision + 1, changed_at=now, changed_by_id=by.staff_id)
        .returning(Draft.id)
        .execution_options(synchronize_session=False)
    )
    taken = session.scalar(taking)
    if taken is None:
        raise EditedMeanwhile(_since(session, _draft(session, procedure_id)))
    return taken


def _since(session: Session, draft: Draft) -> tuple[str, ...]:
    return tuple(step.said for step in steps_of(session, draft.id, 3))
