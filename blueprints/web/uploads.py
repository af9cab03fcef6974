"""Files that come with a form: taken before the form is read, so that reading only asks what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.filling import STAY, Filling, Sent, go_on
from blueprints.web.places import fill_address
from domain.cases.paper_files import Folder
from domain.cases.paper_rules import Limits, clean_name
from domain.cases.papers import Arrival, sent_files, take
from domain.cases.upload_rate import count_upload
from domain.clock import now_utc
from domain.refusals import Refusal
from forms.definition import Field, Form, Page
from forms.fields.files import SENT, SentFile, most_of, tokens_in, types_of
from forms.given import Facts, Raw, given_to
from forms.messages import Message, message
from forms.reading import Problem, Reading

UPLOAD = "upload"
"""The button, and the names of the inputs: "upload:key"."""
KIND = "files"
OFFICE = ("staff", "counter", "counter_applications")
"""Blueprints that staff use, many from one address."""

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True)
class Received:
    """What was typed with the tokens of what was sent, what those stand for, and what was wrong with a file."""

    raw: Raw = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)
    refused: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    """Question -> what is wrong with files that were sent for it."""

    def facts(self, facts: Facts) -> Facts:
        """Return facts that reading finds the files in."""
        return {**facts, SENT: self.files}

    def told(self, reading: Reading) -> Reading:
        """Return a reading that tells what was wrong with files; of a question that lost one nothing else is said."""
        told = {key: messages for key, messages in self.refused.items() if key in reading.asked}
        for key, messages in told.items():
            reading.questions[key].problems = tuple(("", one) for one in messages)
        others = [one for one in reading.problems if one.field not in told]
        ours = [Problem(key, key, one) for key, messages in told.items() for one in messages]
        order = [field.key for field in reading.form.fields()]
        return replace(reading, problems=tuple(sorted(others + ours, key=lambda one: order.index(one.field))))


def takes_files(view: View) -> View:
    """Declare that a view takes forms with files: only there may a request be large."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def folder() -> Folder:
    """Return where papers are kept."""
    return Folder(Path(current_app.config["UPLOADS"]))


def limits() -> Limits:
    """Return what is taken here."""
    config = current_app.config
    return Limits(config["UPLOAD_BYTES"], config["UPLOAD_PIXELS"], config["UPLOAD_SIDE"])


def go_on_with_files(form: Form, facts: Facts, sent: Sent, *, is_trusted: bool = True) -> Filling:
    """Do as ``go_on`` does, after what came with the page was taken; a file that is refused keeps the page where it is.

    Nothing is taken of a page that is not trusted: its files are asked for again.
    """
    if not asks_files(form):
        return go_on(form, facts, sent, fill_address)
    received = receive(form, sent.raw, sent.form_key, is_trusted=is_trusted)
    sent, facts = replace(sent, raw=received.raw), received.facts(facts)
    what, _, key = sent.step.partition(":")
    if what == UPLOAD:
        drawn = go_on(form, facts, replace(sent, step=STAY), fill_address)
        return _told(replace(drawn, focus=key if form.field(key) else ""), received)
    filling = go_on(form, facts, sent, fill_address)
    page = _page_of(filling.reading, received)
    if page is None or filling.page == page:
        return _told(filling, received)
    stays = go_on(form, facts, replace(sent, page=page.key, step=STAY), fill_address)
    return _told(replace(stays, is_sent=True), received)


def with_files(form: Form, sent: Sent) -> Sent:
    """Return what was sent with the tokens of the files that came with it."""
    return replace(sent, raw=receive(form, sent.raw, sent.form_key).raw) if asks_files(form) else sent


def asks_files(form: Form) -> bool:
    """Say whether a form has a question for files at all."""
    return any(field.kind == KIND for field in form.fields())


