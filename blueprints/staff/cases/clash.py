"""When somebody was faster: what I wanted and what is there now, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from blueprints.web.filters import day_time, t
from blueprints.web.guard import present
from domain.cases.queries import CasePage
from domain.cases.rules import STATE_WORDS, STEPS, NotAllowed, is_allowed
from domain.clock import now_utc
from domain.history import Event
from domain.refusals import ChangedMeanwhile, Refusal
from forms.messages import Message
from forms.reading import load_answers
from forms.rows import rows


@dataclass(frozen=True)
class Clash:
    """Two versions of a case: mine, as I wanted or saw it, and the one that is there."""

    action: str
    lines: tuple[tuple[str, str, str], ...]
    """(what, mine, theirs)."""
    can_go_on: bool
    """Whether what I wanted can still be done on what is there now."""


def clash_of(
    page: CasePage, action: str, refusal: Refusal | None, revision: int, reason: str
) -> Clash | None:
    """Return both versions where a refusal says that somebody was faster, else None."""
    if not isinstance(refusal, NotAllowed | ChangedMeanwhile) or not action:
        return None
    last = _last_change(page)
    theirs = t(Message(STATE_WORDS[page.case.state]))
    lines = [
        ("状態", t(Message(STATE_WORDS[STEPS[action].to])), theirs),
        ("変更した人", present().name, _who(last)),
        ("日時", f"{day_time(now_utc())}（いま）", day_time(last.at) if last else "—"),
    ]
    if reason or _reason(page):
        lines.append(("理由・伝えること", reason or "—", _reason(page) or "—"))
    lines += _answers(page, revision)
    return Clash(action, tuple(lines), is_allowed(action, page.case.state, "staff"))


def _last_change(page: CasePage) -> Event | None:
    return next((event for event in reversed(page.history) if "revision" in event.detail), None)


def _who(event: Event | None) -> str:
    if event is None:
        return "—"
    return {"staff": event.actor_name, "resident": "申請した人"}.get(event.actor_kind, "システム")


def _reason(page: CasePage) -> str:
    if page.open_return is not None:
        return page.open_return.sentence
    return page.decisions[-1].reason if page.decisions else ""


def _answers(page: CasePage, revision: int) -> list[tuple[str, str, str]]:
    """Return the answers that are otherwise now than in the revision that I saw."""
    seen = next((one.answers for one in page.former if one.revision >= revision), None)
    if seen is None or revision < 1:
        return []
    form = page.case.form_version.form
    before = {row.key: row.text for row in rows(form, load_answers(form, seen))}
    now = {row.key: row.text for row in rows(form, load_answers(form, page.case.answers))}
    labels = {field.key: str(field.label) for field in form.fields()}
    return [
        (labels[key], before.get(key, "—"), now.get(key, "—"))
        for key in labels
        if before.get(key) != now.get(key)
    ]
