"""The database at the web's edge: one session a request, on an engine that is prepared for writing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from domain.database import prepare
from domain.tables import Base

db = SQLAlchemy(model_class=Base, session_options={"autoflush": False})
migrate = Migrate(render_as_batch=True, compare_type=True)


def connect(app: Flask) -> None:
    """Attach the database that DATABASE_URL names."""
    url = app.config["DATABASE_URL"]
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", url)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(url, app.config["DATABASE_POOL"]))
    app.config.setdefault("PERMANENT_SESSION_LIFETIME", timedelta(days=30))
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations")
    with app.app_context():
        prepare(db.engine)


def session() -> Session:
    """Return the database session of this request."""
    return db.session()


def _engine_options(url: str, pool: int) -> dict[str, object]:
    options: dict[str, object] = {"pool_size": pool, "max_overflow": 0, "pool_timeout": 10}
    options["hide_parameters"] = (
        True  # an error that is logged must not carry names and addresses into the log
    )
    if url.startswith("postgresql"):
        options["pool_pre_ping"] = True
    return options
