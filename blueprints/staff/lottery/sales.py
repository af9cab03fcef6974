"""The sale of a round as staff run it: tickets issued and printed, labels, what is over, and runners-up."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from blueprints.staff.lottery.progress import lead_to_progress, progress_of
from blueprints.web import database
from blueprints.web.codes import drawn_code
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import show
from domain.cases.columns import Column
from domain.cases.exporting import as_csv
from domain.clock import day_of, now_utc
from domain.database import writing
from domain.history import record
from domain.lottery.long_steps import ask_for
from domain.lottery.models import Round
from domain.lottery.queries import campaign_of, round_of
from domain.lottery.rounds import phase
from domain.lottery.sale.queries import LABEL, answers_of, hidden, labels, offers_of, printed, standing
from domain.lottery.sale.tickets import AFTER_RESULT
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("sales", __name__)

SHEETS = 200
"""Tickets printed at once: a browser lays out so many in a moment."""


@blueprint.get("/sales/<slug>/rounds/<lottery>")
@needs("run_sale")
def page(slug: str, lottery: str) -> Response:
    """Show where the sale of a round stands, and whom free units were offered."""
    return _show(slug, lottery)


@blueprint.post("/sales/<slug>/rounds/<lottery>/tickets")
@needs("run_sale")
def issue(slug: str, lottery: str) -> Response:
    """Have every ticket issued that is missing, with its mail."""
    return _asked(slug, lottery, "issue_tickets")


@blueprint.post("/sales/<slug>/rounds/<lottery>/offers")
@needs("run_sale")
def pass_on(slug: str, lottery: str) -> Response:
    """Have ended what is over, and what is free offered to who stands next."""
    return _asked(slug, lottery, "pass_on")


@blueprint.get("/sales/<slug>/rounds/<lottery>/print")
@needs("run_sale")
def sheets(slug: str, lottery: str) -> Response:
    """Show open tickets on paper, some hundreds at a time, from the one after ``after`` on."""
    found, after = _round(slug, lottery), request.args.get("after", 0, type=int)
    some = printed(database.session(), found.id, departments("run_sale"), after, SHEETS + 1)
    codes = {one.id: drawn_code(one.number, gettext("引換券のQRコード")) for one in some[:SHEETS]}
    rest = some[SHEETS - 1].id if len(some) > SHEETS else 0
    values = {"round": found, "tickets": some[:SHEETS], "codes": codes, "rest": rest, "for_pdf": False}
    return Response(render_template("staff/print/tickets.html", **values))


@blueprint.post("/sales/<slug>/rounds/<lottery>/labels")
@needs("run_sale")
def label_file(slug: str, lottery: str) -> Response:
    """Send the labels as CSV, row after row, and write into the history who took them."""
    found = _round(slug, lottery).id
    with writing(database.session()) as session:
        record(session, "export_labels", "round", found, by=actor(), now=now_utc())
    response = Response(_rows(found), content_type="text/csv; charset=utf-8")
    name = f"{lottery}-{day_of(now_utc()):%Y%m%d}-labels.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(slug: str, lottery: str, kind: str) -> Response:
    """Ask for a long step of the sale; what can be refused at once is shown on its page."""
    found = _round(slug, lottery)
    try:
        ask_for(database.session(), found.id, kind, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _show(slug, lottery, refusal)
    return lead_to_progress(progress_of(database.session(), found, slug, "sale", now_utc()))


def _show(slug: str, lottery: str, refusal: Refusal | None = None) -> Response:
    session, found = database.session(), _round(slug, lottery)
    at = phase(session, found, now_utc())
    return show(
        "staff/sales/round.html",
        status=refusal.status if refusal else 200,
        round=found,
        slug=slug,
        is_public=at in AFTER_RESULT,
        standing=standing(session, found.id),
        answers=answers_of(session, found.id),
        offers=offers_of(session, found.id),
        hidden=hidden(session, found.id),
        refusal=refusal,
        progress=progress_of(session, found, slug, "sale", now_utc()),
        department_id=found.campaign.procedure.department_id,
    )


def _round(slug: str, lottery: str) -> Round:
    """Return a round of the procedure in the address, which the guard has looked at; NotFound."""
    found = round_of(database.session(), lottery)
    if found.campaign_id != campaign_of(database.session(), slug).id:
        raise NotFound
    return found


def _rows(round_id: int) -> Iterator[bytes]:
    """Return the file in pieces, on a database session of its own: the request's ends before the file does."""
    engine, mine = database.db.engine, departments("run_sale")

    def sent() -> Iterator[bytes]:
        with Session(engine, autoflush=False) as session:
            yield from as_csv([Column(head, head) for head in LABEL], labels(session, round_id, mine))

    return sent()
