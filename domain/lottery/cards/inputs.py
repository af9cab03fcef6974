"""What stands on a postcard: which inputs of the form it fills, the kana first, and how a day of postmark is read. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.definition import Field, Form
from forms.fields import kind_of
from forms.given import input_name
from forms.messages import for_staff
from forms.typed_dates import NotADay, day_from_text
from forms.widths import narrow

REPEATED = frozenset({"=", "〃", "々", '"', "''"})
"""What is typed in place of a postal code where the address is that of the card before."""
ADDRESS = ("postal_code", "area", "street", "building")
SHARED = (*ADDRESS, "phone")
"""What a family's cards have in common."""


@dataclass(frozen=True)
class Blank:
    """One thing that is written on a card."""

    name: str
    label: str
    input: str
    """Name of the form's input that it is typed into."""
    field: str
    """Key of the question."""


def blanks_of(form: Form, asks: Mapping[str, str]) -> tuple[Blank, ...]:
    """Return what is keyed of a card, in the order of keying; ``asks`` is ``Campaign.asks``."""
    return tuple(_blanks(form, asks))


def others_of(form: Form, asks: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the questions that a card answers besides, most often all cards alike."""
    keyed = {blank.field for blank in blanks_of(form, asks)} | {asks.get("family")}
    asked = (field for field in form.fields() if kind_of(field).asks and field.kind != "files")
    return tuple(field for field in asked if field.key not in keyed)


def postmark_in(typed: str, today: date) -> date | None:
    """Return the day of 1125, 11/25, 11月25日 (the last that was) or of a whole date; None for anything else."""
    plain = narrow(typed)
    if (found := _MONTH_AND_DAY.fullmatch(plain)) is not None:
        return _last_day(int(found[1] or found[3]), int(found[2] or found[4]), today)
    try:
        return day_from_text(_LABEL, typed)
    except NotADay:
        return None


def split_address(written: str) -> tuple[str, str, str]:
    """Return area, street number and building of an address in one line."""
    found = _FIRST_NUMBER.search(written)
    if found is None:
        return written, "", ""
    street, _, building = written[found.start() :].replace("\u3000", " ").partition(" ")
    return written[: found.start()].strip(), street, building.strip()


def heading(text: str) -> str:
    """Return the words at the head of a column as they are compared."""
    return _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "").strip()


HEADS: Mapping[str, tuple[str, ...]] = {
    "postmark": ("消印", "消印日", "消印の日"),
    "card": ("整理番号", "はがき番号", "番号", "No"),
    "kana": ("ふりがな", "フリガナ", "カナ", "氏名カナ", "よみ"),
    "kana_family": ("セイ", "姓カナ"),
    "kana_given": ("メイ", "名カナ"),
    "name": ("氏名", "名前", "お名前"),
    "name_family": ("姓",),
    "name_given": ("名",),
    "born": ("生年月日",),
    "postal_code": ("郵便番号", "〒"),
    "area": ("住所", "住所1", "町名"),
    "street": ("番地", "住所2"),
    "building": ("建物名", "建物", "方書", "住所3"),
    "phone": ("電話番号", "電話"),
    "email": ("メールアドレス", "メール"),
    "units": ("冊数", "希望冊数", "希望する冊数", "口数", "数"),
}
"""What a file's columns may be headed, besides the form's own labels."""
_LABEL = for_staff("消印日")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})[/.月-](\d{1,2})日?|(\d{2})(\d{2})")
_FIRST_NUMBER = re.compile("[0-9０-９]|[一二三四五六七八九十]+(?=丁目|番)")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def _blanks(form: Form, asks: Mapping[str, str]) -> Iterator[Blank]:
    yield from _of(form.meaning("applicant_kana"), "kana", "family")
    yield from _of(form.meaning("applicant_name"), "name", "family")
    yield from _of(form.field(asks.get("born_on", "")), "born", "year")
    address = form.meaning("address")
    if address is not None and address.kind == "postal_address":
        for part in ADDRESS:
            label = str(kind_of(address).input_hints(address, part).label)
            yield Blank(part, label, input_name(address.key, part), address.key)
    elif address is not None:
        yield from _of(address, "area")
    yield from _of(form.meaning("phone"), "phone")
    yield from _of(form.field(asks.get("units", "")), "units")


def _of(field: Field | None, name: str, part: str = "") -> Iterator[Blank]:
    if field is not None:
        has_parts = part in kind_of(field).parts(field, {})
        yield Blank(name, str(field.label), input_name(field.key, part if has_parts else ""), field.key)


def _last_day(month: int, day: int, today: date) -> date | None:
    """Return the last such day that was, or is tomorrow at most: clocks differ, years do not."""
    for year in (today.year + 1, today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=1):
            return found
    return None
