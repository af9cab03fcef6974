"""The folder of papers: random names in shards; a file is whole when it is there, and there before its row."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.cases.paper_rules import NoSpace

_NAME = re.compile(r"[0-9a-f]{32}")
_NEW, _SMALL = "new-", "-small"
RESERVE = 1024**3
"""Bytes of the disk that papers never take: the database may lie on the same one."""


@dataclass(frozen=True)
class Folder:
    """Where papers are kept, as ab/abcdef…; nothing in it is ever served by its path."""

    path: Path

    def keep(self, content: bytes, preview: bytes = b"") -> str:
        """Write a file so that it is whole or not there at all, also when the power goes; return its name. NoSpace.

        The preview is there before the file.
        """
        name = secrets.token_hex(16)
        shard = self._shard(self._place(name).parent)
        if self.free() < RESERVE:
            raise NoSpace
        if preview:
            _write(shard, f"{name}{_SMALL}", preview)
        _write(shard, name, content)
        _sync(shard)
        return name

    def free(self) -> int:
        """Return how many bytes the disk has left."""
        return shutil.disk_usage(self.path).free

    def read(self, name: str) -> bytes:
        """Return what a file holds; FileNotFoundError."""
        return self._place(name).read_bytes()

    def preview(self, name: str) -> bytes:
        """Return the preview of a file; FileNotFoundError where it has none."""
        return self._place(name).with_name(f"{name}{_SMALL}").read_bytes()

    def remove(self, name: str) -> None:
        """Remove a file and its preview; what is gone already is no trouble."""
        self._place(name).unlink(missing_ok=True)
        self._place(name).with_name(f"{name}{_SMALL}").unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the names of the files that were written before a moment; halves of files as old go at once."""
        before, files = moment.timestamp(), self.path.glob("*/*")
        old = (file for file in files if file.is_file() and file.stat().st_mtime < before)
        for file in old:
            if file.name.startswith(_NEW):
                file.unlink(missing_ok=True)
            elif _NAME.fullmatch(file.name.removesuffix(_SMALL)):
                yield file.name.removesuffix(_SMALL)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return self.path / name[:2] / name

    def _shard(self, shard: Path) -> Path:
        if not shard.is_dir():
            shard.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(self.path)
        return shard


def _write(shard: Path, name: str, content: bytes) -> None:
    half = shard / f"{_NEW}{name}"
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(half, shard / name)
    except OSError:
        half.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
