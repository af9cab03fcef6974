"""Staff: signing in, one's own account, the staff."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from domain.database import writing
from domain.people.models import Staff
from domain.people.rules import ADMINISTRATOR, CLERK
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, office, press, see_errors, see_title, state
from tests.journeys.steps import sign_in


@state("staff.sign_in.page")
def signing_in(page: Page, served: Served) -> None:
    page.goto("/staff/sign-in")


@state("staff.sign_in.page")
def signing_in_with_a_wrong_password(page: Page, served: Served) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("職員ID").fill("uketsuke")
    page.get_by_label("パスワード").fill("wrong")
    press(page, "ログイン")
    see_errors(page)


@state("staff.sign_in.code")
def second_factor_asked_for(page: Page, served: Served) -> None:
    clerk = served.world.staff[CLERK]
    secret = pyotp.random_base32()
    with writing(served.records):
        served.records.get_one(Staff, clerk.id).totp_secret = secret
    page.goto("/staff/sign-in")
    sign_in(page, clerk)
    see_title(page, "認証コードの入力")


office("account", "staff.account.index", CLERK, "/staff/account")


@state("staff.account.second_factor")
def second_factor(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, "/staff/account/second-factor")
    press(page, "設定を始める")
    expect(page.get_by_role("img", name="認証アプリに登録するQRコード")).to_be_visible()


office("people", "staff.people.index", ADMINISTRATOR, "/staff/people")
office("people_new", "staff.people.new", ADMINISTRATOR, "/staff/people/new")
office("person", "staff.people.person", ADMINISTRATOR, "/staff/people/uketsuke")


@state()
def staff_page_not_allowed(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, "/staff/people")
