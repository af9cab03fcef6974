"""A resident's visit to one session's form: what is asked, for when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session, object_session

from blueprints.rooms import Room, room_of
from domain.booking.lines import slot_line
from domain.booking.models import Slot
from domain.booking.queries import slot_of
from domain.booking.views import SlotLine
from domain.clock import day_of
from domain.procedures.models import FormVersion
from domain.procedures.queries import live
from domain.refusals import NotFound
from forms.definition import Form
from forms.given import Facts


@dataclass(frozen=True)
class Visit:
    """One session of a room with the form that is answered to book it."""

    room: Room
    slot: Slot
    line: SlotLine
    version: FormVersion
    form: Form
    facts: Facts

    @cached_property
    def shown(self) -> str:
        """What an empty form of this visit hangs on, as one text."""
        return repr((self.room, self.line, self.version.fingerprint, self.facts))

    def apart(self) -> Visit:
        """Return this visit taken out of its database session, to be looked at after that has ended."""
        session = object_session(self.slot)
        assert session is not None and self.version.procedure is self.slot.service.procedure
        session.expunge_all()
        return self


def visit_of(session: Session, slug: str, slot_id: int, now: datetime) -> Visit:
    """Return a session of the room at this address with its live form; NotFound."""
    slot, found = slot_of(session, slot_id), live(session, slug)
    if found is None or slot.service.procedure_id != found.procedure.id:
        raise NotFound
    room = room_of(slot.service)
    return Visit(
        room=room,
        slot=slot,
        line=slot_line(slot, room.rules, now),
        version=found.version,
        form=found.version.form,
        facts={"today": day_of(now), "day_of_use": slot.day},
    )


def is_partly_japanese(form: Form, language: str) -> bool:
    """Say whether some text of a form is there only in Japanese, so that the page has to say so."""
    texts = [form.title, *(page.title for page in form.pages)]
    texts += [text for field in form.fields() for text in (field.label, field.help)]
    return any(text.ja and text.language(language) != language for text in texts)
