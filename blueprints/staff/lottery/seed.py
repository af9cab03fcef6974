"""Entering the seed: what each source said, in the announced order; corrected by another person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.staff.lottery.desk import Desk, desk_of, frozen_desk_of
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs, present
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery.rounds import terms_of
from domain.lottery.seeding import correct_value, enter_value, values_of
from domain.lottery.sources import DICE, KINDS, drand_round
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("lottery_seed", __name__, url_prefix="/lottery/<slug>/rounds/<int:turn>/seed")

LONGEST = 400


@blueprint.get("")
@needs("see_lottery")
def page(slug: str, turn: int) -> Response:
    """Show every source: when it happens, what it said, and a place to enter the next."""
    return _page(frozen_desk_of(slug, turn))


@blueprint.post("/<source>")
@needs("confirm_lottery")
def enter(slug: str, turn: int, source: str) -> Response:
    """Enter what a source said, or its announced fallback."""
    sent = request.form
    how = {"seen_at": sent.get("seen_at", "")[:LONGEST], "is_fallback": sent.get("fallback") == "yes"}
    return _written(slug, turn, source, enter_value, _typed(sent), said="乱数を記録しました。", **how)


@blueprint.post("/<source>/correction")
@needs("confirm_lottery")
def correct(slug: str, turn: int, source: str) -> Response:
    """Correct a value that another person mistyped; both stand in the history."""
    texts = [request.form.get(name, "")[:LONGEST] for name in ("value", "reason")]
    return _written(slug, turn, source, correct_value, *texts, said="乱数を訂正しました。")


def _written(
    slug: str, turn: int, source: str, deed: Callable[..., Any], *texts: str, said: str, **how: Any
) -> Response:
    """Write a value down; where that is refused, show what was typed with the reason."""
    desk = frozen_desk_of(slug, turn)
    try:
        deed(database.session(), desk.round.id, source, *texts, **how, by=actor(), now=now_utc())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(desk_of(slug, turn), refusal, source, request.form)
    return lead_to(url_for("staff.lottery_seed.page", **desk.place), gettext(said))


def _typed(sent: Mapping[str, str]) -> str:
    """Return what was typed: one text, or dice one by one."""
    dice = "".join(sent.get(f"die-{place}", "").strip() for place in range(1, DICE + 1))
    return (sent.get("value", "") or dice)[:LONGEST]


def _page(
    desk: Desk, refusal: Refusal | None = None, source: str = "", sent: Mapping[str, str] | None = None
) -> Response:
    there = values_of(database.session(), desk.round.id)
    order = terms_of(desk.round).sources
    waiting = next((one.name for one in order if one.name not in there), "")
    return show(
        "staff/lottery/seed.html",
        status=refusal.status if refusal else 200,
        desk=desk,
        refusal=refusal,
        problems=(Slip.of(refusal, "seed-now"),) if refusal and refusal.status == 422 else (),
        asked=source,
        sent=sent or {},
        there=there,
        waiting=waiting,
        kinds=KINDS,
        dice=range(1, DICE + 1),
        drand_round=drand_round,
        now=now_utc(),
        me=present().staff_id,
    )
