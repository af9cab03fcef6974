"""Who an entry is of: the keys that people are compared and counted by, in every round of a campaign. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.lottery.folding import kana_key, name_key, phone_key
from domain.lottery.places_folded import address_key


@dataclass(frozen=True)
class Applicant:
    """One person of an application, as typed."""

    name: str
    units: int
    kana: str = ""
    born_on: date | None = None
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    tier: str = ""
    """"" is the last tier of the round."""
    claim: str = ""
    """Name of a weight that the person claims."""

    @cached_property
    def keys(self) -> dict[str, str]:
        """The columns of an entry that duplicates are found by."""
        return {
            "name_key": name_key(self.name),
            "kana_key": kana_key(self.kana),
            "address_key": address_key(self.address),
            "phone_key": phone_key(self.phone),
        }

    @cached_property
    def person(self) -> str:
        """The key of the person: who reads the same, was born the same day and lives in the same place is one.

        Where there is no birth date, the phone stands for it: too few are taken for one rather than too many.
        """
        keys = self.keys
        reading = keys["kana_key"] or keys["name_key"]
        born = self.born_on.isoformat() if self.born_on else keys["phone_key"] or keys["address_key"]
        place = "".join(filter(str.isdigit, self.postal_code)) or keys["address_key"]
        return hashlib.sha256(f"{reading}|{born}|{place}".encode()).hexdigest()[:40]


def seated(before: Sequence[str], wanted: Sequence[str]) -> list[int | None]:
    """Return the place in ``before`` that each wanted person keeps: the own one, else the same while nobody else does.

    None: a new one. So a name that is put right keeps its receipt, and nobody gets the receipt of another who stays.
    """
    free = list(before)
    seats: list[int | None] = [None] * len(wanted)
    for at, person in enumerate(wanted):
        if person in free:
            seats[at] = free.index(person)
            free[free.index(person)] = ""
    for at in range(len(wanted)):
        if seats[at] is None and at < len(free) and free[at]:
            seats[at], free[at] = at, ""
    return seats
