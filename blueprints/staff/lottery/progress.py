"""How far a long step of a round has got, as pages show it: it waits, goes on, was refused or failed, or is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.jobs.leasing import FAILED
from domain.jobs.models import Job
from domain.jobs.queries import is_any_running, shown_job
from domain.lottery.long_steps import NOUN
from domain.lottery.models import Round
from domain.lottery.rounds import phase
from domain.lottery.rules import PHASES
from domain.lottery.sale.tickets import AFTER_RESULT

PART = "staff/lottery/_long_step.html"
PATIENCE = timedelta(seconds=30)
"""After that nobody takes a job: the worker does not run."""
NEWS = timedelta(minutes=10)
"""How long a page says that something is done; who has just waited for it is led to that."""
JUST_NOW = timedelta(seconds=15)
GOING = ("waiting", "untaken", "stopped", "running")
TROUBLE = ("refused", "failed")
STATES = {
    "untaken": "処理が始まりません",
    "waiting": "順番を待っています",
    "stopped": "途中で止まりました。続きから始めるのを待っています",
}
WATCHED = ("ready", "drawing", "drawn")
"""Phases in which somebody else may begin what everybody waits for: the page of the round asks by itself."""


@dataclass(frozen=True)
class Words:
    """What is said of a kind of long step."""

    name: str
    going: str
    done: str
    endpoint: str
    needs: str
    """The action that may ask for it."""
    phases: tuple[str, ...]
    """In which it can be asked for again."""


WORDS = {
    "find_duplicates": Words(
        "重複の確認",
        "重複を探しています",
        "{entries:,}件を比べ、候補は{groups:,}組です（新しく見つかったのは{fresh:,}組）。",
        "staff.duplicates.search",
        "see_cases",
        PHASES,
    ),
    "freeze": Words(
        "名簿の確定",
        "名簿を確定しています",
        "名簿を確定し、公開しました。もう変えられません。",
        "staff.lottery_steps.freeze",
        "confirm_lottery",
        ("closed",),
    ),
    "draw": Words(
        "抽選",
        "抽選しています",
        "抽選しました。結果を確かめてから発表してください。",
        "staff.lottery_steps.draw",
        "manage_lottery",
        ("ready", "drawing"),
    ),
    "publish": Words(
        "結果の発表",
        "結果を発表し、お知らせを用意しています",
        "結果を発表し、お知らせを用意しました。",
        "staff.lottery_steps.publish",
        "manage_lottery",
        ("drawn", *AFTER_RESULT),
    ),
    "issue_tickets": Words(
        "引換券の発行",
        "引換券を発行しています",
        "引換券を{tickets:,}枚発行し、メールを送りました。",
        "staff.sales.issue",
        "run_sale",
        AFTER_RESULT,
    ),
    "pass_on": Words(
        "繰上げ",
        "期限の切れた分を終わらせ、繰上げの案内を用意しています",
        "期限の切れた引換券{tickets:,}枚・案内{offers:,}件を終わらせ、{made:,}人に繰上げの案内を送りました。",
        "staff.sales.pass_on",
        "run_sale",
        AFTER_RESULT,
    ),
}


@dataclass(frozen=True)
class Place:
    """A page that shows how far its steps have got."""

    kinds: tuple[str, ...]
    endpoint: str


PLACES = {
    "round": Place(("find_duplicates", "freeze", "draw", "publish"), "staff.lottery.turn"),
    "duplicates": Place(("find_duplicates",), "staff.duplicates.index"),
    "sale": Place(("issue_tickets", "pass_on"), "staff.sales.page"),
}


@dataclass(frozen=True)
class Progress:
    """How far something long has got, for one page of a round."""

    place: str
    names: Mapping[str, Any]
    """What addresses of the round name."""
    round_phase: str
    job: Job | None = None
    state: str = ""
    """One of ``GOING`` or ``TROUBLE``, "done", or "" where there is nothing to say."""
    seconds: int = 0
    """Since it was begun."""
    is_new: bool = False
    """It has ended just now: who waited for it is told first."""
    words: Words | None = field(default=None)

    @property
    def is_going(self) -> bool:
        """Whether a step waits or goes on: no other is begun meanwhile."""
        return self.state in GOING

    @property
    def is_trouble(self) -> bool:
        """Whether it was refused, or something broke."""
        return self.state in TROUBLE

    def is_trouble_of(self, endpoint: str) -> bool:
        """Say whether what this address asks for was refused, or broke: its button stands where that is said."""
        return self.is_trouble and self.words is not None and self.words.endpoint == endpoint

    @property
    def is_watched(self) -> bool:
        """Whether the page asks again by itself."""
        return self.is_going or (self.place == "round" and self.round_phase in WATCHED)

    @property
    def epoch(self) -> str:
        """Return which step it is, and whether it goes on: where that changes, the whole page does."""
        return f"{self.job.id if self.job else 0}-{'going' if self.is_going else 'rest'}"

    @property
    def mark(self) -> str:
        """Return what a page that shows it says when it asks again."""
        if self.job is None or not self.is_going:
            return self.epoch
        far = f"{self.job.done}-{self.job.of}" if self.job.of else f"{self.job.done}-{self.seconds}s"
        return f"{self.epoch}-{self.state}-{far if self.state == 'running' else ''}"

    @property
    def title(self) -> str:
        """Return where it stands, in a few words."""
        return gettext(STATES[self.state]) if self.state in STATES else self.words.going if self.words else ""

    @property
    def said(self) -> str:
        """Return the sentence about what it came to."""
        if self.words is None or self.job is None:
            return ""
        outcome = self.job.outcome or {}
        # Somebody else was faster with the same: nobody has counted it for this one.
        return gettext(self.words.done).format(**outcome) if outcome else gettext("済んでいます。")

    @property
    def page(self) -> str:
        """Return the address of the page."""
        return url_for(PLACES[self.place].endpoint, **self._names_of(PLACES[self.place].endpoint))

    @property
    def again(self) -> str:
        """Return the address that asks for the same step once more."""
        endpoint = self.words.endpoint if self.words else PLACES[self.place].endpoint
        return url_for(endpoint, **self._names_of(endpoint))

    @property
    def asking(self) -> str:
        """Return the address at which the page asks how far it has got."""
        here = {"slug": self.names["slug"], "turn": self.names["turn"]}
        return url_for("staff.lottery.progress", on=self.place, seen=self.mark, **here)

    def _names_of(self, endpoint: str) -> dict[str, Any]:
        """Return what an address names; two pages of a round name it in ways of their own."""
        slug, turn, lottery = self.names["slug"], self.names["turn"], self.names["lottery"]
        if endpoint.startswith("staff.duplicates."):
            return {"slug": slug, "round_number": turn}
        return {"slug": slug, "lottery": lottery} if ".sales." in endpoint else {"slug": slug, "turn": turn}


def progress_of(session: Session, found: Round, slug: str, place: str, now: datetime) -> Progress:
    """Return how far the long steps of a page have got: the same for whoever looks, and whichever process answers."""
    at = phase(session, found, now)
    names = {"slug": slug, "turn": found.number, "lottery": found.lottery}
    job = shown_job(session, NOUN, found.id, PLACES[place].kinds)
    if job is None:
        return Progress(place, names, at)
    words, state = WORDS[job.kind], _state_of(session, job, now)
    is_stale = state in TROUBLE and at not in words.phases
    if is_stale or (state == "done" and job.finished_at is not None and now - job.finished_at > NEWS):
        return Progress(place, names, at, job)
    is_new = job.finished_at is not None and now - job.finished_at < JUST_NOW
    seconds = int((now - (job.begun_at or job.asked_at)).total_seconds())
    return Progress(place, names, at, job, state, max(0, seconds), is_new, words)


def progress_page(progress: Progress, **values: Any) -> Response:
    """Show it alone; 204 where that is what the page shows already, and the whole page anew where a step begins or ends."""
    seen = request.args.get("seen", "")
    if seen == progress.mark:
        return Response(status=204)
    response = show("staff/lottery/progress.html", PART, progress=progress, **values)
    if seen and not seen.startswith(progress.epoch):
        response.headers["HX-Redirect"] = progress.page
    elif seen and progress.is_going and not seen.startswith(f"{progress.epoch}-{progress.state}-"):
        # Numbers that go up are not read out every two seconds; where it stands is, once.
        response.headers["HX-Trigger"] = json.dumps({"town:say": {"text": progress.title}})
    return response


def lead_to_progress(progress: Progress) -> Response:
    """Lead back to the page after a step was asked for: there one sees how far it is."""
    return lead_to(progress.page, gettext("受け付けました。この画面を閉じても、処理は続きます。"))


def _state_of(session: Session, job: Job, now: datetime) -> str:
    if job.finished_at is not None:
        return "done" if job.refusal is None else _trouble_of(job)
    if job.leased_until is not None and job.leased_until > now:
        return "running"
    if now - (job.leased_until or job.asked_at) > PATIENCE and not is_any_running(session, now):
        return "untaken"
    return "waiting" if job.begun_at is None else "stopped"


def _trouble_of(job: Job) -> str:
    return "failed" if job.refusal["code"] == FAILED else "refused"
