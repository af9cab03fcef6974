"""A town whose lottery of 122,814 entries is drawn and published: what people look up, and how they do it."""

from __future__ import annotations

import html
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from benchmarks.load.crowd import Visit
from benchmarks.load.databases import DATABASES
from benchmarks.load.line import Answer, Dropped
from benchmarks.load.town import Town
from benchmarks.load.visitor import INPUT, Unexpected, Visitor, expect, form_to
from domain.cases.models import Case
from domain.cases.numbers import new_number
from domain.cases.secrets import secret_of
from domain.clock import now_utc
from domain.database import Base
from domain.lottery.models import Entry, Round
from domain.lottery.receipts import new_receipt
from domain.lottery.record_models import Award
from tests.lottery_town import LOTTERY, SLUG, open_lottery
from tests.town import plant

AT_ONCE = 5000
RESULT = f"/lottery/{SLUG}/record/{LOTTERY}/result?receipt="
FOUND, NOT_FOUND = "found", "no such number"
WRONG_SECRET = "wrong secret"
OPENED = "opened"
FORM = "/bookings"
TYPED = re.compile(r' value="[^"]*"')


@dataclass(frozen=True)
class Published:
    """A published lottery under measurement."""

    town: Town
    receipts: tuple[str, ...]
    numbers: tuple[str, ...]
    said: dict[str, set[str]]
    """What was looked up -> every text that it was answered with, without what was typed."""

    def looking_up(self, port: int) -> Visit:
        """Return a visit that looks one receipt up; every second one is nobody's."""

        async def visit(number: int) -> Any:
            visitor = Visitor(port, number)
            receipt = random.choice(self.receipts) if number % 2 else new_receipt()
            step = FOUND if number % 2 else NOT_FOUND
            return await self._tried(visitor, self._look_up(visitor, receipt, step))

        return visit

    def opening(self, port: int, key: str) -> Visit:
        """Return a visit that opens one application by number and secret; half of them are wrong in the one or the other."""

        async def visit(number: int) -> Any:
            visitor = Visitor(port, number)
            visitor.headers = (
                f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
            )
            step = (OPENED, NOT_FOUND, OPENED, WRONG_SECRET)[number % 4]
            case = new_number() if step == NOT_FOUND else random.choice(self.numbers)
            secret = secret_of(case if step == OPENED else new_number(), key)
            return await self._tried(visitor, self._open(visitor, case, secret, step))

        return visit

    async def _look_up(self, visitor: Visitor, receipt: str, step: str) -> None:
        answer = await visitor.get(RESULT + receipt, step)
        expect(answer, 200 if step == FOUND else 422)
        if receipt not in answer.text.replace("-", ""):
            raise Unexpected(f"not a page about {receipt}")
        self._note(step, answer, receipt)

    async def _open(self, visitor: Visitor, number: str, secret: str, step: str) -> None:
        page = await visitor.get(FORM, "form")
        hidden = {name: html.unescape(value) for name, value in INPUT.findall(form_to(page.text, FORM))}
        answer = await visitor.post(FORM, {**hidden, "number": number, "secret": secret}, step)
        if step != OPENED:
            expect(answer, 422)
            return self._note(step, answer, number)
        expect(answer, 303)
        while answer.status == 303:
            answer = await visitor.get(
                answer.header("location"), "own page" if "entries" in answer.header("location") else "way"
            )
        expect(answer, 200)
        return None

    async def _tried(self, visitor: Visitor, doing: Any) -> Any:
        """Note how it ended, and hang up."""
        try:
            await doing
            visitor.outcome.end = "booked"
        except (Dropped, Unexpected, OSError) as trouble:
            visitor.outcome.end = f"{type(trouble).__name__}: {trouble}"[:200]
        finally:
            visitor.hang_up()
        return visitor.outcome

    def _note(self, step: str, answer: Answer, typed: str) -> None:
        if step != FOUND and len(self.said.setdefault(step, set())) < 5:
            self.said[step].add(TYPED.sub("", answer.text).replace(typed, ""))


@contextmanager
def published_on(database: str, entries: int) -> Iterator[Published]:
    """Give a town with a published lottery of so many entries; NoServer where there is no such database."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as folder, DATABASES[database]() as engine:
        with Session(engine, autoflush=False) as session:
            opened = now_utc() - timedelta(days=26)
            lottery = open_lottery(session, plant(session), opened, stock=entries)
            lottery.enter()
            lottery.to_the_end()
            rows = [_row(session, model) for model in (Case, Entry, Award)]
            session.execute(update(Round).values(frozen_count=entries))
            session.commit()
        numbers, receipts = _multiply(engine, rows, entries)
        url = engine.url.render_as_string(hide_password=False)
        yield Published(Town(url, Path(folder), SLUG, engine), receipts, numbers, {})


def _row(session: Session, model: type[Base]) -> dict[str, Any]:
    return dict(session.execute(select(model.__table__)).mappings().one())


def _multiply(
    engine: Engine, rows: list[dict[str, Any]], entries: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the one case, entry and award so many times more, each with a number and a receipt of its own."""
    case, entry, award = rows
    numbers = tuple({new_number() for _ in range(entries - 1)})
    receipts = tuple(new_receipt() for _ in numbers)
    lines = list(zip(range(10, len(numbers) + 10), numbers, receipts, strict=True))
    for at in range(0, len(lines), AT_ONCE):
        some = lines[at : at + AT_ONCE]
        with engine.begin() as connection:
            cases = [
                {**case, "id": place, "number": number, "key": f"key-{number}"} for place, number, _ in some
            ]
            connection.execute(insert(Case), cases)
            own = [
                {**entry, "id": place, "case_id": place, "receipt": receipt, "person": f"person-{place}"}
                for place, _, receipt in some
            ]
            connection.execute(insert(Entry), own)
            places = [
                {
                    **award,
                    "id": place,
                    "entry_id": place,
                    "rank": place,
                    "granted": place % 4,
                    "granted_before": place,
                }
                for place, *_ in some
            ]
            connection.execute(insert(Award), places)
    return numbers, receipts
