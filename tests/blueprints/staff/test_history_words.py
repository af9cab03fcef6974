"""Every verb that the domain writes into the history of a case can be read on its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flask import Flask

from domain.booking.models import HOLDING_STATES, STATES
from domain.cases.rules import STEPS
from tests.house.source import functions, python_files, shown

PARAMETERS = {
    "action": set(STEPS),
    "to": set(STATES) - set(HOLDING_STATES),
    "verb": {"invalidate", "restore"},
}
"""What a verb can be that is handed to the function that records it."""
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")


def test_every_verb_of_a_case_has_words(app: Flask) -> None:
    recorded = {verb for function in _functions() for verb in verbs_of(function)}
    assert {"approve", "write_mail", "no_mail_address", "cancelled_by_staff", "move"} <= recorded
    with app.test_request_context():
        words = app.jinja_env.get_template("macros/history.html").module
        silent = {verb for verb in recorded if not JAPANESE.search(words.verb(verb))}  # type: ignore[attr-defined]
    assert silent == set()


def verbs_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the verbs of every ``record(session, verb, …, case_id=…)`` in a function."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and _records(call):
            yield from _values(call.args[1], function)


def _records(call: ast.Call) -> bool:
    is_record = isinstance(call.func, ast.Name) and call.func.id == "record"
    return is_record and any(given.arg == "case_id" for given in call.keywords)


def _values(verb: ast.expr, function: ast.AST) -> Iterator[str]:
    if not isinstance(verb, ast.Name):
        yield from (one.value for one in ast.walk(verb) if isinstance(one, ast.Constant))
        return
    assigned = [one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and _is(one, verb.id)]
    if not assigned:
        yield from PARAMETERS[verb.id]
    for value in assigned:
        yield from _ends(value)


def _ends(value: ast.expr) -> Iterator[str]:
    """Yield what an expression can come to: one text, or one of two."""
    ends = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
    yield from (str(ast.literal_eval(end)) for end in ends)


def _is(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in assignment.targets)


def _functions() -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for file in python_files("domain"):
        if shown(file) != "domain/history.py":
            yield from functions(file)
