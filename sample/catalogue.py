"""The sample town's catalogue: procedures that live on other sites, and what the playrooms say about themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN
from domain.procedures.describing import add_link, describe, details_of
from domain.procedures.details import TEXTS
from domain.procedures.models import Procedure
from forms.definition import Text

SAID = Path(__file__).parent / "catalogue.json"
WORDS = ("life_events", "synonyms", "related")
PLAIN = ("retention_months", "due_days", "layout", "most_cases", "most_sum", "sum_field")


def lead_elsewhere(session: Session, departments: Mapping[str, int], now: datetime) -> None:
    """Add the links, then say of them and of the playrooms what residents read."""
    procedures = json.loads(SAID.read_text())
    for slug, said in procedures.items():
        if "address" in said:
            where, home = said["address"], departments[said["department"]]
            title = Text.from_json(said["title"])
            add_link(session, slug, title, where, department_id=home, by=TOWN, now=now)
    for slug, said in procedures.items():
        procedure = session.scalars(select(Procedure).where(Procedure.slug == slug)).one()
        say(session, procedure, said, now)


def say(session: Session, procedure: Procedure, said: Mapping[str, Any], now: datetime) -> None:
    """Describe a procedure by what a file says of it: names of ``Details``, as JSON has them."""
    texts = {name: Text.from_json(said[name]) for name in TEXTS if name in said}
    words = {name: tuple(said[name]) for name in WORDS if name in said}
    plain = {name: said[name] for name in PLAIN if name in said}
    details = replace(details_of(session, procedure), **texts, **words, **plain)
    describe(session, procedure.id, details, by=TOWN, now=now)
