"""The product's server under measurement: started as a town starts it, watched from outside, stopped or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.town import Town

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Server:
    """A running server and its worker processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def pids(self) -> list[int]:
        """Return the process and all that it has started, the oldest first."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop(0)
            found.append(pid)
            waiting += _children(pid)
        return found

    def processor_seconds(self) -> float:
        """Return how much processor time it has used so far."""
        return sum(_processor_seconds(pid) for pid in self.pids())

    def resident_bytes(self) -> int:
        """Return how much memory it holds, pages shared by its processes counted once each."""
        return sum(_shared_out_bytes(pid) for pid in self.pids())

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End every process of it at once, as a power cut does."""
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


@contextmanager
def serving(town: Town, **settings: str) -> Iterator[Server]:
    """Serve a town until the block ends; settings are environment variables that win over the usual ones."""
    server = start(town, free_port(), settings)
    try:
        yield server
    finally:
        server.stop()


def start(town: Town, port: int, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server and wait until it answers; TimeoutError with its last words where it does not."""
    environment = {**os.environ, **environment_of(town, port), **(settings or {})}
    log = town.folder / "server.log"
    with log.open("ab") as file:
        command = command_of(port, environment)
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    server = Server(process, port)
    _wait(server, log)
    return server


def environment_of(town: Town, port: int) -> dict[str, str]:
    """Return the settings that a town under measurement has."""
    return {
        "DATABASE_URL": town.url,
        "INSTANCE": str(town.folder / "instance"),
        "MAIL_FOLDER": str(town.folder / "mail"),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "only for measurements",
        "ASSETS": "cdn",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "",
        **server_settings(),
    }


def server_settings() -> dict[str, str]:
    """Return how the web server runs in every town."""
    lines = (ROOT / "docs" / "granian.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def command_of(port: int, environment: Mapping[str, str]) -> list[str]:
    """Return the command that serves: Granian as docs/granian.env has it, or gunicorn where SERVER says so."""
    python = Path(sys.executable).parent
    application = environment.get("APPLICATION", "app:create_app")
    if environment.get("SERVER", "granian") == "gunicorn":
        workers, threads = environment["GRANIAN_WORKERS"], environment["GRANIAN_BLOCKING_THREADS"]
        return [str(python / "gunicorn"), *_gunicorn(port, workers, threads), f"{application}()"]
    return [str(python / "granian"), "--port", str(port), application]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _gunicorn(port: int, workers: str, threads: str) -> list[str]:
    bound = ["--bind", f"127.0.0.1:{port}", "--backlog", "4096", "--worker-connections", "5000"]
    work = ["--worker-class", "gthread", "--workers", workers, "--threads", threads]
    return [*bound, *work, "--keep-alive", "75", "--no-control-socket", "--log-level", "warning"]


def _wait(server: Server, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/static/mark.svg", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"the server did not start: {log.read_text()[-2000:]}")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    try:
        return [int(one) for task in tasks.iterdir() for one in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return (int(fields[11]) + int(fields[12])) / _TICK


def _shared_out_bytes(pid: int) -> int:
    """Return the proportional set size: what several processes share is shared out among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except FileNotFoundError:
        pass
    return 0
