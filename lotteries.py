"""Files of postcards come into a lottery, and its duplicates are searched (``flask lottery``)."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from blueprints.web import database
from domain.clock import now_utc
from domain.history import TOWN
from domain.lottery.cards.models import CardFile
from domain.lottery.cards.postcards import check_some, drop_file, store_file, take_some
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.queries import round_of
from domain.refusals import Refusal

lottery = AppGroup("lottery", help="Voucher lotteries: postcards, duplicates, tickets, and what nobody buys.")


@lottery.command("import")
@click.argument("lottery_id")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what is wrong with which line.")
def import_cards(lottery_id: str, file: Path, dry_run: bool) -> None:
    """Take the postcards of FILE (CSV) into the round LOTTERY_ID; exit status 1 where a line is left out.

    The same file again enters nobody twice.
    """
    session = database.session()
    try:
        found = round_of(session, lottery_id)
        file_id = store_file(session, found.id, file.name, file.read_bytes(), by=TOWN, now=now_utc())
    except Refusal as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    row = _to_the_end(file_id, is_taken=not dry_run)
    for one in row.problems:
        click.echo(f"  line {one['line']}: {one['column']}: {one['text']}")
    click.echo(
        f"lottery: {row.lines} lines, {row.wrong} left out, {row.entered} entered, {row.repeated} entered before"
    )
    is_wrong = row.wrong > 0
    if dry_run:
        drop_file(session, file_id, by=TOWN, now=now_utc())
    sys.exit(int(is_wrong))


@lottery.command("duplicates")
@click.argument("lottery_id")
def search(lottery_id: str) -> None:
    """Search the round LOTTERY_ID for people who entered twice; staff decide on what is found."""
    try:
        found_round = round_of(database.session(), lottery_id)
    except Refusal as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    found = find_duplicates(database.session(), found_round.id, by=TOWN, now=now_utc())
    click.echo(f"lottery: {found.entries} entries, {found.groups} groups to decide on, {found.fresh} new")


def _to_the_end(file_id: int, *, is_taken: bool) -> CardFile:
    """Read a file, and take it, some hundred lines at a time."""
    session = database.session()
    row = session.get_one(CardFile, file_id)
    while row.checked < row.lines:
        check_some(session, file_id, now=now_utc())
        row = session.get_one(CardFile, file_id, populate_existing=True)
    while is_taken and row.finished_at is None:
        take_some(session, file_id, by=TOWN, now=now_utc())
        row = session.get_one(CardFile, file_id, populate_existing=True)
    return row


def _said(refusal: Refusal) -> str:
    return f"{refusal.reason}{refusal.next_step or ''}"
