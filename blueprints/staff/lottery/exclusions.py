"""Before the freeze: leaving out an entry that cannot be in the list, with what was found, and taking it in again."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.staff.lottery.desk import Desk, desk_of, has_entry
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery.excluding import BY_HAND, excluded, invalidate, restore
from domain.lottery.receipts import typed
from domain.lottery.rules import REASONS
from domain.refusals import NotFound, Refusal
from forms.messages import message

blueprint = Blueprint(
    "lottery_exclusions", __name__, url_prefix="/lottery/<slug>/rounds/<int:turn>/exclusions"
)

LONGEST = 400
NO_RECEIPT = Slip("receipt", message("この抽選番号は、この回の申込みにありません。"))
NO_REASON = Slip("reason-first", message("理由を選んでください。"))
NO_NOTE = Slip("note", message("確かめたことを入れてください。"))


@blueprint.get("")
@needs("see_lottery")
def page(slug: str, turn: int) -> Response:
    """Show what was left out by hand, and a form to leave out one more."""
    return _page(desk_of(slug, turn))


@blueprint.post("")
@needs("confirm_lottery")
def leave_out(slug: str, turn: int) -> Response:
    """Leave an entry out."""
    desk, receipt = desk_of(slug, turn), typed(request.form.get("receipt", ""))
    reason, note = request.form.get("reason", ""), request.form.get("note", "").strip()[:LONGEST]
    checks = [(has_entry(desk, receipt), NO_RECEIPT), (reason in BY_HAND, NO_REASON), (bool(note), NO_NOTE)]
    if slips := tuple(slip for is_right, slip in checks if not is_right):
        return _page(desk, slips)
    try:
        invalidate(database.session(), str(receipt), reason, note, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _page(desk_of(slug, turn), refusal=refusal)
    return _back(desk, "名簿から除きました。本人にお知らせします。")


@blueprint.post("/<receipt>/restoration")
@needs("confirm_lottery")
def take_in(slug: str, turn: int, receipt: str) -> Response:
    """Take an entry in again."""
    desk = desk_of(slug, turn)
    if not has_entry(desk, receipt):
        raise NotFound
    try:
        restore(database.session(), receipt, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _page(desk_of(slug, turn), refusal=refusal)
    return _back(desk, "名簿に戻しました。本人にお知らせします。")


def _back(desk: Desk, said: str) -> Response:
    return lead_to(url_for("staff.lottery_exclusions.page", **desk.place), gettext(said))


def _page(desk: Desk, problems: tuple[Slip, ...] = (), refusal: Refusal | None = None) -> Response:
    return show(
        "staff/lottery/exclusions.html",
        status=422 if problems else refusal.status if refusal else 200,
        desk=desk,
        problems=problems,
        refusal=refusal,
        sent=request.form or request.args,
        entries=excluded(database.session(), desk.round.id),
        reasons={code: REASONS[code] for code in BY_HAND},
        is_open=not desk.is_past("objection"),
    )
