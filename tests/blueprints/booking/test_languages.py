"""The journey in other languages: what is not written in them is said to be Japanese."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from domain.procedures.models import FormVersion
from forms.definition import Form
from tests.blueprints.booking.walking import slot_path, to_check
from tests.page import Browser
from tests.town import World

HONEST = "この言語の文がまだないところは、日本語で書いてあります。"


def without_english(records: Session, world: World) -> None:
    version = records.get_one(FormVersion, world.playroom.version_id)
    definition = version.form.to_json()
    definition["pages"][0]["fields"][0]["label"] = "市とのつながり"
    version.definition, version.fingerprint = definition, Form.from_json(definition).fingerprint()
    records.commit()


def test_a_japanese_text_on_an_english_page_says_so(visitor: Browser, records: Session, world: World) -> None:
    without_english(records, world)
    page = visitor.get(f"{slot_path(records, world.playroom, world)}?language=en")
    assert "市とのつながり" in [one.text for one in page.all("span") if one.get("lang") == "ja"]
    japanese = visitor.get(slot_path(records, world.playroom, world))
    assert HONEST not in japanese.words
    assert len(page.all("p", "quiet")) == len(japanese.all("p", "quiet")) + 1


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_a_form_that_is_wholly_translated_needs_no_excuse(
    visitor: Browser, records: Session, world: World, language: str
) -> None:
    page = visitor.get(f"{slot_path(records, world.playroom, world)}?language={language}")
    assert not page.all("p", "quiet") and not [one for one in page.all("span") if one.get("lang") == "ja"]
    assert next(page.tree.iter("html")).get("lang") == {"easy": "ja"}.get(language, language)


def test_choosing_a_language_keeps_what_was_typed(visitor: Browser, records: Session, world: World) -> None:
    page = visitor.get(slot_path(records, world.playroom, world))
    spoken = page.press("English", {"residence": "worker", "adults": "2", "children-0-given": "凛"})
    assert spoken.status == 200
    assert "Who is coming?" in spoken.h1
    assert (spoken.value("adults"), spoken.value("children-0-given")) == ("2", "凛")
    assert spoken.problems() == {}


def test_choosing_a_language_on_the_check_page_stays_there(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    spoken = check.press("English")
    assert "佐藤 凛" in spoken.words
    assert "/receipt" in spoken.press("confirm").path
