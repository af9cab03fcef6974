"""Serve the style pages: ``python -m tests.look``, then http://127.0.0.1:8010/style/parts."""

from __future__ import annotations

from app import create_app
from tests.look.style import blueprint

app = create_app()
app.register_blueprint(blueprint)
app.run(port=8010)
