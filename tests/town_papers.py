"""An application with an address and papers on it, for tests of what leaves the town."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.cases.intake import admit, submission_of
from domain.database import writing
from domain.history import RESIDENT, TOWN
from domain.procedures.operations import add_procedure, publish
from domain.procedures.queries import live
from forms.definition import Form, Text
from forms.reading import read
from tests.town import NOW, World

SLUG = "medical"
ADDRESS = {
    "address-postal_code": "520-0044",
    "address-area": "青葉野市本町",
    "address-street": "7丁目77-7",
    "address-building": "みどり荘",
}
FORM: dict[str, Any] = {
    "schema": 1,
    "title": "子どもの医療費の助成",
    "pages": [
        {
            "key": "who",
            "title": "申請する人",
            "fields": [
                {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                {"key": "phone", "kind": "phone", "label": "電話番号", "meaning": "phone"},
                {"key": "address", "kind": "postal_address", "label": "住所", "meaning": "address"},
                {"key": "people", "kind": "number", "label": "世帯の人数"},
                {
                    "key": "reason",
                    "kind": "choice",
                    "label": "申請の理由",
                    "settings": {
                        "options": [
                            {"value": "birth", "label": "出生"},
                            {"value": "move", "label": "転入"},
                        ],
                        "other": True,
                    },
                },
                {
                    "key": "means",
                    "kind": "choices",
                    "label": "連絡の方法",
                    "settings": {
                        "options": [{"value": "tel", "label": "電話"}, {"value": "post", "label": "郵便"}]
                    },
                },
                {"key": "born", "kind": "date", "label": "生まれた日"},
                {"key": "note", "kind": "long_text", "label": "備考", "required": False},
            ],
        }
    ],
}
TYPED = {
    "name-family": "佐藤",
    "name-given": "花子",
    "phone": "090-1111-2222",
    **ADDRESS,
    "people": "4",
    "reason": "birth",
    "means": "tel",
    "born-year": "2026",
    "born-month": "4",
    "born-day": "3",
    "note": "=1+1",
}
_KEYS = itertools.count()


def applying(
    session: Session, world: World, form: Mapping[str, Any] = FORM, slug: str = SLUG, now: datetime = NOW
) -> str:
    """Open the procedure, or publish a later version of its form; return its slug."""
    made = Form.from_json(form)
    title = Text.from_json(form["title"])
    procedure = add_procedure(
        session, slug, "application", title, department_id=world.childcare, by=TOWN, now=now
    )
    publish(session, procedure, made, by=TOWN, now=now)
    return slug


def apply(
    session: Session,
    slug: str,
    family: str = "佐藤",
    *,
    state: str = "received",
    channel: str = "web",
    now: datetime = NOW,
    **typed: Any,
) -> str:
    """Let somebody hand the application in; return its number."""
    session.rollback()
    found = live(session, slug)
    assert found is not None
    raw = {name: _texts(text) for name, text in {**TYPED, "name-family": family, **typed}.items()}
    reading = read(found.version.form, raw, {"today": now.date()})
    assert reading.ok, reading.problems
    key = f"paper {next(_KEYS)}"
    submission = submission_of(found.version, reading.answers, key=key, channel=channel)
    with writing(session):
        number = admit(session, submission, state=state, by=RESIDENT, now=now).number
    return number


def _texts(text: Any) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [str(text)]
