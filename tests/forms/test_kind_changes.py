"""A question becomes one of another kind where its answers fit, and is refused plainly otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forms.checking import FORBIDS, check
from forms.definition import Field, Form, Page, Text
from forms.editing import EditProblem, Gone, StillUsed
from forms.fields import KINDS
from forms.kind_changes import FITS, KindRefused, change_kind

OPTIONS = [{"value": "a", "label": "一"}, {"value": "b", "label": "二"}]
ASKED = Field("asked", "text", Text("もう一つ"))
RULE: Any = {"compare": [{"answer": "q"}, "=", {"value": "a"}]}


def form_of(kind: str, ask_if: Any = None, **settings: Any) -> Form:
    needed = {"options": OPTIONS} if kind in ("choice", "select", "choices") else {}
    asked = Field("q", kind, Text("質問"), help=Text("説明"), required=False, settings={**needed, **settings})
    return Form(Text("様式"), (Page("p", Text("頁"), (asked, replace(ASKED, ask_if=ask_if))),))


@pytest.mark.parametrize(
    ("kind", "other"), [(kind, other) for kind, others in FITS.items() for other in others]
)
def test_everything_that_the_other_kind_knows_stays(kind: str, other: str) -> None:
    before, changed = form_of(kind).field("q"), change_kind(form_of(kind), "q", other).field("q")
    assert before is not None and changed is not None
    assert (changed.kind, changed.label.ja, changed.help.ja, changed.required) == (
        other,
        "質問",
        "説明",
        False,
    )
    assert changed.settings.get("options") == before.settings.get("options")
    assert not [one for one in check(change_kind(form_of(kind), "q", other)) if one.level == FORBIDS]


def test_settings_that_the_other_kind_does_not_know_go() -> None:
    changed = change_kind(form_of("text", only="digits", max_length=20), "q", "long_text").field("q")
    assert changed is not None and dict(changed.settings) == {"max_length": 20}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_answers_that_do_not_fit_are_refused(kind: str) -> None:
    for other in sorted({*KINDS, "nothing"} - {*FITS.get(kind, ())}):
        with pytest.raises(KindRefused, match="変えられません"):
            change_kind(form_of(kind), "q", other)


def test_a_list_that_a_condition_looks_at_may_look_otherwise_but_not_take_several() -> None:
    form = form_of("choice", RULE)
    assert change_kind(form, "q", "select").pages[0].fields[1] == form.pages[0].fields[1]
    with pytest.raises(StillUsed) as refused:
        change_kind(form, "q", "choices")
    assert "もう一つ" in refused.value.uses[0]


def test_other_answers_are_not_lost_silently() -> None:
    with pytest.raises(KindRefused, match="その他"):
        change_kind(form_of("choice", other=True), "q", "select")
    assert change_kind(form_of("choice", other=True), "q", "choices")


def test_what_the_town_counts_on_stays_one_answer() -> None:
    form = form_of("choice")
    residence = replace(form.pages[0].fields[0], meaning="residence")
    form = replace(form, pages=(replace(form.pages[0], fields=(residence, ASKED)),))
    with pytest.raises(EditProblem, match="予約の決まり"):
        change_kind(form, "q", "choices")
    with pytest.raises(Gone):
        change_kind(form, "nothing", "select")
