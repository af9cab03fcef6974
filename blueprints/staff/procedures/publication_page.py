"""What the page of a publication shows: checklist, advice by question, changes, sample cases, history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from blueprints.procedures.starting import short_address, trial_page
from blueprints.staff.procedures.neighbours import place_of
from blueprints.staff.procedures.openings import typed_of
from blueprints.web.guard import allowed, present
from domain.procedures.checklist import is_own_work
from domain.procedures.endorsing import declined
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.past import history_of
from domain.procedures.publishing import draft_of
from domain.procedures.queries import procedure_at
from domain.procedures.readiness import Readiness, readiness
from forms.checking import ADVISES, FORBIDS, Finding
from forms.definition import Form
from forms.messages import Message
from forms.minutes import minutes
from forms.rows import has_answer

LATEST = 5
"""Lines of the history on the page itself."""


@dataclass(frozen=True)
class Group:
    """All that is said of one question or page."""

    title: str
    said: tuple[Message, ...]


@dataclass(frozen=True)
class Changes:
    """What is new for residents: labels of questions that come, go, or are asked otherwise."""

    before: int
    after: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many questions differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def page_values(session: Session, slug: str) -> dict[str, Any]:
    """Return everything that the template shows."""
    procedure = procedure_at(session, slug)
    draft = draft_of(session, procedure.id)
    four_eyes = bool(current_app.config["FOUR_EYES"])
    ready = readiness(session, procedure, draft, four_eyes=four_eyes) if draft else None
    live = procedure.live_version
    form = ready.form if ready else live.form if live else None
    return {
        "procedure": procedure,
        "draft": draft,
        "live": live,
        "form": form,
        "ready": ready,
        "minutes": minutes(form) if form else 0,
        "changes": changes(live.form if live else None, ready.form) if ready else None,
        "faults": groups(ready.form, ready.findings, FORBIDS) if ready else [],
        "advice": groups(ready.form, ready.findings, ADVISES) if ready else [],
        "declined": declined(session, procedure.id) if ready else None,
        "opening": typed_of(procedure),
        "past": history_of(session, procedure.id, LATEST),
        "places": {name: place_of(name, slug) for name in ("details", "form", "versions", "list")},
        "address": short_address(slug),
        "trial": trial_page(procedure, form.fingerprint()) if form else "",
        "place_of": place_of,
        **_rights(procedure, ready, live),
    }


def _rights(procedure: Procedure, ready: Readiness | None, live: FormVersion | None) -> dict[str, Any]:
    may_publish = allowed("publish", procedure.department_id)
    own = ready is not None and is_own_work(ready.preparation, present().staff_id)
    return {
        "may_publish": may_publish,
        "may_approve": may_publish and ready is not None and not own,
        "is_own": own,
        "is_same": ready is not None and live is not None and live.fingerprint == ready.fingerprint,
    }


def changes(before: Form | None, after: Form) -> Changes:
    """Return what differs between two forms in the eyes of who fills them."""
    old, new = (dict(_questions(before)) if before else {}), dict(_questions(after))
    labels = {key: field["label"] for key, field in {**old, **new}.items()}
    return Changes(
        before=len(old),
        after=len(new),
        added=_labels(labels, (key for key in new if key not in old)),
        removed=_labels(labels, (key for key in old if key not in new)),
        changed=_labels(labels, (key for key in new if key in old and new[key] != old[key])),
    )


def groups(form: Form, findings: Iterable[Finding], level: str) -> list[Group]:
    """Return findings of one level by what they are about, in the order of the form, the whole form first."""
    said: dict[str, list[Message]] = {}
    for one in findings:
        if one.level == level:
            said.setdefault(one.key, []).append(one.message)
    known = {"": "様式全体", **dict(_titles(form))}
    return [
        Group(known.get(key, key), tuple(said[key]))
        for key in sorted(said, key=list(dict.fromkeys([*known, *said])).index)
    ]


def _titles(form: Form) -> Iterator[tuple[str, str]]:
    for page in form.pages:
        yield page.key, f"ページ「{page.title.ja}」"
        yield from ((field.key, field.label.ja or "説明の文章") for field in page.fields)


def _questions(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    for page in form.pages:
        for field in page.fields:
            if has_answer(field):
                yield field.key, {**field.to_json(), "label": field.label.ja, "page": page.key}


def _labels(labels: Mapping[str, str], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(labels[key] for key in keys)
