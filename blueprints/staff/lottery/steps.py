"""The steps of a round, each once and in their order: freeze by two, practise, draw, publish; and the witness protocol."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from blueprints.staff.lottery.desk import Desk, asked, days_of, desk_of, done, frozen_desk_of
from blueprints.web import database
from blueprints.web.guard import needs
from blueprints.web.show import show
from domain.lottery import drawing, freezing
from domain.lottery.looking import granted_of
from domain.lottery.queries import intake_of, objections_of, record_of
from domain.lottery.sources import KINDS
from domain.lottery.statuses import changes_of

blueprint = Blueprint("lottery_steps", __name__, url_prefix="/lottery/<slug>/rounds/<int:turn>")

LONGEST_WORD = 40


@blueprint.post("/freeze-request")
@needs("manage_lottery")
def ask_freeze(slug: str, turn: int) -> Response:
    """Ask for the list to be frozen; another person does it."""
    return done(
        desk_of(slug, turn), freezing.ask_freeze, said="確定を申請しました。別の職員が確かめて確定します。"
    )


@blueprint.post("/freeze-request/withdrawal")
@needs("confirm_lottery")
def drop_freeze(slug: str, turn: int) -> Response:
    """Take the request back, or turn it down."""
    return done(desk_of(slug, turn), freezing.drop_freeze, said="確定の申請を取り下げました。")


@blueprint.post("/freeze")
@needs("confirm_lottery")
def freeze(slug: str, turn: int) -> Response:
    """Have the list frozen that another person asked for, and published with its commitment."""
    return asked(desk_of(slug, turn), "freeze")


@blueprint.get("/dry-run")
@needs("manage_lottery")
def dry_run(slug: str, turn: int) -> Response:
    """Try a draw with a word for a seed; nothing of it is stored."""
    desk = frozen_desk_of(slug, turn)
    word = request.args.get("practice", "").strip()[:LONGEST_WORD]
    tried = drawing.dry_run(database.session(), desk.round.id, word) if word else None
    return show("staff/lottery/dry_run.html", desk=desk, word=word, tried=tried)


@blueprint.post("/draw")
@needs("manage_lottery")
def draw(slug: str, turn: int) -> Response:
    """Have it drawn, once; what was cut short is gone on with."""
    return asked(desk_of(slug, turn), "draw")


@blueprint.post("/publication")
@needs("manage_lottery")
def publish(slug: str, turn: int) -> Response:
    """Have the result published and everybody told; what was cut short is gone on with."""
    return asked(desk_of(slug, turn), "publish")


@blueprint.get("/protocol")
@needs("see_lottery")
def protocol(slug: str, turn: int) -> Response:
    """Show the protocol of the draw for its witnesses, on sheets of A4."""
    desk = frozen_desk_of(slug, turn)
    return show("staff/lottery/protocol.html", desk=desk, for_pdf=False, **_protocol(desk))


def _protocol(desk: Desk) -> dict[str, Any]:
    session, round_id = database.session(), desk.round.id
    return {
        "kinds": KINDS,
        "intake": intake_of(session, round_id),
        "days": days_of(session, round_id),
        "changes": changes_of(session, round_id),
        "objections": objections_of(session, round_id),
        "given": granted_of(session, round_id) if desk.is_past("drawn") else {},
        "files": record_of(session, round_id),
    }
