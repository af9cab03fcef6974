"""The press: a printed page becomes a PDF in a program of its own, one at a time, while other pages go on."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

from flask import Response, current_app, make_response

from domain.refusals import Refusal
from forms.messages import message

SECONDS = 300
"""Five hundred notices take well under a minute; whatever takes longer is stuck."""
PROGRAM = Path(__file__).parents[3] / "pdf.py"
_ONE_AT_A_TIME = threading.Lock()


class NoPress(Refusal):
    """WeasyPrint, which makes PDFs, is not installed here, or cannot work."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            message("このサーバーでは、PDFを作る部品（WeasyPrint）が使えません。"),
            message(
                "「印刷する画面を開く」を使い、ブラウザーの印刷で紙に出すか、PDFに保存してください。"
                "PDFが必要なときは、システムの担当者に部品の追加を頼んでください。"
            ),
        )


class PressBusy(Refusal):
    """Somebody else's PDF is being made."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            message("いま、ほかの人のPDFを作っています。"),
            message("1分ほど待って、もう一度「PDFを作る」を押してください。"),
        )


def has_press() -> bool:
    """Say whether PDFs can be made here at all; loads nothing."""
    return importlib.util.find_spec("weasyprint") is not None


def pressed(html: str, name: str) -> Response:
    """Return a page as a PDF to keep; NoPress, PressBusy."""
    if not has_press():
        raise NoPress
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise PressBusy
    try:
        content = _run(html)
    finally:
        _ONE_AT_A_TIME.release()
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _run(html: str) -> bytes:
    style = Path(current_app.static_folder or "", "paper.css")
    command = [sys.executable, str(PROGRAM), str(style)]
    try:
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        current_app.logger.error("a PDF took longer than %s s", SECONDS)
        raise NoPress from error
    if done.returncode != 0:
        current_app.logger.error("no PDF: %s", done.stderr.decode(errors="replace")[-2000:])
        raise NoPress
    return done.stdout
