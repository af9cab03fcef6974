"""Checks of what surrounds the database: mail, files, languages, settings."""

from __future__ import annotations

import smtplib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from gettext import find
from pathlib import Path
from typing import Any

from assets import is_genuine
from blueprints.web.assets import HTMX_FILE
from blueprints.web.languages import FOLDER
from config import ROOT
from doctor.findings import BAD, GOOD, NOTE, Finding, Patient, first_line
from domain.cases.paper_files import RESERVE, Folder
from domain.notices.senders import NotSent, connect
from forms.fields.files import written_size
from mailing import smtp


def mail(patient: Patient) -> Iterator[Finding]:
    """Mails can leave: the folder can be written to, or the mail server answers."""
    folder = patient.settings["MAIL_FOLDER"]
    where = folder or f"{patient.settings['SMTP_HOST']}:{patient.settings['SMTP_PORT']}"
    try:
        _write_in(Path(folder)) if folder else _greet(patient.settings)
    except (OSError, smtplib.SMTPException, NotSent) as error:
        yield Finding("mail", BAD, f"メールを送り出せません（{where}）。", first_line(error))
        return
    yield Finding("mail", GOOD, f"メールを送り出せます（{where}）。", f"{where} takes mails")


def papers(patient: Patient) -> Iterator[Finding]:
    """Papers that people send can be kept: the folder can be written to, and there is room on its disk."""
    folder = Folder(Path(patient.settings["UPLOADS"]))
    try:
        _write_in(folder.path)
    except OSError as error:
        yield Finding("papers", BAD, f"書類の置き場所に書き込めません（{folder.path}）。", first_line(error))
        return
    free = folder.free()
    left = written_size(free)
    if free < RESERVE:
        yield Finding(
            "papers",
            BAD,
            f"書類の置き場所の空きがありません（残り{left}）。書類を受け取れません。",
            f"{left} left: no papers are taken",
        )
        return
    state = NOTE if free < 10 * RESERVE else GOOD
    yield Finding(
        "papers", state, f"書類を受け取れます（残り{left}）。", f"{folder.path} takes papers, {left} left"
    )


def assets(patient: Patient) -> Iterator[Finding]:
    """Where htmx is served from here, the file is there and is the right one."""
    if patient.settings["ASSETS"] != "self":
        yield Finding("assets", GOOD, "htmx は CDN から読み込みます。", "htmx comes from the CDN")
        return
    file = ROOT / "static" / HTMX_FILE
    if not file.is_file() or not is_genuine(file.read_bytes()):
        yield Finding(
            "assets",
            BAD,
            "htmx のファイルがないか、正しいものではありません。flask assets を実行してください。",
            f"static/{HTMX_FILE} is missing or not the right one: run flask assets",
        )
        return
    yield Finding("assets", GOOD, "htmx はこのサーバーから配ります。", "htmx is served from here")


def catalogues(_patient: Patient) -> Iterator[Finding]:
    """The languages of the screens are there."""
    missing = [code for code in ("easy", "en") if find("messages", FOLDER, [code]) is None]
    if missing:
        listed = ", ".join(missing)
        yield Finding(
            "languages", BAD, f"訳語のファイルがありません（{listed}）。", f"no catalogue for {listed}"
        )
        return
    yield Finding("languages", GOOD, "3つの言語がそろっています。", "all catalogues are there")


def exposure(patient: Patient) -> Iterator[Finding]:
    """What must not be so on the Internet."""
    settings = patient.settings
    if settings["BASE_URL"].startswith("https:") and not settings["SECURE_COOKIES"]:
        yield Finding(
            "cookies",
            BAD,
            "HTTPS の住所なのに、クッキーが HTTPS に限られていません。SECURE_COOKIES=1 を設定してください。",
            "BASE_URL is https but cookies are not limited to it: set SECURE_COOKIES=1",
        )
    is_https = settings["BASE_URL"].startswith("https:") or settings["SECURE_COOKIES"]
    if is_https and not settings["TRUSTED_PROXIES"]:
        yield Finding(
            "proxies",
            NOTE,
            "HTTPS で公開していますが、TRUSTED_PROXIES が 0 です。前に中継サーバー（リバースプロキシ）があると、"
            "利用者の全員が同じ接続元に見え、試行回数の制限に一緒にかかります。その台数を TRUSTED_PROXIES に設定してください。"
            "このサーバーが直接 HTTPS を受けているなら、このままで構いません。",
            "HTTPS ends in front of this process or in it: with a proxy in front and TRUSTED_PROXIES=0 everybody has the "
            "proxy's address and shares one limit of tries; set how many proxies there are",
        )
    if settings["SAMPLE_TOWN"]:
        yield Finding(
            "sample",
            NOTE,
            "見本のまちとして動いています。職員の見本のパスワードが誰にでも見えます。",
            "SAMPLE_TOWN is on: everybody can see the sample passwords of staff",
        )


def _write_in(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def _greet(settings: Mapping[str, Any]) -> None:
    """Get as far with the mail server as the worker must, encryption and login included, and say good-bye."""
    where, name = replace(smtp(settings), timeout=5), settings["MAIL_FROM"].rpartition("@")[2]
    with connect(where, name) as connection:
        connection.noop()
