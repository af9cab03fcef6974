"""What a form is: pages of fields, as frozen values that go to JSON and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

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


class DefinitionError(ValueError):
    """The JSON is not a form definition at all; the message names the place."""


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
        if isinstance(value, Mapping) and isinstance(value.get("ja"), str) and set(value) <= set(LANGUAGES):
            return cls(**{code: str(text) for code, text in value.items()})
        raise DefinitionError(f"{where}: a text is a string or an object with ja, easy, en")

    def to_json(self) -> Any:
        """Return the shortest JSON that reads back the same."""
        others = {code: getattr(self, code) for code in LANGUAGES[1:] if getattr(self, code)}
        return {"ja": self.ja, **others} if others else self.ja


NO_TEXT = Text("")


def frozen(value: Any) -> Any:
    """Return JSON-like data as read-only mappings and tuples."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(inner) for inner in value)
    return value


def thawed(value: Any) -> Any:
    """Return frozen data as plain dicts and lists, ready for json."""
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [thawed(inner) for inner in value]
    return value


@dataclass(frozen=True)
class Field:
    """One question (or one text, or one calculated value) of a form."""

    key: str
    kind: str
    label: Text
    help: Text = NO_TEXT
    required: bool = True
    meaning: str = ""
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    ask_if: Mapping[str, Any] | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Field:
        """Read one field; DefinitionError where its shape is wrong."""
        _only(data, {"key", "kind", "label", "help", "required", "meaning", "settings", "ask_if"}, "field")
        key = _string(data, "key", "field")
        return cls(
            key=key,
            kind=_string(data, "kind", key),
            label=Text.from_json(data.get("label", ""), f"{key}.label"),
            help=Text.from_json(data.get("help", ""), f"{key}.help"),
            required=bool(data.get("required", True)),
            meaning=str(data.get("meaning", "")),
            settings=frozen(_object(data.get("settings", {}), f"{key}.settings")),
            ask_if=_condition(data, key),
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

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Page:
        """Read one page; DefinitionError where its shape is wrong."""
        _only(data, {"key", "title", "intro", "fields", "ask_if"}, "page")
        key = _string(data, "key", "page")
        return cls(
            key=key,
            title=Text.from_json(data.get("title", ""), f"{key}.title"),
            intro=Text.from_json(data.get("intro", ""), f"{key}.intro"),
            fields=tuple(Field.from_json(_object(one, key)) for one in _list(data, "fields", key)),
            ask_if=_condition(data, key),
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
    def from_json(cls, data: Mapping[str, Any]) -> Form:
        """Read a definition of the published schema; DefinitionError where its shape is wrong."""
        _only(data, {"schema", "title", "intro", "pages"}, "form")
        if data.get("schema") != SCHEMA:
            raise DefinitionError(f"form: schema must be {SCHEMA}")
        return cls(
            title=Text.from_json(data.get("title"), "form.title"),
            intro=Text.from_json(data.get("intro", ""), "form.intro"),
            pages=tuple(Page.from_json(_object(one, "pages")) for one in _list(data, "pages", "form")),
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


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise DefinitionError(f"{where}: an object is expected")
    return value


def _list(data: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = data.get(name)
    if not isinstance(value, list | tuple):
        raise DefinitionError(f"{where}.{name}: a list is expected")
    return list(value)


def _string(data: Mapping[str, Any], name: str, where: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise DefinitionError(f"{where}.{name}: a text is expected")
    return value


def _only(data: Any, allowed: set[str], where: str) -> None:
    extra = set(_object(data, where)) - allowed
    if extra:
        raise DefinitionError(f"{where}: unknown {', '.join(sorted(extra))}")


def _condition(data: Mapping[str, Any], where: str) -> Mapping[str, Any] | None:
    value = data.get("ask_if")
    return None if value is None else frozen(_object(value, f"{where}.ask_if"))
