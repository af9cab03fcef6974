"""Every template of the shelf is good: nothing to mend, in the published shape, and a family can fill it in."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from config import ROOT
from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_values import examples
from domain.procedures.shelf import FOLDER, matching, template, templates, with_examples
from forms.checking import check
from forms.definition import LANGUAGES
from forms.reading import read
from tests.forms.family import FACTS, typed_by

NAMES = [one.slug for one in templates()]
SCHEMA, FORM_SCHEMA = (
    json.loads((ROOT / "docs" / f"{name}.schema.json").read_text())
    for name in ("procedure-file", "form-definition")
)
VALIDATOR = Draft202012Validator(
    SCHEMA, registry=Registry().with_resource(FORM_SCHEMA["$id"], Resource.from_contents(FORM_SCHEMA))
)
MUST = {
    "playroom",
    "premium-voucher",
    "event-sign-up",
    "inquiry",
    "survey",
    "equipment-loan",
    "certificate-request",
    "opinion",
    "volunteer",
}
PERSONAL = re.compile(r"\d{2,4}-\d{3,4}-\d{4}|@(?!example)")
UNTRANSLATED = "文がないところが"


def filled(name: str) -> ProcedureFile:
    """Return a template with its examples in it."""
    found = with_examples(name)
    assert found is not None and found.form is not None
    return found


def test_the_shelf_holds_what_cities_need_most() -> None:
    assert len(NAMES) >= 24
    assert set(NAMES) >= MUST
    assert len([name for name in NAMES if name.startswith("childcare-")]) >= 9


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_to_be_mended_in_a_template(name: str) -> None:
    found = check(filled(name).form)  # type: ignore[arg-type]
    assert [(one.key, str(one.message)) for one in found if UNTRANSLATED not in str(one.message)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_says_everything_in_three_languages(name: str) -> None:
    found = check(filled(name).form)  # type: ignore[arg-type]
    assert [str(one.message) for one in found if UNTRANSLATED in str(one.message)] == []
    said = template(name).to_json()  # type: ignore[union-attr]
    texts = [
        said["title"],
        said["summary"],
        *(said["details"][one] for one in ("who", "next_step", "contact")),
    ]
    assert [one for one in texts if set(one) != set(LANGUAGES)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_the_published_shape(name: str) -> None:
    data = json.loads((FOLDER / f"{name}.json").read_text())
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_written_as_the_town_writes_it(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text()
    assert ProcedureFile.from_text(text).to_text() == text


@pytest.mark.parametrize("name", NAMES)
def test_a_template_says_what_publishing_asks_for(name: str) -> None:
    details = filled(name).details
    assert {"who", "next_step", "contact", "privacy", "retention_months", "life_events", "synonyms"} <= set(
        details
    )
    assert 1 <= details["retention_months"] <= 120
    assert len(details["synonyms"]) >= 3


@pytest.mark.parametrize("name", NAMES)
@given(st.data())
@settings(max_examples=15)
def test_any_family_can_fill_a_template_in(name: str, draw: Any) -> None:
    form = filled(name).form
    reading = read(form, typed_by(form, draw), FACTS)  # type: ignore[arg-type]
    assert [str(one.message) for one in reading.problems] == []
    assert reading.answers


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_of_a_size_that_people_finish(name: str) -> None:
    form = filled(name).form
    assert form is not None
    assert 5 <= len(list(form.fields())) <= 40
    assert len((FOLDER / f"{name}.json").read_bytes()) < 60_000


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_value_is_used_and_has_its_place(name: str) -> None:
    found = template(name)
    assert found is not None
    text = json.dumps({**found.to_json(), "values": []}, ensure_ascii=False)
    assert [one.key for one in found.values if f"{{{{{one.key}}}}}" not in text] == []
    assert "{{" not in filled(name).to_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_holds_nobodys_number_or_address(name: str) -> None:
    found = template(name)
    assert found is not None
    said = json.dumps({**found.to_json(), "samples": [], "values": []}, ensure_ascii=False)
    assert PERSONAL.findall(said) == []


@pytest.mark.parametrize("name", [one.slug for one in templates() if one.samples])
def test_the_sample_cases_of_a_template_come_out_as_they_say(name: str) -> None:
    found = filled(name)
    for sample in found.samples:
        facts = {"today": date.fromisoformat(sample["on_day"])}
        reading = read(found.form, sample["raw"], facts)  # type: ignore[arg-type]
        assert reading.ok, reading.problems
        assert set(sample["expects"].get("asked", ())) <= reading.asked, sample["name"]
        assert not set(sample["expects"].get("not_asked", ())) & reading.asked, sample["name"]


def test_a_single_parent_is_not_asked_for_the_second_guardian() -> None:
    form = filled("childcare-certification-change").form
    sample = filled("childcare-certification-change").samples[0]
    reading = read(form, sample["raw"], FACTS)  # type: ignore[arg-type]
    assert "papers_work" in reading.asked
    assert not {"name2", "reason2", "papers_illness"} & reading.asked


def test_days_and_money_are_worked_out_with_the_citys_values() -> None:
    form = template("subsidy").filled(examples(template("subsidy").values)).form  # type: ignore[union-attr]
    raw = {"bought": ["yes"], "cost": ["300000"]}
    assert read(form, raw, FACTS).answers["amount"] == 100_000  # type: ignore[arg-type]
    assert read(form, raw | {"cost": ["９９，９９９円"]}, FACTS).answers["amount"] == 49_999  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("プレミアム", "", "premium-voucher"),
        ("ｱﾚﾙｷﾞｰ", "", "school-lunch-allergy"),
        ("罹災証明", "", "disaster-certificate"),
        ("引越し 保育", "childcare", "childcare-household-change"),
    ],
)
def test_a_template_is_found_by_other_words(text: str, event: str, expected: str) -> None:
    assert expected in [one.slug for one in matching(text, event)]


def test_what_nothing_matches_finds_nothing() -> None:
    assert matching("宇宙船の免許") == []
