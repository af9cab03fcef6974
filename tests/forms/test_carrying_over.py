"""Taking over what was typed into a form that has changed: never losing what still fits, never keeping what does not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.carrying_over import lost, migrated
from forms.definition import Form
from forms.fields import kind_of
from forms.given import given_to
from forms.reading import read
from tests.town import NOW

KEYS = ("name", "food", "notes", "born", "kids", "many")
KINDS = ("text", "long_text", "name", "choice", "select", "choices", "number", "date", "explanation", "email")
OPTIONS = ("a", "b", "c", "d")
FITS = [{"text", "long_text"}, {"choice", "select"}]


@st.composite
def fields(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    field: dict[str, Any] = {"key": key, "kind": kind, "label": key, "required": False}
    if kind in ("choice", "select", "choices"):
        values = draw(st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True))
        field["settings"] = {"options": [{"value": one, "label": one.upper()} for one in values]}
    return field


@st.composite
def forms(draw: st.DrawFn) -> Form:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    page = {"key": "one", "title": "", "fields": [draw(fields(key)) for key in keys]}
    return Form.from_json({"schema": 1, "title": "様式", "pages": [page]})


def raws(form: Form) -> st.SearchStrategy[dict[str, list[str]]]:
    """Return what somebody may have typed into a form's inputs, and into some that it does not have."""
    parts = [(field, part) for field in form.fields() for part in kind_of(field).parts(field, {})]
    names = [f"{field.key}-{part}" if part else field.key for field, part in parts] + ["strange", "strange-x"]
    return st.dictionaries(
        st.sampled_from(names), st.lists(st.sampled_from((*OPTIONS, "", "日本")), max_size=3)
    )


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, list[str]], Form, Form]:
    old, new = draw(forms()), draw(forms())
    return draw(raws(old)), old, new


def fits(one: str, other: str) -> bool:
    return one == other or any({one, other} <= alike for alike in FITS)


def options(field: Any) -> set[str]:
    return {one["value"] for one in field.settings.get("options", ())}


@given(changes())
def test_what_still_fits_is_never_lost(change: tuple[dict[str, list[str]], Form, Form]) -> None:
    raw, old, new = change
    kept = migrated(raw, old, new)
    for field in new.fields():
        before = old.field(field.key)
        if before is None or not fits(before.kind, field.kind) or not kind_of(field).asks:
            continue
        gone = options(before) - options(field)
        for part, texts in given_to(field.key, raw).items():
            wanted = [text for text in texts if part or text not in gone]
            assert list(given_to(field.key, kept).get(part, ())) == wanted


@given(changes())
def test_what_no_longer_exists_is_never_kept(change: tuple[dict[str, list[str]], Form, Form]) -> None:
    raw, old, new = change
    for name, texts in migrated(raw, old, new).items():
        field = new.field(name.partition("-")[0])
        before = old.field(name.partition("-")[0])
        assert field is not None and before is not None and fits(before.kind, field.kind)
        gone = options(before) - options(field)
        assert name in raw and ("-" in name or not gone & set(texts))


@given(forms().flatmap(lambda form: st.tuples(raws(form), st.just(form))))
def test_the_same_form_takes_over_everything_that_it_asks(typed: tuple[dict[str, list[str]], Form]) -> None:
    raw, form = typed
    facts = {"today": NOW.date()}
    assert read(form, migrated(raw, form, form), facts).answers == read(form, raw, facts).answers
    assert lost(raw, form, form) == ()


@given(changes())
def test_what_is_lost_is_named_and_taking_over_twice_loses_no_more(
    change: tuple[dict[str, list[str]], Form, Form],
) -> None:
    raw, old, new = change
    once = migrated(raw, old, new)
    assert dict(migrated(once, new, new)) == dict(once)
    for field in lost(raw, old, new):
        assert given_to(field.key, once) != given_to(field.key, raw)
