"""Filling an address from its postal code, for whoever draws a form again on the server."""

from __future__ import annotations

from blueprints.web.database import session
from domain.places.queries import area_of
from forms.definition import Form
from forms.fields.address import postal_code
from forms.given import Raw, given_to, input_name
from forms.messages import Message, message


def fill_address(form: Form, raw: Raw, key: str) -> tuple[Raw, Message | None]:
    """Return ``raw`` with the area of the postal code that was typed into the question ``key``.

    What somebody typed is never overwritten; a code that gives nothing is said.
    """
    field = form.field(key)
    if field is None or field.kind != "postal_address":
        return raw, None
    given = given_to(key, raw)
    code = postal_code(_first(given.get("postal_code", ())))
    if not code:
        return raw, message("郵便番号は7けたの数字で入力してください。")
    found = area_of(session(), code.replace("-", ""))
    if not found:
        return raw, message(
            "郵便番号 {code} の住所が見つかりませんでした。住所を入力してください。", code=code
        )
    if _first(given.get("area", ())).strip():
        return raw, None
    return {**raw, input_name(key, "area"): (found,)}, None


def _first(texts: tuple[str, ...] | list[str]) -> str:
    return next(iter(texts), "")
