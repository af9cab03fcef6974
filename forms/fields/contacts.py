"""Questions about how somebody is reached: e-mail, phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from email_validator import EmailNotValidError, validate_email

from forms.definition import Field
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Unreadable
from forms.fields.settings import flag, is_flag, wrong_settings
from forms.fields.typed import refuse_long, text_of
from forms.messages import Message, message
from forms.phone_numbers import NotAPhone, hyphenated, national_digits
from forms.widths import narrow

_LONGEST_EMAIL = 254
_LONGEST_PHONE = 40
_CARRIERS = re.compile(
    r"docomo\.ne\.jp|([a-z0-9-]+\.)?ezweb\.ne\.jp|au\.com|softbank\.ne\.jp|i\.softbank\.jp|[a-z]\.vodafone\.ne\.jp"
    r"|jp-[a-z]\.ne\.jp|disney\.ne\.jp|disneymobile\.ne\.jp|(w[a-z]{2}\.)?willcom\.com|([a-z0-9-]+\.)?pdx\.ne\.jp|y-mobile\.ne\.jp"
    r"|ymobile1?\.ne\.jp|emnet\.ne\.jp|emobile\.ne\.jp|uqmobile\.jp"
)
"""Domains of mobile carriers, which gave out addresses with dots in a row or at the end until about 2009."""
_CARRIER_LOCAL = re.compile(r"[A-Za-z0-9._+/?-]{1,64}")


class Email(Kind):
    """A mail address that mail can really be sent to, as far as its form tells."""

    name = "email"
    title = message("メールアドレス")
    example = "hanako@example.jp"
    is_personal = True
    allowed_settings = frozenset({"someone_else"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return a wide input with the keyboard for addresses."""
        token = "off" if flag(field, "someone_else") else "email"
        return Hints(
            message("{label}", label=field.label),
            autocomplete=token,
            inputmode="email",
            width=40,
            type="email",
        )

    def read(self, field: Field, given: Given, facts: Facts) -> str:
        """Return the address in half width, its domain in lower case and in ASCII."""
        typed = narrow(text_of(given)).replace("。", ".").removeprefix("mailto:").strip("<>")
        refuse_long(field.label, "", typed, _LONGEST_EMAIL)
        local, _, domain = typed.rpartition("@")
        if _CARRIERS.fullmatch(domain.lower()) and _CARRIER_LOCAL.fullmatch(local):
            return f"{local}@{domain.lower()}"
        return _checked(field, typed)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"someone_else": is_flag})


class Phone(Kind):
    """A Japanese phone number, kept as national digits: "09012345678"."""

    name = "phone"
    title = message("電話番号")
    example = "090-1234-5678"
    is_personal = True
    allowed_settings = frozenset({"someone_else"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return an input with the keypad for phone numbers."""
        token = "off" if flag(field, "someone_else") else "tel"
        return Hints(
            message("{label}", label=field.label), autocomplete=token, inputmode="tel", width=16, type="tel"
        )

    def read(self, field: Field, given: Given, facts: Facts) -> str:
        """Return the national digits; +81, brackets and any hyphen are understood."""
        typed = text_of(given)
        refuse_long(field.label, "", typed, _LONGEST_PHONE)
        try:
            return national_digits(field.label, typed)
        except NotAPhone as problem:
            raise Unreadable(("", problem.text)) from None

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the number with hyphens."""
        return {"": [hyphenated(answer)]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return the number with hyphens: 090-1234-5678."""
        return hyphenated(answer)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"someone_else": is_flag})


def _checked(field: Field, typed: str) -> str:
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Unreadable(("", _wrong_email(field, typed))) from None
    return found.ascii_email or found.normalized


def _wrong_email(field: Field, typed: str) -> Message:
    example = "hanako@example.jp"
    if "@" not in typed:
        return message(
            "{label}に「@」がありません。{example} のように入力してください。",
            label=field.label,
            example=example,
        )
    if "." not in typed.rpartition("@")[2]:
        return message(
            "{label}は「@」の後ろまで入力してください（例：{example}）。", label=field.label, example=example
        )
    return message(
        "{label}に使えない文字や並びがあります。{example} のように入力してください。",
        label=field.label, example=example,
    )  # fmt: skip
