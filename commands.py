"""flask commands; each calls one operation."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the town's commands to ``flask``."""
