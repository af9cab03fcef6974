"""Which files are taken as papers: told by their first bytes, never by their name; and what they are called."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from domain.refusals import Refusal
from forms.fields.files import TYPES, written_size
from forms.messages import message
from forms.widths import one_line

JPEG, PNG, HEIC, PDF = TYPES
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
"""Media types that are kept, and how their names end; a HEIC becomes a JPEG."""
OPEN_STATES = frozenset({"received", "in_review", "returned"})
"""States of a case in which a missing paper may be added."""

LONGEST_NAME = 120
_KNOWN_ENDINGS = frozenset(word for _, words in TYPES.values() for word in words if word.startswith("."))
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_TAIL = 2048
"""Bytes at the end of a PDF in which its trailer must be; PDF 32000-1, annex H.3.18 asks for 1024."""


@dataclass(frozen=True)
class Limits:
    """How large a file may be in bytes, a photograph in pixels, and how long a side is kept."""

    size: int
    pixels: int
    side: int


class WrongFile(Refusal):
    """A file that is not taken."""

    status: ClassVar[int] = 422


class TooLarge(WrongFile):
    """The file has more bytes than are taken."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            message(
                "「{name}」は大きすぎて送れません。{most}までのファイルを選び直してください。",
                name=name,
                most=written_size(most),
            )
        )


class TooManyPixels(WrongFile):
    """The photograph is larger than is opened: nobody photographs a paper so."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message("「{name}」は画像の縦横が大きすぎます。小さくして選び直してください。", name=name)
        )


class WrongType(WrongFile):
    """By its first bytes the file is none of the types that are wanted."""

    def __init__(self, name: str, wanted: Collection[str]) -> None:
        words = "・".join(TYPES[one][0] for one in TYPES if one in wanted)
        super().__init__(
            message(
                "「{name}」は送れない種類のファイルです。{types}のファイルを選び直してください。",
                name=name,
                types=words,
            )
        )


class Unreadable(WrongFile):
    """The file begins rightly and is damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "「{name}」は途中で切れているか、壊れています。撮り直すか、選び直してください。", name=name
            )
        )


class Locked(WrongFile):
    """A PDF that needs a password, so that nobody in the office could read it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "「{name}」にはパスワードがかかっています。かけずに保存したものを選び直してください。",
                name=name,
            )
        )


class TooMany(WrongFile):
    """One page has sent more files than any form asks for, or a case has more than anybody looks through."""

    def __init__(self) -> None:
        super().__init__(
            message("これ以上ファイルを送れません。"),
            message("ほかにも送りたいものがあるときは、担当課にご連絡ください。"),
        )


class NoSpace(Refusal):
    """The disk has no room for papers; whoever runs the town is told by the doctor."""

    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__(message("いまファイルを受け取れません。しばらくしてから、もう一度選んでください。"))


class PaperGone(Refusal):
    """A paper of a form is not there any more, or belongs to another case."""

    def __init__(self) -> None:
        super().__init__(
            message("添付したファイルの一部が見つかりません。"),
            message("書類の質問に戻って、もう一度選んで送ってください。"),
        )


class Empty(WrongFile):
    """A file without a byte, as phones send when they cannot read their own storage."""

    def __init__(self, name: str) -> None:
        super().__init__(message("「{name}」は空のファイルです。もう一度選び直してください。", name=name))


def type_of(head: bytes) -> str | None:
    """Return the type that a file's first bytes tell ("jpeg", "png", "heic", "pdf"), None for any other."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"%PDF-"):
        return PDF
    return HEIC if head[4:8] == b"ftyp" and _is_heic(head) else None


def check_pdf(content: bytes, name: str) -> None:
    """Refuse a PDF without a trailer, and one that is encrypted; what is in it is not looked at."""
    tail = content[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Unreadable(name)
    if _ENCRYPTED.search(content):
        raise Locked(name)


def clean_name(sent: str) -> str:
    """Return what a sent file is called for people: one line, no folder, nothing that turns the text around."""
    last = re.split(r"[/\\]", one_line(sent))[-1].strip(" .")
    return _shortened(last) or "file"


def kept_name(name: str, media_type: str) -> str:
    """Return a clean name with the ending of what is kept: IMG_1.HEIC is kept as IMG_1.jpg."""
    ending = PurePosixPath(name).suffix
    stem = name[: -len(ending)] if ending.lower() in _KNOWN_ENDINGS else name
    return f"{stem}{ENDINGS[media_type]}"


def _is_heic(head: bytes) -> bool:
    size = int.from_bytes(head[:4])
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(size, len(head)), 4))}
    return head[8:12] in _HEIC_BRANDS and b"avif" not in brands


def _shortened(name: str) -> str:
    ending = PurePosixPath(name).suffix[:10]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending
