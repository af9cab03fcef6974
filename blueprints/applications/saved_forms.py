"""Going on later: the page of what was saved, its link, its mail, throwing it away."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, request, url_for

from blueprints.applications.offers import Offer, offer_of
from blueprints.applications.saving import (
    forget_draft,
    kept,
    mail_to,
    named,
    read_email,
    saved_here,
    token_here,
    typed_email,
)
from blueprints.web.database import session
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.applications.saving import TooManyMails, find_saved, throw_away
from domain.clock import now_utc
from domain.refusals import Refusal
from forms.given import Unreadable
from forms.reading import Problem

blueprint = Blueprint("drafts", __name__, url_prefix="/applications")


@blueprint.get("/drafts/<token>")
def open_link(token: str) -> Response:
    """Go on with a saved form, on this device or another."""
    saved = find_saved(session(), token, now=now_utc(), kept=kept())
    if saved is None:
        return show("applications/no_draft.html", status=410)
    slug = saved.procedure.slug
    return named(lead_to(url_for("applications.form", slug=slug, draft="continue")), slug, token)


@blueprint.get("/<slug>/draft")
def page(slug: str) -> Response:
    """Show the link to what this browser has saved."""
    return _saved_page(_offer(slug))


@blueprint.post("/<slug>/draft")
def mail(slug: str) -> Response:
    """Mail the link to the address that was typed."""
    offer, typed = _offer(slug), request.form.get("email", "")
    try:
        email = read_email(typed)
        mail_to(email)
    except Unreadable as error:
        problems = tuple(Problem("email", "email", text) for _, text in error.problems)
        return _saved_page(offer, typed, problems)
    except TooManyMails as refusal:
        return _saved_page(offer, typed, refusal=refusal)
    return lead_to(
        url_for("drafts.page", slug=slug),
        gettext("{email} に、続きから入力するためのリンクを送りました。").format(email=email),
    )


@blueprint.post("/<slug>/draft/deletion")
def delete(slug: str) -> Response:
    """Throw away what this browser has saved."""
    throw_away(session(), token_here())
    flash(gettext("保存した内容を消しました。"), "good")
    return forget_draft(lead_to(url_for("applications.form", slug=slug)), slug)


def _saved_page(
    offer: Offer, typed: str | None = None, problems: tuple[Problem, ...] = (), refusal: Refusal | None = None
) -> Response:
    saved = saved_here(session(), offer.procedure.id)
    if saved is None:
        return show("applications/no_draft.html", status=410)
    if typed is None:
        typed = saved.email or typed_email(saved.form_version.form, saved.raw)
    path = url_for("drafts.open_link", token=token_here())
    return show(
        "applications/saved.html",
        status=422 if problems else refusal.status if refusal else 200,
        offer=offer,
        path=path,
        link=f"{current_app.config['BASE_URL'].rstrip('/')}{path}",
        until=saved.saved_at + kept(),
        email=typed,
        problems=problems,
        refusal=refusal,
    )


def _offer(slug: str) -> Offer:
    return offer_of(session(), slug, now_utc())
