"""The checked client: a browser without JavaScript that holds the house rules on every page it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from tests import page_rules
from tests.controls import Control, controls_of, words_of

MOST_REDIRECTS = 5


class Browser:
    """One person's browser: cookies of its own, every page checked."""

    def __init__(self, app: Flask, address: str = "198.51.100.7") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.token = ""

    def get(self, path: str, status: int = 200, **headers: str) -> Page:
        """Open an address as a person does, following redirects."""
        return self.open("GET", path, status=status, headers=headers)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, status: int = 200, **headers: str
    ) -> Page:
        """Send a form's data with the CSRF token of the last page; follows the redirect after it."""
        is_free = path in page_rules.TAKEN_FROM_ANYWHERE
        assert self.token or is_free, "open a page first: without one a browser has no form to send"
        sent = {"csrf_token": self.token, **(data or {})}
        return self.open("POST", path, status=status, data=sent, headers=headers)

    def open(self, method: str, path: str, *, status: int | None, **request: Any) -> Page:
        """Ask for an address, follow 303s, check the page; ``status`` None takes any."""
        path, headers = _local(path), request.pop("headers", {})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.open(path, method=method, headers=named, **request)
        passed: list[str] = []
        while response.status_code in (302, 303) and len(passed) < MOST_REDIRECTS:
            path = _local(urljoin(path, response.headers["Location"]))
            passed.append(path)
            response = self.client.get(path, headers=named)
        page = Page(self, path, response, tuple(passed))
        page_rules.check(page)
        self.token = page.csrf_token or self.token
        if status is not None:
            assert page.status == status, f"{method} {path}: {page.status}, not {status}\n{page.words[:600]}"
        return page


@dataclass
class Page:
    """What came back: a page, or a part of one where htmx asked."""

    browser: Browser
    path: str
    response: TestResponse
    passed: tuple[str, ...] = ()
    """Addresses that redirects led through, the last one included."""
    tree: Element = field(init=False)
    complaints: list[str] = field(init=False)
    """What the HTML parser had to say."""

    def __post_init__(self) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        read = parser.parse if self.is_whole else parser.parseFragment
        self.tree = read(self.text if self.is_html else "")
        self.complaints = [f"{at}: {code} {details}" for at, code, details in parser.errors]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """The body as text."""
        return self.response.get_data(as_text=True)

    @property
    def is_html(self) -> bool:
        """Whether this is HTML at all."""
        return self.response.mimetype == "text/html" and bool(self.response.data)

    @property
    def is_whole(self) -> bool:
        """Whether this is a page, not a part."""
        return self.is_html and self.text.lstrip().lower().startswith("<!doctype")

    @property
    def title(self) -> str:
        """The text of ``<title>``."""
        return words_of(next(self.tree.iter("title"), None))

    @property
    def h1(self) -> str:
        """The text of the first ``<h1>``."""
        return words_of(next(self.tree.iter("h1"), None))

    @property
    def words(self) -> str:
        """All visible text, white space folded."""
        body = next(self.tree.iter("body"), self.tree)
        return words_of(body)

    @property
    def csrf_token(self) -> str:
        """The token that forms of this page carry, or an empty string."""
        tokens = (one.get("value", "") for one in self.all("input") if one.get("name") == "csrf_token")
        return next(tokens, "")

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        """Return every element of a tag (and class), in order."""
        return [one for one in self.tree.iter(tag) if not css_class or css_class in classes(one)]

    def by_id(self, name: str) -> Element:
        """Return the element with this id; AssertionError where there is none."""
        found = next((one for one in elements(self.tree) if one.get("id") == name), None)
        assert found is not None, f"{self.path} has nothing with id {name!r}"
        return found

    def words_in(self, name: str) -> str:
        """Return the visible text inside the element with this id."""
        return words_of(self.by_id(name))

    def links(self) -> dict[str, str]:
        """Return text -> address of every link; of two with one text the first."""
        found: dict[str, str] = {}
        for one in self.all("a"):
            found.setdefault(words_of(one), one.get("href", ""))
        return found

    def follow(self, text: str, status: int = 200) -> Page:
        """Click the link whose text contains ``text``."""
        links = self.links()
        matching = [href for words, href in links.items() if text in words]
        assert matching, f"{self.path} has no link {text!r}, only {sorted(links)}"
        return self.browser.get(urljoin(self.path, matching[0]), status=status)

    def press(
        self, button: str, typed: Mapping[str, Any] | None = None, status: int = 200, **more: Any
    ) -> Page:
        """Type into the form that has this button and press it; only inputs that exist can be filled."""
        form, pressed = self.form_with(button)
        data = filled(form, {**(typed or {}), **more}, pressed)
        method = (pressed.get("formmethod") or form.get("method", "get")).upper()
        action = urljoin(self.path, pressed.get("formaction") or form.get("action") or self.path)
        if method == "GET":
            return self.browser.open(method, action, status=status, query_string=data)
        return self.browser.open(method, action, status=status, data=data)

    def form_with(self, button: str) -> tuple[Element, Element]:
        """Return the form and the button whose text (or value) contains ``button``; exact ones first."""
        pairs = [(form, one) for form in self.all("form") for one in form.iter("button") if not _unseen(one)]
        pairs += [(self.by_id(one.get("form", "")), one) for one in self.all("button") if one.get("form")]
        exact = [pair for pair in pairs if button in (words_of(pair[1]), pair[1].get("value"))]
        found = exact or [pair for pair in pairs if button in words_of(pair[1])]
        assert found, f"{self.path} has no button {button!r}, only {[words_of(one) for _, one in pairs]}"
        return found[0]

    def problems(self) -> dict[str, str]:
        """Return input id -> sentence of every line of the error summary."""
        if not any(one.get("id") == "page-errors" for one in elements(self.tree)):
            return {}
        return {one.get("href", "")[1:]: words_of(one) for one in self.by_id("page-errors").iter("a")}

    def value(self, name: str) -> str | list[str]:
        """Return what the input of this name holds now; a list where several share the name."""
        held = [one.now for form in self.all("form") for one in controls_of(form) if one.name == name]
        values = [value for one in held for value in one]
        return values[0] if len(values) == 1 else values