def receive(form: Form, raw: Raw, form_key: str, *, is_trusted: bool = True) -> Received:
    """Take every file that came for a question of the form; tokens that are not this page's go out of what was typed."""
    found, files, typed, refused = _found(form, raw, form_key), {}, dict(raw), {}
    for asked in (one for one in form.fields() if one.kind == KIND):
        tokens, mine = tokens_in(given_to(asked.key, raw)), found.get(asked.key, {})
        known = [token for token in tokens if token in mine]
        fresh, wrong = _taken(asked, form_key, len(known)) if is_trusted else ([], _again(asked))
        files |= mine | {one.token: one for one in fresh}
        typed.pop(asked.key, None)
        if known or fresh:
            typed[asked.key] = (*known, *(one.token for one in fresh))
        lost = [_gone(asked)] if len(known) < len(tokens) else []
        if lost or wrong:
            refused[asked.key] = (*lost, *wrong)
    return Received(typed, files, refused)


def known_files(form: Form, raw: Raw, form_key: str) -> dict[str, SentFile]:
    """Return token -> file of what was typed, as far as it is this page's own."""
    found = _found(form, raw, form_key).values()
    return {token: one for mine in found for token, one in mine.items()}


def arrivals(name: str, types: Any) -> Iterator[Arrival]:
    """Yield the files under the name of an input; an input that is left empty sends one without a name."""
    for one in request.files.getlist(name):
        if one.filename:
            yield Arrival(one.filename, one.stream.read(limits().size + 1), types)


def count_arrival(arrival: Arrival) -> None:
    """Count a file against what its address may send in an hour; TooManyUploads. The office may send what it has to."""
    if (request.blueprint or "").split(".")[0] in OFFICE:
        return
    most = current_app.config["UPLOADS_PER_HOUR"]
    count_upload(session(), access.address(), arrival.name, most=most, now=now_utc())


def has_files() -> bool:
    """Say whether the request brought a file at all."""
    return any(map(_is_chosen, request.files.values()))


def _found(form: Form, raw: Raw, form_key: str) -> dict[str, dict[str, SentFile]]:
    wanted = {one.key: tokens_in(given_to(one.key, raw)) for one in form.fields() if one.kind == KIND}
    return sent_files(session(), form_key, wanted)


def _is_chosen(file: FileStorage) -> bool:
    return bool(file.filename)


def _taken(asked: Field, form_key: str, there: int) -> tuple[list[SentFile], list[Message]]:
    """Take the files of one question; those beyond its limit are refused without a look."""
    taken: list[SentFile] = []
    wrong: list[Message] = []
    most = most_of(asked)
    for arrival in arrivals(f"{UPLOAD}:{asked.key}", types_of(asked)):
        if there + len(taken) >= most:
            wrong.append(_too_many(asked, clean_name(arrival.name), most))
            continue
        about = {"form_key": form_key, "field": asked.key, "limits": limits(), "now": now_utc()}
        try:
            count_arrival(arrival)
            taken.append(take(session(), folder(), arrival, **about))
        except Refusal as refusal:
            wrong.append(message("{label}：{reason}", label=asked.label, reason=refusal.reason))
    return taken, wrong


def _gone(asked: Field) -> Message:
    return message(
        "{label}：前に送ったファイルの一部が見つかりません。もう一度選んで送ってください。", label=asked.label
    )


def _again(asked: Field) -> list[Message]:
    """Return that files that came are to be chosen again."""
    came = any(map(_is_chosen, request.files.getlist(f"{UPLOAD}:{asked.key}")))
    sentence = message("{label}：選んだファイルは送れていません。もう一度選んでください。", label=asked.label)
    return [sentence] if came else []


def _too_many(asked: Field, name: str, most: int) -> Message:
    return message(
        "{label}：「{name}」は送っていません。{most}ファイルまでです。ほかのファイルを外してから選んでください。",
        label=asked.label,
        name=name,
        most=most,
    )


def _page_of(reading: Reading, received: Received) -> Page | None:
    """Return the first page that asks a question that lost a file, None where none did."""
    lost = received.refused.keys() & reading.asked
    return next((page for page in reading.form.pages if any(one.key in lost for one in page.fields)), None)


def _told(filling: Filling, received: Received) -> Filling:
    return replace(filling, reading=received.told(filling.reading))
