"""The plan of a round as staff type it: what is typed is there again, and in the languages of residents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.lottery.models import Round
from domain.lottery.rounds import terms_of
from forms.definition import Text
from tests.blueprints.staff.test_lottery import ROUND, SAVE, TIERS
from tests.lottery_town import SLUG, prepared
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
