"""Set-up takes htmx from a registry, and only the file that was pinned."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import assets
from blueprints.web.assets import HTMX_FILE, HTMX_VERSION


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A registry on this machine, and no npm; its folder is given."""
    folder = tmp_path / "registry" / "htmx.org" / "-"
    folder.mkdir(parents=True)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "registry"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}")
    yield folder
    server.shutdown()


def publish(registry: Path, member: str, content: bytes) -> None:
    info = tarfile.TarInfo(member)
    info.size = len(content)
    with tarfile.open(registry / f"htmx.org-{HTMX_VERSION}.tgz", "w:gz") as package:
        package.addfile(info, io.BytesIO(content))


def test_another_file_under_the_same_name_is_not_used(registry: Path, tmp_path: Path) -> None:
    publish(registry, assets.MEMBER, b"alert('not htmx')")
    with pytest.raises(assets.NotFetched, match="not the one we pinned"):
        assets.fetch(tmp_path)
    assert not (tmp_path / HTMX_FILE).exists()


def test_a_package_without_the_file_is_said_to_be_unreadable(registry: Path, tmp_path: Path) -> None:
    publish(registry, "package/readme", b"nothing")
    with pytest.raises(assets.NotFetched, match="cannot be read"):
        assets.fetch(tmp_path)


def test_without_npm_and_registry_the_message_says_what_to_do(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(assets.NotFetched, match="ASSETS=cdn"):
        assets.fetch(tmp_path)


def test_the_pinned_file_is_taken_once_and_a_broken_one_replaced(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = b"pinned content"
    monkeypatch.setattr(assets, "HTMX_INTEGRITY", "sha384-" + _sha384(pinned))
    publish(registry, assets.MEMBER, pinned)
    (tmp_path / HTMX_FILE).parent.mkdir()
    (tmp_path / HTMX_FILE).write_bytes(b"half a fi")
    assert assets.fetch(tmp_path).read_bytes() == pinned
    (registry / f"htmx.org-{HTMX_VERSION}.tgz").unlink()
    assert assets.fetch(tmp_path).read_bytes() == pinned


def _sha384(content: bytes) -> str:
    return base64.b64encode(hashlib.sha384(content).digest()).decode()
