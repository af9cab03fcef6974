"""What comes out the same for every application of a test run is made once: builders of addresses, compiled templates."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
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
_BUILDERS: dict[Any, Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder


def remember_templates(app: Flask) -> Flask:
    """Let an application take its templates from those that another has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app


def remember_routes() -> None:
    """Let rules that are written alike share the function that builds their address; it asks the rule for all else."""
    Rule._compile_builder = _remembered_builder  # type: ignore[method-assign]


def _remembered_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    key = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile_builder(rule, append_unknown)
    return _BUILDERS[key]
