"""Looking postal codes up."""

from __future__ import annotations

import unicodedata
from os.path import commonprefix

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.places.japan_post import Place
from domain.places.models import PostalCode

SHORTEST = 4
"""Characters that several areas of one code must begin with to be worth filling in: a city at least."""


def look_up(session: Session, typed: str) -> list[Place]:
    """Return the places of a postal code typed in any width, with or without 〒 and dashes; [] for none."""
    code = "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", typed[:40])))
    if len(code) != 7:
        return []
    query = select(PostalCode.code, PostalCode.prefecture, PostalCode.city, PostalCode.town)
    rows = session.execute(query.where(PostalCode.code == code).order_by(PostalCode.id)).all()
    return [Place(*row) for row in rows]


def areas_of(session: Session, typed: str) -> list[str]:
    """Return the areas of a postal code as an address begins: prefecture, city, town in one."""
    return [place.prefecture + place.city + place.town for place in look_up(session, typed)]


def area_of(session: Session, typed: str) -> str:
    """Return how every address of a postal code begins; "" where nothing is known, or hardly anything."""
    found = commonprefix(areas_of(session, typed))
    return found if len(found) >= SHORTEST else ""
