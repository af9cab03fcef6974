"""Runs every benchmark and says what has moved since the figures that are recorded in this folder.

``python -m benchmarks --short`` is what ``make bench`` does; ``--record`` keeps the ratios of this run; names run only those.
Only ratios are compared: they hold on another machine, where seconds do not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RECORDED = FOLDER / "recorded.json"
MOVED = 1.3
"""A ratio that is this much larger, or smaller, has moved; less is noise on a shared machine."""


def names() -> list[str]:
    """Return every benchmark, by its module's name."""
    return sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))


def run(name: str, extra: Iterable[str]) -> dict[str, Any]:
    """Run one benchmark, its output shown as it comes; return its line of JSON, or what was wrong."""
    print(f"== {name}", flush=True)
    last = ""
    command = [sys.executable, "-m", f"benchmarks.{name}", *extra]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line
    if process.returncode != 0:
        return {"missed": [f"ended with status {process.returncode}"]}
    return dict(json.loads(last)) if last.startswith("{") else {}


def moves(now: dict[str, float], before: dict[str, float]) -> list[str]:
    """Return a line for each ratio that has moved; smaller is better in all of them."""
    said = []
    for name, value in now.items():
        old = before.get(name)
        if old and value > old * MOVED:
            said.append(f"WORSE   {name}: {value:g}, was {old:g}")
        elif old and value * MOVED < old:
            said.append(f"better  {name}: {value:g}, was {old:g}")
    return said


def main() -> int:
    """Run what was asked for; the status is 1 where a limit was missed or a ratio is worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--short", action="store_true", help="a smaller load")
    parser.add_argument("--record", action="store_true", help="keep the ratios of this run")
    asked = parser.parse_args()
    recorded: dict[str, dict[str, float]] = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    missed: dict[str, list[str]] = {}
    moved: dict[str, list[str]] = {}
    for name in asked.names or names():
        found = run(name, ["--short"] if asked.short else [])
        missed[name] = found.get("missed", [])
        moved[name] = moves(found.get("ratios", {}), recorded.get(name, {}))
        if asked.record:
            recorded[name] = found.get("ratios", {})
    if asked.record:
        RECORDED.write_text(json.dumps(recorded, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return _tell(missed, moved)


def _tell(missed: dict[str, list[str]], moved: dict[str, list[str]]) -> int:
    print("== against what is recorded")
    lines = [f"{name}: MISSED  {one}" for name, found in missed.items() for one in found]
    lines += [f"{name}: {one}" for name, found in moved.items() for one in found]
    print("\n".join(lines) or "nothing has moved, no limit was missed")
    is_worse = any(" WORSE " in f" {one} " for one in lines) or any(missed.values())
    print(json.dumps({"benchmark": "all", "missed": missed, "moved": moved}, ensure_ascii=False))
    return int(is_worse)


if __name__ == "__main__":
    sys.exit(main())
