"""Files of postcards (CSV): read first, with what is wrong in which line and column; the good lines are taken on request."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.staff.lottery.rounds import round_here
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import takes_files
from domain.clock import now_utc
from domain.lottery.cards.lines import columns_wanted
from domain.lottery.cards.models import CardFile
from domain.lottery.cards.postcards import (
    card_desk,
    check_some,
    drop_file,
    file_of,
    files_of,
    store_file,
    take_some,
)
from domain.lottery.models import Round
from domain.refusals import Refusal
from forms.messages import for_staff

blueprint = Blueprint("card_files", __name__)

ACTION = "enter_case"
PLACE = "/lottery/<slug>/rounds/<int:round_number>/postcards/files"
SAMPLE = {
    "消印日": "11/25",
    "整理番号": "1",
    "ふりがな": "ヤマダ ハナコ",
    "氏名": "山田 花子",
    "生年月日": "S55.4.1",
    "郵便番号": "520-0044",
    "住所": "大津市京町",
    "番地": "3-1-1",
    "建物名": "京町ハイツ203",
    "電話番号": "090-1234-5678",
    "冊数": "2",
}


@blueprint.get(PLACE)
@needs(ACTION)
def index(slug: str, round_number: int) -> Response:
    """Ask for a file, say what it looks like, and list those that were sent."""
    return _index(slug, round_here(slug, round_number))


@blueprint.post(PLACE)
@needs(ACTION)
@takes_files
def upload(slug: str, round_number: int) -> ResponseReturnValue:
    """Take a file and begin to read it."""
    found, chosen = round_here(slug, round_number), request.files.get("file")
    if chosen is None or not chosen.filename:
        return _index(slug, found, (Slip("file", for_staff("CSVファイルを選んでください。")),), 422)
    try:
        file_id = store_file(
            database.session(), found.id, chosen.filename, chosen.read(), by=actor(), now=now_utc()
        )
    except Refusal as refusal:
        return _index(slug, found, (Slip.of(refusal, "file"),), refusal.status)
    return _to(slug, round_number, file_id)


@blueprint.get(f"{PLACE}/example.csv")
@needs(ACTION)
def example(slug: str, round_number: int) -> Response:
    """Send a file with one line as it should be."""
    desk = card_desk(database.session(), round_here(slug, round_number).id)
    heads = [head for head, _ in columns_wanted(desk.form, desk.campaign.asks)]
    lines = [",".join(heads), ",".join(SAMPLE.get(head, "") for head in heads)]
    response = Response("\ufeff" + "\r\n".join(lines) + "\r\n", mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="postcards.csv"'
    return response


@blueprint.get(f"{PLACE}/<int:file_id>")
@needs(ACTION)
def page(slug: str, round_number: int, file_id: int) -> Response:
    """Show how far a file has come, and what is wrong with which line."""
    found = round_here(slug, round_number)
    return _page(slug, found, file_of(database.session(), found.id, file_id))


@blueprint.post(f"{PLACE}/<int:file_id>")
@needs(ACTION)
def go_on(slug: str, round_number: int, file_id: int) -> ResponseReturnValue:
    """Read or take the next lines of a file, or forget it."""
    session, found, step = database.session(), round_here(slug, round_number), request.form.get("step", "")
    file_of(session, found.id, file_id)
    if step == "drop":
        drop_file(session, file_id, by=actor(), now=now_utc())
        return lead_to(
            url_for("staff.card_files.index", slug=slug, round_number=round_number),
            gettext("ファイルを取り消しました。"),
        )
    if step == "take":
        take_some(session, file_id, by=actor(), now=now_utc())
    else:
        check_some(session, file_id, now=now_utc())
    found = round_here(slug, round_number)  # what a long step has read is not kept
    return _page(slug, found, file_of(session, found.id, file_id), is_taking=step == "take")


def _index(slug: str, found: Round, problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    desk = card_desk(database.session(), found.id)
    return show(
        "staff/postcards/files.html",
        status=status,
        slug=slug,
        round=found,
        files=files_of(database.session(), found.id),
        columns=columns_wanted(desk.form, desk.campaign.asks),
        sample=SAMPLE,
        problems=problems,
    )


def _page(slug: str, found: Round, file: CardFile, *, is_taking: bool = False) -> Response:
    is_taking = is_taking or file.taken > 0
    return show(
        "staff/postcards/file.html",
        "staff/postcards/_card_file.html",
        slug=slug,
        round=found,
        file=file,
        is_taking=is_taking and file.finished_at is None,
    )


def _to(slug: str, round_number: int, file_id: int) -> ResponseReturnValue:
    address = url_for("staff.card_files.page", slug=slug, round_number=round_number, file_id=file_id)
    return lead_to(address)
