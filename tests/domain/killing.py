"""A process that is killed in the middle of what it does."""

from __future__ import annotations

import os
import signal
from typing import Any

from sqlalchemy import Engine, event


def die_before(engine: Engine, start: str, times: int = 1) -> None:
    """Kill this process just before it sends a statement that starts so (or "COMMIT"), for the so-manieth time."""
    sent = 0

    def count(*_: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == times:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(start):
            count()

    if start == "COMMIT":
        event.listen(engine, "commit", count)
    else:
        event.listen(engine, "before_cursor_execute", watch)
