"""Sentences of templates: put in when a template is compiled, once for each language, not on every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from blueprints.web.languages import catalogue, language

HURRIED = ("applications/", "booking/", "cases/", "fields/", "filling/", "home/", "macros/")
"""Folders of the templates that a booking goes through."""


def prepare(app: Flask) -> None:
    """Let the application compile its templates for each language; comes before anything asks for one."""
    app.jinja_environment = Templates
    app.jinja_env.add_extension(Sentences)


def compile_ahead(app: Flask) -> None:
    """Compile residents' pages in Japanese, so that the first visitors of an opening minute need not wait for it."""
    with app.test_request_context():
        for name in app.jinja_env.list_templates(extensions=["html"]):
            if "/" not in name or name.startswith(HURRIED):
                app.jinja_env.get_template(name)


class Templates(Environment):
    """The templates as Flask asks for them: those of the language of the request."""

    language = ""
    """What its sentences are in; "" for the one that only leads to the others."""

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:
        """Return a template in the language of this request, or in that of the template that includes it."""
        if self.language:
            return super().get_template(name, parent, globals)
        return self._spoken(language()).get_template(name, parent, globals)

    def _spoken(self, code: str) -> Templates:
        kept: dict[str, Templates] = self.__dict__.setdefault("_languages", {})
        if code not in kept:
            kept[code] = self.overlay()  # type: ignore[assignment]
            kept[code].language = code
        return kept[code]


class Sentences(Extension):
    """Replaces ``_("…")`` by its sentence; with values to fill in it stays a call."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, sentences translated."""
        code = self.environment.language or "ja"  # type: ignore[attr-defined]
        while not stream.eos:
            tokens = _take(stream)
            yield from tokens if len(tokens) < 4 else _sentence(tokens, code)


_CALL = (("name", "_"), ("lparen", "("), ("string", None), ("rparen", ")"))


def _take(stream: TokenStream) -> list[Token]:
    """Return the four tokens of a call without values, or fewer of anything else."""
    taken: list[Token] = []
    for kind, value in _CALL:
        if stream.eos or stream.current.type != kind or value not in (None, stream.current.value):
            break
        taken.append(next(stream))
    return taken or [next(stream)]


def _sentence(call: list[Token], code: str) -> Iterator[Token]:
    """Yield ``("…"|safe)``, which the compiler makes a part of the text around it."""
    line, text = call[0].lineno, catalogue(code).gettext(call[2].value) % {}
    parts = (("lparen", "("), ("string", text), ("pipe", "|"), ("name", "safe"), ("rparen", ")"))
    return (Token(line, kind, value) for kind, value in parts)
