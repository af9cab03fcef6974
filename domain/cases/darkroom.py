"""Where photographs are developed: in a process apart, so that nothing a stranger sends is decoded in one that serves pages."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from domain.cases.paper_rules import Limits, TooManyPixels, Unreadable

PROGRAM = Path(__file__).with_name("photographs.py")
SECONDS = 60
"""How long one photograph may take before it is given up."""
_TOO_MANY_PIXELS = 3
_TWO_AT_A_TIME = threading.BoundedSemaphore(2)
"""A decoded photograph takes up to 400 MB: a process's threads do not open one each."""


@dataclass(frozen=True)
class Photograph:
    """What is kept of a photograph."""

    content: bytes
    media_type: str
    preview: bytes
    """A small JPEG."""


def develop(content: bytes, kind: str, name: str, limits: Limits) -> Photograph:
    """Return a photograph of a type ("jpeg", "png", "heic") as it is kept; TooManyPixels, Unreadable."""
    # -I: neither this folder nor the environment says what is imported there.
    command = [sys.executable, "-I", str(PROGRAM), kind, str(limits.pixels), str(limits.side)]
    with _TWO_AT_A_TIME:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={})
        except subprocess.TimeoutExpired as error:
            raise Unreadable(name) from error
    if done.returncode == _TOO_MANY_PIXELS:
        raise TooManyPixels(name)
    if done.returncode != 0:
        raise Unreadable(name)
    return _photograph(done.stdout)


def _photograph(output: bytes) -> Photograph:
    line, _, rest = output.partition(b"\n")
    head = json.loads(line)
    return Photograph(rest[: head["kept"]], head["media_type"], rest[head["kept"] :])
