"""Planning a round: its dates and rules, what they would mean for so many requests, announcing it, putting it off."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.staff.lottery.desk import Desk, desk_of, done, outlooks
from blueprints.staff.lottery.plans import (
    BOUNDARIES,
    COUNTS,
    DAYS,
    MODES,
    MOMENTS,
    ROWS,
    SEEDS,
    Drafted,
    drafted,
    typed_of,
)
from blueprints.staff.lottery.proposals import proposed
from blueprints.staff.problems import Slip
from blueprints.staff.typed_numbers import number_of
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery import setup
from domain.lottery.models import Campaign, Round
from domain.lottery.queries import campaign_of, rounds_of, wishes_of
from domain.lottery.refusals import NotInPhase, WrongTerms
from domain.lottery.simulating import Wishes, scaled

blueprint = Blueprint("lottery_rounds", __name__)

TRY = "try"
"""The button that only tries the rules."""


@blueprint.get("/lottery/<slug>/rounds/new")
@needs("manage_lottery")
def new(slug: str) -> Response:
    """Ask for the plan of another round, a usual one filled in."""
    campaign = campaign_of(database.session(), slug)
    *_, before = (None, *rounds_of(database.session(), campaign.id))
    return _ask(campaign, None, Drafted(proposed(campaign, before, now_utc())))


@blueprint.post("/lottery/<slug>/rounds")
@needs("manage_lottery")
def add(slug: str) -> Response:
    """Add the round, or only try its rules."""
    return _taken(campaign_of(database.session(), slug), None)


@blueprint.get("/lottery/<slug>/rounds/<int:turn>/plan")
@needs("manage_lottery")
def plan(slug: str, turn: int) -> Response:
    """Show the plan of a round, to be changed until it is announced."""
    desk = _planned(slug, turn)
    return _ask(desk.campaign, desk.round, Drafted(typed_of(desk.round)))


@blueprint.post("/lottery/<slug>/rounds/<int:turn>/plan")
@needs("manage_lottery")
def change(slug: str, turn: int) -> Response:
    """Change the plan, or only try its rules."""
    desk = _planned(slug, turn)
    return _taken(desk.campaign, desk.round)


@blueprint.post("/lottery/<slug>/rounds/<int:turn>/announcement")
@needs("manage_lottery")
def announce(slug: str, turn: int) -> Response:
    """Announce the rules with the call; from now on they are fixed."""
    return done(desk_of(slug, turn), setup.announce, said="公表しました。規則はもう変えられません。")


@blueprint.post("/lottery/<slug>/rounds/<int:turn>/postponement")
@needs("manage_lottery")
def postpone(slug: str, turn: int) -> Response:
    """Put the draw and its sources off by some days."""
    days = number_of(request.form.get("days", "")) or 0
    reason = request.form.get("reason", "")
    return done(desk_of(slug, turn), setup.postpone, min(days, 365), reason, said="抽選を延期しました。")


def _planned(slug: str, turn: int) -> Desk:
    desk = desk_of(slug, turn)
    if desk.draw.phase != "preparing":
        raise NotInPhase(desk.draw.phase)
    return desk


def _taken(campaign: Campaign, found: Round | None) -> Response:
    """Store the plan that was typed, or show what is to be mended, or only what it would mean."""
    read = drafted(request.form.to_dict(), campaign.cap)
    if request.form.get("step") == TRY or read.plan is None:
        return _ask(campaign, found, read, 422 if read.problems else 200)
    known = {"round_id": found.id} if found else {}
    try:
        setup.set_round(database.session(), campaign.id, read.plan, **known, by=actor(), now=now_utc())
    except WrongTerms as refusal:
        slips = tuple(Slip("lottery", one) for one in refusal.problems)
        return _ask(campaign, found, Drafted(read.typed, read.plan, read.wishes, slips), refusal.status)
    number = found.number if found else len(rounds_of(database.session(), campaign.id))
    address = url_for("staff.lottery.turn", slug=campaign.procedure.slug, turn=number)
    return lead_to(address, gettext("回の予定を保存しました。公表するまでは変えられます。"))


def _ask(campaign: Campaign, found: Round | None, read: Drafted, status: int = 200) -> Response:
    wishes = read.wishes or _like_last_time(campaign, found)
    return show(
        "staff/lottery/plan.html",
        status=status,
        campaign=campaign,
        found=found,
        typed=read.typed,
        problems=read.problems,
        outlooks=outlooks(read.plan.terms, wishes, campaign.unit_text.ja) if read.plan else [],
        is_tried=read.plan is not None,
        moments=MOMENTS,
        days=DAYS,
        counts=COUNTS,
        seeds=SEEDS,
        modes=MODES,
        boundaries=BOUNDARIES,
        rows=range(1, ROWS + 1),
    )


def _like_last_time(campaign: Campaign, found: Round | None) -> Wishes:
    """Return the requests of the round before, as many as are expected now; nothing before the first."""
    number = found.number if found else 10**6
    before = [one for one in rounds_of(database.session(), campaign.id) if one.number < number]
    if not before:
        return {}
    wishes = wishes_of(database.session(), before[-1].id)
    people = number_of(request.form.get("people", "")) or 0
    return scaled(wishes, people) if people else wishes
