"""The recommended front: nginx with docs/nginx.conf as it stands, on other ports and in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.server import ROOT, START_SECONDS, Server, free_port

RECOMMENDED = ROOT / "docs" / "nginx.conf"
PATHS = ("/run/nginx.pid", "/var/log/nginx", "/var/lib/nginx", "/var/cache/nginx")


class NoFront(Exception):
    """There is no nginx on this machine, or it does not start; the message says which."""


@contextmanager
def nginx_before(server: Server) -> Iterator[Server]:
    """Put nginx before a running server until the block ends; NoFront where it cannot be."""
    if shutil.which("nginx") is None:
        raise NoFront("nginx is not installed (apt install nginx)")
    with tempfile.TemporaryDirectory(prefix="madoguchi-front-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        process = _started(folder, _adapted(folder, port, server.port))
        front = Server(process, port)
        try:
            _wait(front, folder)
            yield front
        finally:
            front.stop()


def _adapted(folder: Path, port: int, behind: int) -> Path:
    """Return the recommended file with its ports and paths changed, and nothing else."""
    text = RECOMMENDED.read_text()
    for path in PATHS:
        text = text.replace(path, str(folder / Path(path).relative_to("/")))
    for path in PATHS:
        place = folder / Path(path).relative_to("/")
        (place.parent if place.suffix else place).mkdir(parents=True, exist_ok=True)
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{port} ").replace(
        "127.0.0.1:8000", f"127.0.0.1:{behind}"
    )
    file = folder / "nginx.conf"
    file.write_text(text)
    return file


def _started(folder: Path, file: Path) -> subprocess.Popen[bytes]:
    with (folder / "said.log").open("wb") as said:
        command = [
            "nginx",
            "-p",
            str(folder),
            "-c",
            str(file),
            "-e",
            str(folder / "said.log"),
            "-g",
            "daemon off;",
        ]
        return subprocess.Popen(command, stdout=said, stderr=said)


def _wait(front: Server, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and front.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", front.port), timeout=2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise NoFront(f"nginx did not start: {(folder / 'said.log').read_text()[-1000:]}")
