"""A phone: a real browser with nothing in its cache, on a slow line and with a slow processor."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.load.server import ROOT
from blueprints.web.assets import HTMX_CDN, HTMX_FILE
from tests.journeys.conftest import launch_arguments

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""Milliseconds to and fro; bytes a second (1.6 and 0.75 Mbit/s)."""
SLOWER_PROCESSOR = 4
SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
}
CDN_HEADER_BYTES = 600
"""What the headers of the CDN's answer take, about."""
CDN_HEADERS = {
    "Content-Type": "text/javascript",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=31536000",
}
SETTLE_MILLISECONDS = 700
LARGEST_PAINT = """() => new Promise((tell) => {
  new PerformanceObserver((list) => {
    const largest = list.getEntries().pop();
    tell([largest.startTime, largest.element?.tagName ?? ""]);
  }).observe({ type: "largest-contentful-paint", buffered: true });
})"""


@dataclass
class Request:
    """One request of a page."""

    address: str
    received: int = 0
    """Bytes of the answer as they came, headers too; 0 where the browser had it in its cache."""


@dataclass
class Load:
    """What one page cost: its requests, and when its largest part was painted."""

    asked: dict[str, Request] = field(default_factory=dict)
    """By the browser's id."""
    painted_ms: float = 0.0
    painted: str = ""

    @property
    def requests(self) -> list[Request]:
        """The requests that went out; what the browser had is none."""
        return [one for one in self.asked.values() if one.received]

    @property
    def received(self) -> int:
        """All bytes that came."""
        return sum(one.received for one in self.requests)

    @property
    def outside(self) -> list[str]:
        """What was asked of anybody but our own server and the CDN's one file."""
        addresses = [one.address for one in self.asked.values()]
        return [one for one in addresses if urlsplit(one).hostname != "127.0.0.1" and one != HTMX_CDN]

    def note_asked(self, event: dict[str, Any]) -> None:
        """Hear of a request."""
        address = event["request"]["url"]
        if not address.startswith("data:"):
            self.asked[event["requestId"]] = Request(address)

    def note_received(self, event: dict[str, Any]) -> None:
        """Hear that an answer is there; what stands for the CDN's counts as the CDN would send it."""
        request = self.asked.get(event["requestId"])
        if request:
            is_cdn = request.address == HTMX_CDN and event["encodedDataLength"]
            request.received = _cdn_bytes() if is_cdn else int(event["encodedDataLength"])


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a browser that reaches this machine only."""
    arguments = launch_arguments()
    arguments["args"].append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(**arguments)
        try:
            yield found
        finally:
            found.close()


def open_pages(found: Browser, *addresses: str, is_slow: bool) -> list[Load]:
    """Open pages one after the other on a fresh phone.

    Answers that stand for the CDN's are not slowed down by the browser: where time counts, all has to come from the server.
    """
    context = found.new_context(**SCREEN)
    try:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        _answer_for_the_cdn(line)
        if is_slow:
            line.send("Network.emulateNetworkConditions", SLOW_4G)
            line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
        return [_opened(page, line, address) for address in addresses]
    finally:
        context.close()


def _opened(page: Page, line: CDPSession, address: str) -> Load:
    load = Load()
    line.on("Network.requestWillBeSent", load.note_asked)
    line.on("Network.loadingFinished", load.note_received)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    load.painted_ms, load.painted = page.evaluate(LARGEST_PAINT)
    line.remove_listener("Network.requestWillBeSent", load.note_asked)
    line.remove_listener("Network.loadingFinished", load.note_received)
    return load


def _answer_for_the_cdn(line: CDPSession) -> None:
    """Answer the CDN's one address past Playwright's own routes: those switch the browser's cache off."""
    headers = [{"name": name, "value": value} for name, value in CDN_HEADERS.items()]
    answer = {"responseCode": 200, "responseHeaders": headers, "body": b64encode(_pinned()).decode()}
    line.on(
        "Fetch.requestPaused",
        lambda event: line.send("Fetch.fulfillRequest", {"requestId": event["requestId"], **answer}),
    )
    line.send("Fetch.enable", {"patterns": [{"urlPattern": HTMX_CDN}]})


@cache
def _cdn_bytes() -> int:
    return len(gzip.compress(_pinned())) + CDN_HEADER_BYTES


def _pinned() -> bytes:
    return (ROOT / "static" / HTMX_FILE).read_bytes()
