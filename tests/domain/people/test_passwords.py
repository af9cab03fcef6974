"""What a hash of the town costs: read from the module itself, since tests sign in with a cheaper one."""

from __future__ import annotations

from runpy import run_path

from argon2 import PasswordHasher, Type

from config import ROOT

OWASP_MEMORY_KIB, OWASP_PASSES = 19_456, 2


def test_a_hash_costs_a_thief_what_owasp_asks() -> None:
    hasher: PasswordHasher = run_path(str(ROOT / "domain" / "people" / "passwords.py"))["HASHER"]
    assert hasher.type is Type.ID
    assert hasher.memory_cost >= 2 * OWASP_MEMORY_KIB
    assert hasher.time_cost >= OWASP_PASSES
