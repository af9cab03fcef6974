"""Postcards keyed by staff: the kana first, what repeats kept from the card before, the next one without the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.staff.lottery.keying import Keying, correcting, fresh, last_card, typed_card
from blueprints.staff.lottery.rounds import round_here
from blueprints.web import database
from blueprints.web.filling import new_key
from blueprints.web.guard import actor, needs
from blueprints.web.kept import Shelf
from blueprints.web.places import fill_address
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.looking import note_list
from domain.lottery.cards.postcards import card_application, card_desk, enter_card, keyed_today
from domain.lottery.changing import change
from domain.lottery.duplicates.likeness import AGAINST, REASONS
from domain.lottery.duplicates.queries import likely
from domain.lottery.duplicates.search import open_groups
from domain.lottery.duplicates.verdicts import BEFORE_FREEZE
from domain.lottery.queries import Intake, intake_of
from domain.lottery.rounds import phase
from domain.lottery.rules import PHASE_WORDS
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("postcards", __name__)

ACTION = "enter_case"
PLACE = "/lottery/<slug>/rounds/<int:round_number>/postcards"
LOOK_UP = "look_up"
COUNTED_SECONDS = 20


@blueprint.get(PLACE)
@needs(ACTION)
def page(slug: str, round_number: int) -> ResponseReturnValue:
    """Begin a card; ``after`` names the one before, whose postmark and the like are kept."""
    found = round_here(slug, round_number)
    desk = card_desk(database.session(), found.id)
    return _show(slug, fresh(desk, last_card(desk, request.args.get("after", ""))))


@blueprint.post(PLACE)
@needs(ACTION)
def enter(slug: str, round_number: int) -> ResponseReturnValue:
    """Take the card and go on to the next one; or only look its postal code up."""
    keying = _sent(slug, round_number)
    if request.form.get("step") == LOOK_UP:
        return _show(slug, replace(keying, is_draft=True))
    if not keying.ok:
        return _show(slug, keying, 422)
    try:
        done = enter_card(
            database.session(),
            keying.desk.round.id,
            keying.reading.answers,
            key=keying.form_key,
            dated_on=keying.dated_on,
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        return _show(slug, replace(_sent(slug, round_number), refusal=refusal), refusal.status)
    return _next(slug, round_number, done.case.number)


@blueprint.get(f"{PLACE}/<number>")
@needs(ACTION)
def card(slug: str, round_number: int, number: str) -> ResponseReturnValue:
    """Show a card that was keyed, to put it right."""
    return _show(slug, _correcting(slug, round_number, number))


@blueprint.post(f"{PLACE}/<number>")
@needs(ACTION)
def correct(slug: str, round_number: int, number: str) -> ResponseReturnValue:
    """Put a card right, and go on to the next one."""
    was = _correcting(slug, round_number, number)
    keying = replace(_sent(slug, round_number), corrected=was.corrected, last=was.last)
    if request.form.get("step") == LOOK_UP:
        return _show(slug, replace(keying, is_draft=True))
    if not keying.ok:
        return _show(slug, keying, 422)
    answers, dated_on = keying.reading.answers, keying.dated_on
    wanted = card_application(keying.desk, answers, key=new_key(), dated_on=dated_on, by=actor())
    try:
        revision = request.form.get("revision", 0, type=int)
        change(database.session(), number, wanted, revision=revision, by=actor(), now=now_utc())
    except Refusal as refusal:
        database.session().expire_all()
        return _show(slug, replace(keying, refusal=refusal), refusal.status)
    return _next(slug, round_number, number)


def _sent(slug: str, round_number: int) -> Keying:
    desk = card_desk(database.session(), round_here(slug, round_number).id)
    last = last_card(desk, request.form.get("after", ""))
    keying = typed_card(desk, request.form.to_dict(flat=False), last)
    return replace(keying, raw=_with_area(keying)) if keying.needs_area else keying


def _with_area(keying: Keying) -> Mapping[str, object]:
    field = keying.desk.form.meaning("address")
    return fill_address(keying.desk.form, keying.raw, field.key)[0] if field else keying.raw


def _correcting(slug: str, round_number: int, number: str) -> Keying:
    desk = card_desk(database.session(), round_here(slug, round_number).id)
    last = last_card(desk, number)
    if last is None:
        raise NotFound
    return correcting(desk, last)


def _show(slug: str, keying: Keying, status: int = 200) -> ResponseReturnValue:
    session, found, now = database.session(), keying.desk.round, now_utc()
    at, last = phase(session, found, now), keying.last
    alike = likely(session, last.entries) if last else []
    seen = [last.case.id, *(entry.case_id for entry, _ in alike)] if last else []
    note_list(session, seen, has_text=False, by=actor(), now=now)
    return show(
        "staff/postcards/page.html",
        "staff/postcards/_card_area.html",
        status=status,
        slug=slug,
        round=found,
        keying=keying,
        alike=alike,
        why=REASONS,
        against=AGAINST,
        phase=PHASE_WORDS[at],
        is_open=at in BEFORE_FREEZE and at not in ("preparing", "announced"),
        intake=_counted(found.id),
        mine=keyed_today(session, keying.desk, actor(), now),
        waiting=open_groups(session, found.id),
    )


def _counted(round_id: int) -> Intake:
    """Return what came in so far, some seconds old: with a hundred thousand entries to count it is not done for each card."""
    seconds = COUNTED_SECONDS if current_app.config["KEPT_SECONDS"] else 0
    shelf: Shelf = current_app.extensions.setdefault("counted entries", Shelf(seconds))
    return shelf.get(round_id, lambda: intake_of(database.session(), round_id))


def _next(slug: str, round_number: int, number: str) -> ResponseReturnValue:
    return lead_to(url_for("staff.postcards.page", slug=slug, round_number=round_number, after=number))
