"""A real server: `tournee serve` on loopback, at a free port, with a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from api.settings import Settings
from api.store.database import Database
from api.store.keys import SCOPES, Keys, Scope

TOURNEE = [str(Path(sys.executable).with_name("tournee"))]
START_S = 120
"""The first start on a machine may compile for a minute."""


def environment(folder: Path, **settings: Any) -> dict[str, str]:
    """The environment of a service whose data are in a folder."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TOURNEE_")}
    given = {f"TOURNEE_{name.upper()}": str(value) for name, value in settings.items()}
    return {**ours, "TOURNEE_DATA_DIR": str(folder), "TOURNEE_PORT": "0", **given}


def tournee(folder: Path, *arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run a command on the data of a service."""
    return subprocess.run(
        [*TOURNEE, *arguments], env=environment(folder, **settings), capture_output=True,
        text=True, timeout=START_S,
    )  # fmt: skip


def new_key(folder: Path, tenant: str, *scopes: Scope, **settings: Any) -> str:
    """Make a key of a service."""
    made = Settings(data_dir=folder, **settings)
    database = Database(made.store_url)
    database.migrate()
    _, text = Keys(database).create(tenant, "test", scopes or SCOPES[:3], None)
    database.close()
    return text


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """`tournee serve`, started at once; ends with `stop()`, which must be called."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.settings = settings
        self.url = ""
        self.process: subprocess.Popen[str]
        self.start()

    @property
    def log(self) -> str:
        """What it logged so far."""
        return (self.folder / "stderr.log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "stderr.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*TOURNEE, "serve"], env=environment(self.folder, **self.settings),
                stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        watchdog = threading.Timer(START_S, self.process.kill)
        watchdog.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        watchdog.cancel()
        found = re.search(r"http://\S+", line)
        if found is None:
            self.stop()
            raise AssertionError(f"it did not start: {self.log[-2000:]}")
        self.url = found[0]

    def kill(self) -> None:
        """What a crash does: no goodbye."""
        self.process.kill()
        self._wait()

    def stop(self) -> int:
        """Stop it as an operator does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._wait()

    def _wait(self) -> int:
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def http(self, key: str | None = None) -> httpx.Client:
        """A plain HTTP client, with a key or without."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)


def ends(http: httpx.Client, plan_id: str, seconds: float = 60) -> dict[str, Any]:
    """The plan, once it has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        plan = http.get(f"/v1/plans/{plan_id}", headers={"Prefer": "wait=5"}).json()
        if plan["status"] not in ("queued", "solving"):
            return dict(plan)
    raise AssertionError(f"plan {plan_id} has not ended after {seconds} s")


def is_searching(http: httpx.Client, plan_id: str, seconds: float = 60) -> dict[str, Any]:
    """The plan, once its search has found something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        plan = http.get(f"/v1/plans/{plan_id}").json()
        if plan["status"] == "solving" and plan["progress"]:
            return dict(plan)
        time.sleep(0.05)
    raise AssertionError(f"plan {plan_id} has found nothing after {seconds} s: {plan['status']}")


def children(process: subprocess.Popen[str]) -> Mapping[int, int]:
    """Processes that a server has started, directly or not: parent by process."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    parents = {int(pid): int(parent) for pid, parent in map(str.split, listed.splitlines())}
    found: dict[int, int] = {}
    grown = {process.pid}
    while grown:
        grown = {pid for pid, parent in parents.items() if parent in grown}
        found |= {pid: parents[pid] for pid in grown}
    return found


def solves(process: subprocess.Popen[str]) -> list[int]:
    """The processes that search: children of the fork server, which is a child of the service."""
    found = children(process)
    return [pid for pid, parent in found.items() if parent != process.pid and parent in found]
