"""Measures how quick the builder stays on a form of 60 questions with 40 conditions, and reading and checking that form.

An action is everything a clerk waits for: the button's POST, the redirect, and the part of the page that is swapped in,
through the whole application in this process. Reading is ``forms.reading.read`` of a filled form, checking is
``forms.checking.check`` of its definition; both together, in processor time.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from domain.clock import now_utc
from domain.history import TOWN
from domain.people.operations import add_department, hire
from domain.people.rules import EDITOR, Role
from domain.procedures.starting import start
from forms.checking import FORBIDS, check
from forms.definition import Field, Form, Page, Text
from forms.reading import read

QUESTIONS, CONDITIONS, A_PAGE = 60, 40, 10
ACTIONS, SHORT_ACTIONS = 200, 40
READINGS, SHORT_READINGS = 200, 40
MOST_ACTION_MS, MOST_READING_MS = 100, 5
SLUG, PASSWORD = "long-form", "yuuyake-koyake-55"


class Took(NamedTuple):
    """How long an action took: by the clock, and in processor time of this process."""

    wall: float
    work: float


HTMX = {"HX-Request": "true", "HX-Target": "form-builder"}


def long_form() -> Form:
    """Return a form of 60 questions, 40 of which are asked on conditions."""
    fields = [_field(number) for number in range(QUESTIONS)]
    pages = [fields[at : at + A_PAGE] for at in range(0, QUESTIONS, A_PAGE)]
    made = (Page(f"page_{at}", Text(f"{at}ページ目"), tuple(inner)) for at, inner in enumerate(pages, 1))
    return Form(Text("長い様式"), tuple(made))


def _field(number: int) -> Field:
    kinds = ("text", "number", "choice", "yes_no", "date", "phone")
    kind = kinds[number % len(kinds)]
    settings = {"options": [{"value": one, "label": one} for one in "abcd"]} if kind == "choice" else {}
    when = None
    if number >= QUESTIONS - CONDITIONS:
        when = {"all": [{"answered": "q1"}, {"compare": [{"answer": "q1"}, ">=", {"value": 2}]}]}
    return Field(f"q{number}", kind, Text(f"質問{number}"), settings=settings, ask_if=when)


def filled(form: Form) -> dict[str, list[str]]:
    """Return what somebody types who answers every question."""
    raw: dict[str, list[str]] = {}
    for one in form.fields():
        if one.kind == "date":
            raw |= {f"{one.key}-year": ["2026"], f"{one.key}-month": ["4"], f"{one.key}-day": ["1"]}
        else:
            raw[one.key] = [
                {"number": "3", "choice": "b", "yes_no": "yes", "phone": "03-1234-5678"}.get(one.kind, "青葉")
            ]
    return raw


def read_and_checked(rounds: int) -> list[float]:
    """Return the seconds of reading and checking the form, each time."""
    form = long_form()
    raw, facts = filled(form), {"today": date(2026, 4, 1)}
    assert read(form, raw, facts).ok and not [one for one in check(form) if one.level == FORBIDS]
    return [_worked(lambda: (read(form, raw, facts), check(form))) for _ in range(rounds)]


@contextmanager
def builder_on(engine: Engine) -> Iterator[FlaskClient]:
    """Give the browser of an editor who has signed in, over a town with the long form."""
    now = now_utc()
    with Session(engine, autoflush=False) as session:
        department = add_department(session, "dx", "DX推進室", by=TOWN, now=now)
        roles = [Role(EDITOR, department)]
        hire(
            session, "editor", "編集 花子", PASSWORD, department_id=department, roles=roles, by=TOWN, now=now
        )
        start(session, SLUG, "application", long_form(), department_id=department, by=TOWN, now=now)
    url = engine.url.render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "TESTING": True,
            "DATABASE_URL": url,
            "SECRET_KEY": "only to measure",
            "WTF_CSRF_ENABLED": False,
        }
        app: Flask = create_app(settings, instance=Path(folder))
        client = app.test_client()
        client.post("/staff/sign-in", data={"login": "editor", "password": PASSWORD})
        yield client


def actions(client: FlaskClient, rounds: int) -> dict[str, list[Took]]:
    """Return how long each action took, by what it does."""
    address = f"/staff/procedures/{SLUG}/form"
    revisions = itertools.count(1)
    typed = {"label-ja": "質問の文", "key": "q30", "required": "yes"}
    found: dict[str, list[float]] = {
        name: [] for name in ("open", "move", "save", "copy", "undo", "condition")
    }

    def post(name: str, path: str, data: dict[str, str], *, counts: bool = True) -> None:
        sent = {**data, "revision": str(next(revisions)) if counts else "0"}
        found[name].append(
            _timed(lambda: _answered(client.post(path, data=sent, headers=HTMX, follow_redirects=True)))
        )

    for number in range(rounds):
        found["open"].append(_timed(lambda: _answered(client.get(f"{address}?at=q30", headers=HTMX))))
        post("move", address, {"step": "down:q40" if number % 2 else "up:q40", "at": "q40"})
        post("save", f"{address}/questions/q30", {**typed, "label-ja": f"質問{number}", "step": "save"})
        post("condition", f"{address}/questions/q30", {**typed, "step": "add-group"}, counts=False)
        post("copy", address, {"step": "copy:q30", "at": "q30"})
        post("undo", address, {"step": "undo", "at": "q30"})
    return found


def _answered(response: object) -> None:
    status = getattr(response, "status_code", 0)
    assert status == 200, status


def _worked(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _timed(act: Callable[[], object]) -> Took:
    begun = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - begun[0], time.process_time() - begun[1])


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("builder")
    seconds = read_and_checked(SHORT_READINGS if chosen.short else READINGS)
    middle = milliseconds(percentile(seconds, 0.5))
    report.figures["reading and checking"] = {"median_ms": middle}
    report.limit("reading and checking 60 questions, median ms", middle, MOST_READING_MS)
    report.work("reading and checking", percentile(seconds, 0.5))

    def one(name: str) -> None:
        with DATABASES[name]() as engine, builder_on(engine) as client:
            found = actions(client, SHORT_ACTIONS if chosen.short else ACTIONS)
        rows = [
            (
                what,
                milliseconds(percentile((one.wall for one in took), 0.5)),
                milliseconds(percentile((one.wall for one in took), 0.95)),
                milliseconds(percentile((one.work for one in took), 0.5)),
            )
            for what, took in found.items()
        ]
        table(("action", "median ms", "p95 ms", "of the processor, median ms"), rows)
        every = [one for took in found.values() for one in took]
        p95 = milliseconds(percentile((one.wall for one in every), 0.95))
        report.figures[name] = {"p95_ms": p95, **{what: slow for what, _, slow, _ in rows}}
        report.limit(f"{name}: an action on 60 questions, p95 ms", p95, MOST_ACTION_MS)
        report.work(f"{name}: an action", percentile((one.work for one in every), 0.5))

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
