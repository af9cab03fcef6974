"""Setting a campaign and its rounds up: everything can be changed until a round is announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Campaign, Round, RoundStep
from domain.lottery.refusals import NotALottery, WrongTerms
from domain.lottery.rounds import locked, require, take_step, terms_of, until
from domain.lottery.rules import is_word, term_problems
from domain.lottery.terms import Terms, written
from domain.procedures.operations import locked as locked_procedure
from domain.refusals import NotFound
from forms.definition import Text
from forms.fields.options import options_of
from forms.messages import Message, for_staff


@dataclass(frozen=True)
class Sale:
    """What a campaign sells, and to whom."""

    unit: Text
    price: int
    worth: int
    cap: int
    duplicate_rule: str = "first"
    excludes_earlier_winners: bool = False
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Dates and terms of a round."""

    lottery: str
    opens_at: datetime
    closes_at: datetime
    draws_at: datetime
    sale_from: date
    sale_until: date
    terms: Terms
    objection_days: int = 3
    offer_days: int = 14
    sale_place: Text = Text("")


def set_campaign(session: Session, procedure_id: int, sale: Sale, *, by: Actor, now: datetime) -> int:
    """Make the campaign of a procedure, or change it until a round is announced; return its id.

    NotALottery, WrongTerms.
    """
    if sale.cap < 1 or sale.price < 0 or sale.worth < 0:
        raise WrongTerms((for_staff("上限は1以上、金額は0以上にしてください。"),))
    with writing(session):
        procedure = locked_procedure(session, procedure_id)
        if procedure.kind != "lottery":
            raise NotALottery
        found = session.scalar(select(Campaign).where(Campaign.procedure_id == procedure_id))
        campaign = found or Campaign(procedure_id=procedure_id, created_at=now)
        if found is not None and _is_announced(session, found.id):
            raise WrongTerms((for_staff("公表したあとは、販売の条件を変えられません。"),))
        _fill_campaign(campaign, sale)
        session.add(campaign)
        session.flush()
        record(session, "set_campaign", "campaign", campaign.id, by=by, now=now, cap=sale.cap)
        campaign_id = campaign.id
    return campaign_id


def set_round(
    session: Session, campaign_id: int, plan: Plan, *, round_id: int | None = None, by: Actor, now: datetime
) -> int:
    """Plan a round, or change it until it is announced; return its id. WrongTerms, NotInPhase."""
    with writing(session):
        campaign = session.scalar(select(Campaign).where(Campaign.id == campaign_id).with_for_update())
        if campaign is None:
            raise NotFound
        found = _round_to_fill(session, campaign, round_id, now)
        _check_dates(session, found, plan)
        _fill_round(found, plan)
        session.add(found)
        session.flush()
        record(session, "set_round", "round", found.id, by=by, now=now, lottery=plan.lottery)
        found_id = found.id
    return found_id


def problems_of(lottery_round: Round, cap: int) -> tuple[Message, ...]:
    """Return why a round cannot be announced as it is planned, in sentences for staff."""
    return _unknown_answers(lottery_round) + term_problems(
        terms_of(lottery_round),
        closes_at=lottery_round.closes_at,
        draws_at=lottery_round.draws_at,
        objection_days=lottery_round.objection_days,
        cap=cap,
    )


def _unknown_answers(found: Round) -> tuple[Message, ...]:
    """Say which answers to the question of the tier mean none: who gives them would come into the last."""
    campaign, tiers = found.campaign, terms_of(found).tier_names
    version = campaign.procedure.live_version
    field = version.form.field(campaign.asks.get("tier", "")) if version else None
    unknown = [str(one.label) for one in options_of(field) if one.value not in tiers] if field else []
    if not unknown:
        return ()
    words = (
        "質問「{label}」の答え「{names}」に当たる区分がありません。区分の名前を、答えの値に合わせてください。"
    )
    return (for_staff(words, label=str(field.label) if field else "", names="、".join(unknown)),)


