"""What keeps the plans goes away under the service: it says so, loses nothing, and goes on."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.server import Server, ends, tournee

pytestmark = pytest.mark.system

SHORT = {"stop": "5it"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB, in memory; only root may mount one."""
    if os.getuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this container may not mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def is_ready(http: httpx.Client, seconds: float = 30) -> bool:
    """Whether the service says so, at last."""
    until = time.monotonic() + seconds
    while http.get("/health/ready").status_code != 200:
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_a_full_disk_is_told(small_disk: Path, tmp_path: Path, lift: Any):
    """503 with the true reason, for probes too; few lines of log; well again with room."""
    server = Server(tmp_path / "log", solves=1, data_dir=small_disk / "data")
    try:
        with server.http() as http:
            body = {"problem": lift, "options": SHORT}
            ends(http, http.post("/v1/plans", json=body).json()["id"])
            filler = small_disk / "filler"
            with filler.open("wb") as file:
                try:
                    while True:
                        file.write(b"0" * 65536)
                        file.flush()
                except OSError:
                    pass
            began, before = time.monotonic(), warnings(server)
            big = {"problem": {**lift, "name": os.urandom(100).hex()}, "options": SHORT}
            answers = [http.post("/v1/plans", json=big) for _ in range(40)]
            refused = [answer for answer in answers if answer.status_code == 503]
            assert refused
            assert {answer.json()["detail"] for answer in refused} == {
                "the disk of the database is full"
            }
            said = http.get("/health/ready")
            assert said.status_code == 503
            assert "full" in said.json()["detail"]
            assert http.get("/health/live").status_code == 200
            time.sleep(5)
            assert warnings(server) - before <= time.monotonic() - began + 1
            filler.unlink()
            again = http.post("/v1/plans", json=body)
            assert again.status_code == 202
            assert ends(http, again.json()["id"])["status"] == "solved"
            assert is_ready(http)
    finally:
        server.stop()


def warnings(server: Server) -> int:
    """Lines of the log that are no requests."""
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return sum(line["message"] != "request" for line in lines)


def test_a_deleted_database_is_noticed(tmp_path: Path, lift: Any):
    """Nothing more is accepted that would be gone after a restart; probes and log say why."""
    server = Server(tmp_path / "data", solves=1)
    try:
        with server.http() as http:
            assert is_ready(http)
            for path in server.folder.glob("plans.db*"):
                path.unlink()
            answer = http.post("/v1/plans", json={"problem": lift, "options": SHORT})
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert "gone" in answer.json()["detail"]
            assert http.get("/health/ready").status_code == 503
            assert http.get("/health/live").status_code == 200
            assert "the file of the database is gone" in server.log
    finally:
        server.stop()


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    """Is named, with the setting that chooses another."""
    (tmp_path / "file").touch()
    said = tournee(tmp_path / "file" / "data", "serve")
    assert said.returncode == 2
    assert "cannot be written: Not a directory" in said.stderr
    assert "TOURNEE_DATA_DIR" in said.stderr
