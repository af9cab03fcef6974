"""What a case has of a sale, as its own pages show it: tickets, and offers to runners-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from blueprints.web.codes import drawn_code
from blueprints.web.languages import gettext
from domain.cases.models import Case
from domain.lottery.sale.models import Offer, Ticket
from domain.lottery.sale.queries import offers_to, tickets_of


@dataclass(frozen=True)
class Vouchers:
    """What a case has of a sale; "lottery/own_tickets.html" shows it as ``vouchers``."""

    case: Case
    tickets: Sequence[Ticket]
    offers: Sequence[Offer]
    now: datetime

    def is_waiting(self, offer: Offer) -> bool:
        """Say whether an offer can still be answered."""
        return not offer.answer and offer.expires_at > self.now

    def code(self, ticket: Ticket) -> Markup:
        """Return the number of a ticket as a QR code."""
        return drawn_code(ticket.number, gettext("引換券のQRコード"))


def vouchers_of(session: Session, case: Case, now: datetime) -> Vouchers:
    """Return the tickets and offers of a case, for its own pages."""
    return Vouchers(case, tickets_of(session, case.id), offers_to(session, case.id), now)
