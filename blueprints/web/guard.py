"""The one guard of the staff's and the counter's pages: who is signed in, and what they may do where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from flask import Flask, abort, current_app, g, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from blueprints.web import database
from blueprints.web.languages import in_japanese
from blueprints.web.show import lead_to
from domain.belonging import department_of_case, department_of_procedure
from domain.booking.queries import department_of_slot
from domain.clock import now_utc
from domain.history import Actor
from domain.people.rules import ACTIONS, SignInRules, departments_for, may, may_somewhere
from domain.people.sign_ins import Present, staff_of_token
from domain.refusals import NotFound

ANYONE = "anyone"
"""The sign-in page: no sign-in needed."""
HALFWAY = "halfway"
"""Signed in, perhaps with the second factor still to come."""
UNLOCKING = "unlocking"
"""Signed in; also while the tablet is handed over."""
SIGNED_IN = "signed_in"
"""Signed in, whatever the roles."""
DECLARATIONS = (ANYONE, HALFWAY, UNLOCKING, SIGNED_IN, *ACTIONS)

HANDED_OVER = "handed_over"
"""Set in the browser's session while a resident holds the tablet; only a password takes it away."""

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class User(UserMixin):  # type: ignore[misc]
    """Who is signed in, for Flask-Login: known by a token that can be revoked, not by an account."""

    def __init__(self, token: str, present: Present) -> None:
        self.token = token
        self.present = present

    def get_id(self) -> str:
        """Return what the browser's session keeps."""
        return self.token


def prepare(app: Flask) -> None:
    """Make Flask-Login know the staff."""
    manager = LoginManager(app)
    manager.session_protection = None  # the token is the sign-in; addresses change on a tablet
    manager.user_loader(_load)


def needs(declaration: str) -> Callable[[View], View]:
    """Declare what a view needs: an action of ``domain.people.rules``, or one of the words above."""

    def declare(view: View) -> View:
        view.needs = declaration  # type: ignore[attr-defined]
        return view

    return declare


def declared(endpoint: str | None) -> str | None:
    """Return what an endpoint has declared, None where nothing: then nobody may."""
    return getattr(current_app.view_functions.get(endpoint or ""), "needs", None)


def check_office() -> ResponseReturnValue | None:
    """Let nobody see a staff page who may not; while the tablet is handed over, nobody at all."""
    wanted = declared(request.endpoint)
    if session.get(HANDED_OVER) and wanted not in (ANYONE, UNLOCKING) and current_user.is_authenticated:
        return lead_to(url_for("staff.sign_in.locked", next=_here()))
    return _check(wanted)


def check_counter() -> ResponseReturnValue | None:
    """Let the counter's pages be used on a tablet where a clerk has signed in, handed over or not."""
    return _check(declared(request.endpoint))


def present() -> Present:
    """Return who is signed in."""
    return current_user.present  # type: ignore[no-any-return]


def ask_no_more() -> None:
    """Take whoever is not known yet for nobody: the database cannot be asked in this request."""
    g.ask_no_more = True


def actor() -> Actor:
    """Return who acts, for operations."""
    return present().actor


def allowed(action: str, department_id: int | None = None) -> bool:
    """Say whether the signed-in person may act: in this department, or (None) in any."""
    roles = present().roles
    return may_somewhere(roles, action) if department_id is None else may(roles, action, department_id)


def departments(action: str) -> frozenset[int] | None:
    """Return the departments in which the signed-in person may act; None means all."""
    return departments_for(present().roles, action)


def sign_in_rules() -> SignInRules:
    """Return how long sign-ins last here."""
    config = current_app.config
    return SignInRules(
        idle=timedelta(minutes=config["SIGN_IN_IDLE_MINUTES"]),
        absolute=timedelta(hours=config["SIGN_IN_HOURS"]),
    )


def local_path(address: str, otherwise: str) -> str:
    """Return ``address`` where it stays on this site: "//host" and "/\\\\host" are addresses of others."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local else otherwise


def _load(token: str) -> User | None:
    if g.get("ask_no_more"):
        return None
    found = staff_of_token(database.session(), token, now=now_utc(), rules=sign_in_rules())
    return User(token, found) if found else None


def _check(wanted: str | None) -> ResponseReturnValue | None:
    in_japanese()
    if wanted == ANYONE:
        return None
    if not current_user.is_authenticated:
        return lead_to(url_for("staff.sign_in.page", next=_here()))
    if not present().is_complete and wanted != HALFWAY:
        return lead_to(_next_step())
    if wanted not in (HALFWAY, UNLOCKING, SIGNED_IN) and not _may_here(wanted):
        abort(403)
    return None


def _next_step() -> str:
    if present().needs_code:
        return url_for("staff.sign_in.code", next=_here())
    return url_for("staff.account.second_factor")


def _may_here(action: str | None) -> bool:
    if action not in ACTIONS or not may_somewhere(present().roles, action):
        return False
    places = [find(request.view_args or {}) for find in _PLACES]
    return all(may(present().roles, action, place) for place in places if place is not None)


def _here() -> str:
    """Return where to come back to: pages only, a POST cannot be repeated."""
    if request.method != "GET":
        return url_for("staff.home.index")
    return request.full_path if request.query_string else request.path


def _place(name: str, find: Callable[..., int | None]) -> Callable[[Mapping[str, object]], int | None]:
    """Return what finds the department of the thing that an address names."""

    def place(names: Mapping[str, object]) -> int | None:
        if name not in names:
            return None
        department_id = find(database.session(), names[name])
        if department_id is None:
            raise NotFound
        return department_id

    return place


_PLACES = (
    _place("number", department_of_case),
    _place("slug", department_of_procedure),
    _place("slot_id", department_of_slot),
)
