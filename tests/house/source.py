"""The files of the house, as the tests about the house see them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from config import ROOT

CODE = (
    "forms",
    "domain",
    "blueprints",
    "doctor",
    "sample",
    "migrations",
    "benchmarks",
    "translations",
    "tests",
)


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that belongs to the project: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive has no git
        found = [file for file in ROOT.rglob("*") if not _is_made(file)]
    return tuple(sorted(file for file in found if file.is_file()))


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of some folders; of the whole project where none is named."""
    files = [file for file in tracked() if file.suffix == ".py"]
    return [file for file in files if not folders or shown(file).split("/")[0] in folders]


def templates() -> list[Path]:
    """Return every HTML template of the town."""
    return [file for file in tracked() if file.suffix == ".html" and shown(file).startswith("templates/")]


def shown(file: Path) -> str:
    """Return a file's path from the root of the project."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a file, inner ones too."""
    return [one for one in ast.walk(tree(file)) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is_made(file: Path) -> bool:
    made = {".venv", "__pycache__", "instance", "vendor", ".git"}
    return bool(made & set(file.relative_to(ROOT).parts)) or shown(file).startswith(".")
