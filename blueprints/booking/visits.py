"""A resident's visit to one session's form: what is asked, for when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from blueprints.booking.rooms import Room, room_of
from domain.booking.lines import slot_line
from domain.booking.marks import Mark
from domain.booking.models import Service, Slot
from domain.booking.queries import service_by_slug
from domain.booking.views import SlotLine
from domain.clock import day_of
from domain.procedures.models import FormVersion
from domain.procedures.queries import live
from domain.refusals import NotFound
from forms.definition import Form
from forms.given import Facts


@dataclass(frozen=True)
class Place:
    """A room with the form that is answered to book it: the same for all its sessions."""

    service: Service
    room: Room
    version: FormVersion

    def apart(self) -> Place:
        """Return this place taken out of its database session, to be looked at after that has ended."""
        session = object_session(self.service)
        assert session is not None
        set_committed_value(self.version, "procedure", self.service.procedure)
        session.expunge_all()
        return self


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
        """What the pages of its form hang on, as one text: everything but how many places are left."""
        mark = Mark.FREE if self.line.mark.is_bookable else self.line.mark
        line = replace(self.line, mark=mark, remaining=0)
        return repr((self.room, line, self.version.fingerprint, self.facts))

    def apart(self, place: Place) -> Visit:
        """Return this visit to a place that is apart taken out of its database session, too."""
        session = object_session(self.slot)
        assert session is not None
        session.expunge(self.slot)
        set_committed_value(self.slot, "service", place.service)
        return self


def place_of(session: Session, slug: str) -> Place:
    """Return the room at this address with its live form; NotFound. Two queries."""
    service, found = service_by_slug(session, slug), live(session, slug)
    if found is None:
        raise NotFound
    return Place(service, room_of(service), found.version)


def visit_of(session: Session, slug: str, slot_id: int, now: datetime, place: Place | None = None) -> Visit:
    """Return a session of the room at this address with its live form; NotFound. One query where the place is known."""
    place = place or place_of(session, slug)
    slot = session.get(Slot, slot_id)
    if slot is None or slot.service_id != place.service.id:
        raise NotFound
    return Visit(
        room=place.room,
        slot=slot,
        line=slot_line(slot, place.room.rules, now),
        version=place.version,
        form=place.version.form,
        facts={"today": day_of(now), "day_of_use": slot.day},
    )


def is_partly_japanese(form: Form, language: str) -> bool:
    """Say whether some text of a form is there only in Japanese, so that the page has to say so."""
    texts = [form.title, *(page.title for page in form.pages)]
    texts += [text for field in form.fields() for text in (field.label, field.help)]
    return any(text.ja and text.language(language) != language for text in texts)
