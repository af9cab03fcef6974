"""Editing a form: any sequence of changes keeps it whole, and what would break another question is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import editing
from forms.definition import Field, Form, Page, Text
from forms.editing import EditProblem
from forms.keys import stem_of, unresolved, uses
from forms.ready import BY_CODE
from tests.forms.test_sheets import EVERY_KIND, PLAYROOM

Change = Callable[[Form, st.DataObject], Form]


def key_in(form: Form, data: st.DataObject) -> str:
    return data.draw(st.sampled_from([one.key for one in form.fields()] or ["none"]))


def page_in(form: Form, data: st.DataObject) -> str:
    return data.draw(st.sampled_from([page.key for page in form.pages]))


def added(form: Form, data: st.DataObject) -> Form:
    offer = BY_CODE[data.draw(st.sampled_from(sorted(BY_CODE)))]
    return editing.add_field(form, page_in(form, data), editing.fitted(form, offer.field))


def renamed(form: Form, data: st.DataObject) -> Form:
    key = key_in(form, data)
    field = form.field(key)
    new = data.draw(st.sampled_from(["residence", "neu", "step", "9", "a_b"]))
    return editing.change_field(form, key, replace(field or Field(key, "text", Text("x")), key=new))


def moved(form: Form, data: st.DataObject) -> Form:
    return editing.move_field(form, key_in(form, data), page_in(form, data), data.draw(st.integers(-1, 9)))


CHANGES: tuple[Change, ...] = (
    added,
    renamed,
    moved,
    lambda form, data: editing.step_field(form, key_in(form, data), data.draw(st.sampled_from([-1, 1]))),
    lambda form, data: editing.copy_field(form, key_in(form, data)),
    lambda form, data: editing.delete_field(form, key_in(form, data)),
    lambda form, data: editing.add_page(form, Page(f"page_{len(form.pages) + 50}", Text("頁"), ())),
    lambda form, data: editing.step_page(form, page_in(form, data), data.draw(st.sampled_from([-1, 1]))),
    lambda form, data: editing.copy_page(form, page_in(form, data)),
    lambda form, data: editing.delete_page(form, page_in(form, data)),
    lambda form, data: editing.change_page(form, page_in(form, data), Page("x", Text("新しい頁"), ())),
)


@given(st.sampled_from([EVERY_KIND, PLAYROOM]), st.lists(st.sampled_from(CHANGES), max_size=8), st.data())
def test_any_changes_keep_the_form_whole(form: Form, changes: list[Change], data: st.DataObject) -> None:
    for change in changes:
        try:
            form = change(form, data)
        except EditProblem:
            continue
        fields, pages = [one.key for one in form.fields()], [page.key for page in form.pages]
        assert len(set(fields)) == len(fields) and len(set(pages)) == len(pages) >= 1
        meanings = [one.meaning for one in form.fields() if one.meaning]
        assert Form.from_json(form.to_json()) == form
        assert unresolved(form) == frozenset()
        assert len(meanings) == len(set(meanings))


def test_a_question_in_use_is_not_deleted_and_its_use_is_named() -> None:
    with pytest.raises(editing.StillUsed) as refused:
        editing.delete_field(PLAYROOM, "residence")
    (use,) = refused.value.uses
    assert use.startswith("「いつごろまで滞在しますか」を出す条件（「青葉野市とのつながり」が")
    assert editing.uses_of(PLAYROOM, "residence") == refused.value.uses


def test_a_question_is_not_moved_behind_what_looks_at_it() -> None:
    with pytest.raises(editing.OutOfOrder) as refused:
        editing.move_field(PLAYROOM, "children", "contact", 0)
    assert "「授乳室を使いますか」を出す条件" in refused.value.uses[0]
    with pytest.raises(editing.OutOfOrder):
        editing.step_page(
            editing.change_page(
                PLAYROOM, "contact", replace(PLAYROOM.pages[1], ask_if={"answered": "adults"})
            ),
            "contact",
            -1,
        )


def test_a_new_key_is_followed_into_conditions_and_calculations() -> None:
    field = PLAYROOM.field("children")
    assert field is not None
    form = editing.change_field(PLAYROOM, "children", replace(field, key="kids"))
    assert {use.used for use in uses(form)} == {"residence", "kids"}


def test_a_copied_page_looks_at_its_own_questions() -> None:
    form = editing.copy_page(PLAYROOM, "who")
    copy = form.pages[1]
    assert [one.key for one in copy.fields][:2] == ["residence_2", "staying_until_2"]
    assert {use.used for use in uses(replace(form, pages=(copy,)))} == {"residence_2", "children_2"}
    assert not any(one.meaning for one in copy.fields)


def test_a_step_leads_over_the_edge_of_a_page_and_ends_at_the_ends() -> None:
    form = editing.step_field(PLAYROOM, "name", -1)
    assert form.pages[0].fields[-1].key == "name"
    assert editing.step_field(form, "name", 1) == PLAYROOM
    assert (
        editing.step_field(PLAYROOM, "residence", -1)
        == PLAYROOM
        == editing.step_field(PLAYROOM, "consent", 1)
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda: editing.delete_field(PLAYROOM, "nothing"), editing.Gone),
        (lambda: editing.copy_page(PLAYROOM, "nothing"), editing.Gone),
        (lambda: editing.delete_page(replace(PLAYROOM, pages=PLAYROOM.pages[:1]), "who"), editing.LastPage),
        (lambda: editing.add_field(PLAYROOM, "who", Field("phone", "text", Text("x"))), editing.KeyRefused),
        (lambda: editing.add_field(PLAYROOM, "who", Field("電話", "text", Text("x"))), editing.KeyRefused),
        (lambda: editing.add_page(PLAYROOM, Page("step", Text("x"), ())), editing.KeyRefused),
    ],
)
def test_what_is_not_possible_is_refused(change: Callable[[], Form], problem: type[EditProblem]) -> None:
    with pytest.raises(problem):
        change()


@pytest.mark.parametrize(
    ("label", "stem"),
    [("E-mail アドレス", "e_mail"), ("お名前", "text"), ("2026年", "text"), ("step", "step")],
)
def test_a_key_is_made_from_what_can_be_read_of_a_label(label: str, stem: str) -> None:
    assert stem_of(label, "text") == stem
