"""The worker: leases mails, sends them, marks them; a crash loses none and repeats one at most."""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jinja2 import TemplateError
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from domain.clock import now_utc
from domain.database import writing
from domain.history import TOWN, record
from domain.notices.letters import BadAddress, Letterhead, compose, envelope
from domain.notices.models import Mail
from domain.notices.senders import NotSent, Refused, Sender, Unreachable

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Pace:
    """How fast a worker works and how long it tries."""

    most: int = 20
    """Mails leased at a time."""
    lease: timedelta = timedelta(minutes=5)
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=6)
    gives_up_after: timedelta = timedelta(days=4)
    """Since it was written (RFC 5321, 4.5.4.1: at least 4 to 5 days), and not before ``least_tries``."""
    least_tries: int = 5
    pause: float = 3.0
    """Seconds of rest when nothing is due."""


PACE = Pace()
LONGEST_REST = 300.0
"""Seconds between looks at a server that cannot be reached."""


@dataclass
class Round:
    """What one round did."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0
    is_cut_short: bool = False
    """The server could not be reached: the rest was put back untried."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing was due."""
        return not (self.sent or self.postponed or self.given_up)


_UNSENT = (Mail.sent_at.is_(None), Mail.given_up_at.is_(None))


def lease(session: Session, *, by: str, now: datetime, most: int, pace: Pace = PACE) -> list[int]:
    """Take up to ``most`` due mails for one worker; return their ids, the longest due first."""
    free = or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
    due = select(Mail.id).where(*_UNSENT, Mail.due_at <= now, free).order_by(Mail.due_at, Mail.id)
    with writing(session):
        ids = list(session.scalars(due.limit(most).with_for_update(skip_locked=True)))
        if ids:
            taking = update(Mail).where(Mail.id.in_(ids))
            session.execute(taking.values(leased_by=by, leased_until=now + pace.lease))
    return ids


def deliver(
    session: Session,
    sender: Sender,
    letterhead: Letterhead,
    *,
    by: str,
    clock: Clock = now_utc,
    pace: Pace = PACE,
    jitter: Callable[[], float] = random.random,
) -> Round:
    """Lease one batch and send it; every mail is marked before the next one is begun."""
    work = _Delivery(session, sender, letterhead, by, clock, pace, jitter)
    ids = lease(session, by=by, now=clock(), most=pace.most, pace=pace)
    try:
        for mail_id in ids:
            work.deliver(mail_id)
            if work.done.is_cut_short:
                break
    finally:
        sender.close()
    work.put_back(ids)
    return work.done


def run(
    sessions: Callable[[], Session],
    sender: Sender,
    letterhead: Letterhead,
    *,
    stop: threading.Event,
    clock: Clock = now_utc,
    pace: Pace = PACE,
) -> None:
    """Send mails until ``stop`` is set; several workers may run at once, here and elsewhere."""
    by, failures = worker_name(), 0
    while not stop.is_set():
        done = _round(sessions, sender, letterhead, by, clock, pace)
        failures = failures + 1 if done is None or done.is_cut_short else 0
        if done is None or done.is_idle or done.is_cut_short:
            stop.wait(min(pace.pause * (1 << min(failures, 10)), LONGEST_REST))


