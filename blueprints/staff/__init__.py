"""The office: one parent for all pages of the staff, with the one guard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_login import current_user

from blueprints.staff import account, home, people, sign_in
from blueprints.staff.booking import capacity, closures, days, moves, phone
from blueprints.staff.booking import pages as booking
from blueprints.staff.cases import (
    batches,
    correspondence,
    decisions,
    entry,
    exports,
    keys,
    looks,
    papers,
    phrases,
    printing,
    queue,
    retention,
    statistics,
    undelivered,
)
from blueprints.staff.cases import pages as cases
from blueprints.staff.lottery import card_files, duplicates, postcards, sales, sales_counter
from blueprints.staff.lottery import exclusions as lottery_exclusions
from blueprints.staff.lottery import objections as lottery_objections
from blueprints.staff.lottery import pages as lottery
from blueprints.staff.lottery import planning as lottery_rounds
from blueprints.staff.lottery import seed as lottery_seed
from blueprints.staff.lottery import steps as lottery_steps
from blueprints.staff.procedures import (
    builder,
    details,
    preview,
    procedure_files,
    publishing,
    samples,
    shelf,
    versions,
)
from blueprints.staff.procedures import pages as procedures
from blueprints.staff.procedures.tabs import procedure_tabs
from blueprints.web.guard import allowed, check_office, present
from blueprints.web.languages import gettext
from forms.messages import mark
from forms.phone_numbers import hyphenated

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
blueprint.before_request(check_office)

for child in (
    sign_in.blueprint,
    account.blueprint,
    home.blueprint,
    queue.blueprint,
    batches.blueprint,
    cases.blueprint,
    correspondence.blueprint,
    decisions.blueprint,
    printing.blueprint,
    exports.blueprint,
    statistics.blueprint,
    retention.blueprint,
    phrases.blueprint,
    looks.blueprint,
    keys.blueprint,
    moves.blueprint,
    papers.blueprint,
    undelivered.blueprint,
    booking.blueprint,
    capacity.blueprint,
    closures.blueprint,
    days.blueprint,
    phone.blueprint,
    lottery.blueprint,
    lottery_rounds.blueprint,
    lottery_steps.blueprint,
    lottery_seed.blueprint,
    lottery_exclusions.blueprint,
    lottery_objections.blueprint,
    entry.blueprint,
    sales_counter.blueprint,
    sales.blueprint,
    postcards.blueprint,
    card_files.blueprint,
    duplicates.blueprint,
    people.blueprint,
    details.blueprint,
    publishing.blueprint,
    samples.blueprint,
    procedures.blueprint,
    builder.blueprint,
    preview.blueprint,
    shelf.blueprint,
    procedure_files.blueprint,
    versions.blueprint,
):
    blueprint.register_blueprint(child)

MENU = (
    (mark("ホーム"), "staff.home", "staff.home.index", ""),
    (mark("申請"), "staff.queue", "staff.queue.index", "see_cases"),
    (mark("申請の入力"), "staff.entry", "staff.entry.index", "enter_case"),
    (mark("施設予約"), "staff.booking", "staff.booking.index", "see_board"),
    (mark("商品券の販売"), "staff.sales_counter", "staff.sales_counter.index", "sell_vouchers"),
    (mark("抽選"), "staff.lottery", "staff.lottery.index", "see_lottery"),
    (mark("手続き"), "staff.procedures", "staff.procedures.index", "edit_forms"),
    (mark("窓口タブレット"), "counter", "counter.index", "use_counter"),
    (mark("集計・書き出し"), "staff.statistics", "staff.statistics.index", "see_statistics"),
    (mark("保存期間"), "staff.retention", "staff.retention.index", "manage_retention"),
    (mark("職員"), "staff.people", "staff.people.index", "manage_staff"),
    (mark("アカウント"), "staff.account", "staff.account.index", ""),
)
"""Words, the blueprint whose pages belong to the entry, where it leads, the action it needs."""

WITHIN = {
    "staff.batches": "staff.queue",
    "staff.cases": "staff.queue",
    "staff.correspondence": "staff.queue",
    "staff.keys": "staff.queue",
    "staff.looks": "staff.queue",
    "staff.phrases": "staff.queue",
    "staff.decisions": "staff.queue",
    "staff.moves": "staff.queue",
    "staff.printing": "staff.queue",
    "staff.exports": "staff.statistics",
    "staff.papers": "staff.queue",
    "staff.undelivered": "staff.queue",
    "staff.capacity": "staff.booking",
    "staff.closures": "staff.booking",
    "staff.days": "staff.booking",
    "staff.phone": "staff.booking",
    "staff.sales": "staff.sales_counter",
    "staff.lottery_rounds": "staff.lottery",
    "staff.lottery_steps": "staff.lottery",
    "staff.lottery_seed": "staff.lottery",
    "staff.lottery_exclusions": "staff.lottery",
    "staff.lottery_objections": "staff.lottery",
    "staff.postcards": "staff.lottery",
    "staff.card_files": "staff.lottery",
    "staff.duplicates": "staff.lottery",
    "staff.details": "staff.procedures",
    "staff.publishing": "staff.procedures",
    "staff.samples": "staff.procedures",
    "staff.builder": "staff.procedures",
    "staff.preview": "staff.procedures",
    "staff.shelf": "staff.procedures",
    "staff.procedure_files": "staff.procedures",
    "staff.versions": "staff.procedures",
}
"""Blueprints without an entry of their own -> the one they are shown under."""


@dataclass(frozen=True)
class Link:
    """One entry of the menu."""

    href: str
    label: str
    current: bool


@blueprint.app_context_processor
def frame() -> dict[str, object]:
    """Give the layout its menu and who is signed in; before that it has neither."""
    if not (request.path.startswith("/staff") and current_user.is_authenticated and present().is_complete):
        return {"nav": [], "signed_in": _halfway(), "staff_home": "", "allowed": allowed, "phone": hyphenated}
    return {
        "nav": _menu(),
        "signed_in": _who(),
        "staff_home": url_for("staff.home.index"),
        "allowed": allowed,
        "phone": hyphenated,
        "procedure_tabs": procedure_tabs,
    }


def _menu() -> list[Link]:
    here = WITHIN.get(request.blueprint or "", request.blueprint)
    return [
        Link(url_for(endpoint), gettext(words), here == owner)
        for words, owner, endpoint, action in MENU
        if not action or allowed(action)
    ]


def _who() -> dict[str, str]:
    who = present()
    return {
        "name": who.name,
        "login": who.login,
        "department": who.department,
        "sign_out": url_for("staff.sign_in.leave"),
    }


def _halfway() -> dict[str, str] | None:
    """Return who is signed in by the password alone, so that they can sign out again."""
    is_here = request.path.startswith("/staff") and current_user.is_authenticated
    return _who() if is_here else None
