"""Inputs of a form as a browser sees them: what they hold, and what may be typed into them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

SILENT = ("script", "style", "template")
NEVER_SENT = ("submit", "button", "reset", "image")


@dataclass(frozen=True)
class Control:
    """One input, or one group of radio buttons or checkboxes of the same name."""

    name: str
    kind: str
    now: list[str]
    choices: tuple[str, ...] = ()

    def given(self, values: list[str]) -> list[str]:
        """Return the values as they would be sent; AssertionError where the control cannot hold them."""
        if self.choices:
            strange = set(values) - set(self.choices) - {""}
            assert not strange, f"{self.name} has no choice {sorted(strange)}, only {list(self.choices)}"
            return [value for value in values if value in self.choices]
        return values


def controls_of(form: Element) -> list[Control]:
    """Return the controls of a form in order; disabled ones are never sent and left out."""
    found: list[Control] = []
    for element in _enabled(form):
        control = _control(element, form)
        if control.name and not any(_is_group(one) and one.name == control.name for one in found):
            found.append(control)
    return found


def words_of(element: Element | None) -> str:
    """Return the visible text of an element, white space folded."""
    return "" if element is None else " ".join("".join(_texts(element)).split())


def _enabled(form: Element) -> list[Element]:
    inputs = [one for one in form.iter() if one.tag in ("input", "select", "textarea")]
    sent = [one for one in inputs if one.get("type", "text") not in NEVER_SENT]
    return [one for one in sent if one.get("disabled") is None and one.get("name")]


def _control(element: Element, form: Element) -> Control:
    name, kind = element.get("name", ""), element.get("type", "text")
    if element.tag == "textarea":
        return Control(name, "textarea", ["".join(element.itertext()).removeprefix("\n")])
    if element.tag == "select":
        return _select(element)
    if kind in ("checkbox", "radio"):
        return _group(name, kind, form)
    return Control(name, kind, [] if kind == "file" else [element.get("value", "")])


def _select(element: Element) -> Control:
    options = list(element.iter("option"))
    values = [one.get("value", "".join(one.itertext())) for one in options]
    chosen = [v for v, one in zip(values, options, strict=True) if one.get("selected") is not None]
    if not chosen and element.get("multiple") is None:
        chosen = values[:1]
    return Control(element.get("name", ""), "select", chosen, tuple(values))


def _group(name: str, kind: str, form: Element) -> Control:
    members = [one for one in _enabled(form) if one.get("name") == name and one.get("type") == kind]
    on = [one.get("value", "on") for one in members if one.get("checked") is not None]
    return Control(name, kind, on, tuple(one.get("value", "on") for one in members))


def _is_group(control: Control) -> bool:
    return control.kind in ("checkbox", "radio")


def _texts(element: Element) -> list[str]:
    if element.tag in SILENT or not isinstance(element.tag, str) or element.get("hidden") is not None:
        return []
    found = [element.text or ""]
    for child in element:
        found += (
            [" ", *_texts(child), " ", child.tail or ""]
            if _is_block(child)
            else [*_texts(child), child.tail or ""]
        )
    return found


def _is_block(element: Element) -> bool:
    return element.tag not in ("a", "b", "span", "small", "strong", "em", "time", "ruby", "rt", "abbr")
