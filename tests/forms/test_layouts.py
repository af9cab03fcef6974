"""All questions on one page: the same is asked, the same answers come of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.checking import FORBIDS, check
from forms.definition import Form
from forms.layouts import on_one_page
from forms.reading import read
from tests.application_forms import HANAKO, MOVED
from tests.town import NOW

CONDITIONAL = Form.from_json(
    {
        "schema": 1,
        "title": "様式",
        "pages": [
            {
                "key": "first",
                "title": "はじめ",
                "fields": [{"key": "works", "kind": "yes_no", "label": "働いていますか"}],
            },
            {
                "key": "work",
                "title": "仕事",
                "ask_if": {"compare": [{"answer": "works"}, "=", {"value": True}]},
                "fields": [
                    {"key": "far", "kind": "yes_no", "label": "遠いですか"},
                    {
                        "key": "hours",
                        "kind": "number",
                        "label": "何時間",
                        "ask_if": {"compare": [{"answer": "far"}, "=", {"value": True}]},
                    },
                ],
            },
        ],
    }
)
TEXTS = st.sampled_from(("yes", "no", "", "3"))


@given(st.dictionaries(st.sampled_from(("works", "far", "hours")), st.lists(TEXTS, min_size=1, max_size=1)))
def test_the_same_answers_and_problems_come_of_the_same_input(raw: dict[str, list[str]]) -> None:
    paged, whole = (
        read(form, raw, {"today": NOW.date()}) for form in (CONDITIONAL, on_one_page(CONDITIONAL))
    )
    assert (paged.answers, paged.asked) == (whole.answers, whole.asked)
    assert paged.problems == whole.problems


@pytest.mark.parametrize("form", [CONDITIONAL, Form.from_json(MOVED)])
def test_a_form_on_one_page_is_a_form_that_could_be_published(form: Form) -> None:
    whole = on_one_page(form)
    assert len(whole.pages) == 1
    assert [one.key for one in whole.fields()] == [one.key for one in form.fields()]
    assert [finding for finding in check(whole) if finding.level == FORBIDS] == []


def test_a_single_page_stays_as_it_is() -> None:
    whole = on_one_page(Form.from_json(MOVED))
    assert on_one_page(whole) is whole
    raw = {name: [text] for name, text in HANAKO.items()}
    assert read(whole, raw, {"today": NOW.date()}).ok
