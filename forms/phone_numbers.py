"""Japanese phone numbers: from what people type to national digits, and with hyphens for showing."""

from __future__ import annotations

import re

from forms.area_codes import area_code_length
from forms.messages import Message, message
from forms.typed_dates import Label
from forms.widths import narrow

_COUNTRY = re.compile(r"^(\+81|0081|01081|81(?=[1-9]\d{8,9}$))(\(?0\)?)?")
_MARKS = re.compile(r"[-().・/]|^(tel|TEL|Tel|電話)[:.]?")


class NotAPhone(ValueError):
    """No phone number was understood; ``text`` says what to do."""

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.text = text


def national_digits(label: Label, typed: str) -> str:
    """Return "09012345678" for ０９０ー１２３４ー５６７８, (090)1234-5678 or +81 90-1234-5678; NotAPhone."""
    plain = _MARKS.sub("", narrow(typed))
    digits = _COUNTRY.sub("0", plain)
    if digits.startswith("+"):
        raise NotAPhone(_foreign(label))
    if not digits.isascii() or not digits.isdecimal():
        raise NotAPhone(_not_digits(label))
    if not digits.startswith("0"):
        raise NotAPhone(_no_area(label))
    return _of_right_length(label, digits)


def hyphenated(digits: str) -> str:
    """Return national digits with hyphens: 090-1234-5678, 03-1234-5678, 0120-123-456."""
    first, second = _groups(digits)
    return f"{digits[:first]}-{digits[first : first + second]}-{digits[first + second :]}"


def _of_right_length(label: Label, digits: str) -> str:
    wanted = 11 if re.match(r"0[5-9]0|0800", digits) else 10
    if len(digits) != wanted:
        raise NotAPhone(
            message(
                "{label}は{wanted}けたの番号です（いまは{now}けたです）。確かめてください（例：090-1234-5678）。",
                label=label, wanted=wanted, now=len(digits),
            )
        )  # fmt: skip
    return digits


def _groups(digits: str) -> tuple[int, int]:
    """Return how many digits the first two groups have; area codes are of two to five digits."""
    if len(digits) == 11:
        return (4, 3) if digits.startswith("0800") else (3, 4)
    if digits.startswith(("0120", "0570", "0990", "0180")):
        return 4, 3
    area = area_code_length(digits)
    return area, 6 - area


def _foreign(label: Label) -> Message:
    return message("{label}は日本国内の番号を入力してください（例：090-1234-5678）。", label=label)


def _not_digits(label: Label) -> Message:
    return message("{label}は数字で入力してください（例：090-1234-5678）。", label=label)


def _no_area(label: Label) -> Message:
    return message(
        "{label}は0から始まる番号を、市外局番から入力してください（例：03-1234-5678）。", label=label
    )
