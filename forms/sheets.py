"""The sheet on which a question or a page is edited: what stands in its inputs, and the question that comes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms import calculating, picking, setting_inputs
from forms.calculating import Term, Worked
from forms.checking import SHOWN_AS
from forms.condition_types import expression_problems
from forms.definition import MEANINGS, Field, Form, Page
from forms.examination import Known
from forms.fields import KINDS
from forms.messages import Message, for_staff
from forms.option_rows import OptionRow, options_from, rows_from, rows_sent
from forms.picks import ALL, ANY, Group, Picked, Row
from forms.reading import CALCULATED
from forms.setting_inputs import LISTED, text_in, text_out
from forms.subjects import fields_before, type_of_answer

Sent = Mapping[str, Sequence[str]]
Problem = tuple[str, Message]
"""The input to mend, and why."""
MOST_LINES = 30
"""Lines of one condition, or parts of one calculation, that are kept."""


@dataclass(frozen=True)
class Sheet:
    """Everything that stands in the inputs of one question or page."""

    typed: Mapping[str, str]
    options: tuple[OptionRow, ...] = ()
    picked: Picked = Picked()
    worked: Worked = Worked()
    keeps_condition: bool = False
    """The condition is one that the picker cannot make: it stays as it is."""
    keeps_calculation: bool = False

    def value(self, name: str) -> str:
        """Return what stands in one input."""
        return self.typed.get(name, "")


def sheet_of(form: Form, field: Field) -> Sheet:
    """Return the sheet of a question as it is now."""
    typed = {
        **text_out("label", field.label),
        **text_out("help", field.help),
        **setting_inputs.written(field),
        "required": "yes" if field.required else "",
        "meaning": field.meaning,
        "key": field.key,
    }
    picked = picking.picked_from(form, field.ask_if)
    worked = _worked(form, field)
    return Sheet(
        typed,
        rows_from(field),
        picked or Picked(),
        worked or Worked(),
        keeps_condition=picked is None,
        keeps_calculation=worked is None,
    )


def sheet_of_page(form: Form, page: Page) -> Sheet:
    """Return the sheet of a page's head as it is now."""
    picked = picking.picked_from(form, page.ask_if)
    typed = {**text_out("title", page.title), **text_out("intro", page.intro)}
    return Sheet(typed, picked=picked or Picked(), keeps_condition=picked is None)


def sheet_of_head(form: Form) -> Sheet:
    """Return the sheet of a form's own title and introduction as they are now."""
    return Sheet({**text_out("title", form.title), **text_out("intro", form.intro)})


def sheet_sent(sent: Sent) -> Sheet:
    """Return the sheet that a browser sent."""
    typed = {name: texts[0] for name, texts in sent.items() if texts}
    return Sheet(
        typed,
        rows_sent(sent),
        _picked_sent(typed),
        _worked_sent(typed),
        keeps_condition=bool(typed.get("c-kept")),
        keeps_calculation=bool(typed.get("v-kept")),
    )


def field_from(form: Form, field: Field, sheet: Sheet) -> tuple[Field, tuple[Problem, ...]]:
    """Return the question that a sheet makes of the one there is, and everything that is to be mended."""
    settings, problems = setting_inputs.read(field.kind, sheet.typed)
    label = text_in(sheet.typed, "label")
    if not label.ja and field.kind != "explanation":
        problems.insert(0, ("label-ja", for_staff("質問の文を入れてください。")))
    if field.kind in LISTED:
        options, wrong = options_from(field, sheet.options, sheet.value("s-lines"))
        settings["options"] = options
        problems += wrong
    if field.kind == CALCULATED:
        settings |= _calculation(form, field, sheet, problems)
    key = sheet.value("key").strip() or field.key
    changed = replace(
        field,
        key=key,
        label=label,
        help=text_in(sheet.typed, "help"),
        required=bool(sheet.value("required")) or not KINDS[field.kind].asks,
        meaning=sheet.value("meaning") if sheet.value("meaning") in MEANINGS else "",
        settings=settings,
        ask_if=_condition(form, field.ask_if, sheet, problems),
    )
    return changed, tuple(problems)


def page_from(form: Form, page: Page, sheet: Sheet) -> tuple[Page, tuple[Problem, ...]]:
    """Return the page that a sheet makes of the one there is, and everything that is to be mended."""
    problems: list[Problem] = []
    title = text_in(sheet.typed, "title")
    if not title.ja:
        problems.append(("title-ja", for_staff("ページの見出しを入れてください。")))
    condition = _condition(form, page.ask_if, sheet, problems)
    changed = replace(page, title=title, intro=text_in(sheet.typed, "intro"), ask_if=condition)
    return changed, tuple(problems)


