"""What is known of a city's values before anybody types them: what the department said last, and what it is called."""

from __future__ import annotations

from typing import Any

from domain.people.models import Department
from domain.procedures.file_values import Value, from_plain
from forms.definition import Text
from forms.phone_numbers import NotAPhone, hyphenated, national_digits


def known_answers(values: tuple[Value, ...], department: Department, town: str) -> dict[str, Any]:
    """Return key -> answer of every value that is known; what was remembered goes first."""
    found = {value.key: _known(value, department, town) for value in values}
    return {key: answer for key, answer in found.items() if answer is not None}


def _known(value: Value, department: Department, town: str) -> Any:
    kept = (department.usual_values or {}).get(value.key)
    try:
        return from_plain(value, kept) if kept else _of_the_town(value, department, town)
    except (ArithmeticError, ValueError):
        return None  # another file used this name for a value of another kind


def _of_the_town(value: Value, department: Department, town: str) -> Text | None:
    said = {
        ("city", "text"): town,
        ("department", "text"): department.name,
        ("phone", "phone"): _phone(department.phone),
        ("email", "email"): department.email,
    }.get((value.key, value.kind), "")
    return Text(said) if said else None


def _phone(written: str) -> str:
    try:
        return hyphenated(national_digits(Text("電話"), written))
    except NotAPhone:
        return ""
