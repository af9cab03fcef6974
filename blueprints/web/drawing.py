"""Drawing questions: one that nobody has touched is the same for everybody, and is drawn once in each process."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, g
from markupsafe import Markup, escape

from blueprints.web.languages import language
from forms.definition import Field
from forms.question import Question

MOST_DRAWN = 20_000
"""Questions kept drawn: those of 500 procedures in three languages."""

_CARRIED = '<input type="hidden" name="%s" value="%s">'

Key = tuple[int, str, bool]


def drawn(question: Question) -> Markup:
    """Return a question by the template of its kind; answers are never kept."""
    if not question.is_untouched:
        return _draw(question)
    kept: dict[Key, tuple[Field, Markup]] = current_app.extensions.setdefault("drawn", {})
    key = id(question.definition), language(), g.get("without_autofill", False)
    if key not in kept:
        if len(kept) >= MOST_DRAWN:
            kept.clear()
        # The definition is kept too: as long as it lives, nothing else has its id.
        kept[key] = question.definition, _draw(question)
    return kept[key][1]


def carried(typed: Iterable[tuple[str, str]]) -> Markup:
    """Return names and texts as hidden inputs, with which they travel on in the page."""
    return Markup("").join(Markup(_CARRIED % (escape(name), escape(text))) for name, text in typed)


def _draw(question: Question) -> Markup:
    template = current_app.jinja_env.get_template(f"fields/{question.definition.kind}.html")
    return Markup(template.render(question=question))
