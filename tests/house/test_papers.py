"""What comes with the code: requirements, settings, changelog, and what the README says of them."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from config import ROOT, SETTINGS

PINNED = {name: (ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("file", PINNED)
def test_requirements_are_pinned_to_one_version(file: str) -> None:
    loose = [
        line
        for line in PINNED[file].splitlines()
        if line and not re.match(r"^[\w.\-]+==[\w.]+( ;.*)?$", line)
    ]
    assert loose == []


@pytest.mark.parametrize("file, extra", [("requirements.txt", []), ("requirements-dev.txt", ["dev"])])
def test_requirements_are_those_of_the_project(file: str, extra: list[str]) -> None:
    pinned = {one.name: one for one in map(Requirement, PINNED[file].splitlines())}
    asked = [
        *PROJECT["dependencies"],
        *(line for name in extra for line in PROJECT["optional-dependencies"][name]),
    ]
    for wanted in map(Requirement, asked):
        version = str(pinned[wanted.name].specifier).removeprefix("==")
        assert wanted.specifier.contains(version), f"{wanted} is pinned to {version}"


def test_every_setting_is_in_the_readme() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`|—) \|", (ROOT / "README.md").read_text(), re.M))
    assert told == {one.name: _written(one.default) for one in SETTINGS}


def test_changelog_tells_of_this_version() -> None:
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_link_in_the_documents_leads_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{file.name}: {link}"
        for file in documents
        for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", file.read_text())
        if not (file.parent / link).exists()
    ]
    assert dead == []


def _written(default: object) -> str:
    return "" if default == "" else ("1" if default else "0") if isinstance(default, bool) else str(default)
