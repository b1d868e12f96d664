"""Where and with what a measurement was made."""

import os
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, and how busy the machine was (load of a minute)."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": platform.platform(),
        "load": round(os.getloadavg()[0], 2),
    }


def versions(packages: Iterable[str]) -> dict[str, str | None]:
    """Of Python, of the packages (None where one is not installed), and as `source` which state
    of the engine's code (None where git does not know)."""
    known = {"python": platform.python_version(), "source": _source()}
    return known | {package: _version(package) for package in packages}


def _source() -> str | None:
    """A hash of `optimizer/` as committed, and whether it has been changed since."""
    git = ["git", "-C", str(Path(__file__).parent.parent)]
    try:
        tree = subprocess.run(
            [*git, "rev-parse", "--short=12", "HEAD:optimizer"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", "optimizer"]).returncode
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{tree}, changed" if changed else tree


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
    return round(pages * size / (1 << 30), 1)
