"""The services that a member of staff sees."""

from __future__ import annotations

from blueprints.web import database
from domain.booking.models import Service
from domain.booking.queries import services


def services_of(departments: frozenset[int] | None) -> list[Service]:
    """Return the services whose procedures belong to these departments; None means all."""
    found = services(database.session())
    return [one for one in found if departments is None or one.procedure.department_id in departments]
