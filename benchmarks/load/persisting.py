"""A visitor who does not give up: after a dropped line they ask whether it arrived, or send the very same again."""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from benchmarks.load import crowd
from benchmarks.load.line import Answer
from benchmarks.load.visitor import INPUT, Unexpected, Visitor

ANSWER_SECONDS, REST_SECONDS = 30.0, 0.3
FIRST_NUMBER = 1_000_000


@dataclass(frozen=True)
class Turned:
    """A visitor was turned away with a 503: when, after how many seconds, with which page."""

    at: float
    seconds: float
    page: Answer
    sent: dict[str, str] | None
    """What had been sent, None where a page was only opened."""

    @property
    def offers(self) -> dict[str, str]:
        """What the page's button sends again."""
        _, is_there, form = self.page.text.partition('id="again"')
        found = INPUT.findall(form.partition("</form>")[0]) if is_there else ()
        return {name: html.unescape(value) for name, value in found}


class Persisting(Visitor):
    """Books until the receipt is there, or until patience ends; every second one asks before sending again."""

    def __init__(self, port: int, number: int, patience: float) -> None:
        super().__init__(port, number)
        self.until = time.monotonic() + patience
        self.met: Counter[str] = Counter()
        """What became of it on the way: dropped, turned away, asked, found, sent again."""
        self.turned: list[Turned] = []
        self.receipt_seen = False
        self.left_at = 0.0

    async def come(self, slug: str) -> None:
        """Visit the town once; what goes wrong in the end is the outcome."""
        try:
            await self.book(slug)
            self.receipt_seen = self.outcome.end == "booked"
        except (Unexpected, OSError) as trouble:
            self.outcome.end = f"{type(trouble).__name__}: {trouble}"[:300]
        finally:
            self.left_at = time.monotonic()
            self.hang_up()

    async def get(self, path: str, step: str) -> Answer:
        """Open a page, again and again."""
        while True:
            answer = await self._tried(super().get(path, step))
            if answer is not None:
                return answer

    async def post(self, path: str, data: dict[str, str], step: str) -> Answer:
        """Send a form until it is answered; the key of the page stays the same."""
        while True:
            before = len(self.turned)
            answer = await self._tried(super().post(path, data, step), data)
            if len(self.turned) > before:
                data = self.turned[-1].offers or data
            elif answer is None and step == "confirm" and self.number % 2:
                answer = await self._arrived(data["form_key"])
            if answer is not None:
                return answer
            self.met["sent again"] += 1

    async def _tried(
        self, asking: Coroutine[Any, Any, Answer], sent: dict[str, str] | None = None
    ) -> Answer | None:
        """Return the answer; None where the line broke or nobody could answer."""
        begun = time.monotonic()
        try:
            answer = await asyncio.wait_for(asking, ANSWER_SECONDS)
        except OSError as trouble:
            self.hang_up()
            self.line = None
            return await self._rest("dropped", trouble)
        if answer.status != 503:
            return answer
        self.turned.append(Turned(begun, time.monotonic() - begun, answer, sent))
        return await self._rest("turned away", Unexpected(f"503 to the last: {answer.text[:200]}"))

    async def _rest(self, what: str, trouble: Exception) -> None:
        self.met[what] += 1
        if time.monotonic() > self.until:
            raise trouble
        await asyncio.sleep(REST_SECONDS)

    async def _arrived(self, form_key: str) -> Answer | None:
        """Ask for the receipt by the key of the page; None where nothing has arrived."""
        self.met["asked"] += 1
        answer = await self.get(f"/submissions/{form_key}", "arrived?")
        if answer.status == 404:
            return None
        self.met["found"] += 1
        return Answer(303, [("location", json.loads(answer.text)["url"])], b"")


Maker = Callable[[int], Persisting]


async def come_while(
    make: Maker, slug: str, work: Callable[[list[Persisting]], None], *, visitors: int
) -> Any:
    """Let visitors come one after the other in so many lanes while ``work`` runs; all of them finish.

    ``work`` runs in a thread of its own and is given the list of those who have left, as it grows.
    """
    left: list[Persisting] = []
    numbers = itertools.count(FIRST_NUMBER)
    is_over = False

    async def lane() -> None:
        while not is_over:
            one = make(next(numbers))
            await one.come(slug)
            left.append(one)

    lanes = [asyncio.create_task(lane()) for _ in range(visitors)]
    try:
        await asyncio.to_thread(work, left)
    finally:
        is_over = True
        await asyncio.gather(*lanes)
    return left


def visits_during(
    work: Callable[[list[Persisting]], None], make: Maker, slug: str, visitors: int
) -> list[Persisting]:
    """Run ``come_while`` to its end and return everybody who came."""
    found: list[Persisting] = crowd.run(come_while(make, slug, work, visitors=visitors))
    return found
