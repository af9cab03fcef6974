"""Languages of the screens: Japanese is the source, やさしい日本語 and English are catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

from flask import Flask, Response, current_app, g, has_request_context, request
from werkzeug.exceptions import RequestEntityTooLarge

from forms.definition import LANGUAGES
from forms.messages import Message

COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600
NAMES = {"ja": "日本語", "easy": "やさしい日本語", "en": "English"}
HTML_LANGUAGES = {"ja": "ja", "easy": "ja", "en": "en"}
FOLDER = Path(__file__).parents[2] / "translations"


def prepare(app: Flask) -> None:
    """Install gettext in the templates and say which language a page is in."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(_language_values)
    app.after_request(_keep_choice)


def language() -> str:
    """Return the language of this request: the chosen one, else the cookie's, else Japanese."""
    try:
        return g.language  # type: ignore[no-any-return]
    except (AttributeError, RuntimeError):
        return _found_out() if has_request_context() else "ja"


def in_japanese() -> None:
    """Show this request in Japanese whatever was chosen: the staff's pages have no other language."""
    g.language = "ja"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Draw something in another language than the rest of the page."""
    before = language()
    g.language = code
    try:
        yield
    finally:
        g.language = before


def gettext(text: str) -> str:
    """Return a source text in the language of this request."""
    return catalogue(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form for ``count`` in the language of this request."""
    return catalogue(language()).ngettext(one, many, count)


def translated(said: Message) -> str:
    """Return a message in the language of this request."""
    return said.translated(gettext, language())


@cache
def catalogue(code: str) -> GNUTranslations | NullTranslations:
    """Return the catalogue of a language; Japanese is its own."""
    if code == "ja":
        return NullTranslations()
    return translation("messages", FOLDER, languages=[code])


def _found_out() -> str:
    wanted = _chosen() or request.cookies.get(COOKIE, "ja")
    g.language = wanted if wanted in LANGUAGES else "ja"
    return str(g.language)


def _chosen() -> str | None:
    """Return what the address or a pressed button says."""
    return request.args.get("language") or _pressed()


def _keep_choice(response: Response) -> Response:
    """Keep the language of a pressed button in a cookie; the tablet at the counter forgets it with the rest."""
    code = _pressed()
    if code in LANGUAGES and request.blueprint != "counter":
        secure = current_app.config["SECURE_COOKIES"]
        response.set_cookie(COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure)
    return response


def _pressed() -> str | None:
    """Return the language of a pressed button; the page that says a form is too large has none to read."""
    try:
        return request.form.get("language")
    except RequestEntityTooLarge:
        return None


def _language_values() -> dict[str, object]:
    code = language()
    return {"language": code, "languages": NAMES, "html_language": HTML_LANGUAGES[code]}
