"""What a browser sent: its shape, and making it safe before any question reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

from forms.messages import Message

Raw = Mapping[str, Sequence[str]]
"""What a browser sent: input name -> the texts under that name."""

Given = Mapping[str, Sequence[str]]
"""What was typed into one question: part ("" for the whole) -> texts, already made safe."""

Facts = Mapping[str, Any]
"""What rules may look at from outside the form: days ("today", "day_of_use"), and under "files" what was sent so far."""

LOST = "\ufffd"
"""Stands where a character arrived broken; an answer never holds it."""

MOST_TEXTS = 200
"""More texts under one input name than any question of ours sends; the rest is not kept."""

MOST_NAMES = 4000
"""More input names than any form of ours has; the rest is not kept."""

_SILENT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Unreadable(ValueError):
    """What was typed cannot be read; one (part, message) for each thing to mend."""

    def __init__(self, *problems: tuple[str, Message]) -> None:
        super().__init__("; ".join(str(text) for _, text in problems))
        self.problems = problems


def safe(raw: Raw) -> Raw:
    """Return ``raw`` as text that every encoder takes, without what nobody can see.

    Control characters mean nothing and go; half a surrogate pair is a lost letter and becomes ``LOST``,
    so that reading can refuse it instead of storing a name without it.
    """
    kept = islice(raw.items(), MOST_NAMES)
    return MappingProxyType({safe_text(name): _safe_texts(texts) for name, texts in kept})


def safe_text(text: str) -> str:
    """Return ``text`` in one kind of line end, without control characters and lone surrogates."""
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _SILENT.sub("", _LINE_ENDS.sub("\n", paired))


def given_to(key: str, raw: Raw) -> Given:
    """Return the part of ``raw`` that was typed into the question ``key``."""
    start = f"{key}-"
    parts = {name[len(start) :]: texts for name, texts in raw.items() if name.startswith(start)}
    return {"": raw[key], **parts} if key in raw else parts


def by_question(raw: Raw) -> Mapping[str, Raw]:
    """Return what was typed apart for each question, under the same names: no key has the hyphen that parts are named with."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name, texts in raw.items():
        found.setdefault(name.partition("-")[0], {})[name] = texts
    return found


def names_of(key: str, given: Given) -> dict[str, tuple[str, ...]]:
    """Return what was given to ``key`` under the names of its inputs."""
    return {input_name(key, part): tuple(texts) for part, texts in given.items()}


def input_name(key: str, part: str) -> str:
    """Return the name (and id) of an input: "key" for part "", else "key-part"."""
    return f"{key}-{part}" if part else key


def _safe_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Return all texts safe; one text alone is a sequence of letters to Python, and is meant as one."""
    several = (texts,) if isinstance(texts, str) else texts[:MOST_TEXTS]
    return tuple(map(safe_text, several))
