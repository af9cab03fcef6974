"""After the freeze: objections to the list with their answers, and passing an entry over, which takes two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.staff.lottery.desk import Desk, frozen_desk_of, has_entry
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs, present
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery import disqualifying, objecting
from domain.lottery.looking import doubts_of
from domain.lottery.queries import objections_of
from domain.lottery.receipts import typed
from domain.lottery.refusals import NothingAsked
from domain.lottery.rules import DISQUALIFYING, REASONS
from domain.refusals import NotFound, Refusal
from forms.messages import message

blueprint = Blueprint(
    "lottery_objections", __name__, url_prefix="/lottery/<slug>/rounds/<int:turn>/objections"
)

LONGEST = 2000
NO_RECEIPT = Slip("receipt", message("この抽選番号は、この回の名簿にありません。"))
NO_REASON = Slip("receipt", message("抽選番号と理由を入れてください。"))


@blueprint.get("")
@needs("see_lottery")
def page(slug: str, turn: int) -> Response:
    """List the objections and the requests to pass an entry over."""
    return _page(frozen_desk_of(slug, turn))


@blueprint.post("")
@needs("confirm_lottery")
def write(slug: str, turn: int) -> Response:
    """Write down what somebody objected by phone or at the counter."""
    said, receipt = request.form.get("said", "")[:LONGEST], typed(request.form.get("about", "")) or ""
    slip = Slip("said", message("申出の内容を入れてください。"))
    return _do(slug, turn, objecting.raise_objection, said, receipt, said="申出を記録しました。", slip=slip)


@blueprint.post("/<int:objection_id>/answer")
@needs("confirm_lottery")
def answer(slug: str, turn: int, objection_id: int) -> Response:
    """Answer an objection."""
    desk = frozen_desk_of(slug, turn)
    if objection_id not in {one.id for one in objections_of(database.session(), desk.round.id)}:
        raise NotFound
    text, slip = (
        request.form.get("answer", ""),
        Slip(f"answer-{objection_id}", message("回答を入れてください。")),
    )
    deed = _of(objecting.answer_objection, objection_id)
    return _do(slug, turn, deed, text[:LONGEST], said="回答を記録しました。", slip=slip)


@blueprint.post("/disqualifications")
@needs("confirm_lottery")
def ask_disqualification(slug: str, turn: int) -> Response:
    """Ask for an entry to be passed over; another person confirms it."""
    receipt = typed(request.form.get("receipt", ""))
    if receipt is None or not has_entry(frozen_desk_of(slug, turn), receipt):
        return _page(frozen_desk_of(slug, turn), (NO_RECEIPT,))
    reason, note = request.form.get("reason", ""), request.form.get("note", "")[:LONGEST]
    deed = _of(disqualifying.ask_disqualification, receipt)
    return _do(
        slug, turn, deed, reason, note, said="失格を申請しました。別の職員が確かめます。", slip=NO_REASON
    )


@blueprint.post("/disqualifications/<receipt>/confirmation")
@needs("confirm_lottery")
def disqualify(slug: str, turn: int, receipt: str) -> Response:
    """Confirm what another person asked for."""
    if not has_entry(frozen_desk_of(slug, turn), receipt):
        raise NotFound
    return _do(
        slug, turn, _of(disqualifying.disqualify, receipt), said="失格を確定しました。本人にお知らせします。"
    )


@blueprint.post("/disqualifications/<receipt>/rejection")
@needs("confirm_lottery")
def drop(slug: str, turn: int, receipt: str) -> Response:
    """Turn a request down, or take it back."""
    if not has_entry(frozen_desk_of(slug, turn), receipt):
        raise NotFound
    return _do(slug, turn, _of(disqualifying.drop_disqualification, receipt), said="申請を取り下げました。")


def _of(deed: Callable[..., Any], thing: Any) -> Callable[..., Any]:
    """Return a deed to one thing of a round, as ``_do`` calls those to the round."""
    return lambda session, _round_id, *values, **more: deed(session, thing, *values, **more)


def _do(
    slug: str, turn: int, deed: Callable[..., Any], *values: Any, said: str, slip: Slip | None = None
) -> Response:
    desk = frozen_desk_of(slug, turn)
    try:
        deed(database.session(), desk.round.id, *values, by=actor(), now=now_utc())
    except NothingAsked as refusal:
        return _page(desk, (slip,), refusal) if slip else _page(desk, (), refusal)
    except NotFound:
        return _page(desk, (NO_RECEIPT,))
    except Refusal as refusal:
        return _page(desk, (), refusal)
    return lead_to(url_for("staff.lottery_objections.page", **desk.place), gettext(said))


def _page(desk: Desk, problems: tuple[Slip, ...] = (), refusal: Refusal | None = None) -> Response:
    session = database.session()
    status = 422 if problems else refusal.status if refusal else 200
    return show(
        "staff/lottery/objections.html",
        status=status,
        desk=desk,
        problems=problems,
        refusal=None if problems else refusal,
        sent=request.form or request.args,
        objections=objections_of(session, desk.round.id),
        doubts=doubts_of(session, desk.round.id),
        reasons={name: REASONS[name] for name in DISQUALIFYING},
        me=present().staff_id,
    )
