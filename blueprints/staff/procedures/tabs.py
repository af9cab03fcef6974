"""The pages of one procedure, as tabs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

PAGES = ("details", "form", "preview", "publication", "versions", "file")


@dataclass(frozen=True)
class Tab:
    """One tab: which page, where it is, whether it is the one that is shown."""

    page: str
    href: str
    current: bool


def procedure_tabs(slug: str) -> list[Tab]:
    """Return the tabs of a procedure's pages."""
    addresses = {page: f"{request.script_root}/staff/procedures/{slug}/{page}" for page in PAGES}
    return [Tab(page, address, request.path.startswith(address)) for page, address in addresses.items()]
