"""Running jobs: one process takes them and runs them until none is due; the worker watches, and starts that process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from domain.clock import now_utc
from domain.database import OUTAGES
from domain.jobs.kinds import Kinds
from domain.jobs.leasing import Taken, finish, give_up, go_on, put_back, refuse, take
from domain.jobs.queries import is_any_due
from domain.refusals import Refusal

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Sessions = Callable[[], Session]
LOOK_SECONDS, LONGEST_SECONDS = 1.0, 60.0
"""Between two looks for due jobs; and at most, where the process for them ends badly again and again."""
POLL_SECONDS = 0.2
"""Between two looks whether that process has ended."""
NOTE_SECONDS, RENEW_SECONDS = 1.0, 20.0
"""Between two notes of progress, and of nothing but that it still goes on."""


class Process(Protocol):
    """A process that runs jobs (``subprocess.Popen`` is one)."""

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""

    def terminate(self) -> None:
        """Ask it to end."""

    def wait(self) -> int:
        """Wait until it has ended, and return how."""


def run_due(sessions: Sessions, kinds: Kinds, *, by: str, clock: Clock = now_utc) -> int:
    """Run jobs until none is due; return how many. Several may run at once, each of them takes jobs of its own.

    What is cut short by the end of this process or of the database is put back and gone on with by the next.
    """
    ran, taken = 0, None
    with sessions() as session:
        try:
            while taken := take(session, by=by, now=clock()):
                _run(sessions, session, kinds, taken, by, clock)
                ran += 1
        except BaseException:
            session.rollback()
            if taken is not None:
                log.warning("%s ends before its work; what it had taken is put back", by)
                put_back(session, by=by, now=clock())
            raise
    return ran


def watch(
    sessions: Sessions,
    start: Callable[[str], Process],
    *,
    by: str,
    stop: threading.Event,
    clock: Clock = now_utc,
) -> None:
    """Start a process for due jobs, one at a time, until ``stop`` is set; it takes them in the name of ``by``.

    The process that watches needs to know no job, and stays as small and as quick to answer as it is.
    """
    failures = 0
    while not stop.wait(min(LOOK_SECONDS * (1 << min(failures, 10)), LONGEST_SECONDS)):
        try:
            is_well = not _is_any_due(sessions, clock) or _see_through(sessions, start, by, stop, clock)
        except OUTAGES as error:
            log.warning("nobody can be asked for jobs: %s", error)
            is_well = False
        except Exception:  # whatever it is, jobs that are asked for later must not wait for a restart
            log.exception("looking for jobs failed; it is tried again")
            is_well = False
        failures = 0 if is_well else failures + 1


def _is_any_due(sessions: Sessions, clock: Clock) -> bool:
    with sessions() as session:
        return is_any_due(session, clock())


def _see_through(
    sessions: Sessions, start: Callable[[str], Process], by: str, stop: threading.Event, clock: Clock
) -> bool:
    """Start a process and wait for its end; say whether it ended well."""
    process = start(by)
    while process.poll() is None:
        if stop.wait(POLL_SECONDS):
            process.terminate()
            process.wait()
    if process.poll() == 0:
        return True
    with sessions() as session:  # it was killed: whoever comes next need not wait for its lease to end
        put_back(session, by=by, now=clock())
    return False


def _run(sessions: Sessions, session: Session, kinds: Kinds, taken: Taken, by: str, clock: Clock) -> None:
    kind = kinds.get(taken.kind)
    if kind is None or taken.is_last_try:
        log.error("job %s (%s) is given up", taken.id, taken.kind)
        return give_up(session, taken.id, by=by, now=clock())
    try:
        with _noted(sessions, taken.id, by, clock) as notes:
            outcome = kind.run(session, taken.noun_id, by=taken.actor, now=clock(), progress=notes.hear)
    except Refusal as refusal:
        if kind.is_there(session, taken.noun_id):
            return finish(session, taken.id, {}, by=by, now=clock())
        return refuse(session, taken.id, refusal, by=by, now=clock())
    except OUTAGES:
        raise
    except Exception:  # staff are told, and the other jobs must not wait for a restart
        log.exception("job %s (%s) failed", taken.id, taken.kind)
        session.rollback()
        return give_up(session, taken.id, by=by, now=clock())
    return finish(session, taken.id, outcome, by=by, now=clock())


class _Notes:
    """How far a job has got: heard from the operation, written by a thread on a connection of its own.

    The operation may be in the middle of a transaction, and SQLite has one writer: to write there would wait for oneself.
    """

    def __init__(self, write: Callable[[int, int], None]) -> None:
        self.write = write
        self.latest = self.written = (0, 0)
        self.stop = threading.Event()

    def hear(self, done: int, of: int) -> None:
        """Keep what was said last."""
        self.latest = (done, of)

    def keep_writing(self) -> None:
        """Write what is new, and now and then that it still goes on."""
        quiet = 0.0
        while not self.stop.wait(NOTE_SECONDS):
            quiet += NOTE_SECONDS
            if self.latest == self.written and quiet < RENEW_SECONDS:
                continue
            try:
                latest = self.latest
                self.write(*latest)
                self.written, quiet = latest, 0.0
            except Exception:  # a note that is lost costs nobody the work
                log.exception("the progress of a job could not be noted")


@contextmanager
def _noted(sessions: Sessions, job_id: int, by: str, clock: Clock) -> Iterator[_Notes]:
    """Write down how far a job has got while the block runs."""

    def write(done: int, of: int) -> None:
        with sessions() as session:
            go_on(session, job_id, done, of, by=by, now=clock())

    notes = _Notes(write)
    thread = threading.Thread(target=notes.keep_writing, name="progress", daemon=True)
    thread.start()
    try:
        yield notes
    finally:
        notes.stop.set()
        thread.join()
