"""Statements that end in the forms that Japanese needs to join them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """One statement in the three forms that Japanese needs: before とき, before 、 and before か."""

    toki: str
    te: str
    ka: str

    @classmethod
    def noun(cls, words: str) -> Clause:
        """Return a statement that ends in a noun: 3歳未満."""
        return cls(f"{words}の", f"{words}で", words)

    @classmethod
    def adjective(cls, stem: str) -> Clause:
        """Return a statement that ends in an adjective, given without its い: でな, より大き."""
        return cls(f"{stem}い", f"{stem}く", f"{stem}い")


BOUNDS: Mapping[str, Callable[[str], Clause]] = {
    "=": Clause.noun,
    "!=": lambda words: Clause.noun(f"{words}以外"),
    "<": lambda words: Clause.noun(f"{words}未満"),
    "<=": lambda words: Clause.noun(f"{words}以下"),
    ">": lambda words: Clause.adjective(f"{words}より大き"),
    ">=": lambda words: Clause.noun(f"{words}以上"),
}
MOMENTS: Mapping[str, Callable[[str], Clause]] = {
    **BOUNDS,
    "<": lambda words: Clause.noun(f"{words}より前"),
    "<=": lambda words: Clause.noun(f"{words}以前"),
    ">": lambda words: Clause.noun(f"{words}より後"),
    ">=": lambda words: Clause.noun(f"{words}以後"),
}
