"""Procedures go into files and come out of files (``flask procedure``)."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.web import database
from domain.clock import day_of, now_utc
from domain.history import TOWN
from domain.people.models import Department
from domain.procedures.exporting import procedure_file
from domain.procedures.file_differences import detail_changes, form_changes
from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import PREFIX, answers_of, question_form, typed
from domain.procedures.importing import add_from_file, change_from_file
from domain.procedures.models import Procedure
from domain.procedures.operations import NotPublishable, publish
from domain.procedures.usual_values import known_answers
from domain.refusals import Refusal
from forms.reading import read

procedure = AppGroup("procedure", help="Procedures as files: docs/procedure-file.md.")


@procedure.command("export")
@click.argument("slug")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="The draft instead of the live form.")
def export(slug: str, file: Path | None, draft: bool) -> None:
    """Write the procedure SLUG into FILE, or to the screen."""
    found = _found(slug)
    if found is None:
        raise click.ClickException(f"there is no procedure {slug}")
    text = procedure_file(database.session(), found, of_draft=draft).to_text()
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        click.echo(f"{slug}: written to {file}")


@procedure.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--department", "department_slug", help="The department (slug) of a new procedure.")
@click.option("--value", "given", multiple=True, help="A value of this city: city=青葉野市, city.en=Aobano.")
@click.option(
    "--form-only", is_flag=True, help="Leave title, contact and so on of the procedure as they are."
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--publish", "is_to_publish", is_flag=True, help="Publish the form at once.")
def take_in(
    file: click.utils.LazyFile,
    department_slug: str | None,
    given: tuple[str, ...],
    form_only: bool,
    dry_run: bool,
    is_to_publish: bool,
) -> None:
    """Take the procedure in FILE in as a draft; say what changes."""
    session = database.session()
    try:
        read_in = ProcedureFile.from_bytes(file.read())
        found = _found(read_in.slug)
        department = found.department if found else _department(session, department_slug)
        filled = read_in.filled(_answers(read_in, department, given))
        _tell(session, found, filled, form_only)
        if not dry_run:
            _put(session, found, filled, department.id, form_only, is_to_publish)
    except (FileProblem, NotPublishable, Refusal) as problem:
        raise click.ClickException(_told(problem)) from problem


def _put(
    session: Session,
    found: Procedure | None,
    file: ProcedureFile,
    department_id: int,
    form_only: bool,
    is_to_publish: bool,
) -> None:
    by_now = {"by": TOWN, "now": now_utc()}
    if found is None:
        procedure_id = add_from_file(session, file, file.slug, department_id=department_id, **by_now)  # type: ignore[arg-type]
    else:
        procedure_id = found.id
        change_from_file(session, procedure_id, file, with_details=not form_only, **by_now)  # type: ignore[arg-type]
    if is_to_publish and file.form is not None:
        number = publish(session, procedure_id, file.form, **by_now)  # type: ignore[arg-type]
        click.echo(f"{file.slug}: version {number} is live")
    else:
        click.echo(f"{file.slug}: taken in as a draft")


def _tell(session: Session, found: Procedure | None, file: ProcedureFile, form_only: bool) -> None:
    if found is None:
        click.echo(
            f"{file.slug}: a new procedure, {sum(1 for _ in file.form.fields()) if file.form else 0} questions"
        )
        return
    before = procedure_file(session, found, of_draft=True)
    lines = [] if form_only else list(detail_changes(before, file))
    lines += [f"{one.about}（{one.key}）：{one.text}" for one in form_changes(before, file)]
    click.echo(f"{file.slug}: {len(lines)} changes")
    for line in lines:
        click.echo(f"  {line}")


def _answers(file: ProcedureFile, department: Department, given: tuple[str, ...]) -> dict[str, object]:
    known = known_answers(file.values, department, current_app.config["TOWN_NAME"])
    form, told = question_form(file.values), dict(map(_given, given))
    unknown = [name.removeprefix(PREFIX) for name in told if form.field(name) is None]
    if unknown:
        raise FileProblem("--value", f"このファイルにない値です：{'、'.join(unknown)}")
    reading = read(form, {**typed(file.values, known), **told}, {"today": day_of(now_utc())})
    wrong = [str(one.message) for one in reading.problems]
    if wrong:
        raise FileProblem("--value", "\n".join(wrong))
    return answers_of(file.values, reading.answers)


def _given(text: str) -> tuple[str, list[str]]:
    name, found, value = text.partition("=")
    if not found:
        raise click.UsageError(f"--value {text}: name=value is expected")
    return PREFIX + name.replace(".", "_"), [value]


def _department(session: Session, slug: str | None) -> Department:
    slugs = list(session.scalars(select(Department.slug).order_by(Department.id)))
    department = session.scalar(select(Department).where(Department.slug == slug))
    if department is None:
        raise click.ClickException(f"a new procedure needs --department: one of {', '.join(slugs)}")
    return department


def _found(slug: str) -> Procedure | None:
    return database.session().scalar(select(Procedure).where(Procedure.slug == slug))


def _told(problem: Exception) -> str:
    if isinstance(problem, NotPublishable):
        return "\n".join([str(problem), *(f"  {one.key}: {one.message}" for one in problem.findings)])
    return str(problem)
