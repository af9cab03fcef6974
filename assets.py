"""Set-up: takes the one htmx file from its npm package into static/vendor/, for networks that reach no CDN."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
from pathlib import Path

from blueprints.web.assets import HTMX_FILE, HTMX_INTEGRITY, HTMX_VERSION

REGISTRY = "https://registry.npmjs.org"
MEMBER = "package/dist/htmx.min.js"
SECONDS = 60
"""How long npm or the registry may take."""


class NotFetched(Exception):
    """htmx could not be had; the message says why and what to do."""


def fetch(static: Path) -> Path:
    """Put htmx into the folder ``static`` unless the right file is there already; NotFetched otherwise."""
    target = static / HTMX_FILE
    if target.exists() and is_genuine(target.read_bytes()):
        return target
    with tempfile.TemporaryDirectory() as folder:
        content = _unpacked(_archive(Path(folder)))
    if not is_genuine(content):
        raise NotFetched(
            f"htmx {HTMX_VERSION}: the file is not the one we pinned ({HTMX_INTEGRITY}); not used"
        )
    _write(target, content)
    return target


def is_genuine(content: bytes) -> bool:
    """Say whether this is, to the byte, the htmx that the pages name."""
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return f"sha384-{digest}" == HTMX_INTEGRITY


def _archive(folder: Path) -> Path:
    """Return the package as a file in ``folder``: by npm, else straight from the registry."""
    return _by_npm(folder) or _by_https(folder)


def _by_npm(folder: Path) -> Path | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    command = [npm, "pack", f"htmx.org@{HTMX_VERSION}", "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
    except (subprocess.SubprocessError, OSError):
        return None
    return next(folder.glob("*.tgz"), None)


def _by_https(folder: Path) -> Path:
    registry = os.environ.get("NPM_CONFIG_REGISTRY", REGISTRY).rstrip("/")
    address = f"{registry}/htmx.org/-/htmx.org-{HTMX_VERSION}.tgz"
    archive = folder / "htmx.tgz"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            archive.write_bytes(answer.read())
    except OSError as error:
        raise NotFetched(
            f"htmx {HTMX_VERSION} was not to be had from {registry} ({error}). Use ASSETS=cdn, or put the file "
            f"dist/htmx.min.js of the npm package htmx.org@{HTMX_VERSION} at static/{HTMX_FILE}"
        ) from error
    return archive


def _unpacked(archive: Path) -> bytes:
    try:
        with tarfile.open(archive) as package:
            member = package.extractfile(MEMBER)
            return member.read() if member else b""
    except (tarfile.TarError, KeyError, OSError) as error:
        raise NotFetched(f"htmx {HTMX_VERSION}: the package cannot be read ({error})") from error


def _write(target: Path, content: bytes) -> None:
    """Write whole or not at all: a server may be reading."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(target)
