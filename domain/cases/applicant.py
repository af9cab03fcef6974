"""Who applies: what the town lists and searches of a case, taken from its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.cases.pieces import search_pieces
from domain.cases.rules import search_text
from forms.definition import Form
from forms.fields import kind_of


def applicant_columns(form: Form, number: str, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a case that repeat its answers: name, kana, phone, mail, search text."""
    name, kana = _shown(form, answers, "applicant_name"), _shown(form, answers, "applicant_kana")
    phone, email = _plain(form, answers, "phone"), _plain(form, answers, "email")
    return columns_of(number, name, kana, phone, email)


def columns_of(number: str, name: str, kana: str, phone: str, email: str) -> dict[str, str]:
    """Return the same columns of an applicant who is known by name, kana, phone and mail; "" for what is not known."""
    searched = search_text(number, name, kana, phone, email)
    return {
        "applicant_name": name[:200],
        "applicant_kana": kana[:200],
        "phone": phone[:20],
        "email": email[:254],
        "search_text": searched,
        "search_pieces": search_pieces(searched),
    }


def _shown(form: Form, answers: Mapping[str, Any], meaning: str) -> str:
    field = form.meaning(meaning)
    answer = answers.get(field.key) if field else None
    return "" if field is None or answer is None else kind_of(field).show(field, answer)


def _plain(form: Form, answers: Mapping[str, Any], meaning: str) -> str:
    field = form.meaning(meaning)
    answer = answers.get(field.key) if field else None
    return "" if answer is None else str(answer)
