"""Staff: signing in, one's own account, the staff."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from domain.database import writing
from domain.people.models import Staff
from domain.people.rules import ADMINISTRATOR, CLERK
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, state
from tests.journeys.steps import sign_in


@state("staff.sign_in.page")
def signing_in(page: Page, served: Served) -> None:
    page.goto("/staff/sign-in")


@state("staff.sign_in.page")
def signing_in_with_a_wrong_password(page: Page, served: Served) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("職員ID").fill("uketsuke")
    page.get_by_label("パスワード").fill("wrong")
    page.get_by_role("button", name="ログイン").click()
    expect(page.locator(".error-summary")).to_be_visible()


@state("staff.sign_in.code")
def second_factor_asked_for(page: Page, served: Served) -> None:
    clerk = served.world.staff[CLERK]
    secret = pyotp.random_base32()
    with writing(served.records):
        served.records.get_one(Staff, clerk.id).totp_secret = secret
    page.goto("/staff/sign-in")
    sign_in(page, clerk)
    expect(page.get_by_role("heading", level=1)).to_have_text("認証コードの入力")


@state("staff.account.index")
def account(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, "/staff/account")


@state("staff.account.second_factor")
def second_factor(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, "/staff/account/second-factor")
    page.get_by_role("button", name="設定を始める").click()
    expect(page.get_by_role("img", name="認証アプリに登録するQRコード")).to_be_visible()


@state("staff.people.index")
def people(page: Page, served: Served) -> None:
    as_staff(page, served, ADMINISTRATOR, "/staff/people")


@state("staff.people.new")
def people_new(page: Page, served: Served) -> None:
    as_staff(page, served, ADMINISTRATOR, "/staff/people/new")


@state("staff.people.person")
def person(page: Page, served: Served) -> None:
    as_staff(page, served, ADMINISTRATOR, "/staff/people/uketsuke")


@state()
def staff_page_not_allowed(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, "/staff/people")
