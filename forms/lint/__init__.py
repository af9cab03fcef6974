"""What is only advised against before a form is published: staff read it and decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.definition import LANGUAGES, Form, Text
from forms.fields import KINDS
from forms.lint.asking import of_questions, of_the_whole
from forms.lint.reaching import of_ways
from forms.lint.saying import Said
from forms.lint.wording import of_calendars, of_texts
from forms.messages import mark, message

MOST_QUESTIONS = 12
"""Questions on one page above which a second page reads better on a phone."""

LANGUAGE_NAMES = {"easy": mark("やさしい日本語"), "en": mark("英語")}


def advised(form: Form, *, is_sound: bool) -> Said:
    """Yield everything that is advised against; ways through a form are judged only where nothing is forbidden in it."""
    texts = list(texts_of(form))
    if is_sound:
        yield from of_ways(form)
    yield from of_texts(texts)
    yield from of_calendars(form, texts)
    yield from of_questions(form)
    yield from _long_pages(form)
    yield from of_the_whole(form)
    yield from _untranslated([text for _, text in texts])


def texts_of(form: Form) -> Iterator[tuple[str, Text]]:
    """Yield every text that residents read, with the key of its page or question."""
    yield from (("", form.title), ("", form.intro))
    for page in form.pages:
        yield from ((page.key, page.title), (page.key, page.intro))
        for field in page.fields:
            yield from (
                (field.key, text) for text in (field.label, field.help, *_inner_texts(field.settings))
            )


def _long_pages(form: Form) -> Said:
    for page in form.pages:
        if sum(field.kind in KINDS and KINDS[field.kind].asks for field in page.fields) > MOST_QUESTIONS:
            yield (
                page.key,
                message("質問が{most}より多いページです。分けると答えやすくなります。", most=MOST_QUESTIONS),
            )


def _untranslated(texts: Iterable[Text]) -> Said:
    written = [text for text in texts if text.ja.strip()]
    for language in LANGUAGES[1:]:
        missing = sum(not getattr(text, language).strip() for text in written)
        if missing:
            yield (
                "",
                message(
                    "{language}の文がないところが{count}か所あります。日本語で表示します。",
                    language=message(LANGUAGE_NAMES[language]),
                    count=missing,
                ),
            )


def _inner_texts(settings: Any) -> Iterator[Text]:
    """Yield the texts written inside settings, such as the labels of choices."""
    if isinstance(settings, Mapping):
        if isinstance(settings.get("ja"), str) and set(settings) <= set(LANGUAGES):
            yield Text.from_json(settings)
        else:
            for name, inner in settings.items():
                yield from [Text(inner)] if _is_words(name, inner) else _inner_texts(inner)
    elif isinstance(settings, tuple | list):
        for inner in settings:
            yield from _inner_texts(inner)


def _is_words(name: str, value: Any) -> bool:
    return name in ("label", "help", "text", "yes", "no", "unit") and isinstance(value, str)
