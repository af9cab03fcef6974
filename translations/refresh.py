"""Bring the catalogues up to date with what code and templates say (`make messages`; needs Babel)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("easy", "en")
"""The languages that have a catalogue; Japanese is the source of both."""

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in every .mo file: it changes only when a sentence does."""

METHODS = [
    ("templates/staff/**", "ignore"),  # staff's pages have one language
    ("blueprints/staff/**", "ignore"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("forms/**.py", "python"),
    ("domain/**.py", "python"),
    ("blueprints/**.py", "python"),
]
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "templates/**.txt": {"trimmed": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "message": None, "mark": None}


def template() -> Catalog:
    """Return every sentence that is to be translated, with the files it is in."""
    found = Catalog(project="Madoguchi", charset="utf-8")
    for file, _, sentence, notes, _ in _extracted():
        found.add(sentence, None, [(file, 1)], auto_comments=notes)
    return found


def catalogue(code: str) -> Catalog:
    """Return the catalogue of a language as it is kept; an empty one where there is none yet."""
    path = path_of(code)
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""))


def refreshed(code: str, sentences: Catalog) -> Catalog:
    """Return a language's catalogue with exactly these sentences; new ones are not translated yet."""
    kept = catalogue(code)
    fresh = Catalog(project="Madoguchi", charset="utf-8")
    for sentence in sorted(sentences, key=lambda one: str(one.id)):
        if sentence.id:
            fresh.add(sentence.id, _translation(kept, sentence.id), sorted(set(sentence.locations)))
    return fresh


def as_po(code: str, found: Catalog) -> bytes:
    """Return the text of a .po file; without dates, so that it changes only when a sentence does."""
    file = io.BytesIO()
    write_po(file, found, omit_header=True, width=110, include_lineno=False)
    return _header(code).encode() + file.getvalue()


def as_mo(code: str) -> bytes:
    """Return what the .mo file of a language's .po file must hold."""
    file, found = io.BytesIO(), catalogue(code)
    found.creation_date = LONG_AGO
    write_mo(file, found)
    return file.getvalue()


def path_of(code: str, ending: str = "po") -> Path:
    """Return where the catalogue of a language is kept."""
    return ROOT / "translations" / code / "LC_MESSAGES" / f"messages.{ending}"


def main() -> None:
    """Refresh and compile every catalogue; say how many sentences wait for a translation."""
    sentences = template()
    for code in LANGUAGES:
        fresh = refreshed(code, sentences)
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        path_of(code).write_bytes(as_po(code, fresh))
        path_of(code, "mo").write_bytes(as_mo(code))
        waiting = sum(1 for one in fresh if one.id and not all(_strings(one.string)))
        print(f"{code}: {len(fresh)} sentences, {waiting} without translation")


def _extracted() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    return extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_is_ours)  # type: ignore[arg-type]


def _is_ours(folder: str) -> bool:
    return Path(folder).name in ("forms", "domain", "blueprints", "templates") or Path(folder).parent != ROOT


def _translation(kept: Catalog, sentence: str | tuple[str, ...]) -> str | tuple[str, ...]:
    found = kept.get(sentence)
    empty: str | tuple[str, ...] = ("",) * len(sentence) if isinstance(sentence, tuple) else ""
    return found.string if found is not None and not found.fuzzy else empty


def _strings(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _header(code: str) -> str:
    lines = (
        "Content-Type: text/plain; charset=utf-8",
        f"Language: {code}",
        "Plural-Forms: nplurals=2; plural=(n != 1);",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


if __name__ == "__main__":
    main()
