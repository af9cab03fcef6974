"""Measures exports: rows of CSV a second, and whether memory stays the same, for 10,000 and for 100,000 cases.

A form of sixteen questions with two versions, as procedures of a city have them; every column is exported, through the same
generator that the page sends. Memory is what Python holds at most while the file is made (tracemalloc, in a run of its
own that is not timed), and the resident set of the process from before to after.
"""

from __future__ import annotations

import secrets
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, bars, on_each, options
from domain.cases.exporting import all_columns, as_csv, exported
from domain.cases.models import CHANNELS, Case
from domain.cases.views import QueueView
from domain.clock import now_utc
from domain.database import writing
from domain.history import TOWN
from domain.people.operations import add_department
from domain.procedures.operations import add_procedure, publish
from domain.procedures.queries import live
from forms.definition import Form, Text

FEW, MANY, SHORT_MANY = 10_000, 100_000, 30_000
LEAST_PER_SECOND, MOST_GROWTH = 20_000, 1.2
MEGABYTE = 1_000_000
PAGE = 4096

_OPTIONS = [{"value": f"o{number}", "label": f"選択肢{number}"} for number in range(12)]
_ASKED: list[dict[str, Any]] = [
    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
    {"key": "born", "kind": "date", "label": "生まれた日"},
    {"key": "phone", "kind": "phone", "label": "電話番号", "meaning": "phone"},
    {"key": "email", "kind": "email", "label": "メール", "meaning": "email"},
    {"key": "address", "kind": "postal_address", "label": "住所", "meaning": "address"},
    {"key": "people", "kind": "number", "label": "世帯の人数"},
    {"key": "income", "kind": "number", "label": "所得"},
    {"key": "reason", "kind": "choice", "label": "理由", "settings": {"options": _OPTIONS, "other": True}},
    {"key": "school", "kind": "select", "label": "学校", "settings": {"options": _OPTIONS}},
    {"key": "means", "kind": "choices", "label": "方法", "settings": {"options": _OPTIONS}},
    {"key": "works", "kind": "yes_no", "label": "働いていますか"},
    {"key": "since", "kind": "date", "label": "いつから"},
    {"key": "employer", "kind": "text", "label": "勤務先"},
    {"key": "note", "kind": "long_text", "label": "備考"},
    {"key": "bank", "kind": "text", "label": "口座"},
]


def _form(title: str, fields: list[dict[str, Any]]) -> Form:
    return Form.from_json(
        {"schema": 1, "title": title, "pages": [{"key": "all", "title": "質問", "fields": fields}]}
    )


def plant(session: Session, count: int) -> int:
    """Put so many cases into an empty town, half of each version; return the procedure's id."""
    by: dict[str, Any] = {"by": TOWN, "now": now_utc()}
    department = add_department(session, "fukushi", "福祉課", phone="", email="", **by)
    procedure = add_procedure(
        session, "many", "application", Text("助成の申請"), department_id=department, **by
    )
    ids = []
    for title, fields in (("第1版", _ASKED), ("第2版", _ASKED[:15])):
        publish(session, procedure, _form(title, fields), **by)
        found = live(session, "many")
        assert found is not None
        ids.append(found.version.id)
        session.rollback()
    for first in range(0, count, 5_000):
        rows = [_case(first + place, procedure, ids, department) for place in range(5_000)]
        with writing(session):
            session.execute(insert(Case), rows)
    return procedure


def _case(number: int, procedure: int, versions: list[int], department: int) -> dict[str, Any]:
    now = now_utc()
    return {
        "number": f"{number:010}",
        "key": secrets.token_hex(8),
        "procedure_id": procedure,
        "form_version_id": versions[number % 2],
        "department_id": department,
        "answers": _answers(number),
        "channel": CHANNELS[number % 3],
        "state": ("received", "approved", "rejected")[number % 3],
        "received_at": now,
        "changed_at": now,
        "decided_at": now,
    }


def _answers(number: int) -> dict[str, Any]:
    option = f"o{number % 12}"
    return {
        "name": {"family": "𠮷田", "given": f"花子{number}"},
        "kana": {"family": "ヨシダ", "given": "ハナコ"},
        "born": "1990-04-01",
        "phone": f"090{number:08}",
        "email": f"hanako{number}@example.jp",
        "address": {"postal_code": "520-0044", "area": "青葉野市本町", "street": "1-2-3", "building": ""},
        "people": str(number % 7),
        "income": str(number * 37),
        "reason": {"other": "ほかの理由"} if number % 10 == 0 else option,
        "school": option,
        "means": [option, f"o{number % 5}"],
        "works": number % 2 == 0,
        "since": "2024-10-01",
        "employer": "青葉商店",
        "note": "よろしくお願いします。\n急いでいます。",
        "bank": "=1234567",
    }


def pieces(session: Session, procedure: int) -> Iterator[bytes]:
    """Yield the file."""
    wanted = all_columns(session, procedure)
    return as_csv(wanted, exported(session, procedure, QueueView(procedure="many"), None, wanted))


def measure(engine: Engine, count: int) -> dict[str, float]:
    """Export everything twice, once timed and once with memory watched."""
    with Session(engine, autoflush=False) as session:
        procedure = plant(session, count)
    with Session(engine, autoflush=False) as session:
        before, begun, busy = _resident(), time.perf_counter(), time.process_time()
        lines = sum(piece.count(b"\r\n") for piece in pieces(session, procedure))
        took, worked = time.perf_counter() - begun, time.process_time() - busy
        resident = _resident() - before
    assert lines == count + 1, lines
    tracemalloc.start()
    with Session(engine, autoflush=False) as session:
        for _ in pieces(session, procedure):
            pass
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "rows_per_second": round(count / took),
        "rows_per_processor_second": round(count / worked),
        "most_held_mb": round(held / MEGABYTE, 2),
        "resident_growth_mb": round(resident / MEGABYTE, 1),
        "work": worked,
    }


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("export")
    many = SHORT_MANY if chosen.short else MANY

    def one(name: str) -> None:
        figures = {}
        for count in (FEW, many):
            with DATABASES[name]() as engine:
                figures[count] = measure(engine, count)
        bars({f"{count:,} cases": figures[count]["rows_per_second"] for count in figures}, "rows a second")
        bars({f"{count:,} cases": figures[count]["most_held_mb"] for count in figures}, "MB held at most")
        report.figures[name] = figures
        growth = figures[many]["most_held_mb"] / figures[FEW]["most_held_mb"]
        report.at_least(f"{name}: rows a second", figures[many]["rows_per_second"], LEAST_PER_SECOND)
        report.limit(f"{name}: memory, {many:,} to {FEW:,} cases", round(growth, 2), MOST_GROWTH)
        report.work(f"{name}: 10,000 rows", figures[many]["work"] * 10_000 / many)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
