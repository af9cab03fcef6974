"""Runs the jobs that are due, in a process that ends when none is left; ``flask worker`` starts it."""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from config import instance_folder, read_settings
from domain.database import engine_options, prepare
from domain.jobs.worker import run_due
from domain.lottery.long_steps import LONG_STEPS
from domain.tables import Base

POOL = 2
"""Connections of a process that runs jobs: one for the work, one for noting how far it has got."""


def main(by: str) -> None:
    """Run due jobs in the name of a worker; what is cut short by SIGTERM or Ctrl-C is put back."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    url = read_settings(os.environ, instance_folder(os.environ))["DATABASE_URL"]
    engine = prepare(create_engine(url, **engine_options(url, POOL)))
    Base.registry.configure()
    run_due(lambda: Session(engine, autoflush=False), LONG_STEPS, by=by)


if __name__ == "__main__":
    main(sys.argv[1])