def worker_name() -> str:
    """Return a name that no other worker has, for leases: machine, process, chance."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def wait_after(tries: int, pace: Pace, chance: float) -> timedelta:
    """Return how long to wait after a try: twice as long each time, and by chance up to half as long again.

    Without chance all mails that failed together would come back together.
    """
    doubled = pace.first_wait * (1 << min(max(tries - 1, 0), 20))
    return min(doubled, pace.longest_wait) * (1 + chance / 2)


def _round(
    sessions: Callable[[], Session], sender: Sender, letterhead: Letterhead, by: str, clock: Clock, pace: Pace
) -> Round | None:
    try:
        with sessions() as session:
            return deliver(session, sender, letterhead, by=by, clock=clock, pace=pace)
    except Exception:  # whatever it is, mails that come later must not wait for a restart
        log.exception("the worker's round failed; it tries again")
        return None


@dataclass
class _Delivery:
    """One batch on its way."""

    session: Session
    sender: Sender
    letterhead: Letterhead
    by: str
    clock: Clock
    pace: Pace
    jitter: Callable[[], float]
    done: Round = field(default_factory=Round)

    def deliver(self, mail_id: int) -> None:
        """Send one mail, unless it is another worker's by now."""
        if not self.begin(mail_id):
            return
        try:
            ready = envelope(self.composed(mail_id), self.letterhead)
            self.session.rollback()  # a server that hangs must not keep a transaction open
            self.sender.send(ready)
        except (Refused, BadAddress) as error:
            self.give_up(mail_id, str(error))
        except NotSent as error:
            self.done.is_cut_short = isinstance(error, Unreachable)
            if self.done.is_cut_short:
                log.warning("no mail leaves: %s", error)
            self.postpone(mail_id, str(error))
        except (TemplateError, LookupError, TypeError, ValueError) as error:
            # A letter that cannot be written must not keep the others back.
            log.exception("mail %s could not be written", mail_id)
            self.postpone(mail_id, f"{type(error).__name__}: {error}")
        else:
            self.finish(mail_id)

    def begin(self, mail_id: int) -> bool:
        """Count a try and renew the lease; False where the mail is not ours any more."""
        now = self.clock()
        begun = (
            update(Mail)
            .where(Mail.id == mail_id, Mail.leased_by == self.by, Mail.leased_until > now, *_UNSENT)
            .values(tries=Mail.tries + 1, leased_until=now + self.pace.lease)
        )
        with writing(self.session):
            is_ours = self.session.scalar(begun.returning(Mail.id)) is not None
        return is_ours

    def composed(self, mail_id: int) -> Mail:
        """Return the mail with its letter, which is written once and kept."""
        mail = self.session.get_one(Mail, mail_id)
        if not mail.body:
            letter = compose(mail, self.letterhead)
            with writing(self.session):
                mail.subject, mail.body = letter.subject, letter.body
        return mail

    def finish(self, mail_id: int) -> None:
        """Mark a mail as sent."""
        self.change(mail_id, sent_at=self.clock(), leased_until=None, last_error="")
        self.done.sent += 1

    def postpone(self, mail_id: int, error: str) -> None:
        """Try again later, or never once it has been tried long enough."""
        mail, now = self.session.get_one(Mail, mail_id), self.clock()
        is_old = now - mail.written_at >= self.pace.gives_up_after
        if is_old and mail.tries >= self.pace.least_tries:
            return self.give_up(mail_id, error)
        wait = wait_after(mail.tries, self.pace, self.jitter())
        self.change(mail_id, due_at=now + wait, leased_until=None, last_error=error)
        self.done.postponed += 1
        return None

    def give_up(self, mail_id: int, error: str) -> None:
        """Try no more, and say so in the history of the case."""
        now = self.clock()
        with writing(self.session):
            mail = self.session.get_one(Mail, mail_id)
            if mail.leased_by != self.by or mail.sent_at is not None:
                return
            mail.given_up_at, mail.leased_until, mail.last_error = now, None, error
            case_id, kind = mail.case_id, mail.kind
            record(
                self.session, "give_up_mail", "mail", mail_id, case_id=case_id, by=TOWN, now=now, kind=kind
            )
        self.done.given_up += 1

    def change(self, mail_id: int, **values: Any) -> None:
        """Change a mail that is still ours."""
        changing = update(Mail).where(Mail.id == mail_id, Mail.leased_by == self.by)
        with writing(self.session):
            self.session.execute(changing.values(**values))

    def put_back(self, ids: list[int]) -> None:
        """Free what was leased and not tried, so that it need not wait for the lease to end."""
        if self.done.is_cut_short:
            freeing = update(Mail).where(Mail.id.in_(ids), Mail.leased_by == self.by, *_UNSENT)
            with writing(self.session):
                self.session.execute(freeing.values(leased_until=None))
