"""The guide to the file of a procedure, and its schema, say what the code does."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from config import ROOT
from domain.procedures.file_details import LISTS, NUMBERS, TEXTS
from domain.procedures.file_format import KINDS, NAME, ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import KINDS as VALUE_KINDS
from tests.domain.procedures.test_file_format import PROCEDURE
from tests.domain.procedures.test_shelf import SCHEMA, VALIDATOR
from tests.forms.trees import definitions

GUIDE = (ROOT / "docs" / "procedure-file.md").read_text()
DETAILS = SCHEMA["properties"]["details"]["properties"]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_of_the_guide_can_be_read() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", GUIDE, re.S)[0])
    assert list(VALIDATOR.iter_errors(example)) == []
    assert ProcedureFile.from_json(example).slug == "tent-loan"


def test_the_guide_and_the_schema_name_every_detail_and_kind() -> None:
    names = {*TEXTS, *NUMBERS, *LISTS, "layout", "elsewhere_url", "sum_field"}
    assert set(DETAILS) == names
    assert [one for one in (*names, *KINDS, *VALUE_KINDS) if f"`{one}`" not in GUIDE] == []
    assert set(SCHEMA["properties"]["values"]["items"]["properties"]["kind"]["enum"]) == set(VALUE_KINDS)


@given(definitions())
def test_what_a_file_writes_is_valid(form: Any) -> None:
    try:
        file = ProcedureFile.from_json(
            {"file": NAME, "schema": 1, "kind": "application", "slug": "a", "title": "あ", "form": form}
        )
    except FileProblem:
        return
    assert VALIDATOR.is_valid(file.to_json())


@pytest.mark.parametrize(
    "change",
    [
        {"file": "something"},
        {"schema": 2},
        {"kind": "party"},
        {"slug": "A"},
        {"slug": "new"},
        {"title": 7},
        {"form": {"schema": 1}},
        {"details": {"retention_months": 0}},
        {"details": {"layout": "three"}},
        {"details": {"elsewhere_url": "ftp://x"}},
        {"values": [{"key": "A", "label": "x", "kind": "text", "example": "x"}]},
        {"samples": [{"name": "x"}]},
        {"colour": "red"},
    ],
)
def test_schema_and_code_refuse_the_same(change: dict[str, Any]) -> None:
    data = copy.deepcopy(PROCEDURE) | change
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(FileProblem):
        ProcedureFile.from_json(data)
