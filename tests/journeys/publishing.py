"""A procedure on the served town whose draft is ready to be published, or not quite."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from domain.clock import now_utc
from domain.procedures.models import Procedure
from domain.procedures.publishing import publish_draft
from domain.procedures.sampling import keep_sample
from forms.definition import Form, Text
from forms.samples import Expectations, Sample
from tests.domain.hall import FORM, HANAKO, Hall
from tests.domain.procedures.preparing import prepare, put_draft, see_and_approve
from tests.journeys.conftest import Served

SLUG = "notice"
PUBLICATION, SAMPLES = f"/staff/procedures/{SLUG}/publication", f"/staff/procedures/{SLUG}/samples"
WHO, WORK = FORM.pages
HARD = replace(WHO.fields[0], help=Text("当該欄に、氏名を全角で記載してください。"))
LATER = replace(FORM, pages=(replace(WHO, fields=(HARD, *WHO.fields[1:])), WORK))
"""The form with a help that advice is given on."""


def hall_of(served: Served) -> Hall:
    """Return the city hall over the served town."""
    return Hall(served.records.get_bind(), served.world, now_utc())  # type: ignore[arg-type]


def ready(served: Served, form: Form = FORM) -> int:
    """Prepare a draft to which nothing but the endorsements is missing; return the procedure's id."""
    return prepare(served.records, hall_of(served), form, SLUG)


def published(served: Served) -> int:
    """Publish the first version, and begin a draft of the next."""
    hall, procedure_id = hall_of(served), ready(served)
    see_and_approve(served.records, hall, procedure_id)
    publish_draft(served.records, procedure_id, by=hall.actor("manager"), now=hall.now)
    put_draft(served.records, hall, procedure_id, LATER)
    return procedure_id


def with_samples(served: Served) -> int:
    """Keep a sample that comes out as expected, and one that does not; return the id of that."""
    hall, procedure_id = hall_of(served), published(served)
    raw = {name: [text] for name, text in HANAKO.items()}
    ids = [
        keep_sample(
            served.records,
            procedure_id,
            Sample(name, raw, date(2026, 5, 12), expects),
            by=hall.actor("editor"),
            now=hall.now,
        )
        for name, expects in (
            ("退職しない人", Expectations(not_asked=("last_day",), through=True)),
            ("退職する人", Expectations(asked=("last_day",), answers={"employer": "緑商店"})),
        )
    ]
    return ids[-1]


def procedure_of(served: Served) -> Procedure:
    """Return the procedure as it is now."""
    served.records.rollback()
    served.records.expire_all()
    return served.records.scalars(select(Procedure).where(Procedure.slug == SLUG)).one()
