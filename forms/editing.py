"""Editing a form: every change is a function from a form to a form, refused where it would break another question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from forms.definition import Field, Form, Page
from forms.keys import (
    Use,
    fresh_key,
    is_usable,
    page_renamed,
    stem_of,
    unresolved,
    uses,
    with_renamed,
)
from forms.messages import Message, for_staff
from forms.sentences import words_of_use

Edit = Callable[[Form], Form]


class EditProblem(ValueError):
    """A change that is not possible; ``reason`` says why, ``uses`` where a question is still needed."""

    def __init__(self, reason: Message, uses: tuple[str, ...] = ()) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.uses = uses


class Gone(EditProblem):
    """The question or page is not there (any more)."""

    def __init__(self) -> None:
        super().__init__(for_staff("この質問かページは、もうありません。ほかの人が削除したようです。"))


class StillUsed(EditProblem):
    """Something that is to be deleted is looked at by a condition or a calculation."""


class OutOfOrder(EditProblem):
    """A condition or a calculation would look at a question that is asked only later."""


class KeyRefused(EditProblem):
    """The key cannot be used, or is taken."""


class LastPage(EditProblem):
    """A form keeps at least one page."""


def page_of(form: Form, key: str) -> Page:
    """Return the page that a question is on; Gone."""
    return next((page for page in form.pages if any(one.key == key for one in page.fields)), None) or _gone()


def page_with(form: Form, key: str) -> Page:
    """Return the page of this key; Gone."""
    return next((page for page in form.pages if page.key == key), None) or _gone()


def fitted(form: Form, field: Field) -> Field:
    """Return a new question with a key that nothing has yet, and its meaning where that is not taken."""
    key = fresh_key(form, field.key or stem_of(field.label.ja, field.kind))
    is_taken = bool(field.meaning) and form.meaning(field.meaning) is not None
    return replace(field, key=key, meaning="" if is_taken else field.meaning)


def add_field(form: Form, page_key: str, field: Field, index: int | None = None) -> Form:
    """Add a question to a page, at the end or at a place; KeyRefused where its key is taken."""
    page = page_with(form, page_key)
    _refuse_key(form, field.key)
    at = len(page.fields) if index is None else max(0, min(index, len(page.fields)))
    fields = (*page.fields[:at], field, *page.fields[at:])
    return _in_order(form, _with_page(form, page_key, replace(page, fields=fields)))


def change_field(form: Form, key: str, field: Field) -> Form:
    """Put another question in the place of one; a new key is followed by conditions and calculations."""
    page_of(form, key)
    before = form
    if field.key != key:
        _refuse_key(form, field.key)
        before = with_renamed(form, key, field.key)
    page = page_of(before, field.key)
    fields = tuple(field if one.key == field.key else one for one in page.fields)
    return _in_order(before, _with_page(before, page.key, replace(page, fields=fields)))


def move_field(form: Form, key: str, page_key: str, index: int) -> Form:
    """Move a question to a place (counted without it) of a page; OutOfOrder."""
    page = page_of(form, key)
    field = next(one for one in page.fields if one.key == key)
    without = _with_page(form, page.key, replace(page, fields=_without(page, key)))
    target = page_with(without, page_key)
    at = max(0, min(index, len(target.fields)))
    fields = (*target.fields[:at], field, *target.fields[at:])
    return _in_order(form, _with_page(without, page_key, replace(target, fields=fields)))


def step_field(form: Form, key: str, by: int) -> Form:
    """Move a question one place up (-1) or down (1), over the edge of its page too; the ends stay."""
    page = page_of(form, key)
    at = [one.key for one in page.fields].index(key) + by
    if 0 <= at < len(page.fields):
        return move_field(form, key, page.key, at)
    number = form.pages.index(page) + by
    if not 0 <= number < len(form.pages):
        return form
    target = form.pages[number]
    return move_field(form, key, target.key, len(target.fields) if by < 0 else 0)


def copy_field(form: Form, key: str) -> Form:
    """Add a copy of a question right behind it; its meaning stays with the first."""
    page = page_of(form, key)
    at = [one.key for one in page.fields].index(key)
    copy = replace(page.fields[at], key=fresh_key(form, key), meaning="")
    return add_field(form, page.key, copy, at + 1)


def delete_field(form: Form, key: str) -> Form:
    """Delete a question; StillUsed where a condition or a calculation looks at it."""
    page = page_of(form, key)
    return _unused(form, _with_page(form, page.key, replace(page, fields=_without(page, key))))


def add_page(form: Form, page: Page, index: int | None = None) -> Form:
    """Add a page, at the end or at a place; KeyRefused where its key is taken."""
    _refuse_key(form, page.key)
    at = len(form.pages) if index is None else max(0, min(index, len(form.pages)))
    return _in_order(form, replace(form, pages=(*form.pages[:at], page, *form.pages[at:])))


def change_page(form: Form, key: str, page: Page) -> Form:
    """Put another head (title, introduction, condition) on a page; its questions and its key stay."""
    there = page_with(form, key)
    return _in_order(form, _with_page(form, key, replace(page, key=key, fields=there.fields)))


def step_page(form: Form, key: str, by: int) -> Form:
    """Move a page one place up (-1) or down (1); OutOfOrder."""
    pages = list(form.pages)
    at = pages.index(page_with(form, key))
    if not 0 <= at + by < len(pages):
        return form
    pages.insert(at + by, pages.pop(at))
    return _in_order(form, replace(form, pages=tuple(pages)))


def copy_page(form: Form, key: str) -> Form:
    """Add a copy of a page behind it; what looked at its questions inside looks at their copies."""
    page = page_with(form, key)
    copy = replace(page, key=fresh_key(form, key))
    seen = replace(form, pages=(*form.pages, copy))
    for field in page.fields:
        new = fresh_key(seen, field.key)
        copy = page_renamed(copy, field.key, new)
        seen = replace(form, pages=(*form.pages, copy))
    copy = replace(copy, fields=tuple(replace(one, meaning="") for one in copy.fields))
    return add_page(form, replace(copy, ask_if=page.ask_if), form.pages.index(page) + 1)


def delete_page(form: Form, key: str) -> Form:
    """Delete a page with its questions; StillUsed where one of them is looked at from outside."""
    page = page_with(form, key)
    if len(form.pages) == 1:
        raise LastPage(
            for_staff("最後のページは削除できません。中の質問を削除するか、見出しを変えてください。")
        )
    return _unused(form, replace(form, pages=tuple(one for one in form.pages if one is not page)))


def uses_of(form: Form, *keys: str) -> tuple[str, ...]:
    """Return in words where some questions are looked at, by what is not among them."""
    wanted = {*keys}
    return tuple(_broken_by(form, lambda use: use.used in wanted and use.owner not in wanted))


def _gone() -> Page:
    raise Gone


def _without(page: Page, key: str) -> tuple[Field, ...]:
    return tuple(one for one in page.fields if one.key != key)


def _with_page(form: Form, key: str, page: Page) -> Form:
    return replace(form, pages=tuple(page if one.key == key else one for one in form.pages))


def _refuse_key(form: Form, key: str) -> None:
    if not is_usable(key):
        sentence = "「{key}」は項目名に使えません。英字の小文字で始め、英数字と _ を40字までにしてください。"
        raise KeyRefused(for_staff(sentence, key=key))
    if fresh_key(form, key) != key:
        raise KeyRefused(for_staff("項目名「{key}」は、この様式でもう使われています。", key=key))


def _broken_by(form: Form, is_wanted: Callable[[Use], bool]) -> Mapping[str, None]:
    return dict.fromkeys(words_of_use(form, use) for use in uses(form) if is_wanted(use))


def _in_order(before: Form, after: Form) -> Form:
    broken = unresolved(after) - unresolved(before)
    if broken:
        sentence = "条件や計算で使う質問は、それを使うところより前に置いてください。"
        raise OutOfOrder(for_staff(sentence), tuple(_broken_by(after, broken.__contains__)))
    return after


def _unused(before: Form, after: Form) -> Form:
    broken = unresolved(after) - unresolved(before)
    if broken:
        sentence = "ほかの条件や計算で使われているため、削除できません。先に次のところを直してください。"
        raise StillUsed(for_staff(sentence), tuple(_broken_by(before, broken.__contains__)))
    return after
