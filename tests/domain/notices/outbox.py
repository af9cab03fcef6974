"""What tests of the outbox do again and again: tell somebody, send, look at the one mail."""

from __future__ import annotations

from datetime import datetime

from domain.database import writing
from domain.notices.models import Mail
from domain.notices.operations import write
from domain.notices.senders import Sender, SmtpSender, SmtpSettings
from domain.notices.worker import PACE, Pace, Round, deliver
from tests.domain.hall import LETTERHEAD, Hall, case_of, mails


def tell(hall: Hall, times: int = 1, email: str = "hanako@example.jp") -> str:
    """Write some mails about one case; return its number."""
    with hall.session() as session:
        number = hall.apply(session, email=email)
        with writing(session):
            for _ in range(times):
                write(session, case=case_of(session, number), kind="receipt", now=hall.now)
    return number


def smtp(port: int, timeout: float = 5.0) -> SmtpSender:
    return SmtpSender(SmtpSettings("127.0.0.1", port, timeout=timeout))


def send(
    hall: Hall, sender: Sender, now: datetime | None = None, by: str = "one", pace: Pace = PACE
) -> Round:
    at = now or hall.now
    with hall.session() as session:
        return deliver(session, sender, LETTERHEAD, by=by, clock=lambda: at, pace=pace, jitter=lambda: 0.0)


def only_mail(hall: Hall) -> Mail:
    with hall.session() as session:
        (mail,) = mails(session)
        session.expunge(mail)
    return mail
