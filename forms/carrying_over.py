"""Carrying over what was typed into one form to another version of it: what still fits stays, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.definition import Field, Form
from forms.fields import kind_of
from forms.fields.options import options_of
from forms.given import Given, Raw, given_to, names_of

ALIKE = (frozenset({"text", "long_text"}), frozenset({"choice", "select"}))
"""Kinds that take what was typed into each other."""


def migrated(raw: Raw, old: Form, new: Form) -> Raw:
    """Return what was typed into ``old`` as far as it still fits into ``new``, by the questions' keys.

    A question fits where it is there still and takes the same; of a list, what can no longer be chosen is left out.
    """
    kept: dict[str, Sequence[str]] = {}
    for field in new.fields():
        before = old.field(field.key)
        if before is not None and _is_alike(before, field):
            kept.update(names_of(field.key, _fitting(before, field, given_to(field.key, raw))))
    return MappingProxyType(kept)


def lost(raw: Raw, old: Form, new: Form) -> tuple[Field, ...]:
    """Return the questions of ``old`` of which something that was typed does not go over to ``new``."""
    kept = migrated(raw, old, new)
    return tuple(field for field in old.fields() if _typed(field, raw) - _typed(field, kept))


def _is_alike(before: Field, after: Field) -> bool:
    if not kind_of(after).asks:
        return False
    return before.kind == after.kind or any({before.kind, after.kind} <= group for group in ALIKE)


def _fitting(before: Field, after: Field, given: Given) -> Given:
    """Return what was given to a question without options that there are no longer."""
    gone = {one.value for one in options_of(before)} - {one.value for one in options_of(after)}
    return {part: texts for part, texts in _without(gone, given).items() if texts or not given[part]}


def _without(gone: set[str], given: Given) -> Mapping[str, tuple[str, ...]]:
    return {
        part: tuple(texts) if part else tuple(text for text in texts if text not in gone)
        for part, texts in given.items()
    }


def _typed(field: Field, raw: Raw) -> set[tuple[str, str]]:
    """Return what stands in the inputs of a question that asks, as (part, text)."""
    if not kind_of(field).asks:
        return set()
    return {(part, text) for part, texts in given_to(field.key, raw).items() for text in texts if text}
