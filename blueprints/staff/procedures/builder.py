"""The builder: staff make and change the form of a procedure; every change is a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, get_flashed_messages, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.staff.procedures.building import HEAD, PAGE, Board, names
from blueprints.staff.procedures.deeds import deed_of
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import asks_for_part, lead_to, show
from domain.clock import day_of, now_utc
from domain.procedures import drafts
from domain.procedures.drafts import EditedMeanwhile, NothingToRedo, NothingToUndo
from forms import editing
from forms.definition import NO_TEXT, Field
from forms.editing import Edit, EditProblem, KeyRefused
from forms.fields import KINDS
from forms.messages import for_staff, mark
from forms.sentences import label_of
from forms.sheet_presses import pressed
from forms.sheets import (
    Sheet,
    field_from,
    head_from,
    page_from,
    sheet_of,
    sheet_of_head,
    sheet_of_page,
    sheet_sent,
)

blueprint = Blueprint("builder", __name__)

BUILDER, PANEL, LOOK = (
    "staff/builder/_form_builder.html",
    "staff/builder/_form_panel.html",
    "staff/builder/_form_look.html",
)
SAVE, ADD_AGAIN = "save", "add-again"
BACK_AND_FORTH: dict[str, tuple[Callable[..., str], str]] = {
    "undo": (drafts.undo, mark("元に戻しました：{said}")),
    "redo": (drafts.redo, mark("やり直しました：{said}")),
}
"""Steps to and fro: what does them, and what is said."""


@blueprint.get("/procedures/<slug>/form")
@needs("edit_forms")
def page(slug: str) -> Response:
    """Show the form, and what is open in it."""
    board = _board(slug, request.args.get("at", ""))
    return _show(_with_sheet(board))


@blueprint.post("/procedures/<slug>/form")
@needs("edit_forms")
def act(slug: str) -> ResponseReturnValue:
    """Do what a button beside a question or page says."""
    step, at = request.form.get("step", ""), request.form.get("at", "")
    board = _board(slug, at)
    if step in BACK_AND_FORTH:
        return _back_or_forth(board, step)
    try:
        deed = deed_of(board.form, step)
        _change(board, deed.edit, deed.said)
    except (EditProblem, EditedMeanwhile) as problem:
        return _show(_with_sheet(_refused(slug, at, problem)))
    return _go(slug, deed.at if deed.at is not None else at)


@blueprint.post("/procedures/<slug>/form/questions/<key>")
@needs("edit_forms")
def save_question(slug: str, key: str) -> ResponseReturnValue:
    """Save what stands in the sheet of a question, or only draw the sheet again."""
    board, step = _sent_board(slug, key), request.form.get("step", SAVE)
    there = board.question
    asked = there or _lost(key)
    sheet = board.sheet or Sheet({})
    if step not in (SAVE, ADD_AGAIN):
        return _redrawn(board, asked, pressed(sheet, step))
    changed, problems = field_from(board.form, asked, sheet)
    if there is None and step == SAVE:
        problems = (
            ("label-ja", for_staff("この質問は、ほかの人が削除しました。新しい質問として追加できます。")),
        )
    if problems:
        return _show(replace(_holding(board, asked), problems=problems))
    if step == ADD_AGAIN:
        return _added_again(board, changed)
    edit: Edit = lambda form: editing.change_field(form, key, changed)  # noqa: E731
    return _saved(board, edit, f"「{label_of(changed)}」を変更", changed.key, key)


@blueprint.post("/procedures/<slug>/form/pages/<key>")
@needs("edit_forms")
def save_page(slug: str, key: str) -> ResponseReturnValue:
    """Save what stands in the sheet of a page, or only draw the sheet again."""
    board, step = _sent_board(slug, f"{PAGE}:{key}"), request.form.get("step", SAVE)
    sheet = board.sheet or Sheet({})
    if step != SAVE:
        return _show(replace(board, sheet=pressed(sheet, step)))
    try:
        changed, problems = page_from(board.form, editing.page_with(board.form, key), sheet)
    except EditProblem as problem:
        return _show(replace(board, refused=problem))
    if problems:
        return _show(replace(board, problems=problems))
    edit: Edit = lambda form: editing.change_page(form, key, changed)  # noqa: E731
    return _saved(board, edit, f"ページ「{changed.title.ja}」を変更", board.at)


@blueprint.post("/procedures/<slug>/form/head")
@needs("edit_forms")
def save_head(slug: str) -> ResponseReturnValue:
    """Save the form's own title and introduction."""
    board = _sent_board(slug, HEAD)
    changed, problems = head_from(board.form, board.sheet or Sheet({}))
    if problems:
        return _show(replace(board, problems=problems))
    edit: Edit = lambda form: replace(form, title=changed.title, intro=changed.intro)  # noqa: E731
    return _saved(board, edit, "様式の名前と説明を変更", HEAD)