def announce(session: Session, round_id: int, *, by: Actor, now: datetime) -> None:
    """Publish the rules of a round with the call; from now on they are fixed. WrongTerms, NotALottery, NotInPhase."""
    with writing(session):
        found = locked(session, round_id)
        require(session, found, now, "preparing")
        procedure = locked_procedure(session, found.campaign.procedure_id)
        if procedure.live_version_id is None:
            raise NotALottery
        wrong = problems_of(found, found.campaign.cap)
        if found.closes_at <= now:
            wrong = (*wrong, for_staff("申込みの締切が過ぎています。"))
        if wrong:
            raise WrongTerms(wrong)
        procedure.opens_at, procedure.closes_at, procedure.is_opening_set = (
            found.opens_at,
            found.closes_at,
            True,
        )
        take_step(session, found, "announced", by=by, now=now)


def postpone(session: Session, round_id: int, by_days: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Put the draw and every source of the seed off by some days, before the list is frozen; it stays in the record."""
    if by_days < 1 or not reason.strip():
        raise WrongTerms((for_staff("延ばす日数と理由を入力してください。"),))
    with writing(session):
        found = locked(session, round_id)
        require(session, found, now, *until("closed"))
        terms, later = terms_of(found), timedelta(days=by_days)
        found.rules = _put_off(terms, later, found.draws_at).to_json()
        found.draws_at += later
        record(session, "postpone", "round", round_id, by=by, now=now, days=by_days, reason=reason.strip())


def _is_announced(session: Session, campaign_id: int) -> bool:
    wanted = select(RoundStep.id).join(Round).where(Round.campaign_id == campaign_id)
    return session.scalar(wanted.limit(1)) is not None


def _fill_campaign(campaign: Campaign, sale: Sale) -> None:
    if sale.duplicate_rule not in ("first", "last", "online", "none"):
        raise WrongTerms((for_staff("重複の扱いを選んでください。"),))
    campaign.unit, campaign.price, campaign.worth = sale.unit.to_json(), sale.price, sale.worth
    campaign.cap, campaign.duplicate_rule = sale.cap, sale.duplicate_rule
    campaign.excludes_earlier_winners, campaign.asks = sale.excludes_earlier_winners, dict(sale.asks)


def _round_to_fill(session: Session, campaign: Campaign, round_id: int | None, now: datetime) -> Round:
    if round_id is None:
        last = session.scalar(select(func.max(Round.number)).where(Round.campaign_id == campaign.id))
        return Round(campaign_id=campaign.id, number=(last or 0) + 1, created_at=now)
    found = locked(session, round_id)
    if found.campaign_id != campaign.id:
        raise NotFound
    require(session, found, now, "preparing")
    return found


def _check_dates(session: Session, found: Round, plan: Plan) -> None:
    wrong = []
    if plan.closes_at <= plan.opens_at:
        wrong.append(for_staff("申込みの締切は、受付の始まりより後にしてください。"))
    if plan.sale_until < plan.sale_from:
        wrong.append(for_staff("販売の終わりは、始まりより後にしてください。"))
    if plan.objection_days < 0 or plan.offer_days < 0:
        wrong.append(for_staff("日数は0以上にしてください。"))
    if not is_word(plan.lottery.replace("-", "_")):
        wrong.append(for_staff("抽選の番号は、20文字までの半角の英数字・「-」・「_」で付けてください。"))
    others = select(Round.id).where(Round.lottery == plan.lottery, Round.id != (found.id or 0))
    if session.scalar(others) is not None:
        wrong.append(for_staff("この抽選の番号は、ほかの回で使われています。"))
    if wrong:
        raise WrongTerms(tuple(wrong))


def _fill_round(found: Round, plan: Plan) -> None:
    found.lottery, found.rules = plan.lottery, plan.terms.to_json()
    found.opens_at, found.closes_at, found.draws_at = plan.opens_at, plan.closes_at, plan.draws_at
    found.sale_from, found.sale_until = plan.sale_from, plan.sale_until
    found.objection_days, found.offer_days = plan.objection_days, plan.offer_days
    found.sale_place = plan.sale_place.to_json() if plan.sale_place.ja else None


def _put_off(terms: Terms, later: timedelta, draws_at: datetime) -> Terms:
    sources = tuple(
        replace(one, at=one.at + later, fallback_at=one.fallback_at and one.fallback_at + later)
        for one in terms.sources
    )
    return replace(terms, sources=sources, postponed=(*terms.postponed, written(draws_at)))
