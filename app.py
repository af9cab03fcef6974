"""The application: configuration, extensions, blueprints, commands. Wiring only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

import blueprints
import commands
import mailing
from blueprints import assets, errors, filters, languages, security, sentences, watching
from blueprints.database import connect
from config import ROOT, agree, read_settings


def create_app(settings: Mapping[str, Any] | None = None, instance: Path | None = None) -> Flask:
    """Make the application; ``settings`` win over the environment."""
    folder = instance or Path(os.environ.get("INSTANCE", ROOT / "instance"))
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
    commands.register(app)
    if commands.is_serving() and not app.testing:
        sentences.compile_ahead(app)
        if app.config["EMBEDDED_WORKER"]:
            mailing.work_in_background(app)
    return app
