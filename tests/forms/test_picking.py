"""Conditions and calculations from lists: what the picker can make survives, what it cannot make is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.calculating import WAYS, Term, Worked, WrongTerm, expression_from, terms_for, worked_from
from forms.condition_types import condition_problems, expression_problems
from forms.examination import Known
from forms.fields import KINDS
from forms.picking import Wrong, picked_from, tree_from
from forms.picks import ALL, ANY, Group, Picked, Row, comparisons_of, is_about_age, needs_value, values_of
from forms.sentences import UNREADABLE, calculation_sentence, condition_sentence
from forms.shapes import thawed
from tests.forms.test_sheets import EVERY_KIND, PLAYROOM

ASKED = [one for one in EVERY_KIND.fields() if one.kind not in ("explanation", "calculated")]
KNOWN = Known(
    {one.key: KINDS[one.kind].compares_as for one in ASKED},
    options={
        one.key: [value for value, _ in values_of(EVERY_KIND, one.key)]
        for one in ASKED
        if "options" in one.settings
    },
)
TYPED = {"number": "3", "date": "2026-04-01", "time": "9:30", "text": "青葉"}


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Draw a line as somebody would pick it."""
    asked = draw(st.sampled_from(ASKED))
    test, _ = draw(st.sampled_from(comparisons_of(EVERY_KIND, asked.key)))
    listed = [value for value, _ in values_of(EVERY_KIND, asked.key)]
    compares = KINDS[asked.kind].compares_as or ""
    value = draw(st.sampled_from(listed)) if listed else TYPED.get(compares, "18")
    if is_about_age(test) or test.startswith("count"):
        value = str(draw(st.integers(0, 30)))
    if not is_about_age(test):
        return Row(asked.key, test, value if needs_value(test) else "")
    return Row(asked.key, test, value, draw(st.sampled_from(["years", "months"])), "day_of_use")


MODES = st.sampled_from([ALL, ANY])
GROUPS = st.builds(Group, MODES, st.booleans(), st.lists(rows(), min_size=1, max_size=3).map(tuple))
PICKS = st.builds(Picked, MODES, st.booleans(), st.lists(GROUPS, max_size=3).map(tuple))


@given(PICKS)
def test_what_is_picked_survives_and_can_be_published(picked: Picked) -> None:
    tree = tree_from(EVERY_KIND, picked)
    if tree is None:
        return
    assert condition_problems(tree, KNOWN) == ()
    again = picked_from(EVERY_KIND, tree)
    assert again is not None and tree_from(EVERY_KIND, again) == tree
    sentence = condition_sentence(EVERY_KIND, tree)
    assert sentence.endswith("とき") and UNREADABLE not in sentence


@given(st.data())
def test_a_calculation_that_is_picked_survives(data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(sorted(WAYS)))
    sorts = [*WAYS[way].terms] if WAYS[way].most == 2 else [WAYS[way].terms[0]] * 3
    terms = [data.draw(st.sampled_from(terms_for(EVERY_KIND, "?", sort)))[0] for sort in sorts]
    fixed = {"numbers": "300", "days": "2026-04-01"}
    made = tuple(
        Term(of, fixed[sort] if of == "fixed" else "") for of, sort in zip(terms, sorts, strict=True)
    )
    tree = expression_from(EVERY_KIND, "?", Worked(way, made, data.draw(st.booleans()), unit="months"))
    found, problems = expression_problems(tree, _known_with_calculated())
    assert (found, problems) == (WAYS[way].gives, ())
    again = worked_from(EVERY_KIND, "?", tree)
    assert again is not None and thawed(expression_from(EVERY_KIND, "?", again)) == thawed(tree)
    assert UNREADABLE not in calculation_sentence(EVERY_KIND, tree)


