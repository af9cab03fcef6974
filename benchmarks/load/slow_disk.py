"""A slow disk: the same program again, with every flush of it and of the database servers it starts delayed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_disk.c")


class NoCompiler(Exception):
    """There is no C compiler to make the delay with."""


def is_slow() -> bool:
    """Say whether this process runs on the slow disk."""
    return "SLOW_FLUSH_MICROSECONDS" in os.environ


def run_again(module: str, milliseconds: float) -> int:
    """Run a module with the same arguments on a disk this slow; return its exit status. NoCompiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("no C compiler (cc) on the PATH")
    with tempfile.TemporaryDirectory(prefix="slow-disk-") as folder:
        os.chmod(folder, 0o755)  # the database server runs as somebody else
        library = Path(folder) / "slow_disk.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        delay = {"LD_PRELOAD": str(library), "SLOW_FLUSH_MICROSECONDS": str(round(milliseconds * 1000))}
        return subprocess.call([sys.executable, "-m", module, *sys.argv[1:]], env={**os.environ, **delay})
