"""Ways in which a database goes away under a running town, and comes back."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from benchmarks.load.server import Server, start
from benchmarks.load.town import Town
from tests.databases import start_again, stop_at_once

DISK, REMOUNT_SECONDS = "64m", 5.0
PIECE = bytes(4096)


@dataclass
class Site:
    """A town with its server, and the disk that its SQLite file is on."""

    town: Town
    server: Server
    disk: Path


Outage = Callable[[Site], AbstractContextManager[None]]


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """Mount a small disk in memory; False where that is not allowed."""
    place.mkdir()
    mounted = _run("mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "madoguchi", str(place))
    try:
        yield mounted
    finally:
        if mounted:
            _run("umount", "--lazy", str(place))


@contextmanager
def server_stopped(site: Site) -> Iterator[None]:
    """Stop the PostgreSQL server at once, and start it again."""
    url = make_url(site.town.url)
    stop_at_once(url)
    try:
        yield
    finally:
        start_again(url)
        site.town.engine.dispose()


@contextmanager
def server_read_only(site: Site) -> Iterator[None]:
    """Let every transaction of the PostgreSQL server be read-only, as after a change to a standby."""
    _alter(site, "ALTER SYSTEM SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _alter(site, "ALTER SYSTEM RESET default_transaction_read_only")


@contextmanager
def disk_full(site: Site) -> Iterator[None]:
    """Fill the disk to the last page, and make room again."""
    filling = site.disk / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while file.write(PIECE):
            pass
    try:
        yield
    finally:
        filling.unlink()


@contextmanager
def files_limited(site: Site) -> Iterator[None]:
    """Let the server's processes write no file beyond its first page (RLIMIT_FSIZE): SQLite gets EFBIG."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in site.server.pids()}
    for pid, (_, most) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (len(PIECE), most))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def disk_read_only(site: Site) -> Iterator[None]:
    """Let the machine come up again with a read-only disk, and make the disk writable under the running server."""
    site.server.kill()
    site.town.engine.dispose()
    _remount(site, "ro")
    site.server = start(site.town, site.server.port)
    try:
        yield
    finally:
        _remount(site, "rw")


def _remount(site: Site, how: str) -> None:
    until = time.monotonic() + REMOUNT_SECONDS  # a killed process lets its files go a moment later
    while not _run("mount", "-o", f"remount,{how}", str(site.disk)):
        if time.monotonic() > until:
            raise RuntimeError(f"the disk cannot be mounted {how}")
        time.sleep(0.05)


def _alter(site: Site, statement: str) -> None:
    autocommit = site.town.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.execute(text(statement))
        connection.execute(text("SELECT pg_reload_conf()"))
    time.sleep(0.1)


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