@pytest.mark.parametrize("tree", [
    {"any": [{"all": [{"any": [{"answered": "a"}]}]}]},
    {"all": [{"answered": "adults"}]},
    {"compare": [{"sum": [{"answer": "adults"}]}, ">", {"value": 1}]},
    {"any_child": {"all": [{"answered": "adults"}]}, "of": "children"},
    {"compare": "nonsense"},
    {},
])  # fmt: skip
def test_what_the_picker_cannot_make_is_not_picked(tree: Any) -> None:
    assert picked_from(PLAYROOM, tree) is None
    assert condition_sentence(PLAYROOM, tree).endswith("とき")


@pytest.mark.parametrize(
    ("row", "part", "word"),
    [
        (Row(), "key", "質問を選んで"),
        (Row("residence"), "test", "どう比べるか"),
        (Row("residence", "=", "mars"), "value", "答えを選んで"),
        (Row("adults", ">=", "三人ぐらい"), "value", "比べる数"),
        (Row("staying_until", "=", "いつか"), "value", "今日"),
    ],
)
def test_what_is_missing_in_a_line_is_named(row: Row, part: str, word: str) -> None:
    with pytest.raises(Wrong) as wrong:
        tree_from(PLAYROOM, Picked(groups=(Group(), Group(rows=(Row("email", "answered"), row)))[1:]))
    assert (wrong.value.group, wrong.value.row, wrong.value.part) == (0, 1, part)
    assert word in str(wrong.value.reason)


def test_numbers_and_days_are_read_as_people_type_them() -> None:
    said = [
        Row("adults", ">=", "２人"),
        Row("staying_until", "<", "令和8年4月1日"),
        Row("staying_until", "=", "利用日"),
    ]
    trees = [tree_from(PLAYROOM, Picked(groups=(Group(rows=(row,)),)))["compare"][2] for row in said]
    assert trees == [{"value": 2}, {"date": "2026-04-01"}, {"fact": "day_of_use"}]


@pytest.mark.parametrize(
    ("worked", "term"),
    [
        (Worked("cube"), -1),
        (Worked("sum", (Term("answer:email"),)), 0),
        (Worked("sum", (Term("answer:adults"), Term("fixed", "三"))), 1),
        (Worked("minus", (Term("answer:adults"),)), -1),
        (Worked("divide", (Term("answer:adults"), Term("fixed", "2")), places="9"), -1),
    ],
)
def test_what_is_missing_in_a_calculation_is_named(worked: Worked, term: int) -> None:
    with pytest.raises(WrongTerm) as wrong:
        expression_from(PLAYROOM, "?", worked)
    assert wrong.value.term == term


SAID = [
    ({"compare": [{"answer": "residence"}, "=", {"value": "worker"}]}, "「青葉野市とのつながり」が「市内で働いている」のとき"),
    ({"compare": [{"answer": "adults"}, ">", {"value": 2}]}, "「おとなの人数」が2人より大きいとき"),
    (
        {"any": [{"answered": "email"}, {"not": {"answered": "phone"}}]},
        "「メールアドレス」に答えているか、「電話番号」に答えていないとき",
    ),
    (
        {"all_children": {"compare": [{"age": {"child": "born"}, "on": {"fact": "today"}, "in": "years"}, "<", {"value": 3}]}, "of": "children"},
        "「いっしょに来るお子さん」の全員の年齢（今日）が3歳未満のとき",
    ),
    ({"compare": [{"answer": "staying_until"}, "<", {"fact": "day_of_use"}]}, "「いつごろまで滞在しますか」が利用日より前のとき"),
    (
        {"not": {"all": [{"answered": "email"}, {"answered": "phone"}]}},
        "『「メールアドレス」に答えていて、「電話番号」に答えている』にあてはまらないとき",
    ),
    ({"answered": "gone"}, "「gone」（ない質問）に答えているとき"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "words"), SAID)
def test_conditions_are_said_in_japanese(tree: Any, words: str) -> None:
    assert condition_sentence(PLAYROOM, tree) == words


def _known_with_calculated() -> Known:
    calculated = {one.key: "number" for one in EVERY_KIND.fields() if one.kind == "calculated"}
    return Known({**KNOWN.types, **calculated})
