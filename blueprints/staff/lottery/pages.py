"""Lotteries for staff: the campaigns, what each sells, and the page of a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.lottery.views import draw_of
from blueprints.staff.lottery.desk import desk_of, round_page
from blueprints.staff.lottery.progress import PLACES, progress_page
from blueprints.staff.problems import Slip
from blueprints.staff.typed_numbers import number_of
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.lottery.looking import campaigns_of
from domain.lottery.models import Campaign
from domain.lottery.queries import intake_of, rounds_of
from domain.lottery.refusals import WrongTerms
from domain.lottery.setup import Sale, set_campaign
from domain.procedures.models import Procedure
from domain.procedures.queries import procedure_at
from domain.refusals import NotFound
from forms.definition import Form, Text
from forms.messages import message

blueprint = Blueprint("lottery", __name__)

ASKED = {
    "units": ("申し込む数", ("number",), True),
    "born_on": ("生年月日", ("birth_date", "date"), True),
    "tier": ("区分（市民・在勤など）", ("choice", "select"), False),
    "claim": ("倍率の申告", ("choice", "select"), False),
    "family": ("いっしょに申し込む家族", ("children",), False),
}
"""What a lottery must know of the answers: words, kinds of question that can say it, whether it must be there."""
NUMBERS = {"price": "1つの値段", "worth": "使える金額", "cap": "1人の上限"}


@dataclass(frozen=True)
class Typed:
    """What a campaign sells, as it was typed."""

    texts: Mapping[str, str]
    asks: Mapping[str, str]
    excludes: bool = False
    problems: tuple[Slip, ...] = field(default=())


@blueprint.get("/lottery")
@needs("see_lottery")
def index() -> Response:
    """List the campaigns."""
    session, now = database.session(), now_utc()
    found = [
        (
            procedure,
            [draw_of(session, one, now) for one in rounds_of(session, campaign.id)] if campaign else [],
        )
        for procedure, campaign in campaigns_of(session, departments("see_lottery"))
    ]
    return show("staff/lottery/list.html", campaigns=found)


@blueprint.get("/lottery/<slug>")
@needs("see_lottery")
def campaign(slug: str) -> Response:
    """Show a campaign: what it sells, and its rounds with what came in."""
    procedure, found = _found(slug)
    session, now = database.session(), now_utc()
    rounds = rounds_of(session, found.id) if found else ()
    rows = [(draw_of(session, one, now), intake_of(session, one.id)) for one in rounds]
    return show("staff/lottery/campaign.html", procedure=procedure, campaign=found, rows=rows)


@blueprint.get("/lottery/<slug>/sale")
@needs("manage_lottery")
def sale(slug: str) -> Response:
    """Ask what is sold, to whom, and which question says what."""
    procedure, found = _found(slug)
    return _ask(procedure, _known(found))


@blueprint.post("/lottery/<slug>/sale")
@needs("manage_lottery")
def set_sale(slug: str) -> Response:
    """Set what is sold."""
    procedure, found = _found(slug)
    wanted, typed = _read(procedure, found)
    if wanted is None:
        return _ask(procedure, typed, 422)
    try:
        set_campaign(database.session(), procedure.id, wanted, by=actor(), now=now_utc())
    except WrongTerms as refusal:
        slips = tuple(Slip("unit", one) for one in refusal.problems)
        return _ask(procedure, Typed(typed.texts, typed.asks, typed.excludes, slips), refusal.status)
    return lead_to(url_for("staff.lottery.campaign", slug=slug), gettext("販売の条件を保存しました。"))


@blueprint.get("/lottery/<slug>/rounds/<int:turn>")
@needs("see_lottery")
def turn(slug: str, turn: int) -> Response:
    """Show a round: where it stands, what comes next, what came in."""
    return round_page(desk_of(slug, turn))


@blueprint.get("/lottery/<slug>/rounds/<int:turn>/progress")
@needs("see_lottery")
def progress(slug: str, turn: int) -> Response:
    """Show how far a long step has got, for one of the pages of a round; 204 where that is what it shows already."""
    desk, place = desk_of(slug, turn), request.args.get("on", "round")
    if place not in PLACES:
        raise NotFound
    department_id = desk.campaign.procedure.department_id
    return progress_page(desk.progress(place), desk=desk, department_id=department_id)


def _found(slug: str) -> tuple[Procedure, Campaign | None]:
    """Return a lottery's procedure, and its campaign once it is set up; NotFound for other kinds."""
    procedure = procedure_at(database.session(), slug)
    if procedure.kind != "lottery":
        raise NotFound
    pairs = campaigns_of(database.session(), None)
    return procedure, next((one for other, one in pairs if other.id == procedure.id), None)


def _known(found: Campaign | None) -> Typed:
    if found is None:
        return Typed({"unit": "冊", "duplicate_rule": "first"}, {})
    texts = {name: str(getattr(found, name)) for name in NUMBERS}
    texts |= {"unit": found.unit_text.ja, "duplicate_rule": found.duplicate_rule}
    return Typed(texts, found.asks, found.excludes_earlier_winners)


def _read(procedure: Procedure, found: Campaign | None) -> tuple[Sale | None, Typed]:
    """Return what was typed, read; None where something is to be mended."""
    texts = {name: request.form.get(name, "").strip() for name in ("unit", "duplicate_rule", *NUMBERS)}
    asks = {name: key for name in ASKED if (key := request.form.get(f"asks-{name}", ""))}
    excludes = request.form.get("excludes") == "yes"
    numbers = {name: number_of(texts[name]) for name in NUMBERS}
    slips = [
        Slip(name, message("{what}を数字で入れてください。", what=NUMBERS[name]))
        for name in NUMBERS
        if numbers[name] is None
    ]
    if not 0 < len(texts["unit"]) <= 10:
        slips.append(Slip("unit", message("数え方（冊、セットなど）を10文字以内で入れてください。")))
    known = dict(candidates(procedure))
    for name, (words, _, is_needed) in ASKED.items():
        if (is_needed and name not in asks) or (name in asks and asks[name] not in dict(known[name])):
            slips.append(
                Slip(f"asks-{name}", message("「{what}」を答える質問を選んでください。", what=words))
            )
    typed = Typed(texts, asks, excludes, tuple(slips))
    if slips:
        return None, typed
    unit = found.unit_text if found and found.unit_text.ja == texts["unit"] else Text(texts["unit"])
    given: dict[str, Any] = dict(numbers)
    return Sale(
        unit, duplicate_rule=texts["duplicate_rule"], excludes_earlier_winners=excludes, asks=asks, **given
    ), typed


def candidates(procedure: Procedure) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a lottery asks -> (key, label) of the questions of the published form that can say it."""
    form: Form | None = procedure.live_version.form if procedure.live_version else None
    fields = list(form.fields()) if form else []
    return [
        (name, [(one.key, one.label.ja) for one in fields if one.kind in kinds])
        for name, (_, kinds, _) in ASKED.items()
    ]


def _ask(procedure: Procedure, typed: Typed, status: int = 200) -> Response:
    return show(
        "staff/lottery/sale.html",
        status=status,
        procedure=procedure,
        typed=typed,
        problems=typed.problems,
        asked=ASKED,
        candidates=dict(candidates(procedure)),
    )
