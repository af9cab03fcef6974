"""Applications of the sample town: two procedures, and cases in various states, through the operations of a real one."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from domain.applications.operations import apply
from domain.applications.requests import Application
from domain.cases.intake import submission_of
from domain.cases.messages import write_to_office
from domain.cases.operations import ReturnItem, give_back, review
from domain.cases.paper_files import Folder
from domain.cases.rules import return_due_on
from domain.clock import day_of
from domain.database import writing
from domain.decisions import approve, reject, withdraw
from domain.history import RESIDENT, TOWN, Actor
from domain.procedures.models import FormVersion, Procedure, Related
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.fields.files import SENT
from forms.reading import read
from sample.catalogue import say
from sample.families import Family, make_families
from sample.month import ADDRESS
from sample.papers import send_papers

APPLICATIONS = tuple(sorted((Path(__file__).parent / "applications").glob("*.json")))
SEED = 4096
DAYS_BACK = 12


def open_applications(session: Session, department_id: int, now: datetime) -> list[int]:
    """Publish both procedures, each as what often follows the other; return their ids."""
    ids = [_open(session, json.loads(path.read_text()), department_id, now) for path in APPLICATIONS]
    with writing(session):
        session.add_all(
            Related(procedure_id=one, other_id=other) for one, other in zip(ids, reversed(ids), strict=True)
        )
    return ids


def apply_for_weeks(
    session: Session, procedure_ids: list[int], folder: Folder, by: Actor, now: datetime
) -> None:
    """Let families apply over the last days; some send papers, some are in review, returned, approved, rejected, withdrawn."""
    families = make_families(24, day_of(now), SEED)
    for position, family in enumerate(families):
        at = now - timedelta(days=DAYS_BACK) + timedelta(hours=11 * position)
        procedure_id = procedure_ids[position % len(procedure_ids)]
        number = _apply(session, procedure_id, folder, family, position, at)
        _go_on(session, number, position, by, min(at + timedelta(days=1), now))


def _open(session: Session, said: dict[str, Any], department_id: int, now: datetime) -> int:
    by_now: dict[str, Any] = {"by": TOWN, "now": now}
    title, summary = (Text.from_json(said[name]) for name in ("title", "summary"))
    about = {"department_id": department_id, "summary": summary}
    procedure_id = add_procedure(session, said["slug"], "application", title, **about, **by_now)
    publish(session, procedure_id, Form.from_json(said["form"]), **by_now)
    say(session, session.get_one(Procedure, procedure_id), said, now)
    return procedure_id


def _apply(
    session: Session, procedure_id: int, folder: Folder, family: Family, position: int, at: datetime
) -> str:
    procedure = session.get_one(Procedure, procedure_id)
    version = session.get_one(FormVersion, procedure.live_version_id)
    key = f"sample-application-{position}"
    sent = send_papers(session, folder, version.form, key, at) if position % 6 == 0 else {}
    typed = {name: [text] for name, text in _typed(family, at).items() if text}
    typed |= {name: [paper.token] for name, paper in sent.items()}
    facts = {"today": day_of(at), SENT: {paper.token: paper for paper in sent.values()}}
    reading = read(version.form, typed, facts)
    if not reading.ok:
        raise ValueError(f"a sample family cannot be read: {[str(one.message) for one in reading.problems]}")
    channel = ("web", "web", "web", "counter", "phone", "post")[position % 6]
    how = {"key": key, "channel": channel}
    dated_on = day_of(at) - timedelta(days=1) if channel == "post" else None
    wanted = submission_of(version, reading.answers, dated_on=dated_on, **how)
    return apply(session, Application(wanted), by=RESIDENT, now=at).case.number


def _typed(family: Family, at: datetime) -> dict[str, str]:
    """Return what the family types; names that a form does not ask are dropped by reading."""
    name, born = family.children[0]
    return {
        "name-family": family.surname[0],
        "name-given": family.parent[0],
        "kana-family": family.surname[1],
        "kana-given": family.parent[1],
        "phone": family.phone,
        "email": family.email,
        "child_name-family": family.surname[0],
        "child_name-given": name,
        "child_born-year": str(born.year),
        "child_born-month": str(born.month),
        "child_born-day": str(born.day),
        "facility": "青葉保育園",
        "what": "address",
        "changed_on-year": str(at.year),
        "changed_on-month": str(at.month),
        "changed_on-day": "1",
        "consent": "yes",
        "people": str(min(6, 1 + len(family.children))),
        "pram": "yes" if len(family.children) > 1 else "no",
        **ADDRESS,
    }


def _go_on(session: Session, number: str, position: int, by: Actor, now: datetime) -> None:
    """Let the office, or the family, do one thing with a case."""
    seen: dict[str, Any] = {"revision": 1, "by": by, "now": now}
    step = position // 2 % 7
    if step == 0:
        approve(session, number, **seen)
    elif step == 1:
        review(session, number, **seen)
    elif step == 2:
        items = [ReturnItem("phone", "wrong", "おかけしましたが、つながりませんでした。")]
        give_back(session, number, items, due_on=return_due_on(day_of(now)), **seen)
    elif step == 3:
        reject(session, number, "対象となる世帯ではないため", **seen)
    elif step == 4:
        withdraw(session, number, by=RESIDENT, now=now)
    elif step == 5:
        key = f"sample-message-{position}"
        write_to_office(session, number, "いつごろ結果が分かりますか。", key, by=RESIDENT, now=now)
