"""What forbids publishing a definition, and what is only advised against."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.condition_types import condition_problems, expression_problems, references
from forms.definition import MEANINGS, Field, Form, Page
from forms.examination import Known
from forms.fields import KINDS
from forms.lint import advised
from forms.messages import Message, message
from forms.reading import CALCULATED

FORBIDS = "forbids"
ADVISES = "advises"

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Keys are names in HTML, CSV and conditions; "-" parts a key from its part, so no key has it."""

RESERVED = frozenset(
    {"step", "form_key", "csrf_token", "language", "button", "page", "seen", "filling", "refused"}
)
"""Names and ids that pages use themselves."""

SHOWN_AS = {
    "number": "number",
    "date": "date",
    "time": "text",
    "text": "text",
    "choice": "text",
    "flag": "flag",
}
"""How a calculated value is shown, by the type of its expression."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend, in a field or page ("" for the form), that forbids publishing or is advised against."""

    level: str
    key: str
    message: Message


def check(definition: Form) -> tuple[Finding, ...]:
    """Return everything to mend before a definition is published, the forbidding first."""
    forbidden = faults(definition)
    said = advised(definition, is_sound=not forbidden)
    return (*forbidden, *dict.fromkeys(Finding(ADVISES, key, text) for key, text in said))


def faults(definition: Form) -> tuple[Finding, ...]:
    """Return only what forbids publishing: quick enough to ask on every change."""
    return tuple(dict.fromkeys(Finding(FORBIDS, key, text) for key, text in _forbidden(definition)))


_Said = Iterator[tuple[str, Message]]


def _forbidden(form: Form) -> _Said:
    yield from _nothing_there(form)
    yield from _keys(form)
    yield from _meanings(form)
    for page in form.pages:
        yield from _page(page)
    yield from _Order(form).problems()


def _nothing_there(form: Form) -> _Said:
    if not form.title.ja.strip():
        yield "", message("手続きの名前がありません。")
    if not form.pages:
        yield "", message("ページがありません。")
    elif not any(_asks(field) for field in form.fields()):
        yield "", message("質問がひとつもありません。")


def _keys(form: Form) -> _Said:
    for keys in ([page.key for page in form.pages], [field.key for field in form.fields()]):
        for key, count in Counter(keys).items():
            if not KEY.fullmatch(key):
                yield (
                    key,
                    message(
                        "キー「{key}」は使えません。小文字の英字で始め、英数字と _ を40字までにしてください。",
                        key=key,
                    ),
                )
            if key in RESERVED:
                yield key, message("キー「{key}」は画面のしくみが使うため、使えません。", key=key)
            if count > 1:
                yield key, message("キー「{key}」が{count}回使われています。", key=key, count=count)


def _meanings(form: Form) -> _Said:
    counts = Counter(field.meaning for field in form.fields() if field.meaning)
    for field in form.fields():
        if field.meaning and field.meaning not in MEANINGS:
            yield field.key, message("「{meaning}」という意味づけはありません。", meaning=field.meaning)
        elif counts[field.meaning] > 1:
            yield field.key, message("意味づけ「{meaning}」が複数の質問にあります。", meaning=field.meaning)


def _page(page: Page) -> _Said:
    if not page.title.ja.strip():
        yield page.key, message("ページの見出しがありません。")
    if not page.fields:
        yield page.key, message("ページに質問がありません。")
    for field in page.fields:
        yield from ((field.key, text) for text in _field(field))


def _field(field: Field) -> Iterator[Message]:
    kind = KINDS.get(field.kind)
    if kind is None:
        yield message("「{kind}」という種類の質問はありません。", kind=field.kind)
        return
    if not field.label.ja.strip() and (kind.asks or field.kind == CALCULATED):
        yield message("質問の文がありません。")
    yield from kind.setting_problems(field)


class _Order:
    """Conditions and calculations against the order of the questions."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.later = [field.key for field in form.fields()]
        self.types: dict[str, str | None] = {}
        self.options: dict[str, frozenset[str]] = {}
        self.looks_at = {
            field.key: set(_looked_at(page, field)) for page in form.pages for field in page.fields
        }

    def problems(self) -> _Said:
        for page in self.form.pages:
            inside = {field.key for field in page.fields}
            yield from ((page.key, text) for text in self.condition(page.ask_if, inside))
            for field in page.fields:
                yield from ((field.key, text) for text in self.field(field))
                self.later.remove(field.key)

    def field(self, field: Field) -> Iterator[Message]:
        yield from self.condition(field.ask_if, {field.key})
        found = KINDS[field.kind].compares_as if field.kind in KINDS else None
        if field.kind == CALCULATED and field.settings.get("value") is not None:
            found, problems = expression_problems(field.settings["value"], self.known())
            yield from problems or _shown(field, found)
            yield from self.circles(field.settings["value"], {field.key})
        self.types[field.key] = found
        options = _options(field)
        if options is not None:
            self.options[field.key] = options

    def condition(self, tree: Any, inside: set[str]) -> Iterator[Message]:
        if tree is not None:
            yield from condition_problems(tree, self.known())
            yield from self.circles(tree, inside)

    def known(self) -> Known:
        return Known(self.types, self.later, self.options)

    def circles(self, tree: Any, inside: set[str]) -> Iterator[Message]:
        """Yield a message for each field looked at whose own asking depends on what is inside."""
        for key in dict.fromkeys(references(tree)):
            if key in inside or self.reached(key) & inside:
                yield message("「{key}」の条件がこの条件に戻ってきます（循環）。", key=key)

    def reached(self, key: str) -> set[str]:
        """Return all fields that a field depends on, directly or through others."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            new = self.looks_at.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found


def _looked_at(page: Page, field: Field) -> Iterator[str]:
    yield from references(page.ask_if)
    yield from references(field.ask_if)
    if field.kind == CALCULATED:
        yield from references(field.settings.get("value"))


def _shown(field: Field, found: str | None) -> Iterator[Message]:
    shown = SHOWN_AS.get(found or "")
    if shown is None or field.settings.get("shows_as", shown) != shown:
        yield message("計算の結果と「表し方」が合っていません。")


def _options(field: Field) -> frozenset[str] | None:
    """Return the values that a well-made choice offers, None for any other field."""
    kind = KINDS.get(field.kind)
    if kind is None or kind.compares_as not in ("choice", "choices") or any(kind.setting_problems(field)):
        return None
    return frozenset(option.value for option in kind.input_hints(field, kind.main_part(field)).options)


def _asks(field: Field) -> bool:
    return field.kind in KINDS and KINDS[field.kind].asks
