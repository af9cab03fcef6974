"""The shelf: templates of procedures that come with the town, one file each (data/shelf)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_values import examples
from domain.procedures.rules import LIFE_EVENTS
from forms.kana import katakana

FOLDER = Path(__file__).parent.parent.parent / "data" / "shelf"


@cache
def template(name: str) -> ProcedureFile | None:
    """Return a template by its name, or None."""
    return next((one for one in templates() if one.slug == name), None)


@cache
def templates() -> tuple[ProcedureFile, ...]:
    """Return every template, in the order of their file names."""
    return tuple(ProcedureFile.from_bytes(file.read_bytes()) for file in sorted(FOLDER.glob("*.json")))


@cache
def with_examples(name: str) -> ProcedureFile | None:
    """Return a template as it looks with the examples in it, to be shown."""
    found = template(name)
    return found and found.filled(examples(found.values))


def matching(text: str = "", event: str = "") -> list[ProcedureFile]:
    """Return the templates, examples in them, that have every word of ``text`` and the life event."""
    words = _folded(text).split()
    shown = [one for name in templates() if (one := with_examples(name.slug))]
    return [one for one in shown if _has(one, words) and (not event or event in events(one))]


def events(file: ProcedureFile) -> Iterable[str]:
    """Return the keys of the life events that a template belongs to."""
    return list(file.details.get("life_events", ()))


@cache
def life_events() -> dict[str, str]:
    """Return key -> words of the life events that there are templates for."""
    there = {event for one in templates() for event in events(one)}
    return {key: words for key, words in LIFE_EVENTS.items() if key in there}


def _has(file: ProcedureFile, words: list[str]) -> bool:
    said = (file.slug, file.title.ja, file.summary.ja, *file.details.get("synonyms", ()))
    searched = _folded(" ".join(said))
    return all(word in searched for word in words)


def _folded(text: str) -> str:
    return katakana(unicodedata.normalize("NFKC", text)).lower()
