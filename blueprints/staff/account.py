"""One's own account: sign-ins with revoking, the password, the second factor."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, Response, current_app, request, url_for
from flask_login import current_user

from blueprints.staff.problems import Slip
from blueprints.web import access, database
from blueprints.web.guard import HALFWAY, SIGNED_IN, actor, needs, present, sign_in_rules
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people import operations, sign_ins
from domain.people import second_factor as factor
from domain.refusals import NotFound, Refusal
from forms.messages import message

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@needs(SIGNED_IN)
def index() -> Response:
    """Show one's sign-ins, and what can be changed."""
    return _account()


@blueprint.post("/account/password")
@needs(SIGNED_IN)
def change_password() -> Response:
    """Change one's password; every other sign-in ends."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _account((Slip("again", message("新しいパスワードと確認用の入力が違います。")),), 422)
    try:
        _prove(old)
        operations.change_password(
            database.session(),
            present().staff_id,
            old,
            new,
            token=current_user.token,
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        return _account((Slip.of(refusal, "old"),), refusal.status)
    return _done(gettext("パスワードを変更しました。ほかの端末のログインは終了しました。"))


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@needs(SIGNED_IN)
def end_sign_in(sign_in_id: int) -> Response:
    """End one of one's own sign-ins."""
    if not sign_ins.end_sign_in(
        database.session(), present().staff_id, sign_in_id, by=actor(), now=now_utc()
    ):
        raise NotFound
    return _done(gettext("ログインを終了しました。"))


@blueprint.get("/account/second-factor")
@needs(HALFWAY)
def second_factor() -> Response:
    """Show the QR code that waits to be confirmed, or offer to make one."""
    return _second_factor()


@blueprint.post("/account/second-factor")
@needs(HALFWAY)
def start_second_factor() -> Response:
    """Make a new secret to be confirmed."""
    _require_fresh()
    factor.start_second_factor(database.session(), present().staff_id, town=_town(), key=access.key())
    return lead_to(url_for("staff.account.second_factor"))


@blueprint.get("/account/second-factor/qr.svg")
@needs(HALFWAY)
def qr() -> Response:
    """Draw the secret for the authenticator app; an image of its own, because no page may hold data inline."""
    enrolment = _pending()
    if enrolment is None:
        raise NotFound
    image = io.BytesIO()
    segno.make(enrolment.uri, error="m").save(image, kind="svg", scale=6, border=4)
    return Response(image.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/account/second-factor/confirmation")
@needs(HALFWAY)
def confirm_second_factor() -> Response:
    """Take the second factor into use once a code of it was seen."""
    _require_fresh()
    code = request.form.get("code", "")
    try:
        factor.confirm_second_factor(
            database.session(),
            current_user.token,
            code,
            key=access.key(),
            now=now_utc(),
            rules=sign_in_rules(),
        )
    except Refusal as refusal:
        return _second_factor((Slip.of(refusal, "code"),), refusal.status)
    return _done(gettext("2段階認証を設定しました。次のログインから認証コードを使います。"))


def _prove(password: str) -> None:
    """Count wrong tries as at signing in: a browser left open is not to be guessed at either."""
    sign_ins.check_password(
        database.session(),
        present().staff_id,
        password,
        address=access.address(),
        now=now_utc(),
        rules=sign_in_rules(),
    )


def _account(problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    living = sign_ins.sign_ins_of(
        database.session(), present().staff_id, now=now_utc(), rules=sign_in_rules()
    )
    return show(
        "staff/account/account.html",
        status=status,
        problems=problems,
        sign_ins=living,
        here=present().sign_in_id,
        has_second_factor=present().has_second_factor,
    )


def _second_factor(problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    _require_fresh()
    return show(
        "staff/account/second_factor.html",
        status=status,
        problems=problems,
        enrolment=_pending(),
        is_required=present().needs_enrolment,
    )


def _require_fresh() -> None:
    """Refuse who has only the password of somebody with a second factor: it must not be replaced that way."""
    if present().needs_code:
        raise NotFound


def _pending() -> Any:
    _require_fresh()
    return factor.pending_second_factor(
        database.session(), present().staff_id, town=_town(), key=access.key()
    )


def _town() -> str:
    return str(current_app.config["TOWN_NAME"])


def _done(said: str) -> Response:
    return lead_to(url_for("staff.account.index"), said)
