"""Papers for tests: photographs as phones make them, PDFs, and files that pretend."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import pillow_heif
from PIL import Image

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00" + b"\0" * 200
ZIP = b"PK\x03\x04" + b"\0" * 200
HTML = b"<!doctype html><script>alert(1)</script>"


def photograph(width: int = 64, height: int = 48, form: str = "JPEG", **options: Any) -> bytes:
    """Return a photograph, red on its left half, taken sideways (orientation 6) at a place that is in it."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Telephone of Satō"
    exif[GPS] = {1: "N", 2: (35.0, 1.0, 2.0), 3: "E", 4: (136.0, 1.0, 2.0)}
    return saved(image, form, exif=exif.tobytes(), **options)


@cache
def twelve_megapixels(form: str = "JPEG") -> bytes:
    """Return a photograph of 4000 × 3000 pixels that is as hard to press as a real one."""
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    in_haste = {"enc_params": {"preset": "ultrafast"}} if form == "HEIF" else {}
    return saved(noise, form, quality=90, **in_haste)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return an image as a file."""
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a file as an image, loaded."""
    pillow_heif.register_heif_opener()
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def bomb(side: int = 50_000) -> bytes:
    """Return a PNG of a few hundred bytes that says it has ``side`` × ``side`` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
