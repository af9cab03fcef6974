"""The web: thin blueprints. This page is the site map."""

from __future__ import annotations

from flask import Blueprint, Flask

from blueprints import home, households, mailbox, staff, submissions
from blueprints.applications import applied, saved_forms
from blueprints.applications import pages as applications
from blueprints.booking import changes
from blueprints.booking import pages as booking
from blueprints.cases import pages as cases
from blueprints.cases import papers
from blueprints.counter import applications as counter_applications
from blueprints.counter import pages as counter
from blueprints.lottery import entries, own_tickets
from blueprints.lottery import pages as lottery
from blueprints.lottery import record as lottery_record
from blueprints.procedures import pages as procedures
from blueprints.procedures import trials
from blueprints.web import guard

PUBLIC: tuple[Blueprint, ...] = (
    home.blueprint,
    procedures.blueprint,
    booking.blueprint,
    trials.blueprint,
    saved_forms.blueprint,
    applications.blueprint,
    applied.blueprint,
    lottery_record.blueprint,
    lottery.blueprint,
    entries.blueprint,
    cases.blueprint,
    own_tickets.blueprint,
    changes.blueprint,
    papers.blueprint,
    households.blueprint,
    submissions.blueprint,
)
"""Residents' pages; they stand on the Internet."""

counter.blueprint.register_blueprint(counter_applications.blueprint)

OFFICE: tuple[Blueprint, ...] = (staff.blueprint, counter.blueprint)
"""Staff's pages; they stand on the closed network."""


def register(app: Flask) -> None:
    """Serve the pages of this process's SIDE; a slash too many at the end of an address does no harm."""
    app.url_map.strict_slashes = False
    sides = {"public": PUBLIC, "office": OFFICE, "all": PUBLIC + OFFICE}
    if app.config["SIDE"] != "public":
        guard.prepare(app)
    for blueprint in sides[app.config["SIDE"]]:
        app.register_blueprint(blueprint)
    if app.config["SAMPLE_TOWN"]:
        app.register_blueprint(mailbox.blueprint)
