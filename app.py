"""The application: configuration, extensions, blueprints, commands. Wiring only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup

import blueprints
import mailing
from blueprints.booking import newcomers, watching
from blueprints.web import assets, errors, filters, languages, security, sentences
from blueprints.web.database import connect, engine_of
from config import agree, instance_folder, read_settings


def create_app(settings: Mapping[str, Any] | None = None, instance: Path | None = None) -> Flask:
    """Make the application; ``settings`` win over the environment."""
    folder = instance or instance_folder(os.environ)
    app = Flask(__name__, instance_path=str(folder.absolute()))
    app.config.update(read_settings(os.environ, folder), **(settings or {}))
    agree(app.config)
    sentences.prepare(app)
    connect(app)
    security.protect(app)
    languages.prepare(app)
    assets.prepare(app)
    filters.register(app)
    errors.register(app)
    blueprints.register(app)
    watching.prepare(app)
    newcomers.prepare(app)
    command = _command()
    if command is not None:
        # What commands need and pages do not (Alembic, above all) takes a quarter of the memory of a process.
        from commands import register

        register(app)
    if command in (None, "run") and not app.testing:
        _serve(app)
    return app


def _serve(app: Flask) -> None:
    """Do what only a process does that serves pages."""
    sentences.compile_ahead(app)
    if app.config["EMBEDDED_WORKER"]:
        mailing.work_in_background(app.config, engine_of(app))


def _command() -> str | None:
    """Return the ``flask`` command that this process runs; None where it only serves pages."""
    context = click.get_current_context(silent=True)
    if context is None or not isinstance(context.find_root().command, FlaskGroup):
        return None
    return context.info_name
