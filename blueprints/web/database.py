"""The database at the web's edge: one session a request, on an engine that is prepared for writing."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.database import engine_options, prepare
from domain.tables import Base

db = SQLAlchemy(model_class=Base, session_options={"autoflush": False})
log = logging.getLogger(__name__)


def connect(app: Flask) -> None:
    """Attach the database that DATABASE_URL names."""
    url = app.config["DATABASE_URL"]
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", url)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(url, app.config["DATABASE_POOL"]))
    app.config.setdefault("PERMANENT_SESSION_LIFETIME", timedelta(days=30))
    db.init_app(app)
    app.teardown_appcontext(_let_go)
    prepare(engine_of(app))


def session() -> Session:
    """Return the database session of this request."""
    return db.session()


def engine_of(app: Flask) -> Engine:
    """Return the engine of an application's database."""
    with app.app_context():
        return db.engine


def _let_go(_error: BaseException | None) -> None:
    """Give the connection back; a page that is ready stays one when the database has gone in the meantime."""
    if not db.session.registry.has():
        return
    try:
        db.session.close()
    except DBAPIError as error:
        log.warning("the database went away behind an answer: %s", error)
        session().invalidate()
