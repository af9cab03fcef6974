"""Reading a form: in order, everything wrong at once, nothing that was not asked."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fields.children import Child
from forms.given import MOST_NAMES
from forms.reading import Reading, draft, dump_answers, fill, load_answers, press, read
from tests.forms.visit import FACTS, FORM, TYPED, typed

WHO, PARKING, RULES = FORM.pages


def keys(reading: Reading) -> list[str]:
    return [problem.field for problem in reading.problems]


def test_a_family_reads_into_answers() -> None:
    reading = read(FORM, TYPED, FACTS)
    assert reading.ok
    assert str(reading.answers["name"]) == "髙﨑 はな"
    assert [child.given for child in reading.answers["children"]] == ["空"]
    assert isinstance(reading.answers["children"][0], Child)
    assert reading.answers["people"] == Decimal(3)
    assert reading.answers["car"] is True and reading.answers["plate"] == "123"
    assert reading.asked_pages == FORM.pages


def test_more_inputs_than_any_form_has_are_not_kept() -> None:
    flood = {f"children-0-{number}": ["x"] for number in range(100_000)}
    assert len(read(FORM, {**TYPED, **flood}, FACTS).raw) == MOST_NAMES
    assert read(FORM, {**TYPED, **flood}, FACTS).answers == read(FORM, TYPED, FACTS).answers


def test_everything_missing_is_said_at_once_and_in_order() -> None:
    reading = read(FORM, {}, FACTS)
    assert keys(reading) == ["name", "adults", "agreed"]
    assert [problem.input for problem in reading.problems] == ["name-family", "adults", "agreed"]
    assert not reading.ok and "people" not in reading.answers


def test_problems_of_several_parts_are_all_said_at_their_inputs() -> None:
    reading = read(FORM, typed(children__0__given="", children__0__born__month="13"), FACTS)
    assert keys(reading) == ["children", "children"]
    assert reading.problems[0].input == "children-0-given"
    assert reading.questions["children"].problems_of("0-given") == (reading.problems[0].message,)
    assert reading.questions["children"].typed("0-born-month") == "13"


def test_an_unasked_question_is_dropped_even_when_typed() -> None:
    reading = read(FORM, typed(car="no"), FACTS)
    assert reading.ok and not reading.is_asked("plate") and "plate" not in reading.answers
    assert reading.raw["plate"] == ("123",)


def test_what_is_wrong_in_an_unasked_question_is_not_said() -> None:
    assert read(FORM, typed(car="no", plate="x" * 9_999), FACTS).ok
    assert keys(read(FORM, typed(plate="x" * 9_999), FACTS)) == ["plate"]


def test_questions_of_an_unasked_page_are_dropped() -> None:
    reading = read(FORM, typed(adults="1"), FACTS)
    assert reading.ok and reading.asked_pages == (WHO, RULES)
    assert not {"car", "plate"} & (set(reading.answers) | reading.asked)
    assert reading.page_questions(PARKING) == ()


def test_a_question_on_an_unasked_answer_is_unasked_too() -> None:
    reading = read(FORM, typed(adults="1", car="yes"), FACTS)
    assert not reading.is_asked("car") and not reading.is_asked("plate")


def test_a_page_that_depends_on_an_unreadable_answer_is_not_asked() -> None:
    reading = read(FORM, typed(adults="many"), FACTS)
    assert keys(reading) == ["adults"] and PARKING not in reading.asked_pages


def test_ages_count_on_the_day_of_use() -> None:
    older = typed(children__0__born__year="2020", children__0__born__month="4", children__0__born__day="10")
    assert keys(read(FORM, older, FACTS)) == ["reason"]
    younger = typed(children__0__born__year="2020", children__0__born__month="4", children__0__born__day="11")
    assert read(FORM, younger, FACTS).ok


def test_without_the_fact_no_child_is_under_six() -> None:
    assert keys(read(FORM, TYPED, {})) == ["reason"]


def test_pages_after_the_last_one_read_are_neither_judged_nor_answered() -> None:
    reading = read(
        FORM, {name: texts for name, texts in TYPED.items() if name != "agreed"}, FACTS, through="who"
    )
    assert reading.ok and set(reading.answers) == {"name", "adults", "children", "people"}
    assert [question.typed() for question in reading.page_questions(RULES)] == ["", "一行目\n二行目", ""]
    assert reading.page_after(WHO) == PARKING and reading.page_before(RULES) == PARKING


def test_the_page_after_skips_a_page_that_is_not_asked() -> None:
    reading = read(FORM, typed(adults="1"), FACTS, through="who")
    assert reading.page_after(WHO) == RULES and reading.page_before(RULES) == WHO
    assert reading.page_after(RULES) is reading.page_before(WHO) is None


def test_an_unknown_last_page_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read(FORM, TYPED, FACTS, through="nowhere")


def test_the_problems_of_one_page_can_be_told_apart() -> None:
    reading = read(FORM, typed(name__given="", agreed=""), FACTS)
    assert [problem.field for problem in reading.problems_on(WHO)] == ["name"]
    assert [problem.field for problem in reading.problems_on(RULES)] == ["agreed"]


def test_a_draft_answers_the_same_and_says_nothing() -> None:
    wrong = typed(name__given="", adults="two")
    loud, quiet = read(FORM, wrong, FACTS), draft(FORM, wrong, FACTS)
    assert loud.answers == quiet.answers and loud.asked == quiet.asked
    assert quiet.problems == () and not any(question.problems for question in quiet.questions.values())
    assert quiet.questions["adults"].typed() == "two"


def test_explanations_are_drawn_and_not_answered() -> None:
    reading = read(FORM, typed() | {"told": ["x"]}, FACTS)
    assert reading.is_asked("told") and "told" not in reading.answers
    assert [question.definition.key for question in reading.page_questions(RULES)] == [
        "told",
        "note",
        "agreed",
    ]


def test_a_calculated_value_cannot_be_typed() -> None:
    assert read(FORM, typed() | {"people": ["99"]}, FACTS).answers["people"] == Decimal(3)


def test_an_optional_question_left_empty_has_no_answer() -> None:
    reading = read(FORM, typed(note="　 "), FACTS)
    assert reading.ok and reading.is_asked("note") and "note" not in reading.answers


def test_half_a_letter_is_refused_and_shown_where_it_was() -> None:
    reading = read(FORM, typed(name__family="\ud842野"), FACTS)
    assert [problem.input for problem in reading.problems] == ["name-family"]
    assert reading.questions["name"].typed("family") == "\ufffd野"


def test_a_letter_sent_as_two_halves_is_put_together() -> None:
    answer = read(FORM, typed(name__family="\ud842\udfb7野"), FACTS).answers["name"]
    assert answer.family == "𠮷野"


def test_control_characters_never_reach_an_answer() -> None:
    reading = read(FORM, typed(name__family="山\0田\x08", note="一\x0b二\x1b"), FACTS)
    assert reading.answers["name"].family == "山田"
    assert reading.answers["note"] == "一\n二"


def test_ten_kilobytes_in_one_line_are_a_problem() -> None:
    reading = read(FORM, typed(plate="あ" * 10_240), FACTS)
    assert [str(problem.message) for problem in reading.problems] == [
        "車の番号は1000文字までにしてください。"
    ]
    assert reading.questions["plate"].typed() == "あ" * 10_240


def test_one_text_alone_is_read_as_one_text() -> None:
    alone = {name: texts[0] for name, texts in TYPED.items()}
    assert read(FORM, alone, FACTS).answers == read(FORM, TYPED, FACTS).answers


def test_a_million_values_under_one_name_are_not_kept() -> None:
    reading = read(FORM, typed() | {"plate": ["1"] * 1_000_000}, FACTS)
    assert len(reading.raw["plate"]) < 1_000


@given(st.dictionaries(st.sampled_from(sorted([*TYPED, "reason", "x"])), st.lists(st.text(), max_size=3)))
def test_no_input_crashes_and_every_answer_can_be_kept(changes: dict[str, list[str]]) -> None:
    reading = read(FORM, TYPED | changes, FACTS)
    kept = json.dumps(dump_answers(FORM, reading.answers), ensure_ascii=False).encode()
    assert load_answers(FORM, json.loads(kept)) == reading.answers
    assert b"\\u0000" not in kept
    json.dumps(dict(reading.raw), ensure_ascii=False).encode()


@given(
    st.dictionaries(
        st.sampled_from(sorted(TYPED)), st.lists(st.sampled_from(["1", "3", "yes", "no", "2020", "空"]))
    )
)
def test_importing_what_was_answered_gives_the_same_answers(changes: dict[str, list[str]]) -> None:
    first = read(FORM, TYPED | changes, FACTS)
    again = read(FORM, fill(FORM, first.answers), FACTS)
    assert again.answers == first.answers


def test_page_by_page_and_all_at_once_give_the_same_answers() -> None:
    whole = read(FORM, TYPED, FACTS)
    carried: dict[str, Any] = {}
    for page in FORM.pages:
        carried |= {name: texts for name, texts in TYPED.items() if _page_of(name) == page.key}
        part = read(FORM, carried, FACTS, through=page.key)
        assert part.ok
    assert part.answers == whole.answers


def _page_of(name: str) -> str:
    field = name.partition("-")[0]
    return next(page.key for page in FORM.pages if any(one.key == field for one in page.fields))


def test_only_what_was_answered_is_filled_in() -> None:
    raw = fill(FORM, read(FORM, typed(note="", car="no"), FACTS).answers)
    assert "note" not in raw and "plate" not in raw and "people" not in raw
    assert list(raw["adults"]) == ["2"]


def rows_in(raw: Any) -> set[str]:
    return {name.split("-")[1] for name in raw if name.startswith("children-")}


def test_pressing_add_and_remove_changes_the_rows_of_a_group_only() -> None:
    more = press(FORM, TYPED, "add:children")
    assert rows_in(more) == {"0", "1"} and more["note"] == ("一行目\n二行目",)
    filled = {**more, "children-1-given": ["海"]}
    assert list(press(FORM, filled, "remove:children:0")["children-0-given"]) == ["海"]


def test_pressing_leaves_everything_else_as_typed() -> None:
    others = {name: tuple(texts) for name, texts in typed(note="x").items() if "children" not in name}
    pressed = press(FORM, typed(note="x"), "remove:children:0")
    assert {name: texts for name, texts in pressed.items() if "children" not in name} == others


NO_BUTTONS = [
    "",
    "add",
    "add:",
    "add:nobody",
    "remove:children",
    "remove:children:-1",
    "remove:children:x",
    "add:children:0",
]


@pytest.mark.parametrize(
    "button", [*NO_BUTTONS, "add:name", "remove:adults:0", "remove:children:99999", "drop:children:0"]
)
def test_a_button_that_is_not_there_changes_nothing(button: str) -> None:
    assert read(FORM, press(FORM, TYPED, button), FACTS).answers == read(FORM, TYPED, FACTS).answers
    assert set(press(FORM, TYPED, button)) == set(TYPED)


def test_what_was_sent_is_not_changed_by_reading_or_pressing() -> None:
    sent = {name: list(texts) for name, texts in TYPED.items()}
    read(FORM, sent, FACTS)
    press(FORM, sent, "add:children")
    assert sent == TYPED
