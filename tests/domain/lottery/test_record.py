"""The public record: what the one-file verifier says of what was drawn, and of any changed byte."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lottery.draw import Entry
from domain.lottery.record import entries_file, rules_file, status_file, sums_file
from tests.domain.lottery.random_lottery import lottery

VERIFIER = Path(__file__).parents[3] / "data" / "lottery" / "verify.py"


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = _loaded()


def verdicts(files: dict[str, bytes]) -> dict[str, bool]:
    """Return what each step of the verifier says."""
    said = {}
    for name, step in VERIFY.STEPS:
        try:
            said[name] = step(files)[0]
        except (KeyError, IndexError, ValueError, TypeError):
            said[name] = False
    return said


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_the_verifier_agrees_with_the_draw_on_random_lotteries(start: int) -> None:
    assert set(verdicts(lottery(random.Random(start))).values()) == {True}


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_fails(start: int, data: st.DataObject) -> None:
    files = lottery(random.Random(start), entries=8)
    name = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != files[name][place]))
    files[name] = files[name][:place] + bytes([byte]) + files[name][place + 1 :]
    assert False in verdicts(files).values(), (name, place)


@pytest.mark.parametrize("name", ["entries.csv", "rules.json", "seed.json", "ranking.csv", "status.csv"])
def test_who_changes_a_file_and_its_sum_is_found_out_too(name: str) -> None:
    files = lottery(random.Random(5))
    changed = {
        "entries.csv": (b",5,", b",4,"),
        "rules.json": (b'"budget":', b'"budget":1'),
        "seed.json": (b'"value":"', b'"value":"1'),
        "ranking.csv": (b"\n2,", b"\n3,"),
        "status.csv": (b",own,", b",age,"),
    }[name]
    files[name] = files[name].replace(*changed, 1)
    files["SHA256SUMS"] = sums_file({one: data for one, data in files.items() if one != "SHA256SUMS"})
    said = verdicts(files)
    assert said["the files"] and False in said.values()


def test_it_runs_alone_from_a_folder_and_tells_of_one_receipt(tmp_path: Path) -> None:
    files = lottery(random.Random(9))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    receipt = files["entries.csv"].split(b"\n")[1].split(b",")[0].decode()
    good = _run(tmp_path, receipt.lower())
    assert good.returncode == 0 and good.stdout.count("PASS") == len(VERIFY.STEPS) and receipt in good.stdout
    assert "FAIL" in _run(tmp_path, "NOBODY").stdout
    (tmp_path / "ranking.csv").write_bytes(files["ranking.csv"].replace(b"\n1,", b"\n9,", 1))
    assert _run(tmp_path).returncode == 1


def test_it_needs_nothing_but_the_standard_library() -> None:
    imported = {
        line.split()[1].split(".")[0]
        for line in VERIFIER.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("wrong", ["a b", "a,b", "a\nb", "髙", '"a"'])
def test_nothing_but_plain_words_gets_into_a_public_file(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        entries_file([Entry(wrong, "resident", 1, 1)])


def test_files_have_the_bytes_of_the_scheme() -> None:
    entries = [Entry("B", "other", 2, 3, "G"), Entry("A", "resident", 1, 5)]
    assert entries_file(entries) == b"receipt,tier,weight,units,group\nA,resident,1,5,\nB,other,2,3,G\n"
    assert rules_file({"b": 1, "a": "é"}) == b'{"a":"\\u00e9","b":1}'
    assert status_file([], "c") == b"receipt,status,at,reason,role,chain\n"


def _run(folder: Path, *more: str) -> Any:
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(folder), *more], capture_output=True, text=True, check=False
    )
