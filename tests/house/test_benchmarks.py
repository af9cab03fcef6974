"""The measurements can be run: each is there by its name, says what it measures, and finds all that it needs."""

from __future__ import annotations

import importlib
import inspect

import pytest

from benchmarks.__main__ import moves, names


@pytest.mark.parametrize("name", names())
def test_a_benchmark_can_be_run_by_its_name(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")
    assert (module.__doc__ or "").startswith("Measures ")
    assert list(inspect.signature(module.main).parameters) == ["chosen"]


def test_a_ratio_moves_only_beyond_the_noise() -> None:
    before = {"slower": 1.0, "quicker": 1.0, "noise": 1.0, "gone": 1.0}
    now = {"slower": 1.5, "quicker": 0.6, "noise": 1.2, "new": 3.0}
    assert moves(now, before) == ["WORSE   slower: 1.5, was 1", "better  quicker: 0.6, was 1"]
