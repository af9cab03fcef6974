"""A room whose form asks for papers, and the way to its page with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.paper_models import Upload
from domain.history import TOWN
from domain.procedures.operations import publish
from forms.definition import Form
from tests.page import Browser, Page
from tests.town import NOW, Room, World, typed

PAPERS: dict[str, Any] = {
    "key": "papers",
    "title": {"ja": "書類", "easy": "書類", "en": "Papers"},
    "fields": [
        {
            "key": "proof",
            "kind": "files",
            "label": {"ja": "就労証明書", "easy": "仕事の 証明書", "en": "Certificate of employment"},
            "settings": {"maximum": 3, "purpose": "保育が必要なことを確かめます。"},
        },
        {
            "key": "licence",
            "kind": "files",
            "label": "免許証",
            "required": False,
            "settings": {"types": ["pdf"]},
        },
        {"key": "wish", "kind": "text", "label": "ひとこと", "required": False},
    ],
}


def ask_for_papers(records: Session, room: Room) -> None:
    """Publish the room's form with a page for papers at its end."""
    definition = room.form.to_json()
    form = Form.from_json({**definition, "pages": [*definition["pages"], PAPERS]})
    publish(records, room.procedure_id, form, by=TOWN, now=NOW)


def to_papers(visitor: Browser, path: str) -> Page:
    """Fill the form up to the page with papers."""
    page = visitor.get(path)
    while page.h1 != "書類":
        page = page.press("次へ進む", typed(page))
    return page


def saturday(world: World) -> int:
    """Return how many days ahead the next Saturday is: its bookings wait for approval."""
    return next(ahead for ahead in range(1, 7) if world.day(ahead).weekday() == 5)


def tokens(page: Page, key: str = "proof") -> list[str]:
    """Return the tokens that a page holds for a question."""
    return [one.get("value", "") for one in page.all("input") if one.get("name") == key]


def uploads(records: Session) -> list[Upload]:
    """Return every paper as it is in the database now."""
    records.rollback()
    wanted = select(Upload).order_by(Upload.id)
    return list(records.scalars(wanted, execution_options={"populate_existing": True}))
