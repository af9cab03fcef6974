"""What comes out the same for every application of a test run is made once: its routes, its templates, its SQL."""

from __future__ import annotations

from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule


class Compiled(BytecodeCache):
    """Templates as they were compiled first: for each language, and for each source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, if anything was."""
        bucket.code = self._kept.get(_name(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._kept[_name(bucket)] = bucket.code


def _name(bucket: Bucket) -> tuple[str, str, str]:
    language: str = bucket.environment.language  # type: ignore[attr-defined]  # sentences are put in by compiling
    return language, bucket.key, bucket.checksum


_COMPILED = Compiled()
_RULES: dict[Any, Rule] = {}
_compile = Rule.compile


def remember_templates(app: Flask) -> Flask:
    """Let an application take its templates from those that another has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def remember_routes() -> None:
    """Let rules that are written alike share what the first of them was compiled to."""
    Rule.compile = _remembered  # type: ignore[method-assign]


def remember_statements() -> None:
    """Let engines of one kind of database share their compiled SQL: it is looked up by dialect."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = lambda one: hash(_kind(one))  # type: ignore[method-assign]
        dialect.__eq__ = lambda one, other: isinstance(other, Dialect) and _kind(one) == _kind(other)  # type: ignore[method-assign]


def _remembered(rule: Rule) -> None:
    key = rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes, rule.strict_slashes
    if (alike := _RULES.setdefault(key, rule)) is rule:
        _compile(rule)
        return
    rule._parts, rule._trace, rule._converters = alike._parts, alike._trace, alike._converters
    rule.arguments = set(alike.arguments)
    rule._build = alike._build.__func__.__get__(rule)  # type: ignore[attr-defined]
    rule._build_unknown = alike._build_unknown.__func__.__get__(rule)  # type: ignore[attr-defined]


def _kind(dialect: Dialect) -> tuple[type, str]:
    return type(dialect), dialect.paramstyle
