"""Exporting a procedure's cases: which ones, which columns, as CSV, Excel or labels."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs, present
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.cases import exporting
from domain.cases.columns import Column, picked
from domain.cases.models import CHANNELS
from domain.cases.rules import STATE_WORDS
from domain.cases.views import QueueView
from domain.clock import day_of, now_utc
from domain.procedures.queries import procedure_at
from forms.messages import message

blueprint = Blueprint("exports", __name__)

FILTERS = ("state", "channel", "since", "until")
LONGEST_NAME = 60
PIECE = 64 * 1024
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "labels": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_NO_COLUMNS = Slip("columns", message("列が1つも選ばれていません。書き出す列を選んでください。"))
_NO_NAME = Slip("name", message("保存する名前を60文字以内で入力してください。"))
_NO_CASES = Slip("state", message("この条件の申請はありません。条件を変えてください。"))
_TOO_MANY = Slip(
    "state",
    message(
        "Excelで書き出せるのは{most}件までです。期間などで絞るか、CSVを使ってください（CSVには限りがありません）。",
        most=exporting.MOST_IN_XLSX,
    ),
)


@blueprint.get("/exports/<slug>")
@needs("see_cases")
def page(slug: str) -> Response:
    """Ask which cases and columns to export."""
    return _ask(slug)


@blueprint.post("/exports/<slug>/file")
@needs("see_cases")
def file(slug: str) -> Response:
    """Send the file, row after row, and write into the history who took what; or only count the cases."""
    form, view, procedure = request.form.get("form", ""), _view(slug), procedure_at(database.session(), slug)
    wanted = _labels() if form == "labels" else _columns(procedure.id)
    count = exporting.count_cases(database.session(), view, departments("see_cases"))
    if form not in TYPES:
        return _ask(slug, count=count)
    slip = _slip(form, wanted, count)
    if slip is not None:
        return _ask(slug, [slip], count)
    exporting.note_export(
        database.session(), procedure.id, view, wanted, count=count, form=form, by=actor(), now=now_utc()
    )
    response = Response(_pieces(form, procedure.id, view, wanted), content_type=TYPES[form])
    name = f"{slug}-{day_of(now_utc()):%Y%m%d}" + ("-labels" if form == "labels" else "")
    kind = "xlsx" if form == "xlsx" else "csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@blueprint.post("/exports/<slug>/choices")
@needs("see_cases")
def save(slug: str) -> Response:
    """Save the ticked columns under a name."""
    procedure = procedure_at(database.session(), slug)
    wanted, name = _columns(procedure.id), request.form.get("name", "").strip()
    slip = _NO_COLUMNS if not wanted else _NO_NAME if not 0 < len(name) <= LONGEST_NAME else None
    if slip is not None:
        return _ask(slug, [slip])
    choice_id = exporting.save_choice(
        database.session(), procedure.id, name, [one.key for one in wanted], staff_id=present().staff_id
    )
    said = {one: request.form[one] for one in FILTERS if request.form.get(one)}
    return lead_to(
        url_for("staff.exports.page", slug=slug, choice=choice_id, **said),
        gettext("列の選び方を保存しました。"),
    )


@blueprint.post("/exports/<slug>/choices/<int:choice_id>/removal")
@needs("see_cases")
def drop(slug: str, choice_id: int) -> Response:
    """Forget a saved choice."""
    exporting.drop_choice(database.session(), choice_id, staff_id=present().staff_id)
    return lead_to(url_for("staff.exports.page", slug=slug), gettext("保存した列の選び方を消しました。"))


def _ask(slug: str, slips: Sequence[Slip] = (), count: int | None = None) -> Response:
    session = database.session()
    procedure = procedure_at(session, slug)
    columns = exporting.all_columns(session, procedure.id)
    saved = exporting.choices(session, present().staff_id, procedure.id)
    chosen = next((one for one in saved if one.id == request.args.get("choice", 0, type=int)), None)
    everything = [one.key for one in columns]
    ticked = request.form.getlist("column") if request.form else chosen.columns if chosen else everything
    return show(
        "staff/exports/page.html",
        status=422 if slips else 200,
        procedure=procedure,
        columns=columns,
        ticked=set(ticked),
        saved=saved,
        chosen=chosen,
        view=_view(slug),
        states=[(state, word) for state, word in STATE_WORDS.items() if state != "draft"],
        channels=CHANNELS,
        count=count,
        name=request.form.get("name", chosen.name if chosen else ""),
        has_address=any(one.key.startswith("address") or "郵便番号" in one.head for one in columns),
        problems=slips,
    )


def _slip(form: str, wanted: Sequence[Column], count: int) -> Slip | None:
    if not wanted:
        return _NO_COLUMNS
    if not count:
        return _NO_CASES
    return _TOO_MANY if form == "xlsx" and count > exporting.MOST_IN_XLSX else None


def _columns(procedure_id: int) -> list[Column]:
    return picked(exporting.all_columns(database.session(), procedure_id), request.form.getlist("column"))


def _labels() -> list[Column]:
    return list(exporting.LABEL)


def _view(slug: str) -> QueueView:
    said: Any = request.form or request.args
    return QueueView.from_query({"procedure": slug, **{one: said.get(one, "") for one in FILTERS}})


def _pieces(form: str, procedure_id: int, view: QueueView, wanted: Sequence[Column]) -> Iterator[bytes]:
    """Return the file in pieces, on a database session of its own: the request's ends before the file does."""
    engine, mine = database.db.engine, departments("see_cases")

    def sent() -> Iterator[bytes]:
        with Session(engine, autoflush=False) as session:
            if form == "labels":
                yield from exporting.as_csv(wanted, exporting.addresses(session, procedure_id, view, mine))
                return
            rows = exporting.exported(session, procedure_id, view, mine, wanted)
            yield from exporting.as_csv(wanted, rows) if form == "csv" else _workbook(wanted, rows)

    return sent()


def _workbook(wanted: Sequence[Column], rows: Iterator[list[str]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        exporting.write_xlsx(file, wanted, rows)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
