"""The pages of a form that is filled over several requests: its questions, and the check page at the end."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template

from blueprints.web.drawing import carried
from blueprints.web.filling import Filling
from blueprints.web.kept import kept_page
from blueprints.web.languages import language
from blueprints.web.show import show
from domain.refusals import Refusal
from forms.definition import Form
from forms.given import Facts
from forms.reading import Reading
from forms.rows import Row, rows

PART, ROWS = "filling/_filling.html", "filling/rows.html"


@dataclass(frozen=True)
class Journey:
    """One form on its way to being sent: how its pages look, and what they show besides questions."""

    form: Form
    facts: Facts
    page: str
    """The template of a page of questions."""
    check: str
    """The template of the check page."""
    about: Callable[[], dict[str, Any]]
    """What both show; ``address`` is where their buttons lead."""
    now: Callable[[], tuple[str, ...]] = tuple
    """Markup of this moment that a page of questions has before them (see ``kept.OWN``)."""
    shown: Hashable = None
    """What a page that nobody has touched hangs on; None: every page is made anew."""
    at_end: Callable[[Filling, Refusal | None], dict[str, Any]] = lambda _filling, _refusal: {}
    """What only its check page shows."""


def shown_page(journey: Journey, filling: Filling) -> Response:
    """Show where a filling has got to: a page of questions, or the check page."""
    if filling.page is None:
        return check_page(journey, filling)
    if journey.shown is None or not (filling.is_sent and filling.is_untouched):
        return question_page(journey, filling)
    return kept_page(
        lambda: question_page(journey, filling),
        (journey.shown, filling.page.key, filling.page_number, filling.before, filling.drawn),
        form_key=filling.form_key,
        own=(*journey.now(), carried(filling.travelling)),
    )


def question_page(journey: Journey, filling: Filling) -> Response:
    """Show one page of questions; a page that was sent is a new one, one that only changed is a part."""
    parts = () if filling.is_sent else (PART,)
    return kept_by_browser(
        show(journey.page, *parts, status=filling.status, filling=filling, **journey.about())
    )


def check_page(journey: Journey, filling: Filling, refusal: Refusal | None = None) -> Response:
    """Show everything once more, with the button that sends it, or with why that was refused."""
    about = journey.about() | {"rows": answered_rows(journey.form, filling, journey.facts)}

    def make() -> Response:
        status = refusal.status if refusal else 200
        values = {**about, **journey.at_end(filling, refusal), "filling": filling, "refusal": refusal}
        return kept_by_browser(show(journey.check, status=status, **values))

    if journey.shown is None or refusal or filling.agreements or not filling.is_untouched:
        return make()
    own = carried(filling.travelling), render_template(ROWS, **about)
    return kept_page(make, (journey.shown, "check"), form_key=filling.form_key, own=own)


def answered_rows(form: Form, filling: Filling, facts: Facts) -> tuple[Row, ...]:
    """Return what was answered, without the agreements that are made by the confirming button."""
    reading: Reading = filling.reading
    agreed = {agreement.key for agreement in filling.agreements}
    answered = {key: answer for key, answer in reading.answers.items() if key not in agreed}
    return rows(form, answered, language(), asked=reading.asked - agreed, facts=facts)


def kept_by_browser(response: Response) -> Response:
    """Let the browser keep a filled page, so that "back" shows it as it was and not an empty one."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
