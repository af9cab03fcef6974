"""Sample cases say in words what was expected and what came."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Form, Text
from forms.samples import Expectations, Sample, run, stored_answer, typed_on
from tests.forms.visit import FACTS, FORM, TYPED

DAY = FACTS["today"]


def outcome(form: Form = FORM, typed: dict[str, list[str]] = TYPED, **expects: Any) -> list[str]:
    """Return what is complained about when the family of the visit types its answers."""
    sample = Sample("家族", typed, DAY, Expectations(**expects))
    return [str(one) for one in run(form, sample).complaints]


def test_what_is_as_expected_is_not_complained_about() -> None:
    assert outcome(asked=("car", "name"), not_asked=("reason",), through=True) == []
    assert outcome(answers={"people": {"number": "3"}, "adults": "2"}) == []


COMPLAINTS: list[tuple[dict[str, Any], str]] = [
    ({"asked": ("reason",)}, "「6歳以上だけで使う理由」を聞くはずでしたが、聞きませんでした。"),
    ({"not_asked": ("car",)}, "「車で来ますか」を聞かないはずでしたが、聞きました。"),
    ({"wrong": ("adults",)}, "「大人」はエラーになるはずでしたが、エラーになりませんでした。"),
    ({"answers": {"people": {"number": "4"}}}, "「合計」は「4人」になるはずでしたが、「3人」になりました。"),
    ({"answers": {"reason": "遠足"}}, "「遠足」になるはずでしたが、答えがありませんでした。"),
    (
        {"answers": {"adults": {"odd": 1}}},
        "「大人」は「{'odd': 1}」になるはずでしたが、「2人」になりました。",
    ),
    (
        {"asked": ("papers",), "labels": {"papers": "第2保護者の書類"}},
        "期待している質問「第2保護者の書類」は、様式からなくなりました。",
    ),
    ({"answers": {"gone": 1}}, "期待している質問「gone」は、様式からなくなりました。"),
]


@pytest.mark.parametrize(("expects", "sentence"), COMPLAINTS)
def test_what_came_otherwise_is_said_in_words(expects: dict[str, Any], sentence: str) -> None:
    (said,) = outcome(**expects)
    assert sentence in said


def test_an_error_where_none_was_expected_is_quoted() -> None:
    (said,) = outcome(typed={**TYPED, "adults": ["0"]}, through=True)
    assert said.startswith("エラーなく進めるはずでしたが、エラーになりました：「大人は1人以上で")
    (said,) = outcome(typed={**TYPED, "adults": ["0"]}, answers={"adults": "2"})
    assert "「2人」になるはずでしたが、エラー（大人は1人以上で" in said


def test_an_error_that_is_expected_is_fine() -> None:
    assert outcome(typed={**TYPED, "adults": ["0"]}, wrong=("adults",)) == []


def test_a_deleted_question_is_complained_about_once() -> None:
    without = replace(FORM, pages=(FORM.pages[0], FORM.pages[2]))
    assert len(outcome(without, asked=("car",), answers={"car": True}, labels={"car": "車"})) == 1


def test_a_new_required_question_is_found_by_who_went_through() -> None:
    first = FORM.pages[0]
    more = replace(first.fields[1], key="more", label=Text("もう1つ"))
    longer = replace(FORM, pages=(replace(first, fields=(*first.fields, more)), *FORM.pages[1:]))
    assert "もう1つを入力してください" in outcome(longer, through=True)[0]


def test_every_answer_is_expected_as_it_came() -> None:
    reading = typed_on(FORM, TYPED, DAY)
    answers = {key: stored_answer(FORM, reading, key) for key in reading.answers}
    assert set(answers) >= {"name", "children", "people", "car"}
    assert outcome(answers=answers, asked=tuple(reading.asked)) == []


KEYS = st.lists(st.sampled_from(["name", "adults", "gone"])).map(tuple)


@given(KEYS, KEYS, st.dictionaries(st.sampled_from(["people", "gone"]), st.none() | st.text()), st.booleans())
def test_expectations_come_back_from_json_as_they_were(
    asked: Any, wrong: Any, answers: Any, through: bool
) -> None:
    made = Expectations(asked=asked, wrong=wrong, answers=answers, through=through)
    assert Expectations.from_json(made.to_json()) == made
