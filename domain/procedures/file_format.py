"""The file of a procedure: everything that makes it up, readable, the same bytes each time (docs/procedure-file.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.procedures.file_details import read_details, read_samples
from domain.procedures.file_problems import FileProblem, at, reading
from domain.procedures.file_values import Value, fill_in, placeholders, read_values
from forms.definition import NO_TEXT, Form, Text
from forms.shapes import a_string, only, plain_json

SCHEMA = 1
"""Number of the published JSON schema (docs/procedure-file.schema.json)."""
NAME = "madoguchi procedure"
KINDS = ("booking", "lottery", "application")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
LARGEST = 300_000
"""Bytes of a file; the largest real ones have a quarter of that."""

_NAMES = ("file", "schema", "kind", "slug", "title", "summary", "details", "form", "samples", "values")


@dataclass(frozen=True)
class ProcedureFile:
    """A procedure as it stands in a file; ``details`` and ``samples`` are JSON without what is default."""

    kind: str
    slug: str
    title: Text
    form: Form | None
    """None for a procedure that lives elsewhere."""
    summary: Text = NO_TEXT
    details: Mapping[str, Any] = field(default_factory=dict)
    samples: tuple[Mapping[str, Any], ...] = ()
    values: tuple[Value, ...] = ()
    """What differs from city to city: {{city}} stands for the answer."""

    @classmethod
    def from_bytes(cls, data: bytes) -> ProcedureFile:
        """Read a file; FileProblem says where and what is wrong."""
        if len(data) > LARGEST:
            raise FileProblem("", f"ファイルが大きすぎます（{LARGEST // 1000}KBまで）。")
        try:
            return cls.from_text(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise FileProblem(f"{line}行目", "文字コードがUTF-8ではありません。") from None

    @classmethod
    def from_text(cls, text: str) -> ProcedureFile:
        """Read the text of a file; FileProblem."""
        return cls.from_json(_loaded(text))

    @classmethod
    def from_json(cls, data: Any) -> ProcedureFile:
        """Read JSON data; FileProblem."""
        with reading():
            plain_json(data, "file")
            only(data, _NAMES, "file")
            made = cls(
                kind=_kind(data),
                slug=_slug(data),
                title=Text.from_json(data.get("title"), "file.title"),
                summary=Text.from_json(data.get("summary", ""), "file.summary"),
                details=read_details(data.get("details", {}), "file.details"),
                form=Form.from_json(data["form"], "file.form") if data.get("form") is not None else None,
                samples=read_samples(data.get("samples", []), "file.samples"),
                values=read_values(data.get("values", []), "file.values"),
            )
        _check_whole(made)
        return made

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data without what is default."""
        data: dict[str, Any] = {"file": NAME, "schema": SCHEMA, "kind": self.kind, "slug": self.slug}
        data["title"] = self.title.to_json()
        if self.summary != NO_TEXT:
            data["summary"] = self.summary.to_json()
        if self.details:
            data["details"] = dict(self.details)
        if self.form is not None:
            data["form"] = self.form.to_json()
        if self.samples:
            data["samples"] = [dict(one) for one in self.samples]
        if self.values:
            data["values"] = [one.to_json() for one in self.values]
        return data

    def to_text(self) -> str:
        """Return the text of the file: sorted and indented, so that two of them can be compared line by line."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def filled(self, answers: Mapping[str, Any]) -> ProcedureFile:
        """Return the file with the city's own values in their places; FileProblem where one is missing."""
        missing = [one.label for one in self.values if one.key not in answers]
        if missing:
            raise FileProblem("values", f"この市の値が決まっていません：{'、'.join(missing)}")
        whole = replace(self, values=()).to_json()
        return ProcedureFile.from_json(fill_in(whole, answers))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"{error.lineno}行目の{error.colno}文字目"
        raise FileProblem(where, f"JSONの書き方が正しくありません（{error.msg}）。") from None
    except RecursionError:
        raise FileProblem("", "入れ子が深すぎます。") from None
    except ValueError as error:
        if isinstance(error, FileProblem):
            raise
        raise FileProblem("", "けた数の多すぎる数があります。") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise FileProblem(name, "同じ項目が2回書かれています。")
        found[name] = value
    return found


def _refuse_constant(name: str) -> None:
    raise FileProblem(name, "数として使えません。")


def _kind(data: Mapping[str, Any]) -> str:
    if data.get("file") != NAME:
        raise FileProblem(
            "file", f"まどぐちの手続きのファイルではありません（file が「{NAME}」ではありません）。"
        )
    if data.get("schema") != SCHEMA:
        raise FileProblem("schema", f"このまどぐちで読めるのは、schema が {SCHEMA} のファイルです。")
    kind = a_string(data, "kind", "file")
    if kind not in KINDS:
        raise FileProblem("kind", f"{'、'.join(KINDS)} のどれかにしてください。")
    return kind


def _slug(data: Mapping[str, Any]) -> str:
    slug = a_string(data, "slug", "file")
    if not is_slug(slug):
        raise FileProblem("slug", "小文字の英字・数字・ハイフンで、60文字までにしてください。")
    return slug


def is_slug(slug: str) -> bool:
    """Say whether a text can be the address of a procedure."""
    return len(slug) <= LONGEST_SLUG and SLUG.fullmatch(slug) is not None and slug != "new"


def _check_whole(made: ProcedureFile) -> None:
    if not made.title.ja.strip():
        raise FileProblem("title", "手続きの名前がありません。")
    if made.form is None and not made.details.get("elsewhere_url"):
        raise FileProblem("form", "様式がありません。")
    declared = {one.key for one in made.values}
    for where, key in _open_places(made):
        if key not in declared:
            raise FileProblem(where, f"{{{{{key}}}}} の説明が values にありません。")


def _open_places(made: ProcedureFile) -> Iterator[tuple[str, str]]:
    data = made.to_json()
    data.pop("values", None)
    for where, key in placeholders(data):
        yield at(where), key
