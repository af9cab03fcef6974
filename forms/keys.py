"""Keys of questions and pages: making new ones, following one that is renamed, and who looks at whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.checking import KEY, RESERVED
from forms.condition_types import KEY_PLACES, references
from forms.definition import Field, Form, Page
from forms.reading import CALCULATED

CONDITION, CALCULATION = "condition", "calculation"
_LONGEST_STEM = 30
_WORDS = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Use:
    """One place that looks at a question: the condition of a question or a page, or a calculation."""

    owner: str
    """Key of the question or page that looks."""
    is_page: bool
    role: str
    used: str
    """Key of the question that is looked at."""


def fresh_key(form: Form, stem: str) -> str:
    """Return a key that nothing in the form has yet: the stem itself, or with a number."""
    taken = {field.key for field in form.fields()} | {page.key for page in form.pages} | RESERVED
    if stem not in taken:
        return stem
    return next(key for number in range(2, len(taken) + 3) if (key := f"{stem}_{number}") not in taken)


def stem_of(label: str, otherwise: str) -> str:
    """Return the beginning of a key: the latin words of a label, else ``otherwise`` (the kind)."""
    found = "_".join(_WORDS.findall(label.lower()))[:_LONGEST_STEM].strip("_")
    return found if KEY.fullmatch(found) else otherwise


def is_usable(key: str) -> bool:
    """Say whether a text can be a key at all."""
    return bool(KEY.fullmatch(key)) and key not in RESERVED


def renamed(tree: Any, old: str, new: str) -> Any:
    """Return a condition or calculation in which one question is called otherwise."""
    if isinstance(tree, Mapping):
        return {
            name: new if name in KEY_PLACES and inner == old else renamed(inner, old, new)
            for name, inner in tree.items()
        }
    if isinstance(tree, list | tuple):
        return tuple(renamed(inner, old, new) for inner in tree)
    return tree


def with_renamed(form: Form, old: str, new: str) -> Form:
    """Return the form with one question called otherwise, wherever it is looked at."""
    return replace(form, pages=tuple(page_renamed(page, old, new) for page in form.pages))


def page_renamed(page: Page, old: str, new: str) -> Page:
    """Return a page in which one question is called otherwise."""
    fields = tuple(_field_renamed(field, old, new) for field in page.fields)
    return replace(page, ask_if=renamed(page.ask_if, old, new), fields=fields)


def uses(form: Form) -> Iterator[Use]:
    """Yield everything that looks at a question."""
    for page in form.pages:
        yield from (Use(page.key, True, CONDITION, key) for key in references(page.ask_if))
        for field in page.fields:
            yield from _uses_of(field)


def unresolved(form: Form) -> frozenset[Use]:
    """Return every use of a question that is not asked before, or not there at all."""
    earlier: set[str] = set()
    found: set[Use] = set()
    for page in form.pages:
        about = (Use(page.key, True, CONDITION, key) for key in references(page.ask_if))
        found.update(use for use in about if use.used not in earlier)
        for field in page.fields:
            found.update(use for use in _uses_of(field) if use.used not in earlier)
            earlier.add(field.key)
    return frozenset(found)


def _uses_of(field: Field) -> Iterator[Use]:
    yield from (Use(field.key, False, CONDITION, key) for key in references(field.ask_if))
    if field.kind == CALCULATED:
        yield from (
            Use(field.key, False, CALCULATION, key) for key in references(field.settings.get("value"))
        )


def _field_renamed(field: Field, old: str, new: str) -> Field:
    key = new if field.key == old else field.key
    settings: Mapping[str, Any] = field.settings
    if field.kind == CALCULATED and "value" in settings:
        settings = {**settings, "value": renamed(settings["value"], old, new)}
    return replace(field, key=key, settings=settings, ask_if=renamed(field.ask_if, old, new))
