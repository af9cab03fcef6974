"""The house rules of every page: what must hold whatever the page is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree.ElementTree import Element

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from tests.controls import words_of

if TYPE_CHECKING:
    from tests.page import Page

Rule = Callable[["Page"], Iterator[str]]
LANGUAGES = ("ja", "en")
ERROR_TITLES = ("エラー：", "Error:")
LABELLED = ("input", "select", "textarea")


def check(page: Page) -> None:
    """Raise AssertionError with everything that breaks a rule."""
    rules = RULES + (WHOLE_RULES if page.is_whole else PART_RULES)
    broken = [*header_is_safe(page), *(line for rule in rules for line in rule(page) if page.is_html)]
    assert not broken, f"{page.path} ({page.status}) breaks the house rules:\n  " + "\n  ".join(broken)


def header_is_safe(page: Page) -> Iterator[str]:
    """Every answer carries a Content-Security-Policy that allows nothing unsafe."""
    policy = page.response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or " *" in policy:
        yield f"Content-Security-Policy: {policy!r}"


def html_is_valid(page: Page) -> Iterator[str]:
    """The parser has nothing to repair."""
    yield from (f"HTML {complaint}" for complaint in page.complaints)


def ids_are_unique(page: Page) -> Iterator[str]:
    """No id twice."""
    counted = Counter(one.get("id") for one in _elements(page) if one.get("id") is not None)
    yield from (f"id {name!r} {times} times" for name, times in counted.items() if times > 1 or not name)


def nothing_is_inline(page: Page) -> Iterator[str]:
    """No script, style or handler in the page: the CSP would stop it."""
    for one in _elements(page):
        if one.tag == "style" or (one.tag == "script" and not one.get("src")):
            yield f"inline <{one.tag}>"
        for name, value in one.attrib.items():
            if (
                name == "style"
                or name.startswith(("on", "hx-on"))
                or value.strip().startswith(("js:", "javascript:"))
            ):
                yield f"<{one.tag} {name}={value!r}>"


def inputs_have_labels(page: Page) -> Iterator[str]:
    """Every input is named by a label, and never by its placeholder."""
    targets = {one.get("for") for one in page.all("label")}
    wrapped = {id(inner) for label in page.all("label") for inner in label.iter()}
    for one in (found for tag in LABELLED for found in page.all(tag)):
        if one.get("type") in ("hidden", "submit", "button"):
            continue
        if not (one.get("id") in targets or id(one) in wrapped or _has_aria_name(one)):
            yield f"no label for {one.get('name')!r}"
        if one.get("placeholder"):
            yield f"placeholder on {one.get('name')!r}"


def controls_have_names(page: Page) -> Iterator[str]:
    """Every link and button says what it does, every picture what it shows."""
    for one in page.all("a") + page.all("button"):
        inner = "".join(image.get("alt", "") for image in one.iter("img"))
        if one.get("hidden") is not None:
            continue  # shown by a script, which gives it its use
        if not (words_of(one) or inner or _has_aria_name(one) or one.get("aria-hidden") == "true"):
            yield f"<{one.tag}> without words: {one.attrib}"
    yield from (
        f"<img src={one.get('src')!r}> without alt" for one in page.all("img") if one.get("alt") is None
    )


def values_are_filled_in(page: Page) -> Iterator[str]:
    """No place-holder of a sentence was left unfilled."""
    words = page.words
    yield from (
        f"{left!r} left in the text" for left in ("%(", "{{", "{%", "None", "Undefined") if left in words
    )


TAKEN_FROM_ANYWHERE = ("/language",)
"""What no harm is done with: another site could choose a language for somebody."""


def posts_carry_a_token(page: Page) -> Iterator[str]:
    """Every POST form but the choice of a language carries the CSRF token, and leaves checking to us."""
    for form in page.all("form"):
        if form.get("method", "get").lower() != "post":
            continue
        inputs = list(form.iter("input"))
        has_token = any(one.get("name") == "csrf_token" and one.get("value") for one in inputs)
        if not has_token and form.get("action") not in TAKEN_FROM_ANYWHERE:
            yield f"no csrf_token in the form to {form.get('action')!r}"
        if form.get("novalidate") is None and any(one.get("type", "text") != "hidden" for one in inputs):
            yield f"no novalidate on the form to {form.get('action')!r}"


def addresses_are_real(page: Page) -> Iterator[str]:
    """Links, forms and htmx go to routes that exist and take the method."""
    for method, address in _addresses(page):
        if (problem := _trouble(page, method, address)) is not None:
            yield f"{method} {address!r}: {problem}"


def references_are_real(page: Page) -> Iterator[str]:
    """What points to an id finds it."""
    ids = {one.get("id") for one in _elements(page)}
    for one in _elements(page):
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            yield from (
                f"{name}={wanted!r} finds nothing"
                for wanted in one.get(name, "").split()
                if wanted not in ids
            )
        href = one.get("href", "") if one.tag == "a" else ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"link to {href!r} finds nothing"
        target = one.get("hx-target", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"hx-target {target!r} finds nothing"


def page_is_named(page: Page) -> Iterator[str]:
    """One h1, a title, a language."""
    headings = page.all("h1")
    if len(headings) != 1 or not words_of(headings[0]):
        yield f"{len(headings)} h1: {[words_of(one) for one in headings]}"
    if not page.title:
        yield "no title"
    html = page.tree if page.tree.tag == "html" else next(page.tree.iter("html"))
    if html.get("lang") not in LANGUAGES:
        yield f"lang={html.get('lang')!r}"


def errors_say_so(page: Page) -> Iterator[str]:
    """A page with field errors says so first in its title, and sums them up."""
    title = page.title
    if page.status == 422 and not title.startswith(ERROR_TITLES):
        yield f"422, but the title is {title!r}"
    if page.status < 400 and title.startswith(ERROR_TITLES):
        yield f"{page.status}, but the title is {title!r}"


def part_has_one_root(page: Page) -> Iterator[str]:
    """A part has one root, and its id is known."""
    roots = [one for one in page.tree if isinstance(one.tag, str)]
    if len(roots) != 1 or not roots[0].get("id"):
        yield f"a part with the roots {[one.tag for one in roots]}"


RULES: tuple[Rule, ...] = (
    html_is_valid,
    ids_are_unique,
    nothing_is_inline,
    inputs_have_labels,
    controls_have_names,
    values_are_filled_in,
    posts_carry_a_token,
    addresses_are_real,
)
WHOLE_RULES: tuple[Rule, ...] = (references_are_real, page_is_named, errors_say_so)
PART_RULES: tuple[Rule, ...] = (part_has_one_root,)


def _elements(page: Page) -> Iterator[Element]:
    return (one for one in page.tree.iter() if isinstance(one.tag, str))


def _has_aria_name(element: Element) -> bool:
    return bool(element.get("aria-label") or element.get("aria-labelledby"))


def _addresses(page: Page) -> Iterator[tuple[str, str]]:
    for one in _elements(page):
        if one.tag == "a" and one.get("href") is not None:
            yield "GET", one.get("href", "")
        if one.tag in ("link", "script", "img"):
            yield "GET", one.get("href") or one.get("src") or ""
        if one.tag == "form":
            yield one.get("method", "get").upper(), one.get("action") or page.path
        if one.get("formaction"):
            yield one.get("formmethod", "post").upper(), one.get("formaction", "")
        yield from (("GET", value) for name, value in one.attrib.items() if name == "hx-get")
        yield from (("POST", value) for name, value in one.attrib.items() if name == "hx-post")


def _trouble(page: Page, method: str, address: str) -> str | None:
    parts = urlsplit(urljoin(f"http://localhost{page.path}", address))
    if address.startswith(("tel:", "mailto:", "data:", "#")):
        return None
    if parts.netloc != "localhost":
        return None if parts.scheme == "https" else "not https"
    app = page.browser.app
    try:
        endpoint, values = app.url_map.bind("localhost").match(parts.path, method=method)
    except RequestRedirect:
        return "redirects"
    except (NotFound, HTTPException) as error:
        return error.name
    dict(parse_qsl(parts.query, strict_parsing=True) if parts.query else ())
    return _missing_file(page, values["filename"]) if endpoint == "static" else None


def _missing_file(page: Page, name: str) -> str | None:
    if name.startswith("vendor/"):
        return None  # fetched by set-up, never committed
    folder = page.browser.app.static_folder or ""
    return None if Path(folder, name).is_file() else "no such file"
