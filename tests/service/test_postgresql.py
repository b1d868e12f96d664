"""The same service on a real PostgreSQL."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.client import Client
from api.lock import SERVICE_LOCK
from tests.service.server import Server, ends, free_port, is_searching, new_key, solves, tournee
from tests.service.test_faults import ended

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of a cluster of its own, run by the user postgres where we are root."""
    programs = Path(os.environ["TOURNEE_POSTGRESQL"])
    folder = Path(tempfile.mkdtemp(prefix="tournee-postgresql-"))
    user: dict[str, Any] = {}
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    port = free_port()
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "tournee", "-A", "trust", "-E", "UTF8"],
        check=True, capture_output=True, timeout=120, cwd=folder, **user,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
             "-c", "listen_addresses=127.0.0.1"],
            stdout=log, stderr=log, cwd=folder, **user,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"postgresql://tournee@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder)


@pytest.fixture
def own(tmp_path: Path, database: str) -> Iterator[Server]:
    """A server on PostgreSQL that the test may kill."""
    made = Server(tmp_path / "data", solves=2, database_url=database)
    yield made
    made.stop()


def test_plans_survive_the_death_of_service_and_search(
    own: Server, database: str, day: Any, lift: Any
):
    """Killed in the middle of a search and of submissions: every plan ends once."""
    headers = {"Idempotency-Key": "once"}
    with own.http() as http, ThreadPoolExecutor(10) as threads:
        long = http.post("/v1/plans", json={"problem": day, "options": {"stop": "8s"}}).json()
        before = is_searching(http, long["id"])
        body = {"problem": lift, "options": {"stop": "5it"}}
        answers = list(
            threads.map(lambda _: http.post("/v1/plans", json=body, headers=headers), range(10))
        )
    ids = {answer.json()["id"] for answer in answers}
    assert len(ids) == 1  # ten requests at once, one key, one plan
    own.kill()
    own.start()
    with own.http() as http, Client(own.url) as client:
        assert http.get(f"/v1/plans/{long['id']}").json()["plan"]["tours"]
        for plan_id in (long["id"], *ids):
            plan = ends(http, plan_id)
            assert plan["status"] == "solved"
            assert ended(list(client.events(plan_id))) == 1
        assert before["progress"]["served"] <= ends(http, long["id"])["progress"]["served"]


def test_one_service_for_one_database(own: Server, database: str, tmp_path: Path):
    """A second service on the same database is refused, wherever its folder is."""
    second = tournee(tmp_path / "second", "serve", database_url=database)
    assert second.returncode == 2
    assert "another service" in second.stderr


def test_a_lost_lock_stops_work_until_it_is_held_again(
    own: Server, database: str, tmp_path: Path, day: Any, lift: Any
):
    """While another has the lock of the database nothing is searched or answered; then all is."""
    with own.http() as http:
        body = {"problem": day, "options": {"stop": "8s"}}
        plan_id = http.post("/v1/plans", json=body).json()["id"]
        is_searching(http, plan_id)
        with psycopg.connect(database, autocommit=True) as other:
            waits = threading.Thread(
                target=other.execute, args=("SELECT pg_advisory_lock(%s)", (SERVICE_LOCK,))
            )
            waits.start()
            with psycopg.connect(database, autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                    "AND granted AND objid = %s AND pid <> pg_backend_pid()",
                    (SERVICE_LOCK,),
                )
            waits.join(30)
            assert not waits.is_alive()  # it has the lock now
            until = time.monotonic() + 30
            while http.get("/health/ready").status_code == 200 or solves(own.process):
                assert time.monotonic() < until
                time.sleep(0.1)
            answer = http.post("/v1/plans", json={"problem": lift, "options": {"stop": "5it"}})
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert http.get("/health/live").status_code == 200
        until = time.monotonic() + 30
        while http.get("/health/ready").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert ends(http, plan_id)["status"] == "solved"
        assert tournee(tmp_path / "second", "serve", database_url=database).returncode == 2


def test_tenants_and_keys(tmp_path: Path, database: str, lift: Any):
    """Keys open the plans of their tenant, and no other's."""
    folder = tmp_path / "keyed"
    one, other = (new_key(folder, tenant, database_url=database) for tenant in ("one", "other"))
    server = Server(folder, database_url=database)
    try:
        with server.http(one) as http:
            body = {"problem": lift, "options": {"stop": "5it"}}
            plan = ends(http, http.post("/v1/plans", json=body).json()["id"])
        with server.http(other) as http:
            assert http.get(f"/v1/plans/{plan['id']}").status_code == 404
            assert http.get("/v1/plans").json()["plans"] == []
            assert http.get("/v1/plans/%00").status_code == 404  # PostgreSQL's text has no NUL
        with server.http() as http:
            assert http.get("/v1/plans").status_code == 401
    finally:
        server.stop()
