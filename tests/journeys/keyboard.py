"""Hands that have nothing but a keyboard, and what they may rely on at every stop: a place, and a ring around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 200
THINNEST_RING = 2

STOP = """(wanted) => {
  const one = document.activeElement, isNowhere = one === document.body;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const isLost = isNowhere && window.hadHands === true;
  window.hadHands = true;
  return {
    there: wanted.includes(one), isLost, isNowhere, isForReading: one.matches("[tabindex='-1']"),
    ring: ["none", "hidden"].includes(style.outlineStyle) ? 0 : parseFloat(style.outlineWidth),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    words: one.outerHTML.slice(0, 160),
  };
}"""
"""Where the focus is. It is lost where a page that hands were on before, and did not leave, has it nowhere."""


@dataclass
class Keys:
    """Hands that have nothing but a keyboard; every key pressed is counted."""

    page: Page
    pressed: int = 0

    def arrive(self, title: str | re.Pattern[str]) -> Locator:
        """Wait for the page that is headed so, its scripts too, and return its heading."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(title)
        self.page.wait_for_load_state()
        return heading

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.pressed += times

    def type(self, text: str) -> None:
        """Type a text, a key for each character."""
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until the target has the focus; every stop on the way is one that can be seen."""
        stop = _stop(target)
        assert not stop["isLost"], f"the focus was lost before {target}"
        for _ in range(MOST_TABS):
            if stop["there"]:
                return
            self.press(key)
            stop = _stop(target)
            assert _can_be_seen(stop), f"on the way to {target}: {stop}"
        raise AssertionError(f"{key} does not lead to {target}")

    def back_to(self, target: Locator) -> None:
        """Press Shift+Tab until the target has the focus."""
        self.tab_to(target, "Shift+Tab")

    def go(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link, button or box, and press it."""
        self.tab_to(target)
        self.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Go to an input, whose text is selected by going there, and type another."""
        self.tab_to(target)
        self.type(text)


def _stop(target: Locator) -> dict[str, Any]:
    found: dict[str, Any] = target.evaluate_all(STOP)
    return found


def _can_be_seen(stop: dict[str, Any]) -> bool:
    """Say whether a stop shows; beyond the last one the browser's own frame has the focus."""
    return stop["isNowhere"] or (stop["isInView"] and (stop["ring"] >= THINNEST_RING or stop["isForReading"]))
