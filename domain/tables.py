"""Every table of the town, imported so that the metadata is whole (migrations, tests)."""

from __future__ import annotations

from domain.booking import models as booking
from domain.cases import desk_models as desk
from domain.cases import models as cases
from domain.cases import paper_models as papers
from domain.database import Base
from domain.history import Event
from domain.jobs import models as jobs
from domain.lottery import models as lottery
from domain.lottery import record_models as lottery_record
from domain.lottery.cards import models as lottery_cards
from domain.lottery.duplicates import models as lottery_duplicates
from domain.lottery.sale import models as lottery_sale
from domain.notices import models as notices
from domain.people import models as people
from domain.places import models as places
from domain.printing import models as printing
from domain.procedures import draft_models as drafts
from domain.procedures import models as procedures
from domain.procedures import searching
from domain.retention import models as retention

__all__ = [
    "Base",
    "Event",
    "booking",
    "cases",
    "desk",
    "drafts",
    "jobs",
    "lottery",
    "lottery_cards",
    "lottery_duplicates",
    "lottery_record",
    "lottery_sale",
    "notices",
    "papers",
    "people",
    "places",
    "printing",
    "procedures",
    "retention",
    "searching",
]
