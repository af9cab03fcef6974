"""A clerk's keyboard that counts: how long an average typist takes for what a journey types."""

from __future__ import annotations

from playwright.sync_api import Page

SECONDS_A_KEY = 0.28
"""A practised typist's key (Card, Moran & Newell 1983, KLM: 0.2 s for a skilled, 0.28 s for an average one)."""


class Keyboard:
    """A clerk's keyboard that counts what is pressed; a capital letter or a kana is one key."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.page.keyboard.insert_text(text)
        self.keys += len(text)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    @property
    def seconds(self) -> float:
        """How long an average typist takes for it."""
        return self.keys * SECONDS_A_KEY
