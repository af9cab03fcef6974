"""The published JSON Schema says the same as the code."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from forms.arithmetic import COMPARISONS, ROUNDINGS
from forms.condition_types import FACTS, MOST_PLACES
from forms.conditions import CONDITIONS, EXPRESSIONS
from forms.definition import LANGUAGES, MEANINGS, SCHEMA, DefinitionError, Form
from forms.examination import BESIDE
from forms.fields import KINDS
from tests.forms.test_definition import SMALL
from tests.forms.trees import definitions
from tests.forms.visit import VISIT

PUBLISHED = json.loads((Path(__file__).parents[2] / "docs/form-definition.schema.json").read_text())
VALIDATOR = Draft202012Validator(PUBLISHED)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(PUBLISHED)


@given(definitions())
def test_what_a_form_writes_is_valid(data: Any) -> None:
    assert not list(VALIDATOR.iter_errors(Form.from_json(data).to_json()))


@given(definitions())
def test_what_is_valid_can_be_read(data: Any) -> None:
    assert VALIDATOR.is_valid(data)
    Form.from_json(data)


WRONG: list[dict[str, Any]] = [
    {"schema": 2},
    {"title": {"en": "only English"}},
    {"title": 7},
    {"pages": {}},
    {
        "pages": [
            {
                "key": "p",
                "title": "p",
                "fields": [{"key": "a", "kind": "text", "label": "a", "required": "no"}],
            }
        ]
    },
    {"pages": [{"key": "p", "title": "p", "fields": [], "colour": "red"}]},
    {"pages": [{"key": "p", "title": "p", "fields": [], "ask_if": []}]},
    {"colour": "red"},
]


@pytest.mark.parametrize("change", WRONG)
def test_what_cannot_be_read_is_not_valid(change: dict[str, Any]) -> None:
    data = copy.deepcopy(SMALL) | change
    assert VALIDATOR.is_valid(SMALL) and not VALIDATOR.is_valid(data)
    with pytest.raises(DefinitionError):
        Form.from_json(data)


def test_the_schema_has_every_language_kind_meaning_fact_and_sign() -> None:
    definitions_of = PUBLISHED["$defs"]
    assert PUBLISHED["properties"]["schema"]["const"] == SCHEMA
    assert tuple(definitions_of["text"]["oneOf"][1]["properties"]) == LANGUAGES
    assert tuple(definitions_of["field"]["properties"]["meaning"]["enum"]) == MEANINGS
    assert definitions_of["field"]["properties"]["kind"]["enum"] == list(KINDS)
    assert tuple(_operator("expression", "fact")["properties"]["fact"]["enum"]) == FACTS
    assert set(_operator("condition", "compare")["properties"]["compare"]["prefixItems"][1]["enum"]) == set(
        COMPARISONS
    )
    assert set(_operator("expression", "divide")["properties"]["round"]["enum"]) == set(ROUNDINGS)
    assert _operator("expression", "divide")["properties"]["places"]["maximum"] == MOST_PLACES


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_is_in_the_schema(name: str) -> None:
    _same_shape("condition", name)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_expression_is_in_the_schema(name: str) -> None:
    _same_shape("expression", name)


def test_a_form_with_every_kind_of_dependence_is_valid() -> None:
    assert not list(VALIDATOR.iter_errors(VISIT))


def test_the_schema_has_no_operator_that_the_code_has_not() -> None:
    assert len(PUBLISHED["$defs"]["condition"]["oneOf"]) == len(CONDITIONS)
    assert len(PUBLISHED["$defs"]["expression"]["oneOf"]) == len(EXPRESSIONS)


def _operator(what: str, name: str) -> Any:
    return next(one for one in PUBLISHED["$defs"][what]["oneOf"] if one["required"][0] == name)


def _same_shape(what: str, name: str) -> None:
    must, may = BESIDE.get(name, (frozenset(), frozenset()))
    operator = _operator(what, name)
    assert set(operator["required"]) == must | {name}
    assert set(operator["properties"]) == must | may | {name}
