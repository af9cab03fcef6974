"""Every kind of question, by the name that a definition calls it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.definition import Field
from forms.fields.address import PostalAddress
from forms.fields.children import Children
from forms.fields.choices import Choice, Choices, Select, YesNo
from forms.fields.contacts import Email, Phone
from forms.fields.dates import BirthDate, Day
from forms.fields.files import Files
from forms.fields.kind import Kind
from forms.fields.numbers import Number
from forms.fields.people import Kana, Name
from forms.fields.statements import Calculated, Consent, Explanation
from forms.fields.texts import LongText, ShortText
from forms.fields.times import TimeOfDay

_ALL: tuple[type[Kind], ...] = (
    ShortText,
    LongText,
    Number,
    YesNo,
    Choice,
    Choices,
    Select,
    Day,
    TimeOfDay,
    BirthDate,
    Name,
    Kana,
    Email,
    Phone,
    PostalAddress,
    Children,
    Files,
    Consent,
    Explanation,
    Calculated,
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind() for kind in _ALL})
"""In the order in which they are offered to who makes a form."""


def kind_of(field: Field) -> Kind:
    """Return the kind of a field; KeyError for a kind that there is not."""
    return KINDS[field.kind]
