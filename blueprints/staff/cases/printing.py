"""Printing: decision notices and sheets of answers, of one case or of many, as pages or as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for

from blueprints.staff.cases.press import has_press, pressed
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.cases.listing import Reader
from domain.cases.models import Case
from domain.cases.queries import numbers_listed
from domain.cases.views import QueueView
from domain.clock import now_utc
from domain.printing.operations import note_answers, note_notices, set_wording
from domain.printing.queries import (
    Notice,
    answer_sheets,
    chosen_cases,
    decisions_of,
    documents_of,
    notice,
    wording,
    words_of,
)
from domain.printing.rules import FIRST_NUMBER, LAST_NUMBER, MOST, MOST_IN_PDF, numbered, usual
from domain.procedures.models import Procedure
from domain.procedures.queries import procedure_at
from forms.messages import message
from forms.widths import narrow

blueprint = Blueprint("printing", __name__)

LENGTHS = {"sender": 100, "mark": 40, "approved": 1000, "rejected": 1000, "remedy": 4000}


@blueprint.get("/print")
@needs("see_cases")
def choose() -> Response:
    """Ask what to print of one case (``case``), or of all that a view of the queue lists."""
    numbers = request.args.getlist("case")
    if not numbers:
        view = QueueView.from_query(request.args)
        found = numbers_listed(database.session(), view, departments("see_cases"), Reader(), MOST + 1)
        numbers = [number for number, _ in found]
    return _choose(numbers)


@blueprint.post("/print")
@needs("see_cases")
def choose_ticked() -> Response:
    """Ask what to print of the cases that were ticked in the queue."""
    return _choose([text.partition(":")[0] for text in request.form.getlist("case")])


@blueprint.post("/print/sheets")
@needs("see_cases")
def sheets() -> Response:
    """Show what is printed, as a page or as PDF, and write into the history who printed it."""
    numbers = request.form.getlist("case")
    slips = _slips()
    cases = chosen_cases(database.session(), numbers, departments("see_cases"))
    if _form() == "pdf" and len(cases) > MOST_IN_PDF:
        slips.append(_TOO_MANY)
    if slips or not cases:
        return _choose(numbers, slips, 422 if slips else 200)
    return _answers(cases) if request.form.get("what") == "answers" else _notices(cases)


@blueprint.get("/print/wording/<slug>")
@needs("decide_case")
def ask_wording(slug: str) -> Response:
    """Ask how the notices of a procedure are worded."""
    found = wording(database.session(), _procedure(slug).id)
    return _wording(slug, {name: getattr(found, name, "") for name in LENGTHS})


@blueprint.post("/print/wording/<slug>")
@needs("decide_case")
def word(slug: str) -> Response:
    """Word the notices of a procedure."""
    typed = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in LENGTHS}
    slips = [_too_long(name) for name, most in LENGTHS.items() if len(typed[name]) > most]
    if slips:
        return _wording(slug, typed, slips)
    set_wording(database.session(), _procedure(slug).id, typed, by=actor(), now=now_utc())
    return lead_to(url_for("staff.printing.ask_wording", slug=slug), gettext("通知書の文面を保存しました。"))


def _choose(numbers: Sequence[str], slips: Sequence[Slip] = (), status: int = 200) -> Response:
    session = database.session()
    cases = chosen_cases(session, numbers, departments("see_cases"))
    procedures = {case.procedure_id: case.procedure for case in cases}
    words = words_of(session, procedures.keys(), current_app.config["TOWN_NAME"])
    typed = {name: request.form.get(name, "") for name in ("dated_on", "mark", "first")}
    if "first" not in request.form:
        typed["mark"] = next(iter(words.values())).mark if len(words) == 1 else ""
    return show(
        "staff/print/choose.html",
        status=status,
        cases=cases,
        decisions=decisions_of(session, cases),
        documents=documents_of(session, cases),
        procedures=procedures.values(),
        what=request.form.get("what", "notices"),
        too_many=len(numbers) > MOST,
        most=MOST,
        typed=typed,
        problems=slips,
        has_press=has_press(),
    )


def _notices(cases: Sequence[Case]) -> Response:
    session = database.session()
    decisions, documents = decisions_of(session, cases), documents_of(session, cases)
    decided = [case for case in cases if case.id in decisions]
    if not decided:
        return _choose(request.form.getlist("case"), [_UNDECIDED], 422)
    new = [case for case in decided if case.id not in documents or "renumber" in request.form]
    numbers = numbered(len(new), request.form.get("mark", ""), _first())
    documents |= {case.id: number for case, number in zip(new, numbers, strict=True) if number}
    words = words_of(session, {case.procedure_id for case in decided}, current_app.config["TOWN_NAME"])
    made: list[Notice] = [
        notice(case, decisions[case.id], words[case.procedure_id], documents.get(case.id, ""), _dated_on())
        for case in decided
    ]
    printed = {case.id: documents.get(case.id, "") for case in decided}
    page = _paper("staff/print/notices.html", notices=made)
    note_notices(session, printed, form=_form(), by=actor(), now=now_utc())
    return _sent(page, "notices")


def _answers(cases: Sequence[Case]) -> Response:
    page = _paper("staff/print/answers.html", sheets=answer_sheets(database.session(), cases))
    note_answers(database.session(), cases, form=_form(), by=actor(), now=now_utc())
    return _sent(page, "answers")


def _paper(template: str, **values: Any) -> str:
    return render_template(template, for_pdf=_form() == "pdf", **values)


def _sent(page: str, name: str) -> Response:
    return pressed(page, name) if _form() == "pdf" else Response(page)


def _form() -> str:
    return "pdf" if request.form.get("form") == "pdf" else "page"


def _slips() -> list[Slip]:
    slips = []
    if request.form.get("dated_on", "").strip() and _dated_on() is None:
        slips.append(_NO_DAY)
    if narrow(request.form.get("first", "")) and _first() is None:
        slips.append(_NO_NUMBER)
    if len(request.form.get("mark", "")) > LENGTHS["mark"]:
        slips.append(_too_long("mark"))
    return slips


def _dated_on() -> date | None:
    try:
        return date.fromisoformat(narrow(request.form.get("dated_on", "")).strip())
    except ValueError:
        return None


def _first() -> int | None:
    typed = narrow(request.form.get("first", "")).strip()
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LAST_NUMBER))
    return int(typed) if is_number and int(typed) >= FIRST_NUMBER else None


def _wording(slug: str, typed: dict[str, str], slips: Sequence[Slip] = ()) -> Response:
    return show(
        "staff/print/wording.html",
        status=422 if slips else 200,
        procedure=_procedure(slug),
        typed=typed,
        plain=usual(current_app.config["TOWN_NAME"]),
        problems=slips,
    )


def _procedure(slug: str) -> Procedure:
    return procedure_at(database.session(), slug)


def _too_long(name: str) -> Slip:
    return Slip(name, message("{most}文字以内で入力してください。", most=LENGTHS[name]))


_NO_DAY = Slip(
    "dated_on", message("通知書の日付が読めません。日付を選ぶか、空にして決定の日を使ってください。")
)
_NO_NUMBER = Slip(
    "first", message("始めの番号は{first}から{last}までの数で入力してください。", first=1, last=LAST_NUMBER)
)
_TOO_MANY = Slip(
    "what-notices",
    message(
        "PDFにできるのは一度に{most}件までです。一覧の条件を絞るか、「印刷する画面を開く」を使ってください。",
        most=MOST_IN_PDF,
    ),
)
_UNDECIDED = Slip(
    "what-notices",
    message("選んだ申請はまだ決定していないため、決定通知書はありません。申請内容は印刷できます。"),
)
