"""The long steps of a round as jobs: asked for with what can be refused at once, run later, once, whoever is killed."""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from domain.history import Event
from domain.jobs.leasing import LEASE
from domain.jobs.models import Job
from domain.jobs.worker import run_due
from domain.lottery import freezing
from domain.lottery.long_steps import LONG_STEPS, ask_for
from domain.lottery.models import RoundStep
from domain.lottery.objecting import raise_objection
from domain.lottery.record_models import Award
from domain.lottery.refusals import FourEyes, NotYet
from domain.lottery.rounds import steps_of
from tests.databases import open_engine
from tests.domain.conftest import Rush
from tests.domain.hall import mails
from tests.domain.killing import die_before
from tests.domain.lottery.voucher import Voucher, person
from tests.domain.rush import Job as Errand


def work(voucher: Voucher, now: datetime, by: str = "one") -> int:
    """Run what is due at a moment."""
    return run_due(voucher.hall.session, LONG_STEPS, by=by, clock=lambda: now)


def only_job(session: Session) -> Job:
    session.rollback()
    return session.scalars(select(Job).execution_options(populate_existing=True)).one()


def awaiting_freeze(voucher: Voucher, session: Session, entries: int = 4) -> datetime:
    """Let a freeze be asked for by one person; return the moment at which another may do it."""
    voucher.crowd(session, entries)
    voucher.search(session)
    freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=voucher.at(11))
    return voucher.at(11)


def awaiting_draw(voucher: Voucher, session: Session, entries: int = 30) -> datetime:
    """Let a draw be asked for; return the moment at which it was."""
    voucher.crowd(session, entries)
    voucher.freeze(session)
    voucher.sow(session)
    ask_for(session, voucher.round_id, "draw", by=voucher.manager, now=voucher.at(21))
    return voucher.at(21)


def test_a_step_is_run_later_in_the_name_of_who_asked(voucher: Voucher, session: Session) -> None:
    now = awaiting_freeze(voucher, session)
    assert ask_for(session, voucher.round_id, "freeze", by=voucher.reviewer, now=now)
    assert voucher.round(session).frozen_count is None
    assert work(voucher, now + timedelta(seconds=2)) == 1
    job, step = only_job(session), steps_of(session, voucher.round_id)["frozen"]
    assert (job.outcome, job.refusal, job.tries) == ({"entries": 4}, None, 1)
    assert (step.done_by_id, step.done_at) == (voucher.reviewer.staff_id, now + timedelta(seconds=2))
    told = select(Event.verb).where(Event.noun == "round", Event.staff_id == voucher.reviewer.staff_id)
    assert session.scalars(told.order_by(Event.id)).all()[-2:] == ["ask_job", "freeze"]


def test_what_can_be_refused_at_once_is_and_nothing_waits(voucher: Voucher, session: Session) -> None:
    now = awaiting_freeze(voucher, session)
    with pytest.raises(FourEyes):
        ask_for(session, voucher.round_id, "freeze", by=voucher.manager, now=now)
    voucher.freeze(session)
    voucher.sow(session)
    with pytest.raises(NotYet):
        ask_for(session, voucher.round_id, "draw", by=voucher.manager, now=voucher.at(20.5))
    assert session.scalar(select(func.count(Job.id))) == 0


def test_what_is_found_out_only_when_it_runs_is_kept_for_staff_to_read(
    voucher: Voucher, session: Session
) -> None:
    now = awaiting_draw(voucher, session)
    raise_objection(
        session, voucher.round_id, "冊数が違います。", "", by=voucher.reviewer, now=voucher.at(12)
    )
    assert work(voucher, now) == 1
    refusal = only_job(session).refusal
    assert refusal["code"] == "ObjectionsOpen" and "異議が1件" in refusal["reason"] and refusal["next_step"]
    assert session.scalar(select(func.count(Award.id))) == 0


def test_where_somebody_else_was_faster_it_is_done(voucher: Voucher, session: Session) -> None:
    now = awaiting_draw(voucher, session)
    voucher.draw(session)
    assert work(voucher, now) == 1
    assert (only_job(session).refusal, only_job(session).outcome) == (None, {})


