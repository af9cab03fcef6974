"""Pages in gzip: what is the same for everybody is packed once, a visitor's own goes in between as it is.

Packed together with words that somebody else chose, a secret could be guessed from how long the page is (BREACH); what is
put in as it is always makes the page longer by its own length, whatever stands around it. RFC 1951, 3.2.4; RFC 1952.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEVEL = 6
"""Twice the work of 1 for a tenth less to send; it is done once a moment."""
_BEGIN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"
_MOST_AS_IT_IS = 0xFFFF
"""Bytes of one stored block."""


@dataclass(frozen=True)
class Piece:
    """A piece of a page, and the same as a piece of a gzip stream; it begins and ends on a whole byte."""

    plain: bytes
    packed: bytes

    @classmethod
    def small(cls, plain: bytes) -> Piece:
        """Pack what is no secret."""
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))

    @classmethod
    def as_it_is(cls, text: str) -> Piece:
        """Take a text as it is, packed with nothing."""
        plain = text.encode()
        blocks = (plain[at : at + _MOST_AS_IT_IS] for at in range(0, len(plain), _MOST_AS_IT_IS))
        return cls(plain, b"".join(_stored(block) for block in blocks))


def gzipped(pieces: Sequence[Piece]) -> bytes:
    """Return the pieces as one gzip stream."""
    check = 0
    for piece in pieces:
        check = zlib.crc32(piece.plain, check)
    length = sum(len(piece.plain) for piece in pieces)
    end = struct.pack("<II", check, length & 0xFFFFFFFF)
    return b"".join((_BEGIN, *(piece.packed for piece in pieces), _END, end))


def _stored(block: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF) + block


def takes_gzip() -> bool:
    """Say whether the browser that asks unpacks gzip."""
    return accepts_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=64)
def accepts_gzip(header: str) -> bool:
    """Say whether gzip is among what an Accept-Encoding header names; browsers send few different ones."""
    return parse_accept_header(header, Accept).quality("gzip") > 0
