"""What has changed between two forms, in sentences, in the order of the form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from forms.definition import Field, Form, Page
from forms.field_differences import Forms, condition_change, field_changes, text_changes

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"


@dataclass(frozen=True)
class Difference:
    """One change: what happened, to which page or question ("" for the form), and its Japanese sentence."""

    what: str
    key: str
    about: str
    """The label of the question or page, as people know it."""
    text: str


def differences(old: Form, new: Form) -> tuple[Difference, ...]:
    """Return every change from ``old`` to ``new``; none exactly where the forms are the same."""
    whole = [Difference(CHANGED, "", "様式全体", text) for text in _form_changes(old, new)]
    pages = _Matched(_listed(old), _listed(new), lambda page: "form")
    fields = _Matched(_placed(old), _placed(new), lambda placed: placed.page)
    found = [*_page_lines(pages, (old, new)), *_field_lines(fields, pages, (old, new))]
    return (*whole, *(line for _, line in sorted(found, key=lambda pair: pair[0])))


Thing = TypeVar("Thing")
_Listed = Sequence[tuple[str, Thing]]
_Id = tuple[str, int]
"""Key, and which of those with the same key: a draft may have a key twice."""
_Place = tuple[int, int, int, int]
_Found = Iterator[tuple[_Place, Difference]]
_Said = Iterator[tuple[str, str]]


class _Matched(Generic[Thing]):
    """Two sequences of keyed things: which are in both, and which of those have changed places.

    Places are compared within a group (a page) only: what went along with its page has not moved itself.
    """

    def __init__(self, old: _Listed[Thing], new: _Listed[Thing], group: Callable[[Thing], Any]) -> None:
        self.old, self.new = _numbered(old), _numbered(new)
        self.places = {one: place for place, one in enumerate(self.new)}
        self.moved: set[_Id] = set()
        before = {one: place for place, one in enumerate(self.old)}
        groups: defaultdict[Any, list[_Id]] = defaultdict(list)
        for one, thing in self.new.items():
            if one in self.old and group(self.old[one]) == group(thing):
                groups[group(thing)].append(one)
        for ones in groups.values():
            stayed = _longest_rise([before[one] for one in ones])
            self.moved |= {one for place, one in enumerate(ones) if place not in stayed}

    def removed(self) -> Iterator[tuple[_Id, int]]:
        """Yield what is gone, with the place in the new sequence after which it stood (-1: at the front)."""
        after = -1
        for one in self.old:
            if one not in self.new:
                yield one, after
            elif one not in self.moved:
                after = self.places[one]


@dataclass(frozen=True)
class _Placed:
    """A field with the page that it is on."""

    field: Field
    page: _Id
    page_title: str
    page_number: int


def _listed(form: Form) -> list[tuple[str, Page]]:
    return [(page.key, page) for page in form.pages]


def _placed(form: Form) -> list[tuple[str, _Placed]]:
    pages = _numbered(_listed(form))
    return [
        (field.key, _Placed(field, one, str(page.title) or page.key, number))
        for number, (one, page) in enumerate(pages.items())
        for field in page.fields
    ]


def _form_changes(old: Form, new: Form) -> Iterator[str]:
    yield from text_changes("手続きの名前", old.title, new.title)
    yield from text_changes("はじめの説明", old.intro, new.intro)


def _page_lines(pages: _Matched[Page], forms: Forms) -> _Found:
    for one, page in pages.new.items():
        place = (pages.places[one], 0, 0, 0)
        for what, text in _page_changes(one, page, pages, forms):
            yield place, Difference(what, page.key, str(page.title), text)
    for number, (one, after) in enumerate(pages.removed()):
        page = pages.old[one]
        said = Difference(REMOVED, page.key, str(page.title), f"ページ「{page.title}」を消しました。")
        yield (after, 2, number, 0), said


def _page_changes(one: _Id, page: Page, pages: _Matched[Page], forms: Forms) -> _Said:
    if one not in pages.old:
        yield ADDED, f"ページ「{page.title}」を足しました。"
        return
    before = pages.old[one]
    if one in pages.moved:
        yield MOVED, f"ページ「{page.title}」の順番を変えました。"
    yield from ((CHANGED, text) for text in text_changes("ページの見出し", before.title, page.title))
    yield from ((CHANGED, text) for text in text_changes("ページの説明", before.intro, page.intro))
    conditions = condition_change("このページ", before.ask_if, page.ask_if, forms)
    yield from ((CHANGED, text) for text in conditions)


def _field_lines(fields: _Matched[_Placed], pages: _Matched[Page], forms: Forms) -> _Found:
    for one, placed in fields.new.items():
        place = (placed.page_number, 1, fields.places[one], 0)
        for what, text in _question_changes(one, placed, fields, forms):
            yield place, Difference(what, placed.field.key, _about(placed.field), text)
    listed = list(fields.new.values())
    for number, (one, after) in enumerate(fields.removed()):
        gone = fields.old[one]
        page = pages.places.get(gone.page, listed[after].page_number if after >= 0 else -1)
        said = f"質問「{_about(gone.field)}」を消しました（{gone.page_title}）。"
        yield (page, 1, after, number + 1), Difference(REMOVED, gone.field.key, _about(gone.field), said)


def _question_changes(one: _Id, placed: _Placed, fields: _Matched[_Placed], forms: Forms) -> _Said:
    if one not in fields.old:
        yield ADDED, f"質問「{_about(placed.field)}」を足しました（{placed.page_title}）。"
        return
    before = fields.old[one]
    if before.page != placed.page:
        yield MOVED, f"ページ「{before.page_title}」から「{placed.page_title}」に移しました。"
    elif one in fields.moved:
        yield MOVED, "質問の順番を変えました。"
    yield from ((CHANGED, text) for text in field_changes(before.field, placed.field, forms))


def _about(field: Field) -> str:
    return str(field.label) or field.key


def _numbered(things: Iterable[tuple[str, Thing]]) -> dict[_Id, Thing]:
    seen: Counter[str] = Counter()
    found = {}
    for key, thing in things:
        found[key, seen[key]] = thing
        seen[key] += 1
    return found


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest rising run: what is not in it has moved, and nothing more than that."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(places[at - 1] if at else -1)
        ends[at : at + 1] = [number]
        places[at : at + 1] = [place]
    found, place = set(), places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
