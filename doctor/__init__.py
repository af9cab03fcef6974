"""The doctor: is everything there that this town needs to run? Each check says what it found, in plain words."""

from __future__ import annotations

from doctor.data import clock, database, jobs, migrations, outbox, second_factors, slots, sqlite_version
from doctor.findings import BAD, GOOD, NOTE, Check, Finding, Patient
from doctor.surroundings import assets, catalogues, exposure, mail, papers

__all__ = ["BAD", "GOOD", "NOTE", "Finding", "Patient", "examine", "is_well"]

DATABASE_CHECKS: tuple[Check, ...] = (sqlite_version, clock, migrations)
TABLE_CHECKS: tuple[Check, ...] = (outbox, jobs, slots, second_factors)
OTHER_CHECKS: tuple[Check, ...] = (mail, papers, assets, catalogues, exposure)


def examine(patient: Patient) -> list[Finding]:
    """Run every check; those that need the database, or its tables, only where these are there."""
    found = _run((database,), patient)
    found += _run(DATABASE_CHECKS, patient) if is_well(found) else []
    found += _run(TABLE_CHECKS, patient) if is_well(found) else []
    return found + _run(OTHER_CHECKS, patient)


def is_well(findings: list[Finding]) -> bool:
    """Say whether nothing is bad; notes do not count."""
    return all(one.state != BAD for one in findings)


def _run(checks: tuple[Check, ...], patient: Patient) -> list[Finding]:
    return [finding for check in checks for finding in check(patient)]
