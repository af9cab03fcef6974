"""Signing in and out, with the second factor where it is wanted; unlocking a tablet that was handed over."""

from __future__ import annotations

from flask import Blueprint, Response, request, session, url_for
from flask_login import current_user, login_user, logout_user

from blueprints.staff.problems import Slip
from blueprints.web import access, database
from blueprints.web.guard import (
    ANYONE,
    HALFWAY,
    HANDED_OVER,
    UNLOCKING,
    User,
    local_path,
    needs,
    present,
    sign_in_rules,
)
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people import sign_ins
from domain.people.second_factor import check_code
from domain.refusals import Refusal

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@needs(ANYONE)
def page() -> Response:
    """Ask for login and password; who is signed in goes on."""
    if current_user.is_authenticated:
        return _go_on()
    return show("staff/account/sign_in.html", problems=(), typed="", next=_next())


@blueprint.post("/sign-in")
@needs(ANYONE)
def enter() -> Response:
    """Sign in; the second factor, where it is wanted, follows."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        signed_in = sign_ins.sign_in(
            database.session(), login, password, **_from_where(), now=now_utc(), rules=sign_in_rules()
        )
    except Refusal as refusal:
        return _again("staff/account/sign_in.html", refusal, "login", typed=login)
    _keep(signed_in.token)
    return _go_on()


@blueprint.get("/sign-in/code")
@needs(HALFWAY)
def code() -> Response:
    """Ask for the code of the second factor."""
    if not present().needs_code:
        return _go_on()
    return show("staff/account/code.html", problems=(), next=_next())


@blueprint.post("/sign-in/code")
@needs(HALFWAY)
def enter_code() -> Response:
    """Complete the sign-in with a code."""
    try:
        check_code(
            database.session(),
            current_user.token,
            request.form.get("code", ""),
            key=access.key(),
            now=now_utc(),
            rules=sign_in_rules(),
        )
    except Refusal as refusal:
        return _again("staff/account/code.html", refusal, "code")
    return _go_on()


@blueprint.post("/sign-out")
@needs(HALFWAY)
def leave() -> Response:
    """Sign out here."""
    sign_ins.sign_out(database.session(), current_user.token, now=now_utc())
    logout_user()
    session.clear()
    response = lead_to(url_for("staff.sign_in.page"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


@blueprint.get("/lock")
@needs(UNLOCKING)
def locked() -> Response:
    """Say that the tablet was handed over, and ask for the password."""
    if not session.get(HANDED_OVER):
        return _go_on()
    return show("staff/account/unlock.html", problems=(), next=_next())


@blueprint.post("/lock")
@needs(UNLOCKING)
def unlock() -> Response:
    """Give the tablet back to its clerk."""
    try:
        sign_ins.check_password(
            database.session(),
            present().staff_id,
            request.form.get("password", ""),
            address=access.address(),
            now=now_utc(),
            rules=sign_in_rules(),
        )
    except Refusal as refusal:
        return _again("staff/account/unlock.html", refusal, "password")
    session.pop(HANDED_OVER, None)
    return _go_on()


def _from_where() -> dict[str, str]:
    return {"address": access.address(), "browser": request.user_agent.string}


def _keep(token: str) -> None:
    """Begin a fresh session of the browser: what was in it belonged to whoever was here before."""
    session.clear()
    found = sign_ins.staff_of_token(database.session(), token, now=now_utc(), rules=sign_in_rules())
    if found is not None:
        login_user(User(token, found))


def _next() -> str:
    return local_path(request.values.get("next", ""), url_for("staff.home.index"))


def _go_on() -> Response:
    return lead_to(_next())


def _again(page: str, refusal: Refusal, place: str, **values: str) -> Response:
    return show(page, status=refusal.status, problems=(Slip.of(refusal, place),), next=_next(), **values)
