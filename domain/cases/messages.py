"""Messages on a case: the office writes to the resident, the resident to the office, and who has read what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import case as either
from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.cases.paper_models import CaseMessage
from domain.cases.steps import find
from domain.database import writing
from domain.history import Actor, record
from domain.notices.facts import saying
from domain.notices.operations import write
from domain.refusals import Refusal
from forms.given import safe_text
from forms.messages import message

LONGEST = 2000
MOST_UNREAD = 20
"""Messages of a resident that nobody has read: more would hide what they say."""


class NoWords(Refusal):
    """A message says nothing."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("メッセージを入力してください。"))


class TooManyWords(Refusal):
    """A message is longer than anybody reads."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("メッセージは{most}文字以内で入力してください。", most=LONGEST))


class TooManyUnread(Refusal):
    """The office has not read what was written before."""

    def __init__(self) -> None:
        super().__init__(
            message("担当課がまだ読んでいないメッセージが{most}件あります。", most=MOST_UNREAD),
            message("返事をお待ちください。お急ぎのときは、担当課に電話してください。"),
        )


def write_to_resident(
    session: Session, number: str, body: str, *, by: Actor, now: datetime, key: str | None = None
) -> bool:
    """Write to the resident, by mail too; False where the page (its key) was sent before.

    NoWords, TooManyWords, NotFound.
    """
    text = words_of(body)

    def send() -> bool:
        with writing(session):
            case = find(session, number)
            if _is_repeat(session, key):
                return False
            _add(session, case, text, key, by, now)
            write(session, case=case, kind="message", facts=saying(text), now=now)
        return True

    return _once(send)


def write_to_office(session: Session, number: str, body: str, key: str, *, by: Actor, now: datetime) -> bool:
    """Write to the office; False where the page (its key) was sent before.

    NoWords, TooManyWords, TooManyUnread, NotFound.
    """
    text = words_of(body)

    def send() -> bool:
        with writing(session):
            case = find(session, number)
            if _is_repeat(session, key):
                return False
            counting = update(Case).where(Case.id == case.id, Case.unread < MOST_UNREAD)
            if session.scalar(counting.values(unread=Case.unread + 1).returning(Case.id)) is None:
                raise TooManyUnread
            _add(session, case, text, key, by, now)
        return True

    return _once(send)


def messages_of(session: Session, case_id: int) -> Sequence[CaseMessage]:
    """Return the messages of a case with who wrote them, oldest first."""
    wanted = select(CaseMessage).where(CaseMessage.case_id == case_id)
    return session.scalars(wanted.options(joinedload(CaseMessage.staff)).order_by(CaseMessage.id)).all()


def read_by_office(session: Session, case: Case, *, by: Actor, now: datetime) -> int:
    """Note that staff have opened the case: they have read what the resident wrote, and seen new papers.

    Return how many messages were new. What comes in at this very moment stays so: the counters go down by what was there.
    """
    if not case.unread and not case.new_papers:
        return 0
    case_id, seen = case.id, case.new_papers
    with writing(session):
        read = _mark_read(session, case_id, "resident", now)
        left = either((Case.unread > read, Case.unread - read), else_=0)
        unseen = either((Case.new_papers > seen, Case.new_papers - seen), else_=0)
        session.execute(update(Case).where(Case.id == case_id).values(unread=left, new_papers=unseen))
        if read:
            record(session, "read_messages", "case", case_id, case_id=case_id, by=by, now=now, read=read)
    return read


def note_read(session: Session, messages: Sequence[CaseMessage], *, now: datetime) -> None:
    """Note that the resident has read what the office wrote; nothing is written where there is nothing new."""
    new = {one.case_id for one in messages if one.sender == "staff" and one.read_at is None}
    if not new:
        return
    with writing(session):
        for case_id in sorted(new):
            _mark_read(session, case_id, "staff", now)


def words_of(typed: str) -> str:
    """Return what was typed as it is kept; NoWords, TooManyWords."""
    text = safe_text(typed).strip()
    if not text:
        raise NoWords
    if len(text) > LONGEST:
        raise TooManyWords
    return text


def _add(session: Session, case: Case, text: str, key: str | None, by: Actor, now: datetime) -> None:
    sender = "staff" if by.is_staff else "resident"
    session.add(
        CaseMessage(
            case_id=case.id, sender=sender, staff_id=by.staff_id, body=text, key=key or None, sent_at=now
        )
    )
    record(session, "write_message", "case", case.id, case_id=case.id, by=by, now=now)


def _is_repeat(session: Session, key: str | None) -> bool:
    known = select(CaseMessage.id).where(CaseMessage.key == key)
    return bool(key) and session.scalar(known) is not None


def _once(send: Any) -> bool:
    try:
        return bool(send())
    except IntegrityError:  # the same page, sent twice in the same instant: now its key is found
        return bool(send())


def _mark_read(session: Session, case_id: int, sender: str, now: datetime) -> int:
    of_case = CaseMessage.case_id == case_id, CaseMessage.sender == sender, CaseMessage.read_at.is_(None)
    result: Any = session.execute(update(CaseMessage).where(*of_case).values(read_at=now))
    assert isinstance(result, CursorResult)
    return result.rowcount
