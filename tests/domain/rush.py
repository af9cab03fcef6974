"""Many people at once: jobs that begin at the same instant, in threads or in processes."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain import decisions
from domain.applications.operations import apply
from domain.applications.saving import Begun, save
from domain.booking import operations
from domain.booking.operations import BookingRequest
from domain.cases.messages import write_to_office
from domain.history import RESIDENT, Actor
from domain.jobs.worker import run_due
from domain.lottery import disqualifying, drawing, freezing, long_steps, publishing
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.duplicates.verdicts import decide_duplicates
from domain.lottery.entering import enter
from domain.lottery.sale import forfeiting, promoting, selling, tickets
from domain.procedures.models import FormVersion
from domain.refusals import Refusal
from tests.databases import open_engine
from tests.domain.applications.concert import wish
from tests.domain.booking.playroom import FORM, NOW
from tests.domain.lottery.voucher import application, person

CROWD = 8
"""How many go at once; as many as the connection pool holds."""
PROCESSES = 4
WARM_UP = 0.15
"""Seconds until the start, enough for every worker to be there."""
_engines: dict[str, Engine] = {}
_opening = threading.Lock()


def said(answers: list[str]) -> Counter[str]:
    """Count the answers, the numbers left out."""
    return Counter(answer.split()[0] for answer in answers)


@dataclass(frozen=True)
class Job:
    """One operation by one person; it can be sent to another process."""

    verb: str
    wish: Any
    by: Actor = RESIDENT
    more: tuple[tuple[str, Any], ...] = ()


def crowd_of(how: str) -> Executor:
    """Return workers that wait for jobs."""
    if how == "threads":
        return ThreadPoolExecutor(CROWD)
    workers = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    for started in [workers.submit(be_there) for _ in range(PROCESSES)]:
        started.result(timeout=60)
    return workers


def be_there() -> None:
    """Keep one worker busy until all are started."""
    time.sleep(0.5)


def rush(crowd: Executor, url: str, jobs: Iterable[Job]) -> list[str]:
    """Run all jobs from the same instant on; return in their order what each person heard."""
    starts_at = time.time() + WARM_UP
    running: list[Future[str]] = [crowd.submit(run, url, _sendable(job), starts_at) for job in jobs]
    return [one.result(timeout=60) for one in running]


def run(url: str, job: Job, starts_at: float) -> str:
    """Run one job and return what the person heard: what became of it, or the name of the refusal."""
    engine = _engine(url)
    with Session(engine, autoflush=False) as session:
        session.connection()
        time.sleep(max(0.0, starts_at - time.time()))
        try:
            return _VERBS[job.verb](session, job)
        except Refusal as refusal:
            return type(refusal).__name__


def close_all() -> None:
    """Close this process's connections, so that the test's database can be dropped."""
    with _opening:
        while _engines:
            _engines.popitem()[1].dispose()


def _engine(url: str) -> Engine:
    with _opening:
        if url not in _engines:
            while _engines:
                _engines.popitem()[1].dispose()
            _engines[url] = open_engine(url)
        return _engines[url]


def _sendable(job: Job) -> Job:
    """Take the form out of a request: it cannot be sent, and here it is always the same."""
    return replace(job, wish=_with_form(job.wish, None)) if job.verb == "book" else job


def _with_form(wish: BookingRequest, form: Any) -> BookingRequest:
    return replace(wish, submission=replace(wish.submission, form=form))


def _book(session: Session, job: Job) -> str:
    wish = _with_form(job.wish, FORM)
    return f"booked {operations.book(session, wish, by=job.by, now=NOW).case.number}"


def _cancel(session: Session, job: Job) -> str:
    return operations.cancel(session, job.wish, by=job.by, now=NOW).state


def _move(session: Session, job: Job) -> str:
    return f"in {operations.move(session, job.wish, dict(job.more)['slot_id'], by=job.by, now=NOW).slot_id}"


def _approve(session: Session, job: Job) -> str:
    is_new = decisions.approve(session, job.wish, revision=dict(job.more)["revision"], by=job.by, now=NOW)
    return "approved" if is_new else "approved before"


def _reject(session: Session, job: Job) -> str:
    revision = dict(job.more)["revision"]
    is_new = decisions.reject(session, job.wish, "満員のため", revision=revision, by=job.by, now=NOW)
    return "rejected" if is_new else "rejected before"


def _set_capacity(session: Session, job: Job) -> str:
    capacity = dict(job.more)["open_capacity"]
    surplus = operations.set_capacity(session, job.wish, open_capacity=capacity, by=job.by, now=NOW)
    return f"surplus {len(surplus)}"


def _apply(session: Session, job: Job) -> str:
    procedure_id, number, typed = job.wish
    wanted = wish(session, procedure_id, number, **typed)
    return f"applied {apply(session, wanted, by=job.by, now=NOW).case.number}"


def _withdraw(session: Session, job: Job) -> str:
    is_new = decisions.withdraw(session, job.wish, by=job.by, now=NOW)
    return "withdrawn" if is_new else "withdrawn before"


def _ask(session: Session, job: Job) -> str:
    number, key = job.wish
    return (
        "asked" if write_to_office(session, number, "もしもし", key, by=RESIDENT, now=NOW) else "asked before"
    )


def _save(session: Session, job: Job) -> str:
    version_id, key = job.wish
    version = session.get_one(FormVersion, version_id)
    save(session, version, Begun(key, {"phone": ["090"]}), now=NOW)
    return "saved"


def _enter(session: Session, job: Job) -> str:
    campaign_id, round_id, number, key = job.wish
    wanted = application(session, campaign_id, person(number), key=key)
    entered = enter(session, round_id, wanted, by=job.by, now=dict(job.more)["now"])
    return f"entered {entered.entries[0].receipt}"


def _freeze(session: Session, job: Job) -> str:
    return f"froze {freezing.freeze(session, job.wish, by=job.by, now=dict(job.more)['now']).entries}"


def _draw(session: Session, job: Job) -> str:
    return f"drew {drawing.draw(session, job.wish, by=job.by, now=dict(job.more)['now']).granted}"


def _publish(session: Session, job: Job) -> str:
    return f"told {publishing.publish(session, job.wish, by=job.by, now=dict(job.more)['now'])}"


def _sell(session: Session, job: Job) -> str:
    campaign_id, number, units, key = job.wish
    now = dict(job.more)["now"]
    sold = selling.sell(session, campaign_id, number, units, key=key, by=job.by, now=now)
    return f"{'sold before' if sold.is_repeat else 'sold'} {sold.units}"


def _reverse(session: Session, job: Job) -> str:
    sale_id, key = job.wish
    done = selling.reverse(session, sale_id, key=key, by=job.by, now=dict(job.more)["now"])
    return "reversed before" if done.is_repeat else "reversed"


def _promote(session: Session, job: Job) -> str:
    return f"offered {promoting.promote(session, job.wish, by=job.by, now=dict(job.more)['now'])}"


def _accept(session: Session, job: Job) -> str:
    number, offer_id = job.wish
    return promoting.accept(session, number, offer_id, by=job.by, now=dict(job.more)["now"]).number


def _forfeit(session: Session, job: Job) -> str:
    return f"freed {forfeiting.forfeit(session, job.wish, by=job.by, now=dict(job.more)['now']).units}"


def _disqualify(session: Session, job: Job) -> str:
    disqualifying.disqualify(session, job.wish, by=job.by, now=dict(job.more)["now"])
    return "disqualified"


def _issue(session: Session, job: Job) -> str:
    return f"issued {tickets.issue_tickets(session, job.wish, by=job.by, now=dict(job.more)['now'])}"


def _decide_duplicates(session: Session, job: Job) -> str:
    more = dict(job.more)
    group_id, keep = job.wish
    decided = decide_duplicates(session, group_id, keep=keep, reason="同じ方", by=job.by, now=more["now"])
    return f"kept {' '.join(decided.kept)}{' to be confirmed' * decided.must_be_confirmed}"


def _find_duplicates(session: Session, job: Job) -> str:
    return f"{find_duplicates(session, job.wish, by=job.by, now=dict(job.more)['now']).fresh} found"


def _ask_for(session: Session, job: Job) -> str:
    round_id, kind = job.wish
    is_new = long_steps.ask_for(session, round_id, kind, by=job.by, now=dict(job.more)["now"])
    return "asked" if is_new else "asked before"


def _run_jobs(session: Session, job: Job) -> str:
    def sessions() -> Session:
        return Session(session.get_bind(), autoflush=False)

    ran = run_due(sessions, long_steps.LONG_STEPS, by=job.wish, clock=lambda: dict(job.more)["now"])
    return f"ran {ran}"


_VERBS: dict[str, Callable[[Session, Job], str]] = {
    "book": _book,
    "cancel": _cancel,
    "move": _move,
    "approve": _approve,
    "reject": _reject,
    "set_capacity": _set_capacity,
    "apply": _apply,
    "withdraw": _withdraw,
    "ask": _ask,
    "save": _save,
    "enter": _enter,
    "freeze": _freeze,
    "draw": _draw,
    "publish": _publish,
    "issue": _issue,
    "sell": _sell,
    "reverse": _reverse,
    "forfeit": _forfeit,
    "promote": _promote,
    "accept": _accept,
    "disqualify": _disqualify,
    "decide_duplicates": _decide_duplicates,
    "find_duplicates": _find_duplicates,
    "ask_for": _ask_for,
    "run_jobs": _run_jobs,
}
