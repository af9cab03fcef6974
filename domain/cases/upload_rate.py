"""How many files one address may send in an hour: each is looked at and developed, which takes time and room."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.cases.paper_rules import WrongFile, clean_name
from domain.clock import in_tokyo
from domain.people.attempts import Limit, charge, subject
from domain.people.refusals import TooManyTries
from forms.messages import message

WITHIN = timedelta(hours=1)


class TooManyUploads(WrongFile):
    """This address has sent as many files as it may; ``until`` is the moment of the next one."""

    def __init__(self, name: str, until: datetime) -> None:
        self.until = until
        super().__init__(
            message(
                "「{name}」はまだ送っていません。1時間に送れる数を超えました。{time}以降にもう一度送ってください。",
                name=clean_name(name),
                time=f"{in_tokyo(until):%H:%M}",
            )
        )


def count_upload(session: Session, address: str, name: str, *, most: int, now: datetime) -> None:
    """Count one more file from an address; TooManyUploads beyond ``most`` an hour."""
    try:
        charge(session, (Limit(subject("upload", address), most, WITHIN),), now)
    except TooManyTries as refusal:
        raise TooManyUploads(name, refusal.until) from refusal
