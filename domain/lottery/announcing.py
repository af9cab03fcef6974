"""The rules of a round as the public file has them: from the announcement on, and byte for byte the same in the record."""

from __future__ import annotations

from domain.lottery.models import Round
from domain.lottery.record import rules_file
from domain.lottery.rounds import terms_of
from domain.lottery.terms import published, written


def rules_of(found: Round) -> bytes:
    """Return rules.json; only putting the draw off changes it, and then it names what was announced before."""
    more = {
        "cap": found.campaign.cap,
        "closed_at": written(found.closes_at),
        "objection_days": found.objection_days,
        "duplicate_rule": found.campaign.duplicate_rule,
    }
    return rules_file(published(terms_of(found), found.lottery, **more))
