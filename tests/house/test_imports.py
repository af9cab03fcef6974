"""Who may import whom: what import-linter is told in pyproject.toml, and what it cannot say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from config import ROOT
from tests.house.source import functions, python_files, shown, tree

PURE = (
    "rules.py",
    "draw.py",
    "allocation.py",
    "planning.py",
    "releases.py",
    "days.py",
    "ages.py",
    "marks.py",
)
"""Modules that take plain values and give plain values."""

MAY_IMPORT_INSIDE = {"create_app"}


def test_the_contracts_are_kept() -> None:
    # In a process of its own: it switches the loggers of this one off.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{shown(file)}:{node.lineno} in {function.name}"
        for file in python_files()
        for function in functions(file)
        if function.name not in MAY_IMPORT_INSIDE
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_pure_modules_know_no_database() -> None:
    pure = [file for file in python_files("domain") if file.name in PURE]
    assert len(pure) >= len(PURE) - 2
    impure = [f"{shown(file)}: {name}" for file in pure for name in imported(file) if _is_database(name)]
    assert impure == []


def test_pages_do_not_import_each_other() -> None:
    pages = {
        shown(file)[:-3].replace("/", ".") for file in python_files("blueprints") if _has_blueprint(file)
    }
    parents = {name.removesuffix(".__init__") for name in pages if name.endswith(".__init__")}
    leaves = {name for name in pages if not name.endswith(".__init__")}
    wrong = [
        f"{name} imports {other}"
        for name in sorted(leaves)
        for other in imported(ROOT / f"{name.replace('.', '/')}.py")
        if other in leaves | parents and other != name
    ]
    assert wrong == []


def test_only_the_outermost_layer_asks_what_time_it_is() -> None:
    calls = ("now_utc", "datetime.now", "datetime.utcnow", "date.today", "time.time")
    asking = [
        f"{shown(file)}:{node.lineno}"
        for file in python_files("domain", "forms")
        if file.name not in ("clock.py", "worker.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in calls
    ]
    assert asking == []


def imported(file: Path) -> list[str]:
    """Return the modules a file imports; "from a import b" gives both a and a.b."""
    found: list[str] = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def _is_database(module: str) -> bool:
    return module.split(".")[0] in ("sqlalchemy", "flask") or "models" in module.split(".")


def _has_blueprint(file: Path) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "Blueprint" for node in ast.walk(tree(file))
    )
