"""A whole city for one measurement: 500 procedures of 40 departments and as many cases as wanted, written in bulk."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Table, insert, select, text
from sqlalchemy.orm import Session

from domain.cases.applicant import columns_of
from domain.cases.models import Case
from domain.cases.numbers import check_digit
from domain.history import TOWN
from domain.people.operations import add_department, hire
from domain.people.rules import MANAGER, Role
from domain.procedures.models import Procedure
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text

DEPARTMENTS, PROCEDURES = 40, 500
PASSWORD = "hayaoki-wa-sanmon-33"
EVERYWHERE, IN_ONE = "machi", "kosodate"
"""Logins: one may look into every department, one into the first only."""
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
FORM = Form.from_json(
    {
        "schema": 1,
        "title": "申請",
        "pages": [
            {
                "key": "contact",
                "title": "申請する人",
                "fields": [
                    {"key": "name", "kind": "name", "label": "お名前", "meaning": "applicant_name"},
                    {"key": "kana", "kind": "kana", "label": "ふりがな", "meaning": "applicant_kana"},
                    {"key": "phone", "kind": "phone", "label": "電話番号", "meaning": "phone"},
                    {
                        "key": "email",
                        "kind": "email",
                        "label": "メール",
                        "meaning": "email",
                        "required": False,
                    },
                    {"key": "reason", "kind": "long_text", "label": "理由"},
                ],
            }
        ],
    }
)
FAMILIES = tuple(
    pair.split("/")
    for pair in [
        "佐藤/サトウ",
        "鈴木/スズキ",
        "高橋/タカハシ",
        "田中/タナカ",
        "伊藤/イトウ",
        "渡辺/ワタナベ",
        "山本/ヤマモト",
        "中村/ナカムラ",
        "小林/コバヤシ",
        "加藤/カトウ",
        "吉田/ヨシダ",
        "山田/ヤマダ",
        "佐々木/ササキ",
        "山口/ヤマグチ",
        "松本/マツモト",
        "井上/イノウエ",
        "木村/キムラ",
        "林/ハヤシ",
        "斎藤/サイトウ",
        "清水/シミズ",
        "山崎/ヤマザキ",
        "森/モリ",
        "池田/イケダ",
        "橋本/ハシモト",
        "阿部/アベ",
        "石川/イシカワ",
        "山下/ヤマシタ",
        "中島/ナカジマ",
        "石井/イシイ",
        "小川/オガワ",
        "前田/マエダ",
        "岡田/オカダ",
        "長谷川/ハセガワ",
        "藤田/フジタ",
        "後藤/ゴトウ",
        "近藤/コンドウ",
        "村上/ムラカミ",
        "遠藤/エンドウ",
        "青木/アオキ",
        "坂本/サカモト",
        "斉藤/サイトウ",
        "福田/フクダ",
        "太田/オオタ",
        "西村/ニシムラ",
        "藤井/フジイ",
        "金子/カネコ",
        "岡本/オカモト",
        "藤原/フジワラ",
        "中野/ナカノ",
        "三浦/ミウラ",
        "原田/ハラダ",
        "中川/ナカガワ",
        "松田/マツダ",
        "竹内/タケウチ",
        "小野/オノ",
        "田村/タムラ",
        "中山/ナカヤマ",
        "和田/ワダ",
        "石田/イシダ",
        "森田/モリタ",
        "上田/ウエダ",
        "原/ハラ",
        "柴田/シバタ",
        "酒井/サカイ",
    ]
)
GIVEN = tuple(
    pair.split("/")
    for pair in [
        "美咲/ミサキ",
        "翔太/ショウタ",
        "陽菜/ヒナ",
        "蓮/レン",
        "結衣/ユイ",
        "大輔/ダイスケ",
        "葵/アオイ",
        "健太/ケンタ",
        "凛/リン",
        "拓也/タクヤ",
        "花子/ハナコ",
        "太郎/タロウ",
        "由美子/ユミコ",
        "一郎/イチロウ",
        "直樹/ナオキ",
        "恵子/ケイコ",
        "幸子/サチコ",
        "誠/マコト",
        "愛/アイ",
        "真理子/マリコ",
        "悠斗/ユウト",
    ]
)
STATES = ("approved",) * 62 + ("completed",) * 25 + ("rejected",) * 4 + ("withdrawn",) * 5 + ("expired",) * 2
OPEN = ("received", "received", "in_review", "returned")
OPEN_OF = 100
"""One case of so many still waits."""


@dataclass(frozen=True)
class City:
    """A city under measurement."""

    engine: Engine
    procedures: tuple[tuple[int, int, int, str], ...]
    """(id, id of the live version, department, slug)."""
    cases: int


def build(engine: Engine, cases: int) -> City:
    """Plant departments, staff and procedures through operations, cases in bulk."""
    with Session(engine, autoflush=False) as session:
        planted = tuple(_procedures(session))
    _write(engine, Case.__table__, _cases(planted, cases))
    _know(engine)
    return City(engine, planted, cases)


def built(engine: Engine, cases: int) -> City:
    """Return the city that is in a database, built first where there is none."""
    with Session(engine) as session:
        there = session.execute(
            select(Procedure.id, Procedure.live_version_id, Procedure.department_id, Procedure.slug)
        ).all()
    return City(engine, tuple(tuple(one) for one in there), cases) if there else build(engine, cases)


def _procedures(session: Session) -> Iterator[tuple[int, int, int, str]]:
    by: dict[str, Any] = {"by": TOWN, "now": NOW}
    departments = [
        add_department(session, f"ka-{n}", f"第{n}課", phone="000-555-0100", email="", **by)
        for n in range(DEPARTMENTS)
    ]
    for login, place in ((EVERYWHERE, None), (IN_ONE, departments[0])):
        hire(
            session, login, login, PASSWORD, department_id=departments[0], roles=[Role(MANAGER, place)], **by
        )
    for number in range(PROCEDURES):
        slug, department = f"procedure-{number}", departments[number % DEPARTMENTS]
        title = Text(f"{FAMILIES[number % len(FAMILIES)][0]}町の手続き その{number}")
        procedure = add_procedure(session, slug, "application", title, department_id=department, **by)
        publish(session, procedure, FORM, **by)
        yield procedure, number + 1, department, slug


def _cases(procedures: tuple[tuple[int, int, int, str], ...], count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(33)
    begun = NOW - timedelta(days=3 * 365)
    for number in range(count):
        procedure, version, department, _ = procedures[chance.randrange(len(procedures))]
        at = begun + (NOW - begun) * (number / count)
        is_open = number > count * 0.9 and chance.randrange(OPEN_OF // 10) == 0
        state = chance.choice(OPEN if is_open else STATES)
        digits = f"{(number * 7_919 + 104_729) % 999_999_937:09}"
        yield _case(
            chance, procedure, version, department, state, f"{digits}{check_digit(digits)}", at, number
        )


def _case(
    chance: random.Random,
    procedure: int,
    version: int,
    department: int,
    state: str,
    receipt: str,
    at: datetime,
    number: int,
) -> dict[str, Any]:
    (family, family_kana), (given, given_kana) = chance.choice(FAMILIES), chance.choice(GIVEN)
    phone = f"090{chance.randrange(10**8):08}"
    answers = {
        "name": {"family": family, "given": given},
        "kana": {"family": family_kana, "given": given_kana},
        "phone": phone,
        "email": f"family-{number}@example.jp",
        "reason": "引越しのため。",
    }
    return {
        "number": receipt,
        "key": f"city-{number}",
        "procedure_id": procedure,
        "form_version_id": version,
        "department_id": department,
        "answers": answers,
        "channel": "web" if number % 5 else "counter",
        "state": state,
        "revision": 1,
        "language": "ja",
        "received_at": at,
        "changed_at": at + timedelta(days=3),
        "decided_at": None if state in OPEN else at + timedelta(days=3),
        "hides_address": False,
        "unread": 0,
        "due_on": date(2026, 12, 1) if state in OPEN else None,
        **columns_of(receipt, f"{family} {given}", f"{family_kana} {given_kana}", phone, answers["email"]),
    }


def _know(engine: Engine) -> None:
    """Let PostgreSQL note how many there are of what, as a living one does by itself; SQLite never does."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _write(engine: Engine, table: Table, rows: Iterator[dict[str, Any]], at_once: int = 5000) -> None:
    """Write many rows in a few transactions: by COPY where the database knows it."""
    copy = _copied if engine.dialect.name == "postgresql" else _inserted
    while block := list(islice(rows, at_once)):
        copy(engine, table, block)


def _inserted(engine: Engine, table: Table, block: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(table), block)


def _copied(engine: Engine, table: Table, block: list[dict[str, Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in block[0])
    command = f"COPY {table.name} ({columns}) FROM STDIN"
    with engine.begin() as connection, connection.connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in block:
            copy.write_row([json.dumps(one) if isinstance(one, dict) else one for one in row.values()])
