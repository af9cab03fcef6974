"""Papers that residents send: taken, bound to a case, added later, ticked off, deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from domain.cases.darkroom import develop
from domain.cases.models import Case
from domain.cases.paper_files import Folder
from domain.cases.paper_models import Upload
from domain.cases.paper_rules import (
    OPEN_STATES,
    PDF,
    Empty,
    Limits,
    TooLarge,
    TooMany,
    WrongType,
    check_pdf,
    clean_name,
    kept_name,
    type_of,
)
from domain.cases.rules import NotAllowed
from domain.cases.steps import find
from domain.cases.untold import is_untold
from domain.database import writing
from domain.history import Actor, Event, record
from domain.people.tokens import new_token, token_hash
from domain.refusals import NotFound, Refusal
from forms.definition import Text
from forms.fields.files import SentFile

MOST_OF_PAGE = 60
"""Files that one page may send, those that were taken off it again included."""
ONCE_IN = timedelta(minutes=15)
"""How often a small picture that somebody sees again and again is noted."""
MOST_ADDED = 30
"""Papers that may be added to one case afterwards."""
_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class Arrival:
    """A file as it came: what it was called, its bytes, and which types its question takes."""

    name: str
    content: bytes
    types: Collection[str]


@dataclass(frozen=True)
class Kept:
    """A file as it lies in the folder, before it has a row."""

    name: str
    media_type: str
    size: int
    sha256: str
    stored_as: str


@dataclass(frozen=True)
class CasePapers:
    """The papers of a case, oldest first, as pages show them."""

    case: Case
    rows: tuple[Upload, ...]
    is_untold: bool = False
    """Whether a decision may still be taken back, so that the case is open to its applicant."""

    @property
    def may_add(self) -> bool:
        """Whether a missing one may still be added."""
        return self.is_untold or self.case.state in OPEN_STATES

    @property
    def checked(self) -> int:
        """How many are ticked off."""
        return sum(one.checked_at is not None for one in self.rows)

    def asked_by(self, paper: Upload) -> Text | None:
        """Return the question that asked for a paper, None for one that was added."""
        asked = self.case.form_version.form.field(paper.field) if paper.field else None
        return asked.label if asked else None


def take(
    session: Session,
    folder: Folder,
    arrival: Arrival,
    *,
    form_key: str,
    field: str,
    limits: Limits,
    now: datetime,
) -> SentFile:
    """Take a file of a form that is being filled; its token is the only way to it. Raises a WrongFile.

    The file is there before its row: a crash between the two leaves a file that ``sweep`` removes.
    """
    if _count(session, Upload.form_key == form_key) >= MOST_OF_PAGE:
        raise TooMany
    kept, token = look_at(folder, arrival, limits), new_token()
    with writing(session):
        session.add(_row(kept, token, form_key=form_key, field=field, case_id=None, now=now))
    return SentFile(token, kept.name, kept.media_type, kept.size)


def sent_files(
    session: Session, form_key: str, wanted: Mapping[str, Collection[str]]
) -> dict[str, dict[str, SentFile]]:
    """Return question -> token -> file, of what this very page has sent for this question; all else is left out."""
    hashes = {token_hash(token): token for tokens in wanted.values() for token in tokens}
    if not hashes:
        return {}
    mine = select(Upload).where(Upload.form_key == form_key, Upload.token_hash.in_(list(hashes)))
    found: dict[str, dict[str, SentFile]] = {}
    for one in session.scalars(mine):
        token = hashes[one.token_hash]
        if token in wanted.get(one.field, ()):
            found.setdefault(one.field, {})[token] = SentFile(token, one.name, one.media_type, one.size)
    return found


def add_paper(
    session: Session,
    folder: Folder,
    number: str,
    arrival: Arrival,
    *,
    limits: Limits,
    by: Actor,
    now: datetime,
    within: timedelta = timedelta(),
) -> Upload:
    """Add a missing paper to a case; the same file once more is the same paper. NotAllowed, or a WrongFile.

    A decision of no longer than ``within`` ago that is not told yet is no hindrance: the paper may change it.
    """
    case = find(session, number)
    _require_open(session, case, within, now)
    kept = look_at(folder, arrival, limits)
    try:
        with writing(session):
            _hold_open(session, case, within, now)
            paper, is_new = _added(session, case, kept, by, now)
    except Refusal:
        folder.remove(kept.stored_as)
        raise
    if not is_new:
        folder.remove(kept.stored_as)
    return paper


def case_papers(session: Session, case: Case, *, is_untold: bool = False) -> CasePapers:
    """Return the papers of a case with who has ticked them off. One query."""
    wanted = select(Upload).where(Upload.case_id == case.id).options(joinedload(Upload.checked_by))
    return CasePapers(case, tuple(session.scalars(wanted.order_by(Upload.id))), is_untold)


def paper_of(session: Session, number: str, paper_id: int) -> Upload:
    """Return one paper of the case with this number; NotFound."""
    wanted = select(Upload).join(Case, Case.id == Upload.case_id)
    paper = session.scalar(wanted.where(Case.number == number, Upload.id == paper_id))
    if paper is None:
        raise NotFound
    return paper


def check_paper(
    session: Session, number: str, paper_id: int, *, is_right: bool, by: Actor, now: datetime
) -> None:
    """Tick a paper off as the right one, or take the tick back; who did so first stays written. NotFound."""
    with writing(session):
        paper = paper_of(session, number, paper_id)
        ticking = update(Upload).where(Upload.id == paper_id, Upload.checked_at.is_(None) == is_right)
        values = {"checked_at": now, "checked_by_id": by.staff_id} if is_right else _UNTICKED
        done = session.scalar(ticking.values(values).returning(Upload.id), execution_options=_UNSEEN)
        if done is not None:
            verb = "check_paper" if is_right else "uncheck_paper"
            record(session, verb, "paper", paper_id, case_id=paper.case_id, by=by, now=now)


def note_seen(session: Session, paper: Upload, how: str, *, by: Actor, now: datetime) -> None:
    """Note in the history that a member of staff looks at a paper; the small picture once in a while.

    ``how``: "preview" (as a page with it loads), "picture" or "file".
    """
    if how == "preview" and _has_seen(session, paper, by, now - ONCE_IN):
        return
    paper_id, case_id = paper.id, paper.case_id
    with writing(session):
        record(session, "see_paper", "paper", paper_id, case_id=case_id, by=by, now=now, how=how)


def _has_seen(session: Session, paper: Upload, by: Actor, since: datetime) -> bool:
    mine = Event.case_id == paper.case_id, Event.staff_id == by.staff_id, Event.at >= since
    seen = select(Event.id).where(*mine, Event.verb == "see_paper", Event.noun_id == paper.id)
    return session.scalar(seen.limit(1)) is not None


_UNTICKED: dict[str, Any] = {"checked_at": None, "checked_by_id": None}


def look_at(folder: Folder, arrival: Arrival, limits: Limits) -> Kept:
    """Look at a file, make it what is kept, and put it in the folder; raises a WrongFile."""
    name = clean_name(arrival.name)
    if not arrival.content:
        raise Empty(name)
    if len(arrival.content) > limits.size:
        raise TooLarge(name, limits.size)
    kind = type_of(arrival.content[:256])
    if kind is None or kind not in arrival.types:
        raise WrongType(name, arrival.types)
    content, media_type, preview = _as_kept(arrival.content, kind, name, limits)
    digest = hashlib.sha256(content).hexdigest()
    stored_as = folder.keep(content, preview)
    return Kept(kept_name(name, media_type), media_type, len(content), digest, stored_as)


def _as_kept(content: bytes, kind: str, name: str, limits: Limits) -> tuple[bytes, str, bytes]:
    """Return what is kept: content, media type, and a preview where there is one."""
    if kind == PDF:
        check_pdf(content, name)
        return content, "application/pdf", b""
    photograph = develop(content, kind, name, limits)
    return photograph.content, photograph.media_type, photograph.preview


def _row(kept: Kept, token: str, *, form_key: str, field: str, case_id: int | None, now: datetime) -> Upload:
    return Upload(
        token_hash=token_hash(token),
        form_key=form_key,
        case_id=case_id,
        field=field,
        uploaded_at=now,
        **vars(kept),
    )


def _added(session: Session, case: Case, kept: Kept, by: Actor, now: datetime) -> tuple[Upload, bool]:
    here = Upload.case_id == case.id, Upload.field == ""
    same = session.scalar(select(Upload).where(*here, Upload.sha256 == kept.sha256))
    if same is not None:
        return same, False
    if _count(session, *here) >= MOST_ADDED:
        raise TooMany
    paper = _row(kept, new_token(), form_key=case.key, field="", case_id=case.id, now=now)
    session.add(paper)
    session.flush()
    if not by.is_staff:
        counting = update(Case).where(Case.id == case.id).values(new_papers=Case.new_papers + 1)
        session.execute(counting, execution_options=_UNSEEN)
    record(session, "add_paper", "paper", paper.id, case_id=case.id, by=by, now=now)
    return paper, True


def _hold_open(session: Session, case: Case, within: timedelta, now: datetime) -> None:
    """Hold the case's row: whoever decides it meanwhile waits, or was first."""
    session.execute(update(Case).where(Case.id == case.id).values(changed_at=now), execution_options=_UNSEEN)
    session.refresh(case)
    _require_open(session, case, within, now)


def _require_open(session: Session, case: Case, within: timedelta, now: datetime) -> None:
    if case.state not in OPEN_STATES and not is_untold(session, case, within=within, now=now):
        raise NotAllowed("add_paper", case.state)


def _count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count(Upload.id)).where(*conditions)) or 0
