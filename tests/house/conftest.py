"""Both databases, for the tests of migrations and the doctor."""

from __future__ import annotations

from tests.domain.conftest import empty_file, postgres_server, town_engine, town_url

__all__ = ["empty_file", "postgres_server", "town_engine", "town_url"]
