"""The guide for writing definitions is true: its examples work, and it leaves nothing out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from forms.checking import FORBIDS, RESERVED, check
from forms.condition_types import condition_problems, expression_problems
from forms.conditions import CONDITIONS, EXPRESSIONS
from forms.definition import MEANINGS, Form
from forms.examination import DEEPEST, LARGEST, Known
from forms.fields import KINDS
from tests.forms.test_schema import VALIDATOR

GUIDE = (Path(__file__).parents[2] / "docs/form-definition.md").read_text()
KNOWN = Known({"adults": "number", "children": "people"})


def example(what: str) -> Any:
    """Return the first example of ``what`` ("" for a whole form)."""
    found = re.search(rf"^```json{what}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_example_form_may_be_published() -> None:
    assert VALIDATOR.is_valid(example(""))
    assert [str(one.message) for one in check(Form.from_json(example(""))) if one.level == FORBIDS] == []


def test_the_example_condition_and_calculation_are_right() -> None:
    assert condition_problems(example(" condition"), KNOWN) == ()
    assert expression_problems(example(" expression"), KNOWN) == ("number", ())


@pytest.mark.parametrize("name", [*CONDITIONS, *EXPRESSIONS])
def test_every_operator_is_in_the_guide(name: str) -> None:
    assert f'{{"{name}": ' in GUIDE


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_in_the_guide_with_its_settings(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \|.*$", GUIDE, re.MULTILINE)
    assert all(f"`{setting}`" in row for setting in KINDS[name].allowed_settings)
    assert KINDS[name].compares_as is None or row.endswith(f"| {KINDS[name].compares_as} |")


def test_every_meaning_reserved_key_and_limit_is_in_the_guide() -> None:
    assert all(f"`{word}`" in GUIDE for word in (*MEANINGS, *RESERVED))
    assert f"operators {DEEPEST} deep and {LARGEST} in one tree" in GUIDE
