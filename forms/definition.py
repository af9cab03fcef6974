"""What a form is: pages of fields, as frozen values that go to JSON and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.shapes import (
    DefinitionError,
    a_flag,
    a_list,
    a_string,
    an_object,
    frozen,
    only,
    plain_json,
    thawed,
)

__all__ = [
    "LANGUAGES",
    "MEANINGS",
    "NO_TEXT",
    "SCHEMA",
    "DefinitionError",
    "Field",
    "Form",
    "Page",
    "Text",
    "frozen",
    "thawed",
]

SCHEMA = 1
"""Number of the published JSON schema (docs/form-definition.schema.json)."""

LANGUAGES = ("ja", "easy", "en")
"""日本語 (required in every text), やさしい日本語, English."""

MEANINGS = (
    "applicant_name",
    "applicant_kana",
    "phone",
    "email",
    "address",
    "residence",
    "adults",
    "children",
)
"""What a field is to the rest of the town; at most one field of a form has each meaning."""


@dataclass(frozen=True)
class Text:
    """One text of a definition per language; Japanese is always there."""

    ja: str
    easy: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.ja

    def language(self, wanted: str) -> str:
        """Return the language that ``wanted`` really gets: itself where it is written, else "ja"."""
        return wanted if wanted in LANGUAGES and getattr(self, wanted) else "ja"

    def shown_in(self, wanted: str) -> str:
        """Return the text in ``wanted``, or in Japanese where it is not written."""
        return str(getattr(self, self.language(wanted)))

    @classmethod
    def from_json(cls, value: Any, where: str = "text") -> Text:
        """Read ``"…"`` (Japanese) or ``{"ja": "…", "easy": "…", "en": "…"}``."""
        if isinstance(value, str):
            return cls(value)
        texts = only(value, LANGUAGES, where)
        if "ja" not in texts:
            raise DefinitionError(where, "the Japanese text (ja) is missing")
        return cls(**{code: a_string(texts, code, where, default="") for code in LANGUAGES})

    def to_json(self) -> Any:
        """Return the shortest JSON that reads back the same."""
        others = {code: getattr(self, code) for code in LANGUAGES[1:] if getattr(self, code)}
        return {"ja": self.ja, **others} if others else self.ja


NO_TEXT = Text("")


@dataclass(frozen=True)
class Field:
    """One question (or one text, or one calculated value) of a form."""

    key: str
    kind: str
    label: Text
    help: Text = NO_TEXT
    required: bool = True
    meaning: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    ask_if: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Make what is inside read-only too."""
        object.__setattr__(self, "settings", frozen(self.settings))
        object.__setattr__(self, "ask_if", frozen(self.ask_if))

    @classmethod
    def from_json(cls, data: Any, where: str = "field") -> Field:
        """Read one field; DefinitionError where its shape is wrong."""
        only(data, ("key", "kind", "label", "help", "required", "meaning", "settings", "ask_if"), where)
        return cls(
            key=a_string(data, "key", where),
            kind=a_string(data, "kind", where),
            label=Text.from_json(data.get("label", ""), f"{where}.label"),
            help=Text.from_json(data.get("help", ""), f"{where}.help"),
            required=a_flag(data, "required", where, default=True),
            meaning=a_string(data, "meaning", where, default=""),
            settings=an_object(data.get("settings", {}), f"{where}.settings"),
            ask_if=_condition(data, where),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data without what is default."""
        data: dict[str, Any] = {"key": self.key, "kind": self.kind, "label": self.label.to_json()}
        if self.help != NO_TEXT:
            data["help"] = self.help.to_json()
        if not self.required:
            data["required"] = False
        if self.meaning:
            data["meaning"] = self.meaning
        if self.settings:
            data["settings"] = thawed(self.settings)
        if self.ask_if is not None:
            data["ask_if"] = thawed(self.ask_if)
        return data


@dataclass(frozen=True)
class Page:
    """A group of fields that are asked together."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    intro: Text = NO_TEXT
    ask_if: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Make what is inside read-only too."""
        object.__setattr__(self, "ask_if", frozen(self.ask_if))

    @classmethod
    def from_json(cls, data: Any, where: str = "page") -> Page:
        """Read one page; DefinitionError where its shape is wrong."""
        only(data, ("key", "title", "intro", "fields", "ask_if"), where)
        fields = enumerate(a_list(data, "fields", where))
        return cls(
            key=a_string(data, "key", where),
            title=Text.from_json(data.get("title", ""), f"{where}.title"),
            intro=Text.from_json(data.get("intro", ""), f"{where}.intro"),
            fields=tuple(Field.from_json(one, f"{where}.fields[{number}]") for number, one in fields),
            ask_if=_condition(data, where),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data without what is default."""
        data: dict[str, Any] = {"key": self.key, "title": self.title.to_json()}
        if self.intro != NO_TEXT:
            data["intro"] = self.intro.to_json()
        if self.ask_if is not None:
            data["ask_if"] = thawed(self.ask_if)
        data["fields"] = [one.to_json() for one in self.fields]
        return data


@dataclass(frozen=True)
class Form:
    """A whole definition: what is asked, in order."""

    title: Text
    pages: tuple[Page, ...]
    intro: Text = NO_TEXT

    @classmethod
    def from_json(cls, data: Any, where: str = "form") -> Form:
        """Read a definition of the published schema; DefinitionError where its shape is wrong."""
        plain_json(data, where)
        only(data, ("schema", "title", "intro", "pages"), where)
        if data.get("schema") != SCHEMA:
            raise DefinitionError(f"{where}.schema", f"{SCHEMA} is expected")
        pages = enumerate(a_list(data, "pages", where))
        return cls(
            title=Text.from_json(data.get("title"), f"{where}.title"),
            intro=Text.from_json(data.get("intro", ""), f"{where}.intro"),
            pages=tuple(Page.from_json(one, f"{where}.pages[{number}]") for number, one in pages),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data; ``Form.from_json`` of it is equal to this form."""
        data: dict[str, Any] = {"schema": SCHEMA, "title": self.title.to_json()}
        if self.intro != NO_TEXT:
            data["intro"] = self.intro.to_json()
        data["pages"] = [page.to_json() for page in self.pages]
        return data

    def fields(self) -> Iterator[Field]:
        """Yield every field in the order it is asked."""
        for page in self.pages:
            yield from page.fields

    def field(self, key: str) -> Field | None:
        """Return the field with this key, or None."""
        return next((one for one in self.fields() if one.key == key), None)

    def meaning(self, meaning: str) -> Field | None:
        """Return the field that is, say, the applicant's phone, or None."""
        return next((one for one in self.fields() if one.meaning == meaning), None)

    def fingerprint(self) -> str:
        """Return SHA-256 (64 lower-case hex digits) of the canonical JSON."""
        canonical = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _condition(data: Mapping[str, Any], where: str) -> Mapping[str, Any] | None:
    value = data.get("ask_if")
    return None if value is None else an_object(value, f"{where}.ask_if")
