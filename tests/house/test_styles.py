"""Style sheets close what they open: a brace lost in a merge hides everything after it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT

COMMENT = re.compile(r"/\*.*?\*/", re.S)
SHEETS = sorted((ROOT / "static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_brace_is_closed_before_the_next_rule_of_the_whole_sheet(sheet: Path) -> None:
    depth, wrong = 0, []
    for number, line in enumerate(COMMENT.sub("", sheet.read_text()).splitlines(), 1):
        if line.startswith("@media") and depth:
            wrong.append(f"{number}: inside another: {line[:60]}")
        depth += line.count("{") - line.count("}")
    assert (wrong, depth) == ([], 0)
