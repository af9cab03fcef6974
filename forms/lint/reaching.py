"""Advice on ways through a form: what nobody gets to see, and what nobody gets past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from forms.arithmetic import add_days, add_months, plain
from forms.definition import Field, Form, Page
from forms.fields.settings import clock, whole
from forms.lint.saying import Said, say
from forms.possible import allowed_numbers, unreachable

ANY_DAY = date(2026, 1, 1)
"""Stands for a day that is not known; the first of a month, after which the months' lengths matter least."""


def of_ways(form: Form) -> Said:
    """Yield pages and questions that nobody sees, and required questions to which no answer is taken."""
    unseen = dict(unreachable(form))
    for key, what in unseen.items():
        if isinstance(what, Page):
            yield key, say("このページの条件は、どう答えても成り立ちません。だれにも表示されないページです。")
        else:
            yield key, say("この質問の条件は、どう答えても成り立ちません。だれにも聞かれない質問です。")
    for page in form.pages:
        for field in page.fields:
            if page.key not in unseen and field.key not in unseen and _takes_nothing(field):
                yield field.key, _stuck(field)


def _stuck(field: Field) -> Any:
    if field.required:
        return say(
            "この質問が受け付ける答えはありません（いちばん小さい値と大きい値を見てください）。必須なので、ここから先へ進めません。"
        )
    return say(
        "この質問が受け付ける答えはありません（いちばん小さい値と大きい値を見てください）。何か書いた人は先へ進めません。"
    )


def _takes_nothing(field: Field) -> bool:
    """Say whether it is certain that no answer is taken."""
    if field.kind == "number":
        return not allowed_numbers(field)
    if field.kind == "date":
        return _are_crossed(field.settings.get("minimum"), field.settings.get("maximum"))
    if field.kind == "time":
        return not any(_times(field))
    return False


def _times(field: Field) -> Iterator[bool]:
    least, most = clock(field, "minimum"), clock(field, "maximum")
    first = least.hour * 60 + least.minute if least else 0
    last = most.hour * 60 + most.minute if most else 24 * 60 - 1
    step = whole(field, "step", 1) or 1
    return (minute % step == 0 for minute in range(first, last + 1))


def _are_crossed(least: Any, most: Any) -> bool:
    """Say whether the first day comes after the last: both fixed, or both counted from the same day in one unit."""
    if isinstance(least, str) and isinstance(most, str):
        return least > most
    if not isinstance(least, Mapping) or not isinstance(most, Mapping) or least["fact"] != most["fact"]:
        return False
    if least.get("months", 0) != most.get("months", 0) and least.get("days", 0) != most.get("days", 0):
        return False
    first, last = _shifted(least), _shifted(most)
    return first is not None and last is not None and first > last


def _shifted(setting: Mapping[str, Any]) -> date | None:
    later = add_months(ANY_DAY, plain(setting.get("months", 0)))
    return later and add_days(later, plain(setting.get("days", 0)))
