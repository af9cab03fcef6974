"""A program of its own that makes photographs what is kept: upright, no larger than needed, without where and when they were taken.

It decodes what strangers send, so it runs apart (see ``darkroom``), with limits, and imports nothing of the town. It reads a
photograph from standard input and writes a line of JSON (media type, lengths) and the photograph and its preview after it.
"""

from __future__ import annotations

import io
import json
import resource
import sys

import pillow_heif
from PIL import Image, ImageOps

TOO_MANY_PIXELS, UNREADABLE = 3, 4
"""How the program ends when it refuses."""
QUALITY = 85
PREVIEW = 320
"""Longest side of the preview, in pixels."""
MEMORY = 2 * 1024**3
"""Bytes of addresses it may take: 60 million pixels in RGBA, twice, and the libraries."""
SECONDS = 30
"""Of a processor; a photograph of 50 million pixels takes 3."""
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "heic": "HEIF"}
_FAILURES = (OSError, ValueError, SyntaxError, EOFError, MemoryError, RuntimeError, IndexError, TypeError)


class TooManyPixels(ValueError):
    """The photograph is larger than is opened."""


def main(kind: str, pixels: str, side: str) -> int:
    """Do the work within limits; return how the program ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        kept, media_type, preview = developed(sys.stdin.buffer.read(), kind, int(pixels), int(side))
    except TooManyPixels:
        return TOO_MANY_PIXELS
    except _FAILURES:
        return UNREADABLE
    head = {"media_type": media_type, "kept": len(kept), "preview": len(preview)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + kept + preview)
    return 0


def developed(content: bytes, kind: str, pixels: int, side: int) -> tuple[bytes, str, bytes]:
    """Return a photograph ("jpeg", "png", "heic") as it is kept, its media type, and a small JPEG of it."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit only warns; ours is lower, and refuses
    image = _upright(content, kind, pixels, side)
    image.thumbnail((side, side), reducing_gap=2.0)
    kept, form = (_plain(image), "PNG") if kind == "png" else (_on_white(image), "JPEG")
    small = _on_white(kept)
    content = _saved(kept, form)
    small.thumbnail((PREVIEW, PREVIEW), reducing_gap=2.0)
    return content, f"image/{form.lower()}", _saved(small, "JPEG")


def _upright(content: bytes, kind: str, pixels: int, side: int) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
        # The size stands in the head: a bomb is known before a pixel of it is there.
        if image.width * image.height > pixels:
            raise TooManyPixels
        image.draft("RGB", (side, side))
        image.load()
        return ImageOps.exif_transpose(image)


def _plain(image: Image.Image) -> Image.Image:
    """Return a PNG in a mode that every viewer shows: black and white, grey or colours."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image if image.mode in ("1", "L") else _on_white(image)


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image in colours without transparency: what shows through is white, as paper is."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _saved(image: Image.Image, form: str) -> bytes:
    image.info.clear()  # comments and profiles would be written again
    saved = io.BytesIO()
    image.save(saved, form, **({"quality": QUALITY} if form == "JPEG" else {"compress_level": 4}))
    return saved.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
