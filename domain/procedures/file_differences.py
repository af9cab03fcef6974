"""What a file would change in a procedure that is there, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.procedures.file_details import LISTS, NUMBERS, TEXTS, WORDS
from domain.procedures.file_format import ProcedureFile
from forms.definition import Form, Text
from forms.differences import Difference, differences
from forms.field_differences import text_changes

_NOTHING = Form(Text(""), ())
_LAYOUTS = {"": "ページに分ける", "pages": "ページに分ける", "one": "1ページにまとめる"}


def detail_changes(old: ProcedureFile, new: ProcedureFile) -> tuple[str, ...]:
    """Return a sentence for everything beside the form that changes."""
    return (
        *text_changes(WORDS["title"], old.title, new.title),
        *text_changes(WORDS["summary"], old.summary, new.summary),
        *(line for name in TEXTS for line in _texts(name, old, new)),
        *(line for name in (*NUMBERS, "elsewhere_url", "sum_field") for line in _values(name, old, new)),
        *(line for name in LISTS for line in _lists(name, old, new)),
        *_layout(old, new),
        *_samples(old, new),
    )


def form_changes(old: ProcedureFile, new: ProcedureFile) -> tuple[Difference, ...]:
    """Return what changes in the form; all of it is new where there was none."""
    return differences(old.form or _NOTHING, new.form or old.form or _NOTHING)


def _texts(name: str, old: ProcedureFile, new: ProcedureFile) -> Iterator[str]:
    before, after = (Text.from_json(one.details.get(name, "")) for one in (old, new))
    yield from text_changes(WORDS[name], before, after)


def _values(name: str, old: ProcedureFile, new: ProcedureFile) -> Iterator[str]:
    before, after = old.details.get(name, "なし"), new.details.get(name, "なし")
    if before != after:
        yield f"{WORDS[name]}を変えました：{before} → {after}"


def _lists(name: str, old: ProcedureFile, new: ProcedureFile) -> Iterator[str]:
    before, after = old.details.get(name, []), new.details.get(name, [])
    if before != after:
        yield f"{WORDS[name]}を変えました：{_joined(before)} → {_joined(after)}"


def _layout(old: ProcedureFile, new: ProcedureFile) -> Iterator[str]:
    before, after = (_LAYOUTS[one.details.get("layout", "")] for one in (old, new))
    if before != after:
        yield f"{WORDS['layout']}を変えました：{before} → {after}"


def _samples(old: ProcedureFile, new: ProcedureFile) -> Iterator[str]:
    """Tell only what is taken in: sample cases that the file does not have stay."""
    before = {one["name"]: one for one in old.samples}
    for one in new.samples:
        if before.get(one["name"]) != one:
            verb = "書き換えました" if one["name"] in before else "足しました"
            yield f"{WORDS['samples']}を{verb}：{one['name']}"


def _joined(words: Any) -> str:
    return "、".join(words) or "なし"
