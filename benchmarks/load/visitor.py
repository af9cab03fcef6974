"""A visitor: one browser on one connection that goes from the list of sessions to the receipt, through the real pages."""

from __future__ import annotations

import html
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.load.line import Answer, Line

SLOT = re.compile(r'href="(/booking/[^"/]+/slots/\d+)"')
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
NAME = re.compile(r' name="([^"]+)"')
NEAREST = re.compile(r'formaction="(/booking/[^"]+)"|class="card')
MOST_STEPS = 8


class Unexpected(Exception):
    """The server answered what no visitor should get to see."""


@dataclass
class Outcome:
    """How a visit ended, and how long each answer took, in seconds."""

    end: str = ""
    """booked, full, or what went wrong."""
    number: str = ""
    nearest: int = 0
    waits: list[float] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


def family(number: int) -> dict[str, str]:
    """Return what the family of a number types: one parent, one two-year-old, a phone of its own."""
    return {
        "residence": "resident",
        "adults": "1",
        "children-0-family": "佐藤",
        "children-0-given": "凛",
        "children-0-born-year": "2024",
        "children-0-born-month": "8",
        "children-0-born-day": "4",
        "baby": "no",
        "name-family": "佐藤",
        "name-given": "美咲",
        "kana-family": "サトウ",
        "kana-given": "ミサキ",
        "phone": f"090-{number // 10000:04}-{number % 10000:04}",
        "email": f"family-{number}@example.jp",
        "consent": "yes",
    }


def form_to(text: str, path: str) -> str:
    """Return the part of a page that is the form to an address; Unexpected where there is none."""
    begin = text.find(f'action="{path}"')
    if begin < 0:
        raise Unexpected(f"no form to {path}: {text[:300]}")
    return text[begin : text.index("</form>", begin)]


class Visitor:
    """One browser: its line, its cookies, what it was answered."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.line: Line | None = None
        self.cookies: dict[str, str] = {}
        self.headers = ""
        """What else every question carries, each line with its end."""
        self.outcome = Outcome()

    async def get(self, path: str, step: str) -> Answer:
        """Open a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n", b"", step)

    async def post(self, path: str, data: dict[str, str], step: str) -> Answer:
        """Send a form."""
        body = urlencode(data).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{kind}Content-Length: {len(body)}\r\n", body, step)

    async def book(self, slug: str, *, receipt: bool = True) -> Outcome:
        """Open the list and, where it shows a place, go through form and check page to the receipt."""
        listed = await self.get(f"/booking/{slug}", "list")
        places = SLOT.findall(listed.text) if expect(listed, 200) else []
        if not places:
            return self._ended("full")
        path = random.choice(places)
        page = await self.get(path, "form")
        for _ in range(MOST_STEPS):
            if page.status == 303:
                return await self._received(page, receipt)
            if page.status == 409:
                self.outcome.nearest = len(NEAREST.findall(page.text))
                return self._ended("full")
            expect(page, 200)
            page = await self.forward(path, page.text)
        raise Unexpected("the form does not end")

    def hang_up(self) -> None:
        """Close the connection."""
        if self.line is not None:
            self.line.close()

    async def forward(self, path: str, text: str) -> Answer:
        """Fill the form of a page and press its first button."""
        form = form_to(text, path)
        carried = {name: html.unescape(value) for name, value in INPUT.findall(form)}
        is_check = 'value="confirm"' in form
        asked = set(NAME.findall(form)) - carried.keys()
        typed = {name: value for name, value in family(self.number).items() if name in asked}
        sent = {**carried, **typed, "step": "confirm" if is_check else "check"}
        return await self.post(path, sent, "confirm" if is_check else "page")

    async def _received(self, page: Answer, receipt: bool) -> Outcome:
        address = page.header("location")
        self.outcome.number = address.split("/")[-2]
        if receipt:
            shown = await self.get(address, "receipt")
            expect(shown, 200)
        return self._ended("booked")

    def _ended(self, end: str) -> Outcome:
        self.outcome.end = end
        return self.outcome

    async def _ask(self, head: str, body: bytes, step: str) -> Answer:
        begun = time.perf_counter()
        if self.line is None or not self.line.is_open:
            self.line = await Line.to(self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        known = f"Cookie: {cookies}\r\n" if cookies else ""
        sent = f"{head}Host: 127.0.0.1\r\n{self.headers}{known}\r\n"
        answer = await self.line.ask(sent.encode() + body)
        self.outcome.waits.append(time.perf_counter() - begun)
        self.outcome.steps.append(step)
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer


def expect(answer: Answer, status: int) -> bool:
    """Say that an answer has the status that it must have; Unexpected where it has not."""
    if answer.status != status:
        raise Unexpected(f"{answer.status} instead of {status}: {answer.text[:300]}")
    return True
