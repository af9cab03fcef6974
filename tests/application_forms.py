"""Applications of the test town: a notice of a new address on three pages, an event with a limit."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import TOWN
from domain.procedures.models import Procedure, Related
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from tests.town import NOW, World

CONTACT: list[dict[str, Any]] = [
    {
        "key": "name",
        "kind": "name",
        "meaning": "applicant_name",
        "label": {"ja": "お名前", "easy": "名前", "en": "Name"},
    },
    {
        "key": "kana",
        "kind": "kana",
        "meaning": "applicant_kana",
        "label": {"ja": "ふりがな", "easy": "読みかた", "en": "Reading"},
    },
    {
        "key": "phone",
        "kind": "phone",
        "meaning": "phone",
        "label": {"ja": "電話番号", "easy": "電話番号", "en": "Phone"},
    },
    {
        "key": "email",
        "kind": "email",
        "meaning": "email",
        "required": False,
        "label": {"ja": "メールアドレス", "easy": "メール", "en": "E-mail"},
    },
]

MOVED: dict[str, Any] = {
    "schema": 1,
    "title": {"ja": "住所変更届", "easy": "住所が 変わった とき", "en": "Change of address"},
    "pages": [
        {
            "key": "who",
            "title": {"ja": "届け出る人", "easy": "あなたの こと", "en": "About you"},
            "fields": CONTACT,
        },
        {
            "key": "moving",
            "title": {"ja": "引っ越し", "easy": "引っ越し", "en": "Your move"},
            "fields": [
                {
                    "key": "kind",
                    "kind": "choice",
                    "label": {"ja": "どこへ", "easy": "どこへ", "en": "Where to"},
                    "settings": {
                        "options": [
                            {
                                "value": "inside",
                                "label": {"ja": "市内", "easy": "市の 中", "en": "In the city"},
                            },
                            {
                                "value": "outside",
                                "label": {"ja": "市外", "easy": "市の 外", "en": "Elsewhere"},
                            },
                        ]
                    },
                },
                {
                    "key": "school",
                    "kind": "text",
                    "label": {"ja": "新しい園", "easy": "新しい 園", "en": "New nursery"},
                    "ask_if": {"compare": [{"answer": "kind"}, "=", {"value": "outside"}]},
                },
            ],
        },
        {
            "key": "rest",
            "title": {"ja": "そのほか", "easy": "ほか", "en": "Anything else"},
            "fields": [
                {
                    "key": "notes",
                    "kind": "long_text",
                    "required": False,
                    "label": {"ja": "伝えたいこと", "easy": "言いたい こと", "en": "Notes"},
                }
            ],
        },
    ],
}

EVENT: dict[str, Any] = {
    "schema": 1,
    "title": {"ja": "親子コンサート", "easy": "おやこコンサート", "en": "Family concert"},
    "pages": [
        {
            "key": "all",
            "title": {"ja": "参加する人", "easy": "来る 人", "en": "Who is coming"},
            "fields": [
                *CONTACT,
                {
                    "key": "people",
                    "kind": "number",
                    "label": {"ja": "人数", "easy": "何人", "en": "How many"},
                    "settings": {"minimum": 1, "maximum": 9},
                },
            ],
        }
    ],
}

HANAKO = {
    "name-family": "山田",
    "name-given": "花子",
    "kana-family": "ヤマダ",
    "kana-given": "ハナコ",
    "phone": "090-1111-2222",
    "email": "hanako@example.jp",
    "kind": "inside",
    "people": "2",
    "notes": "よろしくお願いします。",
}
"""What Hanako types; drop the names that a page does not ask."""


def open_application(
    session: Session, world: World, form: dict[str, Any] = MOVED, slug: str = "moved", **said: Any
) -> int:
    """Publish an application of the childcare department; ``said`` are columns of the procedure. Return its id."""
    title = Text.from_json(form["title"])
    by_now: dict[str, Any] = {"by": TOWN, "now": NOW}
    procedure_id = add_procedure(session, slug, "application", title, department_id=world.childcare, **by_now)
    publish(session, procedure_id, Form.from_json(form), **by_now)
    with writing(session):
        procedure = session.get_one(Procedure, procedure_id)
        for name, value in said.items():
            setattr(procedure, name, value)
    return procedure_id


def relate(session: Session, procedure_id: int, other_id: int) -> None:
    """Let a procedure often follow another."""
    with writing(session):
        session.add(Related(procedure_id=procedure_id, other_id=other_id))
