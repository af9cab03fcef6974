"""The plan of a round as staff type it: what is typed is there again, and in the languages of residents."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN
from domain.lottery.models import Campaign, Round
from domain.lottery.rounds import terms_of
from domain.lottery.setup import set_campaign
from domain.procedures.operations import publish
from forms.definition import Form, Text
from tests.blueprints.staff.lottery.test_lottery import ROUND, SAVE, TIERS
from tests.lottery_town import ASKS, FORM, SALE, SLUG, prepared
from tests.page import Browser
from tests.town import NOW, World


def test_where_it_is_sold_stays_with_the_plan(manager: Browser, records: Session, world: World) -> None:
    prepared(records, world, NOW)
    place = {"place-ja": "市役所1階", "place-en": "City hall, ground floor"}
    manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(SAVE, {**TIERS, **place})
    page = manager.get(f"{ROUND}/plan")
    assert {name: page.value(name) for name in place} == place
    page.press(SAVE)
    records.rollback()
    assert records.scalars(select(Round)).one().sale_place_text == Text("市役所1階", en=place["place-en"])


def test_tiers_are_called_by_their_words_in_each_language(
    manager: Browser, records: Session, world: World
) -> None:
    prepared(records, world, NOW)
    words = {"tier-1-easy": "この市に 住んでいる 人", "tier-1-en": "Residents"}
    manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(SAVE, {**TIERS, **words})
    page = manager.get(f"{ROUND}/plan")
    assert {name: page.value(name) for name in words} == words
    page.press(SAVE)
    records.rollback()
    [tier] = terms_of(records.scalars(select(Round)).one()).tiers
    assert tier.label == Text("市民", easy=words["tier-1-easy"], en="Residents")


def test_the_next_round_begins_with_the_rules_of_the_one_before(
    manager: Browser, records: Session, world: World
) -> None:
    prepared(records, world, NOW)
    more = {"mode": "whole", "boundary": "stop", "objection_days": "5", "place-ja": "市役所1階"}
    manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(SAVE, {**TIERS, **more})
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new")
    kept = {**more, "tier-1-name": "resident", "tier-1-label": "市民", "pool-1-name": "all", "pool-1-n": ""}
    assert {name: page.value(name) for name in kept} == kept
    assert page.value("lottery").endswith("-2")


def test_tiers_are_those_that_the_form_asks_for(manager: Browser, records: Session, world: World) -> None:
    prepared(records, world, NOW)
    asked_for_tier(records)
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new")
    assert (page.value("tier-1-name"), page.value("tier-2-label")) == ("resident", "市内で働く方")
    page = page.press(SAVE, {"pool-1-n": "10", "tier-2-name": "worker"})
    assert "「市内で働く方」に当たる区分がありません" in page.words and "規則を公表する" not in page.words


def asked_for_tier(records: Session) -> None:
    """Let the published form ask who somebody is, and the campaign know which question that is."""
    options = [{"value": "resident", "label": "市民"}, {"value": "other", "label": "市内で働く方"}]
    question = {"key": "tier", "kind": "choice", "label": "あてはまるもの", "settings": {"options": options}}
    campaign, data = records.scalars(select(Campaign)).one(), FORM.to_json()
    data["pages"][1]["fields"].append(question)
    publish(records, campaign.procedure_id, Form.from_json(data), by=TOWN, now=NOW)
    set_campaign(
        records, campaign.procedure_id, replace(SALE, asks={**ASKS, "tier": "tier"}), by=TOWN, now=NOW
    )
