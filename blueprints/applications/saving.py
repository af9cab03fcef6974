"""Keeping a form for later: a cookie names what this browser has saved, a link opens it anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, current_app, flash, request, url_for
from sqlalchemy.orm import Session

from blueprints.applications.offers import Offer
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.filling import STAY, Filling, Sent
from blueprints.web.languages import gettext, language, translated
from blueprints.web.show import lead_to
from blueprints.web.uploads import go_on_with_files
from domain.applications.saving import Begun, TooManyMails, find_saved, mail_link, save
from domain.cases.paper_models import SavedForm
from domain.clock import now_utc
from forms.carrying_over import lost, migrated
from forms.definition import Field, Form, Text
from forms.fields import kind_of
from forms.given import Raw, Unreadable, given_to, safe
from forms.messages import Message, message

SAVE = "save"
"""The button that keeps what is typed for later."""
DRAFT = "draft"
"""The cookie that names the saved form; each procedure has its own, by its path."""
MOST_NAMED = 8
ADDRESS = Field("email", "email", Text("メールアドレス", easy="メールアドレス", en="E-mail address"))
"""What is asked on the page of a saved form, as forms ask it."""


def saved_now(offer: Offer, sent: Sent) -> Response:
    """Keep what was typed and show how to find it again; the link is mailed where an address was typed."""
    known = saved_here(session(), offer.procedure.id)
    raw = migrated(safe(sent.raw), offer.form, offer.form)
    begun = Begun(sent.form_key, raw, sent.page, sorted(sent.seen & _keys(offer.form)))
    before = known.email if known else ""
    token = save(session(), offer.version, begun, token_here() if known else "", now=now_utc())
    _mail_first(typed_email(offer.form, raw), before, token)
    slug = offer.procedure.slug
    return named(lead_to(url_for("drafts.page", slug=slug)), slug, token)


def saved_here(database: Session, procedure_id: int) -> SavedForm | None:
    """Return what this browser has saved of a procedure, None where there is nothing."""
    token = token_here()
    return find_saved(database, token, procedure_id, now=now_utc(), kept=kept()) if token else None


def resumed(offer: Offer, saved: SavedForm) -> Filling:
    """Return the filling as it was saved; where the form has changed since, what still fits, from the start."""
    former = saved.form_version.form
    raw: Raw = saved.raw
    page, said = saved.page, None
    if saved.form_version_id != offer.version.id:
        said = _changed(lost(raw, former, offer.form))
        raw, page = migrated(raw, former, offer.form), offer.form.pages[0].key
    sent = Sent(raw, saved.form_key, page, STAY, frozenset(saved.seen) & _keys(offer.form))
    return replace(go_on_with_files(offer.form, offer.facts, sent), said=said)


def forget_draft(response: Any, slug: str) -> Response:
    """Let this browser name no saved form of a procedure any more."""
    if DRAFT in request.cookies:
        response.delete_cookie(DRAFT, path=_path(slug), httponly=True, samesite="Lax", secure=_is_secure())
    return response  # type: ignore[no-any-return]


def named(response: Any, slug: str, token: str) -> Response:
    """Let this browser name the saved form."""
    about: dict[str, Any] = {"max_age": kept(), "httponly": True, "samesite": "Lax", "secure": _is_secure()}
    response.set_cookie(DRAFT, token, path=_path(slug), **about)
    return response  # type: ignore[no-any-return]


def mail_to(email: str, token: str = "") -> None:
    """Mail the link to a saved form, by default this browser's; TooManyMails."""
    about: dict[str, Any] = {
        "language": language(),
        "address": access.address(),
        "now": now_utc(),
        "kept": kept(),
    }
    mail_link(session(), token or token_here(), email, **about)


def _mail_first(email: str, before: str, token: str) -> None:
    """Mail the link unasked where an address was typed, once to each."""
    if not email or email == before:
        return
    try:
        mail_to(email, token)
    except TooManyMails:
        return
    flash(gettext("{email} に、続きから入力するためのリンクを送りました。").format(email=email), "good")


def typed_email(form: Form, raw: Raw) -> str:
    """Return the address that was typed into the form, "" where there is none that can be one."""
    field = form.meaning("email")
    typed = next(iter(given_to(field.key, raw).get("", ())), "") if field else ""
    try:
        return read_email(typed) if typed else ""
    except Unreadable:
        return ""


def read_email(typed: str) -> str:
    """Return an address as forms take it; Unreadable."""
    if not typed.strip():
        raise Unreadable(("", kind_of(ADDRESS).missing(ADDRESS)))
    return str(kind_of(ADDRESS).read(ADDRESS, {"": (typed,)}, {}))


def token_here() -> str:
    """Return the token of the form that this browser has saved of the procedure of this address, "" for none."""
    return request.cookies.get(DRAFT, "")


def _path(slug: str) -> str:
    return url_for("applications.form", slug=slug)


def kept() -> timedelta:
    """Return how long saved forms are kept here."""
    return timedelta(days=current_app.config["DRAFT_DAYS"])


def _is_secure() -> bool:
    return bool(current_app.config["SECURE_COOKIES"])


def _changed(left: Sequence[Field]) -> Message:
    """Say that the form is another one now, and what could not be taken over."""
    if not left:
        return message(
            "保存したあとで、この様式が新しくなりました。前に入力した内容は入れてあります。はじめから確かめてください。"
        )
    labels = "、".join(translated(message("{label}", label=field.label)) for field in left[:MOST_NAMED])
    return message(
        "保存したあとで、この様式が新しくなりました。いまの質問に合わない次の内容は入れていません：{labels}。はじめから確かめてください。",
        labels=labels,
    )


def _keys(form: Form) -> frozenset[str]:
    return frozenset(field.key for field in form.fields())
