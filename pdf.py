"""Turns a printed page into a tagged PDF; run as a program, so that WeasyPrint's memory and work stay out of the web's processes.

HTML comes in on standard input, the PDF goes out on standard output. The argument is the file of the style sheet; nothing
else is fetched, from wherever a page may ask for it.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

NICENESS = 10
"""Whoever waits for a page comes before whoever waits for a PDF."""


class Nothing(URLFetcher):
    """Fetches nothing: a page of ours holds everything it needs."""

    def fetch(self, url: str, headers: Any = None) -> NoReturn:
        """Refuse."""
        raise ValueError(f"not fetched: {url}")


def main() -> None:
    """Read a page, write a PDF (PDF/UA-1: tagged, with title and language)."""
    os.nice(NICENESS)
    style = CSS(filename=sys.argv[1])
    page = HTML(file_obj=sys.stdin.buffer, encoding="utf-8", url_fetcher=Nothing())
    page.write_pdf(sys.stdout.buffer, stylesheets=[style], pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    main()
