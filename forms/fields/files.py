"""The question for papers: files that somebody photographs or picks and sends; the answer says which, not what is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import NO_TEXT, Field, Text
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Unreadable
from forms.fields.settings import is_positive, is_text, text, whole, wrong_settings
from forms.messages import Message, message
from forms.widths import one_line

SENT = "files"
"""The fact under which reading finds what was really sent: token -> SentFile."""

TYPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "jpeg": ("JPEG", ("image/jpeg", ".jpg", ".jpeg")),
    "png": ("PNG", ("image/png", ".png")),
    "heic": ("HEIC", ("image/heic", "image/heif", ".heic", ".heif")),
    "pdf": ("PDF", ("application/pdf", ".pdf")),
}
"""What may be sent: name in settings -> (what people call it, what the browser is told)."""

IMAGES = frozenset({"jpeg", "png", "heic"})
USUAL_MOST = 5
MOST_FILES = 20
"""More files in one answer than anybody looks through."""

_UNITS = (("MB", 1024 * 1024), ("KB", 1024))
_KEPT = 200
"""Characters of a token that are looked at; ours are shorter."""


@dataclass(frozen=True)
class SentFile:
    """A file as an answer names it: the token it is known by, its name for people, its size in bytes as kept."""

    token: str
    name: str
    media_type: str
    size: int

    def __str__(self) -> str:
        return f"{self.name}（{written_size(self.size)}）"


class Files(Kind):
    """Up to ``maximum`` files; what is typed are tokens, and the fact ``SENT`` says what they stand for."""

    name = "files"
    title = message("書類・写真（ファイル）")
    compares_as = "files"
    is_personal = True
    allowed_settings = frozenset({"maximum", "types", "purpose"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return an input for files."""
        return Hints(message("{label}", label=field.label), type="file")

    def accepted(self, field: Field) -> str:
        """Return what the browser offers to choose from."""
        return ",".join(one for name in types_of(field) for one in TYPES[name][1])

    def words_of_types(self, field: Field) -> str:
        """Return the types as people call them: JPEG・PNG・HEIC・PDF."""
        return "・".join(TYPES[name][0] for name in types_of(field))

    def takes_images(self, field: Field) -> bool:
        """Say whether a photograph may be sent."""
        return not IMAGES.isdisjoint(types_of(field))

    def purpose(self, field: Field) -> Text:
        """Return what the papers are for, empty where nothing is said."""
        return text(field, "purpose", NO_TEXT)

    def most(self, field: Field) -> int:
        """Return how many files the answer may have."""
        return most_of(field)

    def entries(self, given: Given, facts: Facts) -> tuple[tuple[str, SentFile | None], ...]:
        """Return the tokens that were given, in order, each with the file it stands for, None where there is none."""
        known: Mapping[str, SentFile] = facts.get(SENT, {})
        return tuple((token, known.get(token)) for token in tokens_in(given))

    def read(self, field: Field, given: Given, facts: Facts) -> tuple[SentFile, ...]:
        """Return the files; Unreadable where one was not sent here, or there are too many."""
        entries = self.entries(given, facts)
        files = tuple(file for _, file in entries if file is not None)
        if len(files) < len(entries):
            sentence = message(
                "{label}のファイルの一部が見つかりません。もう一度選んで送ってください。", label=field.label
            )
            raise Unreadable(("", sentence))
        if len(files) > self.most(field):
            raise Unreadable(("", _too_many(field, self.most(field), len(files))))
        return files

    def missing(self, field: Field) -> Message:
        """Say that a photograph or a file is to be chosen."""
        return message("{label}の写真かファイルを選んでください。", label=field.label)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the tokens."""
        return {"": [one.token for one in answer]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return one line per file: its name and size."""
        pattern = _LINE.shown_in(language)
        return "\n".join(pattern.format(name=one.name, size=written_size(one.size)) for one in answer)

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return the number of files and their names."""
        return ("件数", "ファイル名")

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return the number and the names, parted by 、."""
        return str(len(answer)), "、".join(one.name for one in answer)

    def dump(self, answer: Any) -> Any:
        """Return one object per file."""
        return [dict(vars(one)) for one in answer]

    def load(self, data: Any) -> Any:
        """Return the files."""
        return tuple(SentFile(**one) for one in data)

    def remove_one(self, field: Field, given: Given, index: int) -> Given:
        """Return what was given without the file at ``index``."""
        tokens = tokens_in(given)
        return {**given, "": [token for place, token in enumerate(tokens) if place != index]}

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape, or more files than anybody looks through."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"maximum": is_positive, "types": _are_types, "purpose": is_text})
        if whole(field, "maximum", 1) > MOST_FILES:
            yield message("ファイルの数は{most}までにしてください。", most=MOST_FILES)


_LINE = Text("{name}（{size}）", en="{name} ({size})")


def most_of(field: Field) -> int:
    """Return how many files an answer to this field may have."""
    return max(whole(field, "maximum", USUAL_MOST), 1)


def types_of(field: Field) -> tuple[str, ...]:
    """Return the names of the types that may be sent, all of them where the field says nothing."""
    wanted: Any = field.settings.get("types")
    return tuple(name for name in TYPES if name in wanted) if _are_types(wanted) else tuple(TYPES)


def tokens_in(given: Given) -> tuple[str, ...]:
    """Return the tokens that were given, each once, in order."""
    texts = (one_line(one) for one in given.get("", ()) if len(one) <= _KEPT)
    return tuple(dict.fromkeys(filter(None, texts)))


def written_size(size: int) -> str:
    """Return 3.4MB, 120KB or 8B."""
    for unit, bytes_each in _UNITS:
        if size >= bytes_each:
            number = (
                f"{size / bytes_each:.1f}".removesuffix(".0") if unit == "MB" else f"{size // bytes_each}"
            )
            return f"{number}{unit}"
    return f"{size}B"


def _too_many(field: Field, most: int, now: int) -> Message:
    return message(
        "{label}は{most}ファイルまでです（いまは{now}ファイルです）。いらないファイルを外してください。",
        label=field.label,
        most=most,
        now=now,
    )


def _are_types(value: Any) -> bool:
    is_list = isinstance(value, Collection) and not isinstance(value, str | Mapping)
    return is_list and 0 < len(value) == len(set(map(str, value))) and set(map(str, value)) <= TYPES.keys()
