"""The reviewers' desk of the sample town: phrases that the department writes again and again, and saved views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.assigning import assign
from domain.cases.listing import WAITING
from domain.cases.models import Case
from domain.cases.phrases import add_phrase
from domain.cases.tabs import save_view
from domain.cases.views import MINE, QueueView
from domain.history import Actor

PHRASES = (
    ("message", "結果の見込み", "お申し込みの内容を確認しています。結果は1週間ほどでお知らせします。"),
    (
        "message",
        "電話がつながらないとき",
        "お電話しましたが、つながりませんでした。平日の9時から17時のあいだに、折り返しお電話ください。",
    ),
    (
        "approve",
        "次の月から変わります",
        "届け出た内容は、次の月の1日から変わります。保育料が変わるときは、あらためてお知らせします。",
    ),
    (
        "reject",
        "対象となる方ではない",
        "青葉野市の保育施設に通うお子さんのいる世帯が対象です。ほかの市の施設については、その市にお問い合わせください。",
    ),
    (
        "return",
        "写真が読めないとき",
        "書類の文字が読み取れません。明るいところで、書類の全体が入るように撮り直してください。",
    ),
    ("return", "書類が足りないとき", "変わったことが分かる書類の写真を追加してください。"),
)
"""(use, title, text)."""
MINE_TO_DO = 3
VIEWS = (
    ("自分の担当を期限の近い順に", QueueView(state="open", assigned=MINE, sort="due")),
    ("住所の届出で未読あり", QueueView(procedure="hoiku-jusho", unread="yes")),
    ("期限を過ぎたもの", QueueView(overdue="yes", sort="due")),
)


def furnish(session: Session, department_id: int, by: Actor, now: datetime) -> None:
    """Write the phrases of a department, save the views of one of its reviewers, and give them some cases."""
    for use, title, body in PHRASES:
        add_phrase(session, department_id, use, title, body, departments=(department_id,), by=by, now=now)
    waiting = select(Case.number).where(Case.department_id == department_id, Case.state.in_(WAITING))
    mine = session.scalars(waiting.order_by(Case.id.desc()).limit(MINE_TO_DO)).all()
    assign(session, mine, by.staff_id, departments=(department_id,), by=by, now=now)
    for name, view in VIEWS:
        save_view(session, by.staff_id or 0, name, view)
