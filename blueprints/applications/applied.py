"""One's own application: the receipt, what it is now, messages, correcting, taking back, applying again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from blueprints.applications.offers import Other, others_of
from blueprints.cases.corrections import correcting, correction_of, send
from blueprints.cases.own_cases import OwnApplication, own_application
from blueprints.cases.untold import refusing_as_told, told_page
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.filling import new_key
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import takes_files
from domain.cases.earlier import answers_for
from domain.cases.messages import TooManyUnread, messages_of, note_read, write_to_office
from domain.cases.papers import case_papers
from domain.clock import now_utc
from domain.decisions import withdraw
from domain.history import RESIDENT
from domain.procedures.queries import live
from domain.refusals import NotFound, Refusal
from forms.given import Raw
from forms.messages import Message
from forms.reading import Problem, fill

blueprint = Blueprint("applied", __name__, url_prefix="/cases/<number>")
blueprint.before_request(access.ask_who_it_is)


@dataclass(frozen=True)
class Next:
    """Another procedure that can be asked for with what was answered already."""

    other: Other
    carried: tuple[tuple[str, str], ...]
    """Names and texts of its questions that are answered; nothing where it asks nothing of the same."""


@blueprint.get("/receipt")
def receipt(number: str) -> Response:
    """Show that it is done: the number, what happens next, what often follows."""
    own = _own(number)
    others = others_of(session(), own.case.procedure_id, now_utc())
    return show(
        "applications/receipt.html",
        own=own,
        following=[_next(own, other) for other in others],
        remembering=own.remembering(session()),
    )


@blueprint.get("")
def page(number: str) -> Response:
    """Show the application: what it is now, what happens next, messages, what was answered."""
    return _page(number)


@blueprint.post("/messages")
def write(number: str) -> Response:
    """Write to the office; a second tap finds it written."""
    typed, key = request.form.get("body", ""), request.form.get("form_key", "")
    try:
        mine = _own(number).case.number
        write_to_office(session(), mine, typed, key[:64] or new_key(), by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        return _page(number, typed, refusal)
    return lead_to(
        url_for("applied.page", number=number, _anchor="messages"), gettext("メッセージを送りました。")
    )


@blueprint.get("/correction")
def correction(number: str) -> Response:
    """Show the questions to correct, and nothing else."""
    return correcting(correction_of(session(), _own(number)))


@blueprint.post("/correction")
@takes_files
def send_correction(number: str) -> Response:
    """Take the corrected answers; other buttons only draw the form again."""
    return send(session(), _own(number), request.form.to_dict(flat=False), now_utc())


@blueprint.get("/withdrawal")
def confirm_withdrawal(number: str) -> Response:
    """Ask once more before the application is taken back."""
    return show("applications/withdraw.html", own=_own(number))


@blueprint.post("/withdrawal")
def take_back(number: str) -> Response:
    """Withdraw the application; a second tap finds it withdrawn and says the same."""
    case = _own(number).case
    with refusing_as_told(session(), case, now_utc()):
        withdraw(session(), case.number, by=RESIDENT, now=now_utc())
    return lead_to(url_for("applied.page", number=number), gettext("申し込みを取り下げました。"))


def _own(number: str) -> OwnApplication:
    return own_application(session(), number, now_utc())


def _page(number: str, typed: str = "", refusal: Refusal | None = None) -> Response:
    messages = messages_of(session(), _own(number).case.id)
    note_read(session(), messages, now=now_utc())
    own = _own(number)
    return show(
        "cases/application.html",
        status=refusal.status if refusal else 200,
        own=own,
        rows=[(row.label, row.text, "") for row in own.answers()],
        told=told_page(session(), number, own.now).page,
        papers=case_papers(session(), own.case, is_untold=own.is_untold),
        messages=messages_of(session(), own.case.id),
        form_key=new_key(),
        typed=typed,
        problems=_problems(refusal),
        refusal=refusal if isinstance(refusal, TooManyUnread) else None,
        again=_again(own),
    )


def _problems(refusal: Refusal | None) -> tuple[Problem, ...]:
    said: Message | None = refusal.reason if refusal and not isinstance(refusal, TooManyUnread) else None
    return (Problem("body", "body", said),) if said else ()


def _again(own: OwnApplication) -> Next | None:
    """Return how to apply again from this one, None where the procedure is gone."""
    procedure = own.case.procedure
    if live(session(), procedure.slug) is None:
        return None
    address = url_for("applications.form", slug=procedure.slug)
    texts = procedure.title_text, procedure.summary_text
    return _next(
        own, Other(procedure.id, procedure.slug, procedure.kind, *texts, address, is_elsewhere=False)
    )


def _next(own: OwnApplication, other: Other) -> Next:
    if other.is_elsewhere or other.kind != "application":
        return Next(other, ())
    found = live(session(), other.slug)
    if found is None:
        raise NotFound
    return Next(other, _typed(fill(found.version.form, answers_for(found.version.form, own.case))))


def _typed(raw: Raw | Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, texts in raw.items() for text in texts)
