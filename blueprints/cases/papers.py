"""Papers of one's own case: what was sent, what staff have checked, and a missing one sent later."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.cases.own_cases import PAGES
from blueprints.cases.paper_answers import attachment
from blueprints.cases.untold import is_untold, undo_time
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import arrivals, count_arrival, folder, limits, takes_files
from domain.cases.papers import Arrival, add_paper, case_papers, paper_of
from domain.cases.rules import NotAllowed
from domain.cases.steps import find
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.refusals import Refusal
from forms.fields.files import TYPES
from forms.messages import Message, message
from forms.reading import Problem

blueprint = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers")

INPUT = "papers"


@blueprint.before_request
def ask_who_it_is() -> Response | None:
    """Ask for number and secret where this browser may not see the case."""
    number = (request.view_args or {})["number"]
    if access.may_see(number):
        return None
    return lead_to(url_for("cases.find", number=number))


@blueprint.get("")
def page(number: str) -> Response:
    """List what was sent, and ask for what is missing."""
    return _page(number)


@blueprint.post("")
@takes_files
def add(number: str) -> Response:
    """Add what was chosen; what is refused is told, the rest is kept."""
    problems, added = _add_all(number)
    if problems or not added:
        return _page(
            number, problems or (_problem(message("追加する書類の写真かファイルを選んでください。")),), added
        )
    return lead_to(
        url_for("papers.page", number=number), gettext("書類を受け取りました。担当課が確認します。")
    )


@blueprint.get("/<int:paper_id>")
def paper(number: str, paper_id: int) -> Response:
    """Give a paper back to who has sent it."""
    return attachment(paper_of(session(), number, paper_id))


def _add_all(number: str) -> tuple[tuple[Problem, ...], int]:
    problems, added = [], 0
    for arrival in arrivals(INPUT, TYPES):
        try:
            _add(number, arrival)
            added += 1
        except NotAllowed:
            raise
        except Refusal as refusal:
            problems.append(_problem(refusal.reason))
    return tuple(problems), added


def _add(number: str, arrival: Arrival) -> None:
    count_arrival(arrival)
    said = {"limits": limits(), "within": undo_time()}
    add_paper(session(), folder(), number, arrival, by=RESIDENT, now=now_utc(), **said)


def _problem(sentence: Message) -> Problem:
    return Problem(INPUT, INPUT, sentence)


def _page(number: str, problems: tuple[Problem, ...] = (), added: int = 0) -> Response:
    case = find(session(), number)
    status = 422 if problems else 200
    papers = case_papers(session(), case, is_untold=is_untold(session(), case, now_utc()))
    back = url_for(f"{PAGES.get(case.procedure.kind, 'cases')}.page", number=case.number)
    return show(
        "cases/add_paper.html", status=status, papers=papers, problems=problems, added=added, back=back
    )