@blueprint.post("/procedures/<slug>/form/discarding")
@needs("edit_forms")
def discard(slug: str) -> ResponseReturnValue:
    """Throw the draft away: the live form is what remains."""
    board = _board(slug)
    try:
        drafts.discard(
            database.session(), board.desk.procedure.id, revision=_revision(), by=actor(), now=now_utc()
        )
    except EditedMeanwhile as problem:
        return _show(_refused(slug, "", problem))
    flash(gettext("下書きを捨てました。公開中の様式から始められます。"), "good")
    return _go(slug, "")


def _board(slug: str, at: str = "") -> Board:
    return Board(drafts.desk(database.session(), slug), day_of(now_utc()), at)


def _sent_board(slug: str, at: str) -> Board:
    sent = {name: request.form.getlist(name) for name in request.form}
    return replace(_board(slug, at), sheet=sheet_sent(sent))


def _with_sheet(board: Board) -> Board:
    """Return the board with the sheet of what is open in it."""
    if board.question:
        return replace(board, sheet=sheet_of(board.form, board.question))
    if board.what == PAGE:
        return replace(board, sheet=sheet_of_page(board.form, board.open_page))
    return replace(board, sheet=sheet_of_head(board.form))


def _refused(
    slug: str, at: str, problem: EditProblem | EditedMeanwhile | NothingToUndo | NothingToRedo
) -> Board:
    """Return the board as it is now, with the reason why nothing was done."""
    fresh = _board(slug, at)
    if isinstance(problem, EditedMeanwhile):
        return replace(fresh, meanwhile=problem)
    return replace(
        fresh, refused=problem if isinstance(problem, EditProblem) else EditProblem(problem.reason)
    )


def _lost(key: str) -> Field:
    """Return a question that another has deleted, as far as its sheet still knows it."""
    kind = request.form.get("kind", "")
    return Field(key, kind if kind in KINDS else "text", NO_TEXT)


def _holding(board: Board, asked: Field) -> Board:
    """Return the board with the open question in it, also where another has deleted it."""
    if board.question:
        return board
    last = board.form.pages[-1]
    pages = (*board.form.pages[:-1], replace(last, fields=(*last.fields, asked)))
    return replace(board, desk=replace(board.desk, form=replace(board.form, pages=pages)), is_lost=True)


def _redrawn(board: Board, asked: Field, sheet: Sheet) -> Response:
    """Show the sheet again with what was typed, and the question as it would be; nothing is saved."""
    held = replace(_holding(board, asked), sheet=sheet)
    typed, problems = field_from(held.form, asked, sheet)
    if problems:
        return _show(held)
    return _show(replace(held, typed=replace(typed, key=asked.key)))


def _added_again(board: Board, changed: Field) -> ResponseReturnValue:
    new = editing.fitted(board.form, changed)
    edit: Edit = lambda form: editing.add_field(form, form.pages[-1].key, new)  # noqa: E731
    return _saved(board, edit, f"「{label_of(new)}」を追加", new.key)


def _saved(board: Board, edit: Edit, said: str, at: str, key: str = "") -> ResponseReturnValue:
    try:
        _change(board, edit, said)
    except KeyRefused as problem:
        return _show(replace(board, problems=(("key", problem.reason),)))
    except EditProblem as problem:
        return _show(replace(board, refused=problem))
    except EditedMeanwhile as meanwhile:
        fresh = _board(board.slug, board.at)
        held = replace(fresh, sheet=board.sheet, meanwhile=meanwhile, saved=fresh.form.field(key))
        return _show(_holding(held, _lost(key)) if key else held)
    return _go(board.slug, at)


def _change(board: Board, edit: Edit, said: str) -> None:
    drafts.change(
        database.session(),
        board.desk.procedure.id,
        edit,
        said,
        revision=_revision(),
        by=actor(),
        now=now_utc(),
    )


def _back_or_forth(board: Board, step: str) -> ResponseReturnValue:
    act, words = BACK_AND_FORTH[step]
    seen = {"revision": _revision(), "by": actor(), "now": now_utc()}
    try:
        said = act(database.session(), board.desk.procedure.id, **seen)
    except (NothingToUndo, NothingToRedo, EditedMeanwhile) as problem:
        return _show(_with_sheet(_refused(board.slug, board.at, problem)))
    flash(gettext(words).format(said=said), "good")
    return _go(board.slug, board.at)


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _go(slug: str, at: str) -> ResponseReturnValue:
    return lead_to(
        url_for("staff.builder.page", slug=slug, at=at or None, _anchor="form-panel" if at else None)
    )


def _show(board: Board) -> Response:
    flashed = tuple(get_flashed_messages()) if asks_for_part() else ()
    return show(
        "staff/builder/form.html",
        BUILDER,
        PANEL,
        LOOK,
        status=board.status,
        board=replace(board, said=flashed),
        problems=board.slips,
        **names(),
    )
