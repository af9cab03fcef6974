"""What the plan of another round begins with: usual dates, and the rules of the round before or the answers of the form."""

from __future__ import annotations

from datetime import datetime, timedelta

from blueprints.staff.lottery.plans import COUNTS, ROWS, as_typed, typed_name, typed_of
from domain.clock import in_tokyo
from domain.lottery.models import Campaign, Round
from forms.fields.options import options_of

RULES = ("mode", "boundary", "base", "seed", *COUNTS)


def proposed(campaign: Campaign, before: Round | None, now: datetime) -> dict[str, str]:
    """Return a plan to begin with; how many are given out is left open, because every round has its own stock."""
    number = before.number + 1 if before else 1
    usual = _usual(now, campaign.procedure.slug, number)
    if before is None:
        return usual | _tiers_asked(campaign)
    typed = typed_of(before)
    kept = {
        name: text for name, text in typed.items() if name in RULES or name.startswith(("place-", "weight-"))
    }
    rows = {name: text for name, text in typed.items() if name.startswith(("tier-", "pool-"))}
    amounts = {f"pool-{place}-n" for place in range(1, ROWS + 1)}
    return usual | kept | {name: text for name, text in rows.items() if name not in amounts}


def _tiers_asked(campaign: Campaign) -> dict[str, str]:
    """Return a tier for each answer to the question that says who somebody is; nothing where the form has none."""
    version = campaign.procedure.live_version
    field = version.form.field(campaign.asks.get("tier", "")) if version else None
    typed: dict[str, str] = {}
    for place, option in enumerate(options_of(field)[:ROWS] if field else (), 1):
        typed |= typed_name(f"tier-{place}", str(option.value), option.label)
        typed[f"pool-1-tier-{place}"] = "yes"
    return typed


def _usual(now: datetime, slug: str, number: int) -> dict[str, str]:
    """Return a usual plan: three weeks to apply, the draw ten days later."""
    begins = in_tokyo(now).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7)
    closes = begins.replace(hour=0) + timedelta(days=21)
    draw_day = closes + timedelta(days=10)
    at = {"opens_at": begins, "closes_at": closes, "first_at": draw_day.replace(hour=10)}
    at |= {"last_at": draw_day.replace(hour=11), "draws_at": draw_day.replace(hour=11, minute=10)}
    at["fallback_at"] = draw_day.replace(hour=20) + timedelta(days=7)
    typed = {name: as_typed(moment) for name, moment in at.items()}
    typed |= {"sale_from": (draw_day + timedelta(days=14)).date().isoformat()}
    typed |= {"sale_until": (draw_day + timedelta(days=44)).date().isoformat()}
    typed |= {
        "objection_days": "3",
        "offer_days": "14",
        "mode": "level",
        "boundary": "partial",
        "seed": "dice_drand",
    }
    typed |= {
        "lottery": f"{slug}-{begins.year}-{number}"[:20],
        "tier-1-name": "everybody",
        "tier-1-label": "申し込める方",
    }
    return typed | {"pool-1-name": "all", "pool-1-tier-1": "yes"}