def head_from(form: Form, sheet: Sheet) -> tuple[Form, tuple[Problem, ...]]:
    """Return the form with the title and the introduction of a sheet, and what is to be mended."""
    title = text_in(sheet.typed, "title")
    problems: tuple[Problem, ...] = ()
    if not title.ja:
        problems = (("title-ja", for_staff("様式の名前を入れてください。")),)
    return replace(form, title=title, intro=text_in(sheet.typed, "intro")), problems


def subjects(form: Form, key: str) -> tuple[tuple[str, str], ...]:
    """Return the questions that a condition of this question or page can look at: key, words."""
    return tuple((one.key, one.label.ja or one.key) for one in fields_before(form, key))


def _worked(form: Form, field: Field) -> Worked | None:
    tree = field.settings.get("value") if field.kind == CALCULATED else None
    return Worked() if tree is None else calculating.worked_from(form, field.key, tree)


def _condition(form: Form, before: Any, sheet: Sheet, problems: list[Problem]) -> Any:
    if sheet.keeps_condition:
        return before
    try:
        return picking.tree_from(form, sheet.picked)
    except picking.Wrong as wrong:
        problems.append((f"c-{wrong.group}-{wrong.row}-{wrong.part}", wrong.reason))
        return before


def _calculation(form: Form, field: Field, sheet: Sheet, problems: list[Problem]) -> dict[str, Any]:
    tree = field.settings.get("value")
    if not sheet.keeps_calculation:
        try:
            tree = calculating.expression_from(form, field.key, sheet.worked)
        except calculating.WrongTerm as wrong:
            problems.append((f"v-{wrong.term}-of" if wrong.term >= 0 else "v-way", wrong.reason))
            return {"value": tree} if tree else {}
    kept = field.settings.get("shows_as")
    return {"value": tree, **_shown_as(form, field, tree, kept)}


def _shown_as(form: Form, field: Field, tree: Any, kept: Any) -> dict[str, str]:
    """Keep how the value is shown only where that was said before, and then rightly."""
    if kept is None:
        return {}
    types = {one.key: type_of_answer(form, one) or None for one in fields_before(form, field.key)}
    found, _ = expression_problems(tree, Known(types))
    return {"shows_as": SHOWN_AS.get(found or "", str(kept))}


_ROW = re.compile(r"c-(\d{1,2})-(\d{1,2})-(?:key|test|value|unit|on)")
_TERM = re.compile(r"v-(\d{1,2})-(?:of|fixed)")


def _picked_sent(typed: Mapping[str, str]) -> Picked:
    places = sorted({(int(found[1]), int(found[2])) for name in typed if (found := _ROW.fullmatch(name))})
    numbers = sorted({group for group, _ in places})
    groups = tuple(_group_sent(typed, number, places[:MOST_LINES]) for number in numbers)
    return Picked(_mode(typed.get("c-mode")), bool(typed.get("c-not")), groups)


def _group_sent(typed: Mapping[str, str], number: int, places: Sequence[tuple[int, int]]) -> Group:
    rows = tuple(_row_sent(typed, f"c-{number}-{row}") for group, row in places if group == number)
    return Group(_mode(typed.get(f"c-{number}-mode")), bool(typed.get(f"c-{number}-not")), rows or (Row(),))


def _row_sent(typed: Mapping[str, str], start: str) -> Row:
    usual = Row()
    found = {part: typed.get(f"{start}-{part}", getattr(usual, part)) for part in vars(usual)}
    return Row(**found)


def _mode(sent: str | None) -> str:
    return ANY if sent == ANY else ALL


def _worked_sent(typed: Mapping[str, str]) -> Worked:
    places = sorted({int(found[1]) for name in typed if (found := _TERM.fullmatch(name))})[:MOST_LINES]
    terms = tuple(Term(typed.get(f"v-{at}-of", ""), typed.get(f"v-{at}-fixed", "")) for at in places)
    return Worked(
        typed.get("v-way", "sum"),
        terms or Worked().terms,
        bool(typed.get("v-blank")),
        typed.get("v-places", "0"),
        typed.get("v-rounding", "down"),
        typed.get("v-unit", "years"),
    )
