"""Pages that show every part and every kind of question in each state: to look at, and to test."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template, request

from forms.definition import Form
from forms.fields.files import SentFile
from forms.reading import Reading, draft, press, read

blueprint = Blueprint("style", __name__, url_prefix="/style", template_folder="templates")

FOLDER = Path(__file__).parent
PAPERS = (
    SentFile("licence-token", "IMG_2031.jpg", "image/jpeg", 1_258_291),
    SentFile("proof-token", "就労証明書（令和8年度）青葉商店 山田花子.pdf", "application/pdf", 90_000),
)
FACTS = {
    "today": date(2026, 5, 1),
    "day_of_use": date(2026, 5, 12),
    "files": {one.token: one for one in PAPERS},
}
FORM = Form.from_json(json.loads((FOLDER / "every_kind.json").read_text()))
FILLED = json.loads((FOLDER / "filled.json").read_text())
WRONG = {
    "mail": ["hanako"],
    "born-era": ["western"],
    "born-year": ["1980"],
    "born-month": ["2"],
    "born-day": ["30"],
    "children-0-given": ["𠮷人"],
    "adults": ["いっぱい"],
    "at": ["27時"],
    "papers": ["licence-token", "gone-token"],
}
LAYOUTS = {"counter": "counter/layout.html", "staff": "staff/layout.html"}


@blueprint.route("/parts", methods=["GET", "POST"])
def parts() -> str:
    """Show what a resident's page is made of."""
    return render_template("style/parts.html", address=_address)


@blueprint.get("/office")
def office() -> str:
    """Show what the staff's pages are made of."""
    words = ["本日の一覧", "受付一覧", "電話予約", "施設と回", "手続き", "職員", "集計"]
    nav = [{"label": word, "href": "/style/office", "current": word == "受付一覧"} for word in words]
    signed_in = {"name": "佐藤 一郎", "department": "こども課", "sign_out": "/style/parts"}
    return render_template("style/office.html", address=_address, nav=nav, signed_in=signed_in)


@blueprint.route("/fields-empty", methods=["GET", "POST"])
def fields_empty() -> str:
    """Show every kind of question before anything is typed."""
    return _fields(draft(FORM, {}, FACTS))


@blueprint.get("/fields-filled")
def fields_filled() -> str:
    """Show every kind of question filled, with a second child begun."""
    return _fields(draft(FORM, press(FORM, FILLED, "add:children"), FACTS))


@blueprint.get("/fields-wrong")
def fields_wrong() -> tuple[str, int]:
    """Show every kind of question with what is wrong."""
    return _fields(read(FORM, WRONG, FACTS)), 422


def _fields(reading: Reading) -> str:
    layout = LAYOUTS.get(request.args.get("in", ""), "layout.html")
    return render_template("style/fields.html", reading=reading, layout=layout)


def _address(page: Any) -> str:
    return f"?page={page}"
