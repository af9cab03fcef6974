"""What every answer and every cookie carries, whatever page it comes from."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from tests.page import Browser
from tests.page_rules import TAKEN_FROM_ANYWHERE


def test_no_form_is_taken_without_its_token(app: Flask) -> None:
    posts = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 30 and set(TAKEN_FROM_ANYWHERE) < set(posts)
    for rule in set(posts) - set(TAKEN_FROM_ANYWHERE):
        answer = app.test_client().post(re.sub(r"<[^>]*>", "1", rule), data={"language": "en"})
        assert answer.status_code == 400, f"{rule} answers {answer.status_code} to a form of another site"


def test_behind_https_no_cookie_goes_without_it(make_app: Any) -> None:
    visitor = Browser(make_app(SECURE_COOKIES=True))
    visitor.client.environ_base["wsgi.url_scheme"] = "https"
    visitor.get("/bookings")
    sent = {"csrf_token": visitor.token, "language": "en", "back": "/"}
    answer = visitor.client.post("/language", data=sent, headers={"Referer": "https://localhost/bookings"})
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert [one.partition("=")[0] for one in cookies] == ["language"]
    assert all("Secure" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in cookies)
