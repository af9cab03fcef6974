"""Taking a procedure in from a file, a template or a copy; and putting a form into the draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.people.models import Department
from domain.procedures.draft_models import SampleCase
from domain.procedures.drafts import replace_draft
from domain.procedures.file_details import LISTS, NUMBERS, TEXTS
from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_values import Value, to_plain
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound, Refusal
from forms.messages import Message


class AddressTaken(Refusal):
    """Another procedure has this address already."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            Message("アドレス「{slug}」は、ほかの手続きが使っています。", (("slug", slug),)),
            Message("別のアドレスにしてください。"),
        )


class OtherKind(Refusal):
    """A procedure never changes its kind: its cases and bookings hang on it."""

    def __init__(self) -> None:
        super().__init__(
            Message("ファイルの手続きの種類（予約・抽選・申請）が、今の手続きと違います。"),
            Message("新しい手続きとして読み込んでください。"),
        )


def add_from_file(
    session: Session, file: ProcedureFile, slug: str, *, department_id: int, by: Actor, now: datetime
) -> int:
    """Make a new procedure of a file that is filled in, with a draft; return its id. AddressTaken."""
    with writing(session):
        procedure = Procedure(
            slug=slug, kind=file.kind, title="", department_id=department_id, created_at=now
        )
        _say(procedure, file)
        _insert(session, procedure)
        _put_samples(session, procedure.id, file, now)
        if file.form is not None:
            replace_draft(session, procedure.id, file.form, "ファイルから作りました。", by=by, now=now)
        record(session, "import", "procedure", procedure.id, by=by, now=now)
        procedure_id = procedure.id
    return procedure_id


def change_from_file(
    session: Session,
    procedure_id: int,
    file: ProcedureFile,
    *,
    with_details: bool = True,
    revision: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Put what a file says into a procedure: its form becomes the draft. OtherKind, ChangedMeanwhile.

    ``revision`` is that of the draft with which the file was compared; 0 where there was none, None for any.

    The details (title, contact …) are what residents read at once, so they can be left as they are.
    """
    with writing(session):
        procedure = _locked(session, procedure_id)
        if procedure.kind != file.kind:
            raise OtherKind
        if with_details:
            _say(procedure, file)
        _put_samples(session, procedure_id, file, now)
        if file.form is not None:
            said = "ファイルの内容にしました。"
            replace_draft(session, procedure_id, file.form, said, revision=revision, by=by, now=now)
        record(session, "import", "procedure", procedure_id, by=by, now=now, with_details=with_details)


def restore_version(session: Session, procedure_id: int, number: int, *, by: Actor, now: datetime) -> None:
    """Make an earlier version of the form the draft again. NotFound."""
    with writing(session):
        _locked(session, procedure_id)
        version = session.scalar(
            select(FormVersion).where(FormVersion.procedure_id == procedure_id, FormVersion.number == number)
        )
        if version is None:
            raise NotFound
        replace_draft(session, procedure_id, version.form, f"版{number}の内容に戻しました。", by=by, now=now)
        record(session, "restore_version", "procedure", procedure_id, by=by, now=now, number=number)


def remember_values(
    session: Session, department_id: int, values: tuple[Value, ...], answers: dict[str, Any]
) -> None:
    """Keep what a department said for the values of a file: the defaults of the next one."""
    told = {one.key: to_plain(answers[one.key]) for one in values if one.key in answers}
    with writing(session):
        department = session.get(Department, department_id, with_for_update=True)
        if department is not None:
            department.usual_values = {**(department.usual_values or {}), **told}


def _locked(session: Session, procedure_id: int) -> Procedure:
    procedure = session.scalar(select(Procedure).where(Procedure.id == procedure_id).with_for_update())
    if procedure is None:
        raise NotFound
    return procedure


def _insert(session: Session, procedure: Procedure) -> None:
    try:
        with session.begin_nested():
            session.add(procedure)
            session.flush()
    except IntegrityError:
        raise AddressTaken(procedure.slug) from None


def _say(procedure: Procedure, file: ProcedureFile) -> None:
    procedure.title, procedure.summary = file.title.to_json(), file.summary.to_json()
    for name in TEXTS:
        setattr(procedure, name, file.details.get(name, ""))
    for name in NUMBERS:
        setattr(procedure, name, file.details.get(name))
    for name in LISTS:
        setattr(procedure, name, list(file.details.get(name, [])))
    procedure.layout = file.details.get("layout", "pages")
    procedure.elsewhere_url = file.details.get("elsewhere_url", "")
    procedure.sum_field = file.details.get("sum_field", "")


def _put_samples(session: Session, procedure_id: int, file: ProcedureFile, now: datetime) -> None:
    """Take the sample cases in; one that is there with the same name gives way."""
    rows = session.scalars(select(SampleCase).where(SampleCase.procedure_id == procedure_id))
    names = {one["name"] for one in file.samples}
    for row in rows:
        if row.name in names:
            session.delete(row)
    session.flush()
    for one in file.samples:
        session.add(SampleCase(procedure_id=procedure_id, changed_at=now, **one))
