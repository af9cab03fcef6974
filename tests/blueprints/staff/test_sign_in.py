"""Signing in and out, the second factor, and the lock of a tablet that was handed over."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.history import TOWN
from domain.people.models import Staff
from domain.people.operations import set_policy
from domain.people.rules import CLERK, REVIEWER
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser
from tests.town import PASSWORD, World


def test_a_clerk_signs_in_and_sees_the_office(visitor: Browser, world: World) -> None:
    page = visitor.get("/staff").press("ログイン", login=world.staff[CLERK].login, password=PASSWORD)
    assert page.path == "/staff"
    assert "山田 花子" in page.words
    assert "申請" in page.links()


def test_after_signing_in_one_comes_to_the_page_that_was_asked_for(visitor: Browser, world: World) -> None:
    page = visitor.get("/staff/cases?state=received")
    assert page.h1 == "職員ログイン"
    there = page.press("ログイン", login=world.staff[CLERK].login, password=PASSWORD)
    assert there.path == "/staff/cases?state=received"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "/\\evil.example", "https://evil.example/", "/\t/evil.example"]
)
def test_signing_in_never_leads_to_another_site(visitor: Browser, world: World, elsewhere: str) -> None:
    visitor.get("/staff/sign-in")
    login = {"login": world.staff[CLERK].login, "password": PASSWORD, "next": elsewhere}
    assert visitor.post("/staff/sign-in", login).path == "/staff"


def test_a_wrong_password_says_so_and_keeps_the_login(visitor: Browser, world: World) -> None:
    login = world.staff[CLERK].login
    page = visitor.get("/staff/sign-in").press("ログイン", login=login, password="wrong", status=422)
    assert "職員IDまたはパスワードが違います" in page.problems()["login"]
    assert page.value("login") == login
    assert not page.value("password")


def test_the_sixth_wrong_try_is_told_when_to_come_back(visitor: Browser, world: World) -> None:
    login = world.staff[CLERK].login
    for _ in range(5):
        visitor.get("/staff/sign-in").press("ログイン", login=login, password="wrong", status=422)
    page = visitor.get("/staff/sign-in").press("ログイン", login=login, password=PASSWORD, status=429)
    assert "10:15以降" in page.words


def test_the_old_password_is_not_guessed_at_in_an_open_browser(app: Flask, world: World) -> None:
    clerk = sign_in(app, world, CLERK)
    guess = {"old": "wrong", "new": "akatonbo-no-uta", "again": "akatonbo-no-uta"}
    for _ in range(5):
        clerk.post("/staff/account/password", guess, status=422)
    clerk.post("/staff/account/password", {**guess, "old": PASSWORD}, status=429)


def test_signing_out_ends_the_sign_in(app: Flask, world: World) -> None:
    clerk = sign_in(app, world, CLERK)
    cookie = clerk.client.get_cookie("madoguchi")
    assert cookie is not None
    clerk.get("/staff").press("ログアウト")
    clerk.client.set_cookie("madoguchi", cookie.value)
    assert clerk.get("/staff").h1 == "職員ログイン"


def test_a_sign_in_is_revoked_from_another_browser(app: Flask, world: World) -> None:
    first, second = sign_in(app, world, CLERK), sign_in(app, world, CLERK)
    second.get("/staff/account").press("終了する")
    assert first.get("/staff").h1 == "職員ログイン"
    assert second.get("/staff").h1 != "職員ログイン"


def test_a_sign_in_ends_after_an_hour_without_a_click(app: Flask, world: World, clock: object) -> None:
    clerk = sign_in(app, world, CLERK)
    clock.shift(3601)  # type: ignore[attr-defined]
    assert clerk.get("/staff").h1 == "職員ログイン"


def test_the_second_factor_is_set_up_and_asked_for(app: Flask, world: World, clock: object) -> None:
    clerk = sign_in(app, world, CLERK)
    page = clerk.get("/staff/account/second-factor").press("設定を始める")
    secret = page.words_in("second-factor-secret")
    assert clerk.get("/staff/account/second-factor/qr.svg").response.mimetype == "image/svg+xml"
    page.press("設定する", code=pyotp.TOTP(secret).at(world.now))
    clock.shift(60)  # type: ignore[attr-defined]
    again = sign_in(app, world, CLERK)
    page = again.get("/staff/cases")
    assert page.h1 == "認証コードの入力"
    page = page.press("確認する", code="000000", status=422)
    page = page.press("確認する", code=pyotp.TOTP(secret).at(int(world.now.timestamp()) + 60))
    assert page.path == "/staff/cases"


def test_who_has_only_the_password_cannot_replace_the_second_factor(
    app: Flask, world: World, records: Session
) -> None:
    staff = records.get(Staff, world.staff[CLERK].id)
    assert staff is not None
    staff.totp_secret = pyotp.random_base32()
    records.commit()
    clerk = sign_in(app, world, CLERK)
    clerk.get("/staff/account/second-factor", status=404)
    clerk.post("/staff/account/second-factor", status=404)


def test_a_role_that_needs_a_second_factor_is_led_to_set_it_up(
    app: Flask, world: World, records: Session
) -> None:
    set_policy(records, REVIEWER, needs_second_factor=True, by=TOWN, now=world.now)
    reviewer = sign_in(app, world, REVIEWER)
    assert reviewer.get("/staff/cases").h1 == "2段階認証の設定"
    assert "ほかの画面は使えません" in reviewer.get("/staff").words


def test_a_password_is_changed_by_who_knows_the_old_one(app: Flask, world: World) -> None:
    clerk = sign_in(app, world, CLERK)
    new = "asagao-hirugao-77"
    page = clerk.get("/staff/account").press(
        "パスワードを変更する", old="wrong", new=new, again=new, status=422
    )
    page = page.press("パスワードを変更する", old=PASSWORD, new=new, again="other", status=422)
    page = page.press("パスワードを変更する", old=PASSWORD, new=new, again=new)
    assert "パスワードを変更しました" in page.words