def elements(tree: Element) -> Iterable[Element]:
    """Yield the elements of a tree, comments left out."""
    return (one for one in tree.iter() if isinstance(one.tag, str))


def classes(element: Element) -> list[str]:
    """Return the classes of an element."""
    return element.get("class", "").split()


def filled(form: Element, typed: Mapping[str, Any], pressed: Element | None) -> dict[str, list[Any]]:
    """Return what a browser would send for the form after typing; AssertionError for what cannot be typed.

    Files are chosen as [(name, content)].
    """
    controls = controls_of(form)
    names = {one.name for one in controls}
    assert typed.keys() <= names, f"no input {sorted(typed.keys() - names)}, only {sorted(names)}"
    data: dict[str, list[Any]] = {}
    for control in controls:
        if control.kind == "file" and control.name in data:
            continue  # a second way to the same files: the camera
        data.setdefault(control.name, []).extend(_held(control, typed))
    if pressed is not None and pressed.get("name"):
        data.setdefault(pressed.get("name", ""), []).append(pressed.get("value", ""))
    return {name: values for name, values in data.items() if values}


def _held(control: Control, typed: Mapping[str, Any]) -> list[Any]:
    if control.name not in typed:
        return control.now
    wanted = typed[control.name]
    if control.kind == "file":
        return [(BytesIO(content), name) for name, content in wanted]
    return control.given([str(one) for one in wanted] if isinstance(wanted, list | tuple) else [str(wanted)])


def _unseen(button: Element) -> bool:
    return button.get("aria-hidden") == "true"


def _local(address: str) -> str:
    parts = urlsplit(address)
    return re.sub(r"^//+", "/", parts.path or "/") + (f"?{parts.query}" if parts.query else "")
