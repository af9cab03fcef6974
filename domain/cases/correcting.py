"""Correcting a returned case: only the named questions are open, everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from forms.definition import Form
from forms.given import Facts, Raw, given_to, names_of
from forms.reading import Reading, dump_answers, fill, load_answers, read

CALCULATED = "calculated"


def typed_over(form: Form, stored: Mapping[str, Any], open_keys: Iterable[str], raw: Raw) -> Raw:
    """Return what was typed into the open questions over the stored answers (JSON data) to all others.

    A question without a stored answer is open too: a correction can be what makes the form ask it.
    """
    open_now = set(open_keys) | {field.key for field in form.fields() if field.key not in stored}
    kept = fill(form, load_answers(form, {key: stored[key] for key in stored if key not in open_now}))
    typed = (names_of(key, given_to(key, raw)) for key in sorted(open_now))
    return MappingProxyType({**kept, **{name: texts for names in typed for name, texts in names.items()}})


def read_correction(
    form: Form, stored: Mapping[str, Any], open_keys: Iterable[str], raw: Raw, facts: Facts
) -> Reading:
    """Read a correction as the form itself would be read; ``stored`` is JSON data of the case's answers."""
    return read(form, typed_over(form, stored, open_keys, raw), facts)


def corrected(reading: Reading) -> dict[str, Any]:
    """Return the answers of a correction without problems as JSON data."""
    return dump_answers(reading.form, reading.answers)


def closed_changes(
    form: Form, stored: Mapping[str, Any], fresh: Mapping[str, Any], open_keys: Iterable[str]
) -> frozenset[str]:
    """Return the questions that were not open and yet are answered otherwise than before."""
    open_now = set(open_keys)
    asked = (field.key for field in form.fields() if field.kind != CALCULATED and field.key not in open_now)
    return frozenset(key for key in asked if key in stored and key in fresh and stored[key] != fresh[key])
