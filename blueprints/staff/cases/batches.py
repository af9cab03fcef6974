"""Acting on many cases at once: which, what would become of each, what became of each, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request

from blueprints.cases.untold import undo_time
from blueprints.staff.cases.desk import reader
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, allowed, departments, needs
from blueprints.web.show import show
from domain.approvals import MOST, Prospect, prospects
from domain.assigning import assign, colleagues
from domain.bulk import Result, approve_many, complete_many, reject_many, review_many, undo_many
from domain.cases.desk_models import Phrase
from domain.cases.phrases import filled_in, phrases_of
from domain.cases.queries import numbers_listed
from domain.cases.views import QueueView
from domain.clock import now_utc
from domain.decisions import NoReason
from domain.looking import note_list
from domain.refusals import Refusal

blueprint = Blueprint("batches", __name__)


@dataclass(frozen=True)
class Words:
    """How one action is spoken of."""

    do: str
    does: str
    done: str
    did: str
    cannot: str
    could_not: str
    needs: str = "bulk_decide"


WORDS = {
    "approve": Words(
        "を承認する", "を承認します", "承認した", "を承認しました", "承認できません", "承認できませんでした"
    ),
    "reject": Words(
        "を却下する", "を却下します", "却下した", "を却下しました", "却下できません", "却下できませんでした"
    ),
    "review": Words(
        "の審査を始める",
        "の審査を始めます",
        "審査を始めた",
        "の審査を始めました",
        "審査を始められません",
        "審査を始められませんでした",
    ),
    "complete": Words(
        "を完了にする",
        "を完了にします",
        "完了にした",
        "を完了にしました",
        "完了にできません",
        "完了にできませんでした",
    ),
    "assign": Words(
        "の担当を決める",
        "の担当を決めます",
        "担当を決めた",
        "の担当を決めました",
        "担当を決められません",
        "担当を決められませんでした",
        "see_cases",
    ),
    "undo": Words(
        "の決定を取り消す",
        "の決定を取り消します",
        "決定を取り消した",
        "の決定を取り消しました",
        "決定を取り消せません",
        "決定を取り消せませんでした",
    ),
}
ASKED = ("approve", "reject", "review", "complete", "assign")


@blueprint.post("/batches/preview")
@needs("see_cases")
def preview() -> Response:
    """Show what an action on the chosen cases would do, before it is done."""
    return _preview()


@blueprint.post("/batches")
@needs("see_cases")
def act() -> Response:
    """Do what the preview showed, and tell what became of each case."""
    if request.form.get("step") == "fill":
        return _preview()
    try:
        results = _act()
    except Refusal as refusal:
        return _preview(refusal)
    return _results(_action(), results)


@blueprint.post("/batches/undoing")
@needs("bulk_decide")
def undo() -> Response:
    """Take the decisions of a bulk action back."""
    results = undo_many(
        database.session(),
        _seen(),
        within=undo_time(),
        departments=departments("bulk_decide"),
        by=actor(),
        now=now_utc(),
    )
    return _results("undo", results)


def _action() -> str:
    """Return which action is asked for; one that this person may not do is none."""
    asked = request.form.get("action", "")
    may = asked in ASKED and allowed(WORDS[asked].needs)
    return asked if may else "assign"


def _act() -> list[Result]:
    action, seen = _action(), _seen()
    mine = departments(WORDS[action].needs)
    if action == "assign":
        numbers, to = [number for number, _ in seen], request.form.get("to", type=int)
        return assign(database.session(), numbers, to, departments=mine, by=actor(), now=now_utc())
    if action == "review":
        return review_many(database.session(), seen, departments=mine, by=actor(), now=now_utc())
    if action == "approve":
        return approve_many(
            database.session(), seen, departments=mine, by=actor(), now=now_utc(), wait=undo_time()
        )
    if action == "complete":
        return complete_many(
            database.session(), seen, within=undo_time(), departments=mine, by=actor(), now=now_utc()
        )
    reason = request.form.get("reason", "")
    return reject_many(
        database.session(), seen, reason, departments=mine, by=actor(), now=now_utc(), wait=undo_time()
    )


def _preview(refusal: Refusal | None = None) -> Response:
    action = _action()
    mine = departments(WORDS[action].needs)
    told = now_utc() - undo_time()
    rows = prospects(database.session(), _seen(), mine, action, told_until=told)
    _note(rows)
    phrases = [one for one in phrases_of(database.session(), mine) if one.use == "reject"]
    return show(
        "staff/cases/preview.html",
        status=refusal.status if refusal else 200,
        problems=(Slip.of(refusal, "reason"),) if isinstance(refusal, NoReason) else (),
        refusal=refusal,
        action=action,
        words=WORDS[action],
        rows=rows,
        ready=[row for row in rows if row.ok],
        phrases=phrases,
        reason=_reason(phrases),
        colleagues=colleagues(database.session(), mine),
        minutes=current_app.config["UNDO_MINUTES"],
    )


def _reason(phrases: Sequence[Phrase]) -> str:
    typed = request.form.get("reason", "")
    if request.form.get("step") != "fill":
        return typed
    return filled_in(typed, phrases, request.form.get("phrase", 0, type=int))


def _results(action: str, results: list[Result]) -> Response:
    mine = departments(WORDS[action].needs)
    there = prospects(database.session(), [(one.number, 0) for one in results], mine, "assign")
    return show(
        "staff/cases/results.html",
        action=action,
        words=WORDS[action],
        results=results,
        cases={row.number: row.case for row in there},
        done=[row for row in results if row.ok],
        undo_until=now_utc() + undo_time() if action in ("approve", "reject") else None,
    )


def _note(rows: list[Prospect]) -> None:
    ids = [row.case.id for row in rows if row.case]
    note_list(database.session(), ids, has_text=False, by=actor(), now=now_utc())


def _seen() -> list[tuple[str, int]]:
    """Read "number:revision" of every ticked row, or the first cases of the whole view; at most ``MOST``, each once."""
    if request.form.get("every"):
        view = QueueView.from_query(QueueView.parsed(request.form.get("query", "")))
        return numbers_listed(database.session(), view, departments("see_cases"), reader(), MOST)
    seen: dict[str, int] = {}
    for text in request.form.getlist("case")[:MOST]:
        number, _, revision = text.partition(":")
        if number.isascii() and number.isdecimal() and revision.isascii() and revision.isdecimal():
            seen.setdefault(number, int(revision[:9]))
    return list(seen.items())