def test_a_step_asked_for_by_several_waits_once(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    now = awaiting_freeze(voucher, session)
    others = (voucher.hall.actor("reviewer"), voucher.hall.actor("clerk")) * 2
    asking = (Errand("ask_for", (voucher.round_id, "freeze"), by, (("now", now),)) for by in others)
    assert Counter(all_at_once(*asking)) == {"asked": 1, "asked before": 3}
    asked = select(func.count(Event.id)).where(Event.verb == "ask_job")
    assert (only_job(session).kind, session.scalar(asked)) == ("freeze", 1)


def test_of_several_workers_one_runs_it(voucher: Voucher, session: Session, all_at_once: Rush) -> None:
    now = awaiting_draw(voucher, session)
    workers = (Errand("run_jobs", f"worker {number}", more=(("now", now),)) for number in range(4))
    assert Counter(all_at_once(*workers)) == {"ran 1": 1, "ran 0": 3}
    assert only_job(session).outcome == {"entries": 30}
    assert session.scalar(select(func.count(Award.id))) == 30
    assert session.scalar(select(func.count(RoundStep.id)).where(RoundStep.kind == "drawn")) == 1


def work_and_die(url: str, now: datetime, before: str) -> None:
    """Take a job, and be killed just before a statement is sent."""
    engine = open_engine(url)
    die_before(engine, before)
    run_due(lambda: Session(engine, autoflush=False), LONG_STEPS, by="who is killed", clock=lambda: now)


@pytest.mark.parametrize(
    "before",
    ["INSERT INTO round_step", "INSERT INTO award", "UPDATE round_step", "UPDATE job SET leased_until"],
)
def test_what_a_killed_worker_had_taken_is_gone_on_with_once_its_lease_has_ended(
    voucher: Voucher, session: Session, town_url: URL, before: str
) -> None:
    now = awaiting_draw(voucher, session)
    session.rollback()
    arguments = (town_url.render_as_string(hide_password=False), now, before)
    child = multiprocessing.get_context("spawn").Process(target=work_and_die, args=arguments)
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL
    assert work(voucher, now + LEASE / 2) == 0 and only_job(session).finished_at is None
    assert work(voucher, now + LEASE) == 1
    job = only_job(session)
    assert (job.tries, job.refusal, job.finished_at) == (2, None, now + LEASE)
    assert session.scalar(select(func.count(Award.id))) == 30
    assert len(set(session.scalars(select(Award.rank)))) == 30


@pytest.mark.parametrize("before", ["INSERT INTO mail", "UPDATE job SET leased_until"])
def test_a_killed_worker_leaves_nobody_untold_and_tells_nobody_twice(
    voucher: Voucher, session: Session, town_url: URL, before: str
) -> None:
    voucher.crowd(session, 12)
    voucher.freeze(session)
    voucher.sow(session)
    voucher.draw(session)
    now = voucher.at(22)
    ask_for(session, voucher.round_id, "publish", by=voucher.manager, now=now)
    session.rollback()
    arguments = (town_url.render_as_string(hide_password=False), now, before)
    child = multiprocessing.get_context("spawn").Process(target=work_and_die, args=arguments)
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL
    assert work(voucher, now + LEASE) == 1 and only_job(session).refusal is None
    assert Counter(Counter(mail.case_id for mail in mails(session, "result")).values()) == {1: 12}


def test_every_long_step_is_run_to_the_end(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 6)
    voucher.enter(session, person(99))
    for days, kind, by in (
        (11.0, "find_duplicates", voucher.reviewer),
        (11.1, "freeze", voucher.reviewer),
        (21.0, "draw", voucher.manager),
        (22.0, "publish", voucher.manager),
        (22.1, "issue_tickets", voucher.manager),
        (60.0, "pass_on", voucher.manager),
    ):
        if kind == "freeze":
            freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=voucher.at(days))
        if kind == "draw":
            voucher.sow(session)
        ask_for(session, voucher.round_id, kind, by=by, now=voucher.at(days))
        assert work(voucher, voucher.at(days)) == 1
    session.rollback()
    ran = session.execute(select(Job.kind, Job.refusal, Job.outcome).order_by(Job.id)).all()
    assert [one.kind for one in ran if one.refusal is None] == list(LONG_STEPS)
    assert ran[-1].outcome["tickets"] == ran[-2].outcome["tickets"] > 0
