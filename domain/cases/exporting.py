"""Exporting the cases of a procedure: rows one after the other, however many; who took them is written down."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from sqlalchemy import Text, cast, delete, func, select
from sqlalchemy.orm import Session

from domain.cases.columns import FIXED, Column, columns_of, safe, writer
from domain.cases.desk_models import ExportChoice
from domain.cases.listing import listed
from domain.cases.models import Case
from domain.cases.rules import CHANNEL_WORDS, STATE_WORDS
from domain.cases.views import QueueView
from domain.clock import in_tokyo
from domain.database import writing
from domain.history import Actor, record
from domain.procedures.models import FormVersion
from domain.procedures.queries import versions
from forms.fields import kind_of
from forms.fields.address import PostalAddress

AT_ONCE = 1_000
"""Rows fetched, and written, at a time: memory stays the same however many there are."""
_STREAMED = {"yield_per": AT_ONCE, "stream_results": True}
MOST_IN_XLSX = 100_000
BOM = "\ufeff"

Row = list[str]
Departments = Collection[int] | None


def all_columns(session: Session, procedure_id: int) -> list[Column]:
    """Return every column that any version of the procedure's form has ever had."""
    return columns_of(_forms(session, procedure_id))


def count_cases(session: Session, view: QueueView, departments: Departments) -> int:
    """Return how many cases an export would have."""
    wanted = listed(view, departments).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(wanted) or 0


def exported(
    session: Session, procedure_id: int, view: QueueView, departments: Departments, wanted: Sequence[Column]
) -> Iterator[Row]:
    """Yield a row of texts for each case, oldest first; not yet guarded against formulas."""
    rows = session.execute(_rows(view, departments), execution_options=_STREAMED)
    answered = [column for column in wanted if column.key not in FIXED]
    writers = {
        one.id: (str(one.number), writer(one.form, answered)) for one in versions(session, procedure_id)
    }
    fixed = [_FIXED_CELLS[column.key] for column in wanted if column.key in FIXED]
    for row in rows:
        version, write = writers[row.form_version_id]
        yield [cell(row, version) for cell in fixed] + write(row.answers, row.hides_address)


def as_csv(wanted: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with BOM, RFC 4180, nothing that a spreadsheet would run."""
    buffer = io.StringIO()
    buffer.write(BOM)
    sheet = csv.writer(buffer)
    sheet.writerow(safe(column.title for column in wanted))
    for number, row in enumerate(rows, 1):
        sheet.writerow(safe(row))
        if number % AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_xlsx(file: BinaryIO, wanted: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write an Excel file, row by row; every cell is a text or a number, never a formula."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("申請")
    bold = book.add_format({"bold": True})
    for place, column in enumerate(wanted):
        sheet.write_string(0, place, column.title, bold)
    sheet.freeze_panes(1, 0)
    numbers = {place for place, column in enumerate(wanted) if column.is_number}
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if place in numbers and _is_exact(cell):
                sheet.write_number(line, place, float(cell))
            elif cell:
                sheet.write_string(line, place, cell)
    book.close()


def addresses(
    session: Session, procedure_id: int, view: QueueView, departments: Departments
) -> Iterator[Row]:
    """Yield what stands on a label (see ``LABEL``): no case without an address, none whose address is hidden."""
    forms = {one.id: one.form for one in versions(session, procedure_id)}
    for case in session.execute(_addressed(view, departments), execution_options=_STREAMED):
        form = forms[case.form_version_id]
        field = form.meaning("address")
        answer = json.loads(case.answers).get(field.key) if field is not None else None
        if answer is not None and field is not None and field.kind == PostalAddress.name:
            at = kind_of(field).load(answer)
            yield [
                at.postal_code,
                f"{at.area}{at.street}",
                at.building,
                case.applicant_name,
                "様",
                case.number,
            ]


LABEL = tuple(Column(head, head) for head in ("郵便番号", "住所", "建物名", "氏名", "敬称", "受付番号"))


def note_export(
    session: Session,
    procedure_id: int,
    view: QueueView,
    wanted: Sequence[Column],
    *,
    count: int,
    form: str,
    by: Actor,
    now: datetime,
) -> None:
    """Write into the history who takes which columns of how many cases; ``form`` is csv, xlsx or labels."""
    with writing(session):
        record(
            session,
            "export",
            "procedure",
            procedure_id,
            by=by,
            now=now,
            count=count,
            columns=[column.title for column in wanted],
            form=form,
            filter={
                "state": view.state,
                "channel": view.channel,
                "since": view.since.isoformat() if view.since else "",
                "until": view.until.isoformat() if view.until else "",
            },
        )


def choices(session: Session, staff_id: int, procedure_id: int) -> list[ExportChoice]:
    """Return the choices of columns that a member of staff has saved for a procedure, by name."""
    own = select(ExportChoice).where(
        ExportChoice.staff_id == staff_id, ExportChoice.procedure_id == procedure_id
    )
    return list(session.scalars(own.order_by(ExportChoice.name)))


def save_choice(session: Session, procedure_id: int, name: str, keys: Sequence[str], *, staff_id: int) -> int:
    """Save which columns somebody exports, under a name; the same name is written over. Return its id."""
    with writing(session):
        row = session.scalar(
            select(ExportChoice).where(
                ExportChoice.staff_id == staff_id,
                ExportChoice.procedure_id == procedure_id,
                ExportChoice.name == name,
            )
        )
        row = row or ExportChoice(staff_id=staff_id, procedure_id=procedure_id, name=name)
        row.columns = list(keys)
        session.add(row)
        session.flush()
        choice_id = row.id
    return choice_id


def drop_choice(session: Session, choice_id: int, *, staff_id: int) -> None:
    """Forget a saved choice of one's own; somebody else's stays."""
    own = delete(ExportChoice).where(ExportChoice.id == choice_id, ExportChoice.staff_id == staff_id)
    with writing(session):
        session.execute(own)


def _forms(session: Session, procedure_id: int) -> list[tuple[int, Any]]:
    found: list[FormVersion] = versions(session, procedure_id)
    return [(one.number, one.form) for one in reversed(found)]


def _rows(view: QueueView, departments: Departments) -> Any:
    return (
        listed(view, departments)
        .with_only_columns(
            Case.number,
            Case.state,
            Case.channel,
            Case.received_at,
            Case.decided_at,
            Case.form_version_id,
            Case.hides_address,
            cast(Case.answers, Text).label("answers"),
            maintain_column_froms=True,
        )
        .order_by(Case.id)
    )


def _addressed(view: QueueView, departments: Departments) -> Any:
    columns = (
        Case.number,
        Case.applicant_name,
        Case.form_version_id,
        cast(Case.answers, Text).label("answers"),
    )
    shown = listed(view, departments).where(Case.hides_address.is_(False))
    return shown.with_only_columns(*columns, maintain_column_froms=True).order_by(Case.id)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _is_exact(cell: str) -> bool:
    return 0 < len(cell) <= 15


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = in_tokyo(at)
    return f"{local.year}-{local.month:02}-{local.day:02} {local.hour:02}:{local.minute:02}"


_FIXED_CELLS: dict[str, Callable[[Any, str], str]] = {
    "@number": lambda row, _: f"{row.number[:4]}-{row.number[4:8]}-{row.number[8:]}",
    "@state": lambda row, _: STATE_WORDS[row.state],
    "@channel": lambda row, _: CHANNEL_WORDS[row.channel],
    "@received": lambda row, _: _moment(row.received_at),
    "@decided": lambda row, _: _moment(row.decided_at),
    "@version": lambda _, version: version,
    "@hides": lambda row, _: "はい" if row.hides_address else "",
}
