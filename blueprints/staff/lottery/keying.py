"""One postcard on its way through the keyboard: what was typed, what is kept from the card before, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.filling import new_key
from domain.cases.models import Case
from domain.clock import day_of, now_utc
from domain.lottery.cards.inputs import ADDRESS, REPEATED, SHARED, Blank, blanks_of, others_of, postmark_in
from domain.lottery.cards.lines import ALIKE
from domain.lottery.cards.postcards import Desk, card_entries
from domain.lottery.models import Entry
from domain.refusals import Refusal
from forms.given import Raw, given_to, names_of
from forms.messages import for_staff
from forms.reading import Reading, draft, fill, load_answers, read
from forms.widths import narrow

OWN = frozenset({"csrf_token", "form_key", "step", "after", "postmark", "revision"})


@dataclass(frozen=True)
class Last:
    """The card before, or the one that is put right."""

    case: Case
    entries: Sequence[Entry]
    raw: Raw
    """What one would type to give its answers."""


@dataclass(frozen=True)
class Keying:
    """One card."""

    desk: Desk
    raw: Raw
    postmark: str
    form_key: str
    last: Last | None = None
    refusal: Refusal | None = None
    corrected: Case | None = None
    """The card that is put right."""
    is_draft: bool = False
    """Whether nothing is found wrong yet."""

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What is keyed, in this order."""
        return blanks_of(self.desk.form, self.desk.campaign.asks)

    @property
    def reading(self) -> Reading:
        """Read what was typed."""
        facts = {"today": day_of(now_utc())}
        return (
            draft(self.desk.form, self.raw, facts) if self.is_draft else read(self.desk.form, self.raw, facts)
        )

    @property
    def dated_on(self) -> date | None:
        """The day of the postmark; None where it cannot be read."""
        return postmark_in(self.postmark, day_of(now_utc()))

    @property
    def others(self) -> list[Any]:
        """The questions of the form that are not keyed."""
        keys = [field.key for field in others_of(self.desk.form, self.desk.campaign.asks)]
        reading = self.reading
        return [reading.questions[key] for key in keys if key in reading.asked]

    @property
    def ok(self) -> bool:
        """Whether the card can be taken."""
        return not self.problems

    @property
    def problems(self) -> tuple[Slip, ...]:
        """What is to be mended, each at an input that this page has."""
        if self.is_draft:
            return ()
        inputs = {blank.field: blank.input for blank in self.blanks if blank.name not in ADDRESS}
        order = {blank.field: place for place, blank in enumerate(self.blanks)}
        wrong = sorted(self.reading.problems, key=lambda one: order.get(one.field, len(order)))
        found = [Slip(inputs.get(one.field, one.input), one.message) for one in wrong]
        if self.dated_on is None:
            found.insert(
                0, Slip("postmark", for_staff("消印の日を「1125」か「11/25」の形で入れてください。"))
            )
        return tuple(found)

    @property
    def needs_area(self) -> bool:
        """Whether a postal code was typed and the area was not."""
        return bool(self.typed("postal_code")) and not self.typed("area")

    def typed(self, name: str) -> str:
        """Return what was typed into a blank."""
        found = next((blank for blank in self.blanks if blank.name == name), None)
        return next(iter(self.raw.get(found.input, ())), "").strip() if found else ""


def fresh(desk: Desk, last: Last | None) -> Keying:
    """Return an empty card, with the postmark of the one before, and what most cards answer alike."""
    if last is None:
        agreed = {one.key: ("yes",) for one in desk.form.fields() if one.kind == "consent"}
        return Keying(desk, agreed, "", new_key(), None, is_draft=True)
    return Keying(desk, _alike(desk, last), _postmark(last), new_key(), last, is_draft=True)


def typed_card(desk: Desk, sent: Mapping[str, list[str]], last: Last | None) -> Keying:
    """Return the card that was sent; the mark for a repeated address stands for that of the card before."""
    key = next(iter(sent.get("form_key", ())), "")
    raw = {name: texts for name, texts in sent.items() if name not in OWN}
    postmark = next(iter(sent.get("postmark", ())), "")
    keying = Keying(desk, raw, postmark, key if 16 <= len(key) <= 64 else new_key(), last)
    is_repeated = last is not None and narrow(keying.typed("postal_code")) in REPEATED
    return replace(keying, raw=_repeated(keying)) if is_repeated else keying


def correcting(desk: Desk, last: Last) -> Keying:
    """Return a card as it was keyed, to be put right."""
    return Keying(desk, last.raw, _postmark(last), new_key(), last, corrected=last.case, is_draft=True)


def last_card(desk: Desk, number: str) -> Last | None:
    """Return the card with this number; None where it is none of this round."""
    entries = card_entries(database.session(), desk.round.id, number) if number else ()
    if not entries:
        return None
    case, form = entries[0].case, entries[0].case.form_version.form
    return Last(case, entries, _in_one(desk, fill(form, load_answers(form, case.answers))))


def _postmark(last: Last) -> str:
    dated_on = last.case.dated_on
    return f"{dated_on.month}/{dated_on.day}" if dated_on else ""


def _in_one(desk: Desk, raw: Raw) -> dict[str, tuple[str, ...]]:
    """Return what would be typed on this page, where a name is one input."""
    joined = {name: tuple(texts) for name, texts in raw.items()}
    for blank in blanks_of(desk.form, desk.campaign.asks):
        given = given_to(blank.field, joined)
        if blank.name in ("name", "kana") and "given" in given:
            parts = (next(iter(given.get(part, ())), "") for part in ("family", "given"))
            joined[blank.input] = (" ".join(parts),)
            joined.pop(f"{blank.field}-given")
        elif blank.name == "born":
            parts = (next(iter(given.get(part, ())), "") for part in ("year", "month", "day"))
            joined |= {blank.input: (".".join(parts),)}
            for part in ("era", "month", "day"):
                joined.pop(f"{blank.field}-{part}", None)
    return joined


def _alike(desk: Desk, last: Last) -> dict[str, tuple[str, ...]]:
    kept: dict[str, tuple[str, ...]] = {}
    for field in others_of(desk.form, desk.campaign.asks):
        if field.kind in ALIKE:
            kept |= names_of(field.key, given_to(field.key, last.raw))
    return kept


def _repeated(keying: Keying) -> dict[str, Any]:
    """Put the address of the card before in place, and its phone where none was typed."""
    raw: dict[str, Any] = dict(keying.raw)
    last = keying.last
    for blank in keying.blanks:
        is_empty = blank.name != "phone" or not keying.typed("phone")
        if last is not None and blank.name in SHARED and is_empty:
            raw[blank.input] = last.raw.get(blank.input, ())
    return raw
