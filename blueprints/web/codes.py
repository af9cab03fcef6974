"""QR codes drawn into a page: nothing more is asked for, and they stand on paper, too."""

from __future__ import annotations

import segno
from markupsafe import Markup

BORDER = 4
"""Modules of quiet around a code (ISO/IEC 18004)."""


def drawn_code(text: str, title: str) -> Markup:
    """Return a text as a QR code, dark on white, as an SVG element as large as its style says, with a title."""
    code = segno.make(text, micro=False, error="m")
    image = code.svg_inline(
        omitsize=True, border=BORDER, dark="#000", light="#fff", title=title, svgclass="code", lineclass=None
    )
    return Markup(image.replace("<svg ", '<svg role="img" ', 1))
