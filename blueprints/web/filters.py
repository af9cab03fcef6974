"""What templates can call: texts in the reader's language, days and times as the town writes them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Flask, current_app
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from blueprints.web.assets import asset, htmx
from blueprints.web.drawing import carried, drawn
from blueprints.web.languages import HTML_LANGUAGES, gettext, language, translated
from domain.clock import in_tokyo
from domain.lottery import receipts
from forms.definition import Text
from forms.eras import MONTHS
from forms.fields.files import written_size
from forms.messages import Message, mark
from forms.question import Question

WEEKDAYS = tuple(mark(name) for name in ("月", "火", "水", "木", "金", "土", "日"))


def register(app: Flask) -> None:
    """Make the filters and globals known to the templates."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        carried=carried,
        t=t,
        spoken=spoken,
        shown=shown,
        day=day,
        day_time=day_time,
        end=end,
        clock=clock,
        hours=hours,
        weekday=weekday,
        number=number,
        receipt=receipt,
        size=written_size,
    )
    app.jinja_env.globals.update(asset=asset, drawn=drawn, htmx=htmx, town=_town, upload_limit=_upload_limit)


def t(value: Any) -> str:
    """Return a Text, a stored text or a Message in the reader's language."""
    if isinstance(value, Message):
        return translated(value)
    return _text(value).shown_in(language())


def spoken(value: Any) -> Markup:
    """Return a definition's text for HTML; where it is there only in Japanese, it says so by ``lang``."""
    if isinstance(value, Message):
        return escape(translated(value))
    text = _text(value)
    words = escape(text.shown_in(language()))
    if HTML_LANGUAGES[text.language(language())] == HTML_LANGUAGES[language()]:
        return words
    return Markup('<span lang="ja">{}</span>').format(words)


def shown(question: Question) -> str:
    """Return the answer to a question as people read it, "" where there is none."""
    if question.data is None:
        return ""
    return question.kind.show(question.definition, question.data, language())


def weekday(value: date) -> str:
    """Return the weekday in one character (日本語) or three letters (English)."""
    return gettext(WEEKDAYS[value.weekday()])


def day(value: date | datetime) -> str:
    """Return a day as 5月12日（火） or 12 May (Tue), on Tokyo's calendar."""
    on = in_tokyo(value).date() if isinstance(value, datetime) else value
    return gettext("{month}月{day}日（{weekday}）").format(
        year=on.year, month=MONTHS[on.month - 1].shown_in(language()), day=on.day, weekday=weekday(on)
    )


def clock(value: datetime) -> str:
    """Return the time of day in Tokyo as 9:30."""
    local = in_tokyo(value)
    return f"{local.hour}:{local.minute:02d}"


def hours(slot: Any) -> str:
    """Return from when to when a session is: 9:30〜11:30."""
    return gettext("{start}〜{end}").format(start=clock(slot.starts_at), end=clock(slot.ends_at))


def day_time(value: datetime) -> str:
    """Return 5月12日（火）9:30."""
    return f"{day(value)} {clock(value)}"


def end(moment: datetime) -> str:
    """Return the last moment of a period: midnight belongs to the day that ends with it."""
    if in_tokyo(moment).time() == time():
        return day(moment - timedelta(minutes=1))
    return day_time(moment)


def number(value: str) -> str:
    """Return a case's number as it is read aloud: 1234-5678-90."""
    return "-".join(part for part in (value[:4], value[4:8], value[8:]) if part)


def receipt(value: str) -> str:
    """Return what an entry of a lottery is called in public as it is read aloud: XXXXX-XXXXX-X."""
    return receipts.shown(value)


def _text(value: Any) -> Text:
    return value if isinstance(value, Text) else Text.from_json(value)


def _town() -> dict[str, str]:
    return {"name": current_app.config["TOWN_NAME"], "contact": current_app.config["TOWN_CONTACT"]}


def _upload_limit() -> int:
    """Return how many bytes a file that somebody sends may have."""
    return int(current_app.config["UPLOAD_BYTES"])
