"""Papers that go: those that nobody sent the form for, those of deleted cases, and files that have no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from domain.cases.paper_files import Folder
from domain.cases.paper_models import SavedForm, Upload
from domain.database import writing
from domain.people.tokens import token_hash

WAITS = timedelta(days=1)
"""How long a paper waits for its form to be sent, and a file for its row."""
AT_ONCE = 500
_UNSEEN = {"synchronize_session": False}
_LEAVING = "files of papers that go"
_One = TypeVar("_One")


@dataclass(frozen=True)
class Swept:
    """What sweeping removed."""

    papers: int
    files: int
    """Files that no row knew."""


def sweep(session: Session, folder: Folder, *, now: datetime) -> Swept:
    """Delete what waits for longer than a day, but for forms that were saved, then files without a row; again does nothing."""
    papers = _drop_waiting(session, folder, now)
    return Swept(papers, sum(_drop_orphans(session, folder, now)))


def delete_papers(session: Session, case_ids: Iterable[int], folder: Folder) -> int:
    """Delete the papers of cases inside the caller's ``writing``; the files go after the commit, and stay without one."""
    return sum(_delete(session, folder, Upload.case_id.in_(some)) for some in _some(sorted(case_ids)))


def drop_page(session: Session, form_key: str, folder: Folder) -> int:
    """Delete what one page has sent and no case has; return how many."""
    with writing(session):
        return _delete(session, folder, Upload.form_key == form_key, Upload.case_id.is_(None))


def _delete(session: Session, folder: Folder, *conditions: Any) -> int:
    deleting = delete(Upload).where(*conditions).returning(Upload.stored_as)
    names = session.scalars(deleting, execution_options=_UNSEEN).all()
    session.info.setdefault(_LEAVING, []).extend((folder, name) for name in names)
    return len(names)


@event.listens_for(Session, "after_commit")
def _remove(session: Session) -> None:
    for folder, name in session.info.pop(_LEAVING, ()):
        folder.remove(name)


@event.listens_for(Session, "after_rollback")
def _stay(session: Session) -> None:
    session.info.pop(_LEAVING, None)


def _drop_waiting(session: Session, folder: Folder, now: datetime) -> int:
    """Delete papers without a case; one that is bound in the same instant is not: the condition is looked at again."""
    waiting = Upload.case_id.is_(None), Upload.uploaded_at < now - WAITS
    held = _held(session)
    found = session.execute(select(Upload.id, Upload.token_hash).where(*waiting)).all()
    ids = [row.id for row in found if row.token_hash not in held]
    dropped = 0
    for some in _some(ids):
        with writing(session):
            dropped += _delete(session, folder, *waiting, Upload.id.in_(some))
    return dropped


def _held(session: Session) -> set[str]:
    """Return the hashes of the papers that saved forms name."""
    saved = session.scalars(select(SavedForm.raw).execution_options(yield_per=AT_ONCE))
    texts = (text for raw in saved for texts in raw.values() for text in texts if len(text) == 43)
    return set(map(token_hash, texts))


def _drop_orphans(session: Session, folder: Folder, now: datetime) -> Iterator[int]:
    for names in _some(folder.older_than(now - WAITS)):
        known = set(session.scalars(select(Upload.stored_as).where(Upload.stored_as.in_(names))))
        for name in set(names) - known:
            folder.remove(name)
            yield 1


def _some(things: Iterable[_One]) -> Iterator[list[_One]]:
    """Yield things, some at a time, in order: one statement takes only so many."""
    left = iter(things)
    while taken := list(islice(left, AT_ONCE)):
        yield taken
