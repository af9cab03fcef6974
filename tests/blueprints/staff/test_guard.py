"""Every page of the staff and the counter, for every role: the answer is what ``may`` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from blueprints.web.guard import ANYONE, DECLARATIONS, HALFWAY, SIGNED_IN, UNLOCKING
from domain.people.rules import ACTIONS, ADMINISTRATOR, CLERK, EDITOR, MANAGER, REVIEWER, may_somewhere
from domain.people.rules import Role as Held
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser
from tests.town import World

ROLES = (CLERK, REVIEWER, EDITOR, MANAGER, ADMINISTRATOR)
OWNED = frozenset({"number", "slug", "slot_id"})
"""Parts of addresses that name a thing of one department."""


def rules_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every (rule, method) of the staff's and the counter's pages."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/staff", "/counter")):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def declaration(app: Flask, rule: Rule) -> str | None:
    """Return what a route has declared."""
    return getattr(app.view_functions[rule.endpoint], "needs", None)


@pytest.fixture
def names(world: World, records: Session) -> dict[str, Any]:
    """Return values for every part of an address that the routes have."""
    booking = booked(records, world, world.playroom, 1, "09:30")
    return {
        "number": booking.case.number,
        "slug": world.playroom.slug,
        "slot_id": booking.slot_id,
        "closure_id": 1,
        "view_id": 1,
        "phrase_id": 1,
        "day": world.day(1).isoformat(),
        "sign_in_id": 10**6,
        "login": world.staff[CLERK].login,
        "key": "nobody",
        "sample_id": 1,
        "choice_id": 1,
        "mail_id": 1,
        "paper_id": 1,
        "version": 1,
        "round_number": 1,
        "group_id": 1,
        "file_id": 1,
        "form": "csv",
        "name": "inquiry",
        "lottery": "nothing-1",
        "sale_id": 1,
        "turn": 1,
        "source": "dice",
        "receipt": "nobody",
        "objection_id": 1,
    }


def answer(browser: Browser, rule: Rule, method: str, names: dict[str, Any]) -> int:
    """Ask for a route with the address filled in; forms are sent empty."""
    with browser.app.test_request_context():
        path = browser.app.url_map.bind("localhost").build(rule.endpoint, _wanted(rule, names), method)
    data = {"csrf_token": browser.token} if method == "POST" else None
    return browser.client.open(path, method=method, data=data).status_code


def _wanted(rule: Rule, names: dict[str, Any]) -> dict[str, Any]:
    return {name: names[name] for name in rule.arguments}


def test_every_route_declares_what_it_needs(app: Flask) -> None:
    undeclared = [rule.endpoint for rule, _ in rules_of(app) if declaration(app, rule) not in DECLARATIONS]
    assert not undeclared, f"nobody may open these, because they declare nothing: {undeclared}"


def test_there_are_routes_to_guard(app: Flask) -> None:
    assert len({rule.endpoint for rule, _ in rules_of(app)}) > 40


def test_a_route_that_declares_nothing_is_shut(app: Flask, world: World) -> None:
    del app.view_functions["staff.home.index"].__dict__["needs"]
    try:
        assert sign_in_quietly(app, world, MANAGER).client.get("/staff").status_code == 403
    finally:
        app.view_functions["staff.home.index"].needs = SIGNED_IN  # type: ignore[attr-defined]


def sign_in_quietly(app: Flask, world: World, role: str) -> Browser:
    """Sign in without following to the first page."""
    browser = Browser(app, "10.0.0.22")
    browser.get("/staff/sign-in")
    data = {"login": world.staff[role].login, "password": world.staff[role].password}
    browser.client.post("/staff/sign-in", data={**data, "csrf_token": browser.token})
    browser.get("/staff/account")
    return browser


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(
    app: Flask, world: World, names: dict[str, Any], role: str
) -> None:
    place = None if role == ADMINISTRATOR else world.childcare
    held, browser = [Held(role, place)], sign_in_quietly(app, world, role)
    for rule, method in rules_of(app):
        wanted = declaration(app, rule)
        if wanted not in ACTIONS:
            continue
        status = answer(browser, rule, method, names)
        allowed = may_somewhere(held, wanted)
        assert (status != 403) == allowed, f"{role}: {method} {rule.rule} needs {wanted} and answers {status}"
        assert status not in (401, 500), f"{role}: {method} {rule.rule} answers {status}"


def test_another_department_opens_nothing_of_ours(app: Flask, world: World, names: dict[str, Any]) -> None:
    neighbour = sign_in_quietly(app, world, "elsewhere")
    for rule, method in rules_of(app):
        if declaration(app, rule) in ACTIONS and OWNED & rule.arguments:
            status = answer(neighbour, rule, method, names)
            assert status == 403, f"{method} {rule.rule} answers {status} to another department"


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(app: Flask, names: dict[str, Any]) -> None:
    stranger = Browser(app)
    stranger.get("/staff/sign-in")
    for rule, method in rules_of(app):
        if declaration(app, rule) != ANYONE:
            assert answer(stranger, rule, method, names) == 303, f"{method} {rule.rule} is open to strangers"


def test_what_any_staff_may_open_declares_so(app: Flask) -> None:
    free = {
        rule.endpoint for rule, _ in rules_of(app) if declaration(app, rule) in (ANYONE, HALFWAY, UNLOCKING)
    }
    assert free == {
        "staff.sign_in.page",
        "staff.sign_in.enter",
        "staff.sign_in.code",
        "staff.sign_in.enter_code",
        "staff.sign_in.leave",
        "staff.sign_in.locked",
        "staff.sign_in.unlock",
        "staff.account.second_factor",
        "staff.account.start_second_factor",
        "staff.account.confirm_second_factor",
        "staff.account.qr",
    }


def test_the_public_side_has_no_staff_pages(make_app: Any, app: Flask) -> None:
    public = make_app(SIDE="public")
    for rule, method in rules_of(app):
        path = rule.rule.replace("<int:", "<").replace("<", "").replace(">", "")
        assert public.test_client().open(path, method=method).status_code == 404, path


def test_the_office_has_no_pages_of_residents(make_app: Any, app: Flask) -> None:
    office = make_app(SIDE="office", ASSETS="self")
    ours = {rule.rule for rule, _ in rules_of(app)}
    others = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule not in ours and not rule.rule.startswith("/static/")
    ]
    assert others
    for path in others:
        assert office.test_client().get(path.replace("<", "").replace(">", "")).status_code == 404, path


def test_office_pages_load_nothing_from_outside(make_app: Any, world: World) -> None:
    page = sign_in(make_app(SIDE="office", ASSETS="self"), world, CLERK).get("/staff")
    loaded = [one.get("src") or one.get("href") for tag in ("script", "link", "img") for one in page.all(tag)]
    assert loaded
    assert all(address and address.startswith("/") and not address.startswith("//") for address in loaded)
    assert "cdn" not in page.response.headers["Content-Security-Policy"]
