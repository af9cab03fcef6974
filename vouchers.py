"""The sale of a lottery from the command line (``flask lottery``): tickets, and the job of the night."""

from __future__ import annotations

import click

from blueprints.web import database
from domain.clock import now_utc
from domain.history import TOWN
from domain.lottery.queries import round_of
from domain.lottery.recording import refresh_record
from domain.lottery.sale import forfeiting, promoting
from domain.lottery.sale.queries import rounds_to_end
from domain.lottery.sale.tickets import issue_tickets
from domain.refusals import Refusal
from lotteries import lottery


@lottery.command("tickets")
@click.argument("lottery_id", metavar="LOTTERY")
def tickets(lottery_id: str) -> None:
    """Issue every ticket of the round LOTTERY, with its mail; what was cut short is gone on with."""
    session = database.session()
    try:
        found = round_of(session, lottery_id).id
        issued = issue_tickets(session, found, by=TOWN, now=now_utc(), progress=_say)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.reason)) from None
    click.echo(f"tickets: {issued} issued")


@lottery.command("forfeit")
def forfeit() -> None:
    """End tickets and offers whose time is over, and offer what is free to who stands next; run it daily."""
    session, now = database.session(), now_utc()
    for found in [one.id for one in rounds_to_end(session, now)]:
        try:
            over = forfeiting.forfeit(session, found, by=TOWN, now=now, progress=_say)
            made = promoting.promote(session, found, by=TOWN, now=now, progress=_say)
        except Refusal as refusal:
            click.echo(f"round {found}: {refusal.reason}")
            continue
        refresh_record(session, found, now=now)
        click.echo(f"round {found}: {over.tickets} tickets, {over.offers} offers over; {made} offers made")


def _say(done: int, of: int) -> None:
    click.echo(f"  {done} of {of}", err=True)
