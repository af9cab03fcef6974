"""How the pages of a form are laid out: as they are, or all questions on one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.definition import Field, Form, Page

ALL_KEY = "all"


def on_one_page(form: Form) -> Form:
    """Return a form that asks the same under the same conditions on a single page.

    A question of a page with a condition is asked where both conditions are met; answers are the same either way.
    """
    if len(form.pages) == 1:
        return form
    fields = tuple(_asked_on(page, field) for page in form.pages for field in page.fields)
    return replace(form, pages=(Page(ALL_KEY, form.title, fields, intro=form.intro),))


def _asked_on(page: Page, field: Field) -> Field:
    conditions = [one for one in (page.ask_if, field.ask_if) if one is not None]
    return field if page.ask_if is None else replace(field, ask_if=_both(conditions))


def _both(conditions: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return conditions[0] if len(conditions) == 1 else {"all": conditions}
