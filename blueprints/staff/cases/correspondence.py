"""What is written on a case: messages to the resident, notes of the office, who takes care of it, the secret address."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for

from blueprints.staff.cases.case_page import show_case
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to
from domain.assigning import assign
from domain.cases.messages import write_to_resident
from domain.cases.notes import add_note
from domain.cases.phrases import filled_in, phrases_for
from domain.cases.queries import find_case
from domain.cases.shielding import hide_address, show_address
from domain.clock import now_utc
from domain.refusals import NotFound, Refusal
from forms.messages import mark

blueprint = Blueprint("correspondence", __name__)

SENT = mark("メッセージを送りました。メールアドレスのある人にはメールも届きます。")
NOTED = mark("内部メモを書きました。")
ASSIGNED = mark("担当を変更しました。")
HIDDEN = mark("住所を印刷しない扱いにしました。")
SHOWN = mark("住所を印刷する扱いに戻しました。")


@blueprint.post("/cases/<number>/messages")
@needs("see_cases")
def write(number: str) -> Response:
    """Write to the resident; with the step "fill" only put a phrase into what is typed."""
    body = request.form.get("message", "")
    if request.form.get("step") == "fill":
        return show_case(database.session(), number, message=_filled(number, body))

    def send() -> None:
        key = request.form.get("form_key", "")[:64]
        write_to_resident(database.session(), number, body, by=actor(), now=now_utc(), key=key)

    return _done(number, send, SENT, "message", message=body)


@blueprint.post("/cases/<number>/notes")
@needs("see_cases")
def note(number: str) -> Response:
    """Write a note that only the office sees."""
    body = request.form.get("note", "")

    def keep() -> None:
        add_note(database.session(), number, body, by=actor(), now=now_utc())

    return _done(number, keep, NOTED, "note", note=body)


@blueprint.post("/cases/<number>/assignee")
@needs("see_cases")
def give(number: str) -> Response:
    """Give the case to a colleague, to oneself or to nobody."""
    me = actor().staff_id if request.form.get("step") == "me" else None
    to = me or request.form.get("to", type=int)

    def change() -> None:
        mine = departments("see_cases")
        result = assign(database.session(), [number], to, departments=mine, by=actor(), now=now_utc())[0]
        if result.refusal is not None:
            raise result.refusal

    return _done(number, change, ASSIGNED, "to")


@blueprint.post("/cases/<number>/address-hiding")
@needs("decide_case")
def hide(number: str) -> Response:
    """Keep the address off everything printed, or let it be printed again."""
    hides = request.form.get("hides") == "yes"
    change = hide_address if hides else show_address
    return _done(
        number,
        lambda: change(database.session(), number, by=actor(), now=now_utc()),
        HIDDEN if hides else SHOWN,
        "actions",
    )


def _filled(number: str, body: str) -> str:
    case = find_case(database.session(), number)
    if case is None:
        raise NotFound
    phrases = phrases_for(database.session(), case.department_id, "message")
    return filled_in(body, phrases, request.form.get("phrase", 0, type=int))


def _done(number: str, act: Callable[[], object], said: str, place: str, **typed: str) -> Response:
    try:
        act()
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, place=place, **typed)
    return lead_to(url_for("staff.cases.case", number=number), gettext(said))
