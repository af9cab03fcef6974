"""How much two entries look like one person's, and why, in words for those who decide. Pure.

A name or its reading must be shared: what a family shares (address, phone) makes nobody another's duplicate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.lottery.folding import is_kana_key, kana_key
from domain.lottery.places_folded import cut
from forms.messages import for_staff

ALIKE = 60
"""Points from which two entries are shown to a person."""
BEARABLE = 30
"""Points that any two of a group must have: less, and they are two people for certain."""
MOST = 100

REASONS = {
    "name": for_staff("氏名が同じ"),
    "kana": for_staff("ふりがなが同じ"),
    "kana_near": for_staff("ふりがなが1文字だけ違う（双子やきょうだいかもしれません）"),
    "birth": for_staff("生年月日が同じ"),
    "birth_near": for_staff("生年月日が似ている（元号や数字の書き違いかもしれません）"),
    "birth_other": for_staff("生年月日が違う"),
    "address": for_staff("住所が同じ"),
    "address_near": for_staff("住所がほぼ同じ（番地の続きが片方だけにあります）"),
    "phone": for_staff("電話番号が同じ"),
    "elsewhere": for_staff("住所も電話番号も違う"),
}
"""Why two entries are shown side by side, and what speaks against it."""
AGAINST = frozenset({"kana_near", "birth_other", "elsewhere"})
"""Reasons that speak against one person, or raise a doubt."""
POINTS = {
    "name": 30,
    "kana": 25,
    "kana_near": 10,
    "birth": 40,
    "birth_near": 15,
    "birth_other": -15,
    "address": 15,
    "address_near": 8,
    "phone": 15,
    "elsewhere": -15,
}
ONLY_NAME, ONLY_READING = 15, 20
"""More for what is the same where the other of the two is not known of one of them, and cannot speak against it."""
SHORTEST_TOWN = 2
"""Characters in which two towns must end alike, one of them written without its city."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of an entry; "" or nothing for what is not known (see ``person_of``)."""

    id: int
    written: str
    """The key of the name; "" of somebody who wrote it in kana only."""
    reading: str
    """The key of the reading, perhaps that of a name in kana only."""
    born: str
    """Eight digits."""
    town: str
    numbers: tuple[str, ...]
    phone: str
    key: str = ""
    """Of the person, by which caps are counted (``Entry.person``)."""
    has_won: bool = False
    """In an earlier round: only compared with."""

    @property
    def place(self) -> tuple[str, tuple[str, ...]] | None:
        """What an address says with and without its city; None where nothing is known."""
        return (self.town[-SHORTEST_TOWN:], self.numbers) if self.town else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for and against two entries being one person's."""

    score: int
    """0 to 100."""
    reasons: tuple[str, ...]
    """Keys of ``REASONS``."""

    @property
    def is_candidate(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= ALIKE


NOT_ALIKE = Likeness(0, ())


def person_of(
    number: int,
    name: str,
    kana: str,
    born_on: date | None,
    address: str,
    phone: str,
    *,
    key: str = "",
    has_won: bool = False,
) -> Person:
    """Return what is compared of an entry, of its id, the keys of its columns, and its birth date."""
    is_reading = is_kana_key(name)
    reading = kana or (kana_key(name) if is_reading else "")
    born = born_on.isoformat().replace("-", "") if born_on else ""
    return Person(number, "" if is_reading else name, reading, born, *cut(address), phone, key, has_won)


def compare(one: Person, other: Person) -> Likeness:
    """Return how much two entries look like one person's; the order does not matter."""
    who = _who(one, other)
    if not who:
        return NOT_ALIKE
    reasons = (*who, *_birth(one.born, other.born), *_where(one, other))
    score = sum(POINTS[reason] for reason in reasons) + _more(one, other, who)
    # Who is counted as one person is looked at before the rule decides by itself.
    least = ALIKE if one.key and one.key == other.key else 0
    return Likeness(max(least, min(MOST, score)), reasons)


def is_birth_slip(one: str, other: str) -> bool:
    """Say whether two different birth dates can be one misread: a digit, day and month changed, another era."""
    if one[4:] == other[4:]:
        is_era = abs(int(one[:4]) - int(other[:4])) in _ERA_SLIPS
        return is_era or _digits_apart(one, other) == 1
    is_swapped = one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]
    return is_swapped or _digits_apart(one, other) == 1


def is_one_slip(one: str, other: str) -> bool:
    """Say whether a text becomes the other by one character changed, left out or added."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


_ERA_SLIPS = frozenset({14, 25, 30, 44, 63, 93})
"""Years between eras that are alike on paper: 昭和 and 平成, 平成 and 令和, 大正 and 昭和, and so on."""


def _who(one: Person, other: Person) -> tuple[str, ...]:
    has_name = one.written != "" and one.written == other.written
    has_reading = one.reading != "" and one.reading == other.reading
    if has_name or has_reading:
        return _NAMED[has_name, has_reading]
    return ("kana_near",) if one.reading and other.reading and is_one_slip(one.reading, other.reading) else ()


_NAMED = {(True, True): ("name", "kana"), (True, False): ("name",), (False, True): ("kana",)}


def _birth(one: str, other: str) -> tuple[str, ...]:
    if not one or not other:
        return ()
    if one == other:
        return ("birth",)
    return ("birth_near",) if is_birth_slip(one, other) else ("birth_other",)


def _where(one: Person, other: Person) -> tuple[str, ...]:
    place = _place(one, other)
    if one.phone and one.phone == other.phone:
        return (*place, "phone")
    is_elsewhere = not place and one.town and other.town and one.phone and other.phone
    return ("elsewhere",) if is_elsewhere else place


def _place(one: Person, other: Person) -> tuple[str, ...]:
    common = min(len(one.numbers), len(other.numbers))
    if one.numbers[:common] != other.numbers[:common] or not _same_town(one.town, other.town):
        return ()
    if one.numbers == other.numbers:
        return ("address",) if common or one.town == other.town else ()
    return ("address_near",) if common else ()


def _same_town(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_TOWN and (one.endswith(other) or other.endswith(one))


def _more(one: Person, other: Person, who: tuple[str, ...]) -> int:
    """Return points for the only thing of a person that can be compared."""
    if who == ("name",) and not (one.reading and other.reading):
        return ONLY_NAME
    return ONLY_READING if who == ("kana",) and not (one.written and other.written) else 0


def _digits_apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
