"""Keeping staff: who begins, what they may do, and who may say so."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN
from domain.people.models import Staff
from domain.people.operations import set_roles
from domain.people.rules import ADMINISTRATOR, CLERK, REVIEWER, Role
from tests.blueprints.staff.desks import sign_in
from tests.town import World


def roles_of(records: Session, login: str) -> set[tuple[str, int | None]]:
    records.rollback()
    staff = records.scalars(select(Staff).where(Staff.login == login)).one()
    return {(one.role, one.department_id) for one in staff.roles}


def test_an_administrator_adds_somebody_and_gives_a_role(app: Flask, records: Session, world: World) -> None:
    keeper = sign_in(app, world, ADMINISTRATOR)
    keeper.get("/staff/people/new")
    new = {"login": "Shinjin", "name": "新人 一郎", "password": "sakura-saku-haru"}
    page = keeper.post("/staff/people", {**new, "department": str(world.childcare)})
    assert page.path == "/staff/people/shinjin"
    page = keeper.post("/staff/people/shinjin/roles", {"role": f"clerk@{world.childcare}"})
    assert "役割を変更しました" in page.words
    assert roles_of(records, "shinjin") == {("clerk", world.childcare)}


@pytest.mark.parametrize(
    "role", ["clerk@777", "clerk@999999999999999999999", "clerk@-1", "king@all", "clerk"]
)
def test_a_role_that_there_is_not_is_not_given(app: Flask, records: Session, world: World, role: str) -> None:
    keeper, login = sign_in(app, world, ADMINISTRATOR), world.staff[CLERK].login
    before = roles_of(records, login)
    keeper.get(f"/staff/people/{login}")
    keeper.post(f"/staff/people/{login}/roles", {"role": role}, status=404)
    assert roles_of(records, login) == before


def test_an_administrator_of_one_department_gives_nobody_roles(
    app: Flask, records: Session, world: World
) -> None:
    staff, only = world.staff[REVIEWER], Role(ADMINISTRATOR, world.office)
    set_roles(records, staff.id, [only], by=TOWN, now=world.now)
    almost = sign_in(app, world, REVIEWER)
    almost.get("/staff/people", status=403)
    almost.post(f"/staff/people/{staff.login}/roles", {"role": "administrator@all"}, status=403)
    assert roles_of(records, staff.login) == {(ADMINISTRATOR, world.office)}
