"""Applications that come by phone, by post, on paper or over the counter, typed by staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for

from blueprints.staff.cases.calls import OWN, Call, has_unseen, pressed, shown, typed_into, with_files
from blueprints.staff.lottery.rounds import rounds_to_key
from blueprints.web import database
from blueprints.web.filling import deciders_of, trigger_on
from blueprints.web.guard import actor, departments, needs, present
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import takes_files
from domain.applications.operations import apply
from domain.applications.queries import application_form, own_case, refusal_of, takeable
from domain.applications.refusals import AlreadySent
from domain.applications.requests import Application
from domain.cases.intake import is_answer_to, submission_of
from domain.cases.rules import CHANNEL_WORDS
from domain.clock import day_of, now_utc
from domain.procedures.queries import Live
from domain.refusals import NotFound, Refusal
from forms.definition import Form
from forms.reading import Reading, hushed, read

blueprint = Blueprint("entry", __name__)

ACTION = "enter_case"
OWN_START = "how_"
"""What the names of our own questions begin with."""
HOW = Form.from_json(
    {
        "schema": 1,
        "title": "受付",
        "pages": [
            {
                "key": "how",
                "title": "受付",
                "fields": [
                    {
                        "key": "how_channel",
                        "kind": "choice",
                        "label": "受付の方法",
                        "settings": {
                            "options": [
                                {"value": name, "label": CHANNEL_WORDS[name]}
                                for name in ("phone", "paper", "post", "counter", "staff")
                            ]
                        },
                    },
                    {
                        "key": "how_dated",
                        "kind": "date",
                        "required": False,
                        "label": "受付日（郵送は消印の日）",
                        "help": "空欄なら、きょうになります。締切を過ぎて届いたものも、この日が期間内なら受け付けます。",
                        "settings": {"maximum": {"fact": "today"}},
                        "ask_if": {
                            "any": [
                                {"compare": [{"answer": "how_channel"}, "=", {"value": name}]}
                                for name in ("paper", "post")
                            ]
                        },
                    },
                ],
            }
        ],
    }
)
"""How an application came, asked as forms ask."""


@dataclass(frozen=True, kw_only=True)
class Entry(Call):
    """One application being typed."""

    found: Live
    sent: Mapping[str, list[str]]
    """Everything that was sent, with how the application came."""

    def how(self) -> Reading:
        """Read how it came; before anything was sent, by phone."""
        return read(HOW, self.sent or {"how_channel": ["phone"]}, self.facts)


@blueprint.get("/applications")
@needs(ACTION)
def index() -> Response:
    """List what can be typed here."""
    mine = departments(ACTION)
    listed = [one for one in takeable(database.session()) if mine is None or one.department_id in mine]
    now = now_utc()
    return show(
        "staff/applications/index.html",
        procedures=[(one, refusal_of(one, now)) for one in listed],
        rounds=rounds_to_key(mine),
    )


@blueprint.get("/applications/<slug>/new")
@needs(ACTION)
def new(slug: str) -> Response:
    """Begin an entry."""
    return _again(_entry(slug, {}))


@blueprint.post("/applications/<slug>/new")
@needs(ACTION)
@takes_files
def enter(slug: str) -> Response:
    """Take the application; where only the phone number was typed so far, look it up first."""
    entry = _entry(slug, request.form.to_dict(flat=False))
    again = pressed(entry, request.form.get("step", ""))
    return _again(again) if again else _apply(entry)


@blueprint.get("/applications/<slug>/entered/<number>")
@needs(ACTION)
def entered(slug: str, number: str) -> Response:
    """Show the number to read aloud or to write on the paper."""
    case = own_case(database.session(), number)
    if case is None or case.procedure.slug != slug:
        raise NotFound
    return show("staff/applications/entered.html", case=case, slug=slug)


def _entry(slug: str, sent: Mapping[str, list[str]]) -> Entry:
    found = application_form(database.session(), slug)
    own = OWN | {name for name in sent if name.startswith(OWN_START)}
    facts = {"today": day_of(now_utc())}
    entry = Entry(found.version.form, facts, **typed_into(sent, own), action=ACTION, found=found, sent=sent)
    return with_files(entry) if sent else entry


def _apply(entry: Entry) -> Response:
    reading, how = entry.read(), entry.how()
    if has_unseen(entry, reading):
        return _again(replace(entry, has_more=True))
    if not (reading.ok and how.ok):
        return _show(entry, reading, how, 422)
    submission = submission_of(
        entry.found.version,
        reading.answers,
        key=entry.form_key,
        channel=how.answers["how_channel"],
        entered_by_id=present().staff_id,
        dated_on=how.answers.get("how_dated"),
    )
    try:
        done = apply(database.session(), Application(submission), by=actor(), now=now_utc())
        if not is_answer_to(done.case, submission):
            raise AlreadySent
    except Refusal as refusal:
        fresh = replace(entry, found=application_form(database.session(), entry.found.procedure.slug))
        return _show(replace(fresh, refusal=refusal), entry.draft(), hushed(how), refusal.status)
    slug, number = done.case.procedure.slug, done.case.number
    return lead_to(url_for("staff.entry.entered", slug=slug, number=number))


def _again(entry: Entry) -> Response:
    return _show(entry, entry.draft(), hushed(entry.how()), 422 if entry.has_lost_file else 200)


def _show(entry: Entry, reading: Reading, how: Reading, status: int = 200) -> Response:
    values = shown(entry, reading)
    procedure = entry.found.procedure
    drawn = {question.definition.key for question in (*how.questions.values(), *values["questions"])}
    trigger = trigger_on((*deciders_of(HOW, drawn), *deciders_of(entry.form, drawn)))
    return show(
        "staff/applications/new.html",
        "staff/applications/_entry_form.html",
        status=status,
        procedure=procedure,
        closed=refusal_of(procedure, now_utc()),
        how=list(how.page_questions(HOW.pages[0])),
        **values | {"problems": (*how.problems, *values["problems"]), "trigger": trigger},
    )
