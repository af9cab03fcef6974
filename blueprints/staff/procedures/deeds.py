"""What the buttons beside questions and pages do: "up:key", "add:kind:page", "place:key:page:2"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forms import editing
from forms.definition import Form, Page, Text
from forms.editing import Edit, Gone
from forms.fields import KINDS
from forms.keys import fresh_key
from forms.kind_changes import change_kind
from forms.ready import BY_CODE
from forms.sentences import label_of


@dataclass(frozen=True)
class Deed:
    """One change: how, in which words, and what to open afterwards (None: what is open stays so)."""

    edit: Edit
    said: str
    at: str | None = None


def deed_of(form: Form, step: str) -> Deed:
    """Return what a button does; Gone where it is none, or what it is about is not there any more."""
    what, *about = step.split(":")
    make = _DEEDS.get(what)
    if make is None or len(about) != _ABOUT.get(what, 1):
        raise Gone
    return make(form, *about)


def _add(form: Form, code: str, page_key: str) -> Deed:
    offer = BY_CODE.get(code)
    if offer is None:
        raise Gone
    field = editing.fitted(form, offer.field)
    return Deed(
        lambda now: editing.add_field(now, page_key, field), f"「{offer.words}」の質問を追加", field.key
    )


def _step(by: int, words: str) -> Callable[[Form, str], Deed]:
    return lambda form, key: Deed(
        lambda now: editing.step_field(now, key, by), f"「{_label(form, key)}」を{words}へ移動"
    )


def _place(form: Form, key: str, page_key: str, index: str) -> Deed:
    at = int(index) if index.isascii() and index.isdecimal() and len(index) < 5 else 0
    return Deed(lambda now: editing.move_field(now, key, page_key, at), f"「{_label(form, key)}」を移動")


def _copy(form: Form, key: str) -> Deed:
    new = fresh_key(form, key)
    return Deed(lambda now: editing.copy_field(now, key), f"「{_label(form, key)}」をコピー", new)


def _kind(form: Form, kind: str, key: str) -> Deed:
    words = str(KINDS[kind].title) if kind in KINDS else kind
    return Deed(
        lambda now: change_kind(now, key, kind), f"「{_label(form, key)}」の種類を「{words}」に変更", key
    )


def _delete(form: Form, key: str) -> Deed:
    return Deed(lambda now: editing.delete_field(now, key), f"「{_label(form, key)}」を削除", "")


def _add_page(form: Form) -> Deed:
    page = Page(fresh_key(form, f"page_{len(form.pages) + 1}"), Text("新しいページ"), ())
    return Deed(lambda now: editing.add_page(now, page), "ページを追加", f"page:{page.key}")


def _step_page(by: int, words: str) -> Callable[[Form, str], Deed]:
    return lambda form, key: Deed(
        lambda now: editing.step_page(now, key, by), f"ページ「{_title(form, key)}」を{words}へ移動"
    )


def _copy_page(form: Form, key: str) -> Deed:
    new = fresh_key(form, key)
    return Deed(
        lambda now: editing.copy_page(now, key), f"ページ「{_title(form, key)}」をコピー", f"page:{new}"
    )


def _delete_page(form: Form, key: str) -> Deed:
    return Deed(lambda now: editing.delete_page(now, key), f"ページ「{_title(form, key)}」を削除", "")


def _label(form: Form, key: str) -> str:
    field = form.field(key)
    if field is None:
        raise Gone
    return label_of(field)


def _title(form: Form, key: str) -> str:
    return editing.page_with(form, key).title.ja


_DEEDS: Mapping[str, Callable[..., Deed]] = {
    "add": _add,
    "up": _step(-1, "上"),
    "down": _step(1, "下"),
    "place": _place,
    "copy": _copy,
    "kind": _kind,
    "delete": _delete,
    "add-page": _add_page,
    "up-page": _step_page(-1, "上"),
    "down-page": _step_page(1, "下"),
    "copy-page": _copy_page,
    "delete-page": _delete_page,
}
_ABOUT = {"add": 2, "kind": 2, "place": 3, "add-page": 0}
"""How many things a button names; one where nothing is said."""
