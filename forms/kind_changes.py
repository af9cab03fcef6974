"""Changing the kind of a question where the answers fit: one line to many lines, a list shown otherwise, one to several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forms.definition import Field, Form
from forms.editing import EditProblem, Gone, StillUsed, change_field, uses_of
from forms.fields import KINDS, kind_of
from forms.messages import for_staff

FITS: Mapping[str, tuple[str, ...]] = {
    "text": ("long_text",),
    "long_text": ("text",),
    "choice": ("select", "choices"),
    "select": ("choice", "choices"),
    "choices": ("choice", "select"),
}
"""Kind -> the kinds that ask for the same in another way."""


class KindRefused(EditProblem):
    """The answers to a question do not fit the other kind."""


def kinds_for(field: Field) -> tuple[str, ...]:
    """Return the kinds that a question can be changed to."""
    return FITS.get(field.kind, ())


def change_kind(form: Form, key: str, kind: str) -> Form:
    """Ask a question by another kind; KindRefused, StillUsed where rules look at answers that would be others.

    Texts, condition, key and the settings that the other kind knows stay; the version that was answered keeps its own.
    """
    field = form.field(key)
    if field is None:
        raise Gone
    if kind not in kinds_for(field):
        raise _refusal(field, kind, "新しい質問を追加して、この質問を削除してください。")
    known = KINDS[kind].allowed_settings
    if field.settings.get("other") and "other" not in known:
        raise _refusal(field, kind, "先に「その他」を受け付けないようにしてください。")
    is_other_answer = KINDS[kind].compares_as != kind_of(field).compares_as
    if is_other_answer and field.meaning:
        raise _refusal(field, kind, "受付の一覧や予約の決まりが、この答えを使っています。")
    used = uses_of(form, key) if is_other_answer else ()
    if used:
        sentence = "この質問の答えは条件や計算で使われています。先にそれを外してから、種類を変えてください。"
        raise StillUsed(for_staff(sentence), used)
    settings = {name: value for name, value in field.settings.items() if name in known}
    return change_field(form, key, replace(field, kind=kind, settings=settings))


def _refusal(field: Field, kind: str, why: str) -> KindRefused:
    before, after = (str(KINDS[one].title) if one in KINDS else one for one in (field.kind, kind))
    return KindRefused(
        for_staff(
            "「{before}」の質問を「{after}」に変えられません。{why}", before=before, after=after, why=why
        )
    )
