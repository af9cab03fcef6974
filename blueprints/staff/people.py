"""Staff and their roles, kept by administrators; lost second factors and passwords are reset here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people import operations
from domain.people.models import ROLES
from domain.people.queries import StaffRow, departments, policies, staff_list, staff_row
from domain.people.refusals import WeakPassword
from domain.people.rules import Role, clean_login
from domain.people.second_factor import drop_second_factor
from domain.refusals import NotFound, Refusal
from forms.messages import mark, message

blueprint = Blueprint("people", __name__)

LONGEST_NAME = 100
_NAMELESS = Slip("name", message("氏名を100文字以内で入れてください。"))

SAID = {
    "roles": mark("役割を変更しました。"),
    "email": mark("メールアドレスを変更しました。"),
    "password": mark(
        "パスワードを変更しました。本人に伝えてください。ログイン中の端末はすべて終了しました。"
    ),
    "second-factor-removal": mark("2段階認証を解除しました。本人が次のログインのあとに設定し直せます。"),
    "disabling": mark("この職員のログインを停止しました。"),
    "enabling": mark("この職員のログインを再開しました。"),
}


@blueprint.get("/people")
@needs("manage_staff")
def index() -> Response:
    """List the staff, and what is demanded of each role."""
    demanded = policies(database.session())
    return show(
        "staff/people/list.html", people=staff_list(database.session()), roles=ROLES, demanded=demanded
    )


@blueprint.get("/people/new")
@needs("manage_staff")
def new() -> Response:
    """Ask who begins to work here."""
    return _new()


@blueprint.post("/people")
@needs("manage_staff")
def hire() -> Response:
    """Add a member of staff."""
    typed = {name: request.form.get(name, "").strip() for name in ("login", "name", "password")}
    department_id = request.form.get("department", 0, type=int)
    if department_id not in {one.id for one in departments(database.session())}:
        raise NotFound
    if not 0 < len(typed["name"]) <= LONGEST_NAME:
        return _new((_NAMELESS,), 422, typed, department_id)
    try:
        operations.hire(database.session(), **typed, department_id=department_id, by=actor(), now=now_utc())
    except Refusal as refusal:
        place = "password" if isinstance(refusal, WeakPassword) else "login"
        return _new((Slip.of(refusal, place),), refusal.status, typed, department_id)
    return lead_to(
        url_for("staff.people.person", login=clean_login(typed["login"])),
        gettext("職員を追加しました。役割を付けてください。"),
    )


@blueprint.get("/people/<login>")
@needs("manage_staff")
def person(login: str) -> Response:
    """Show one member of staff, and what can be changed."""
    return _person(_found(login))


@blueprint.post("/people/<login>/roles")
@needs("manage_staff")
def set_roles(login: str) -> Response:
    """Give a person exactly the ticked roles."""
    known = {str(one.id) for one in departments(database.session())}
    roles = [_role(text, known) for text in request.form.getlist("role") if text]
    return _change(login, "roles", operations.set_roles, roles)


@blueprint.post("/people/<login>/email")
@needs("manage_staff")
def set_email(login: str) -> Response:
    """Say where a person is told of what waits for them."""
    return _change(login, "email", operations.set_email, request.form.get("email", ""))


@blueprint.post("/people/<login>/password")
@needs("manage_staff")
def reset_password(login: str) -> Response:
    """Give a person a new password."""
    return _change(login, "password", operations.reset_password, request.form.get("password", ""))


@blueprint.post("/people/<login>/second-factor-removal")
@needs("manage_staff")
def remove_second_factor(login: str) -> Response:
    """Take a lost second factor away."""
    return _change(login, "second-factor-removal", drop_second_factor)


@blueprint.post("/people/<login>/disabling")
@needs("manage_staff")
def disable(login: str) -> Response:
    """Let a person sign in no more."""
    return _change(login, "disabling", operations.disable)


@blueprint.post("/people/<login>/enabling")
@needs("manage_staff")
def enable(login: str) -> Response:
    """Let a person sign in again."""
    return _change(login, "enabling", operations.enable)


@blueprint.post("/people/policies")
@needs("manage_staff")
def set_policies() -> Response:
    """Demand a second factor of the ticked roles."""
    wanted, before = set(request.form.getlist("role")), policies(database.session())
    for role in ROLES:
        if (role in wanted) != before.get(role, False):
            operations.set_policy(
                database.session(), role, needs_second_factor=role in wanted, by=actor(), now=now_utc()
            )
    return lead_to(url_for("staff.people.index"), gettext("2段階認証が必要な役割を変更しました。"))


def _change(login: str, what: str, operation: Callable[..., None], *values: Any) -> Response:
    """Do one thing to a person, say so, and show the person again."""
    staff = _found(login)
    try:
        operation(database.session(), staff.staff_id, *values, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _person(staff, (Slip.of(refusal, "person-" + what),), refusal.status)
    return lead_to(url_for("staff.people.person", login=login), gettext(SAID[what]))


def _found(login: str) -> StaffRow:
    staff = staff_row(database.session(), login)
    if staff is None:
        raise NotFound
    return staff


def _new(
    problems: tuple[Slip, ...] = (),
    status: int = 200,
    typed: dict[str, str] | None = None,
    department_id: int = 0,
) -> Response:
    return show(
        "staff/people/new.html",
        status=status,
        problems=problems,
        departments=departments(database.session()),
        typed=typed or {},
        chosen=department_id,
    )


def _person(staff: StaffRow, problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    return show(
        "staff/people/person.html",
        status=status,
        problems=problems,
        person=staff,
        roles=ROLES,
        departments=departments(database.session()),
        held={(one.role, one.department_id) for one in staff.roles},
        email=request.form.get("email", staff.email),
    )


def _role(text: str, departments: Collection[str]) -> Role:
    """Read "clerk@all" or "clerk@3"; NotFound for anything else."""
    role, _, place = text.partition("@")
    if role not in ROLES or not (place == "all" or place in departments):
        raise NotFound
    return Role(role, None if place == "all" else int(place))
