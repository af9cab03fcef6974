"""Names, sizes and words of the house (docs/style.md)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import functions, python_files, shown, templates, tracked, tree

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"}
"""Names that say nothing. (A bookable room is a "service" in the glossary: its pages are "services".)"""
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_HANDLER, LONGEST_TEST = 300, 40, 25, 25
LONGEST_PAGE, LONGEST_PART = 150, 60

RINGS: dict[str, str] = {}
"""What may ring the bell all the same: "file" or "file:function" -> the reason."""

TEXT = {".py", ".html", ".txt", ".md", ".css", ".js", ".toml", ".json", ".yml", ".sh", ".mako", ".ini", ""}
FORBIDDEN = (
    r"\b(AI|LLM|GPT|Claude|Anthropic|OpenAI|Copilot|ChatGPT)\b",
    r"\b(agent|prompt|assistant)s?\b",
    r"/(work|root|home|tmp/m|Users)/",
    r"issue #?\d+",
)
"""The project speaks only of itself: not of the tools it was written with, nor of anybody's machine."""

ONE_SENTENCE = re.compile(r"^\w.*[.?!]$")


def test_no_file_has_an_empty_name() -> None:
    named = [
        shown(file) for file in tracked() if EMPTY_NAMES & set(re.split(r"[/_.\-]", shown(file).lower()))
    ]
    assert named == []


@pytest.mark.parametrize("file", python_files(), ids=shown)
def test_every_module_says_what_it_is_for(file: Path) -> None:
    said = ast.get_docstring(tree(file))
    assert said, "no docstring"
    assert ONE_SENTENCE.match(said.splitlines()[0]), said.splitlines()[0]


def test_what_is_asserted_does_nothing() -> None:
    """A town runs without asserts (docs/granian.env): they may tell a type and nothing else."""
    shipped = [file for file in python_files() if not shown(file).startswith(("tests/", "benchmarks/"))]
    asserts = [(file, one) for file in shipped for one in ast.walk(tree(file)) if isinstance(one, ast.Assert)]
    work = [f"{shown(file)}:{one.lineno}" for file, one in asserts if not _tells_a_type(one.test)]
    assert asserts and work == []


def test_no_file_rings_the_bell() -> None:
    lengths = {shown(file): len(file.read_text().splitlines()) for file in python_files()}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and not _is_excused(name)}
    assert long == {}


def test_no_function_rings_the_bell() -> None:
    long = {
        name: lines
        for file in python_files()
        for name, lines, most in _lengths(file)
        if lines > most and name not in RINGS
    }
    assert long == {}


def test_no_template_rings_the_bell() -> None:
    long = {
        shown(file): lines
        for file in templates()
        if (lines := len(file.read_text().splitlines()))
        > (LONGEST_PART if file.name[0] == "_" else LONGEST_PAGE)
        and "macros" not in file.parts
    }
    assert {name: lines for name, lines in long.items() if name not in RINGS} == {}


def test_every_exception_is_still_needed() -> None:
    names = {shown(file) for file in tracked()} | {
        name for file in python_files() for name, _, _ in _lengths(file)
    }
    assert RINGS.keys() - names == set()


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{shown(file)}:{node.lineno} {node.name}"
        for file in python_files("forms", "domain", "blueprints", "doctor")
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if ast.get_docstring(node) is None
    ]
    assert silent == []


def test_the_project_speaks_only_of_itself() -> None:
    this = Path(__file__)
    said = [
        f"{shown(file)}: {found.group()}"
        for file in tracked()
        if file.suffix in TEXT and file != this
        for pattern in FORBIDDEN
        for found in re.finditer(pattern, file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert said == []


def test_nothing_is_commented_out() -> None:
    code = re.compile(r"^\s*# *(def |class |return\b|import |from \w+ import|if .*:$|\w+\(.*\)$|\w+ = )")
    left = [
        f"{shown(file)}:{number}: {line.strip()}"
        for file in python_files()
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if code.match(line)
    ]
    assert left == []


def _is_excused(name: str) -> bool:
    return name in RINGS or name.startswith("migrations/versions/")


def _lengths(file: Path) -> list[tuple[str, int, int]]:
    """Return name, lines and allowed lines of each function; docstrings do not count, nor does their def line."""
    if shown(file).startswith("migrations/versions/"):
        return []
    return [(f"{shown(file)}:{one.name}", _lines(one), _most(file, one)) for one in functions(file)]


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _most(file: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if function.name.startswith("test_"):
        return LONGEST_TEST
    is_handler = any(ast.unparse(one).startswith("blueprint.") for one in function.decorator_list)
    return LONGEST_HANDLER if is_handler else LONGEST_FUNCTION


def _tells_a_type(asked: ast.expr) -> bool:
    """Say whether it is ``one is not None`` or ``isinstance(one, Type)`` about plain names, or several of these."""
    match asked:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_tells_a_type(part) for part in parts)
        case ast.Compare(left=ast.Name(), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(), *_]):
            return True
    return False
