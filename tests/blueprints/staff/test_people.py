"""The staff pages of administrators: hiring, roles, disabling, lost second factors and passwords, policy."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.people.models import RolePolicy, Staff
from domain.people.rules import ADMINISTRATOR, CLERK
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser
from tests.town import PASSWORD, World

NEW = {"login": "Ｓｈｉｎｊｉｎ", "name": "新人 光", "password": "hajimete-no-hi-2026"}


def stored(records: Session, login: str) -> Staff:
    """Return a member of staff as the database has them now."""
    records.rollback()
    return records.scalars(select(Staff).where(Staff.login == login)).one()


def test_somebody_is_hired_and_then_given_roles(admin: Browser, records: Session, world: World) -> None:
    page = admin.get("/staff/people").follow("職員を追加する")
    page = page.press("追加する", NEW, department=world.childcare)
    assert page.path == "/staff/people/shinjin"
    page.press("役割を変更する", role=[f"clerk@{world.childcare}"])
    person = stored(records, "shinjin")
    assert person.department_id == world.childcare
    assert [(one.role, one.department_id) for one in person.roles] == [("clerk", world.childcare)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [({"login": "kanri"}, "login"), ({"name": " "}, "name"), ({"password": "1234"}, "password")],
)
def test_what_is_wrong_is_said_at_its_input_and_the_rest_stays(
    admin: Browser, records: Session, world: World, typed: dict[str, str], place: str
) -> None:
    page = admin.get("/staff/people/new").press(
        "追加する", {**NEW, **typed, "department": world.office}, status=422
    )
    assert list(page.problems()) == [place]
    assert page.value("department") == str(world.office)
    assert not {"password"} & {
        one.get("name") for one in page.all("input") if one.get("value", "").startswith("haj")
    }
    assert len(records.scalars(select(Staff)).all()) == len(world.staff)


@pytest.mark.parametrize("role", ["clerk@999", "mayor@all", "clerk@", "clerk@１"])
def test_roles_in_places_that_do_not_exist_are_not_given(
    admin: Browser, records: Session, world: World, role: str
) -> None:
    login = world.staff[CLERK].login
    admin.get(f"/staff/people/{login}")
    admin.post(f"/staff/people/{login}/roles", {"role": role}, status=404)
    assert [one.role for one in stored(records, login).roles] == [CLERK]


def test_the_last_administrator_keeps_the_role(admin: Browser, records: Session, world: World) -> None:
    login = world.staff[ADMINISTRATOR].login
    page = admin.get(f"/staff/people/{login}").press("役割を変更する", role=[], status=409)
    assert "先に別の職員に" in page.problems()["person-roles"]
    page.press("利用を停止する", status=409)
    assert [one.role for one in stored(records, login).roles] == [ADMINISTRATOR]


def test_who_is_disabled_is_out_at_once_and_comes_back(app: Flask, admin: Browser, world: World) -> None:
    clerk, login = sign_in(app, world, CLERK), world.staff[CLERK].login
    page = admin.get(f"/staff/people/{login}").press("利用を停止する")
    assert "停止中" in page.words
    assert clerk.get("/staff").path.startswith("/staff/sign-in")
    clerk.get("/staff/sign-in").press("ログイン", login=login, password=PASSWORD, status=422)
    page.press("利用を再開する")
    assert sign_in(app, world, CLERK).get("/staff").path == "/staff"


def test_a_lost_second_factor_is_taken_away(admin: Browser, records: Session, world: World) -> None:
    login = world.staff[CLERK].login
    records.execute(update(Staff).where(Staff.login == login).values(totp_secret="JBSWY3DPEHPK3PXP"))
    records.commit()
    page = admin.get(f"/staff/people/{login}").press("2段階認証を解除する")
    assert "2段階認証を解除しました" in page.words
    assert stored(records, login).totp_secret is None


def test_a_new_password_ends_every_sign_in(app: Flask, admin: Browser, world: World) -> None:
    clerk, login = sign_in(app, world, CLERK), world.staff[CLERK].login
    page = admin.get(f"/staff/people/{login}").press("パスワードを再設定する", password="1234", status=422)
    assert "person-password" in page.problems()
    page.press("パスワードを再設定する", password="asagao-yuugao-77")
    page = clerk.get("/staff")
    assert page.path.startswith("/staff/sign-in")
    assert page.press("ログイン", login=login, password="asagao-yuugao-77").path == "/staff"


def test_a_role_that_demands_a_second_factor_leads_to_setting_it(
    app: Flask, admin: Browser, records: Session, world: World
) -> None:
    page = admin.get("/staff/people").press("変更する", role=[CLERK])
    assert page.value("role") == CLERK
    assert sign_in(app, world, CLERK).get("/staff/cases").path == "/staff/account/second-factor"
    page.press("変更する", role=[])
    records.rollback()
    assert {one.role: one.needs_second_factor for one in records.scalars(select(RolePolicy))} == {
        CLERK: False
    }


def test_an_administrator_says_where_a_person_is_told(admin: Browser) -> None:
    page = admin.get("/staff/people/uketsuke")
    assert page.value("email") == "uketsuke@example.jp"
    wrong = page.press("メールアドレスを変更する", email="花子", status=422)
    assert "メールアドレスの形になっていません" in wrong.words and wrong.value("email") == "花子"
    assert (
        wrong.press("メールアドレスを変更する", email="hanako@example.jp").value("email")
        == "hanako@example.jp"
    )
