"""Nothing accepted is lost: processes are killed at the worst moment, and every plan ends once."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.client import Client, Event
from api.plans.schemas import StatusEvent
from optimizer import check, read_plan
from tests.service.server import Server, children, ends, is_searching, solves

pytestmark = pytest.mark.system  # each starts a service or two

LONG = "300s"
ENDS = ("solved", "stopped", "failed")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server that the test may kill."""
    made = Server(tmp_path / "data", solves=2)
    yield made
    made.stop()


def ended(events: list[Event]) -> int:
    """How many ends a plan's events tell."""
    return sum(isinstance(e.data, StatusEvent) and e.data.status in ENDS for e in events)


def levels(plan: dict[str, Any]) -> list[float]:
    """The score of the best plan so far: of two, the better is the smaller."""
    return [level["value"] for level in plan["progress"]["score"]]


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return file.read().rpartition(")")[2].split()[0] == "Z"


def killed_solves(server: Server) -> list[int]:
    """Kill all searches that run."""
    found = solves(server.process)
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return found


def test_a_killed_search_goes_on_from_its_best_plan(own: Server, day: Any):
    """The service lives on; the next process starts from the plan kept, so nothing gets worse."""
    with own.http() as http, Client(own.url) as client:
        accepted = http.post("/v1/plans", json={"problem": day, "options": {"stop": "6s"}}).json()
        before = is_searching(http, accepted["id"])
        assert len(killed_solves(own)) == 1
        plan = ends(http, accepted["id"])
        assert plan["status"] == "solved"
        assert ended(list(client.events(accepted["id"]))) == 1
        problem, decisions = read_plan(plan["plan"])
        assert check(problem, decisions).clean
        assert levels(plan) <= levels(before)


def test_a_killed_fork_server_is_replaced(own: Server, day: Any):
    """Its searches die with it, and go on in the next one."""
    with own.http() as http, Client(own.url) as client:
        accepted = http.post("/v1/plans", json={"problem": day, "options": {"stop": "6s"}}).json()
        is_searching(http, accepted["id"])
        (search,) = solves(own.process)
        os.kill(children(own.process)[search], signal.SIGKILL)
        plan = ends(http, accepted["id"])
        assert plan["status"] == "solved"
        assert gone(search)
        assert ended(list(client.events(accepted["id"]))) == 1


def test_a_search_that_always_dies_fails_its_plan_only(own: Server, day: Any, lift: Any):
    """After three deaths the plan fails, says why, and its best plan is kept."""
    with own.http() as http:
        accepted = http.post("/v1/plans", json={"problem": day, "options": {"stop": LONG}}).json()
        is_searching(http, accepted["id"])
        until = time.monotonic() + 60
        while time.monotonic() < until:
            killed_solves(own)
            plan = http.get(f"/v1/plans/{accepted['id']}").json()
            if plan["status"] != "solving":
                break
            time.sleep(0.05)
        assert plan["status"] == "failed"
        assert plan["error"]["code"] == "solver_crashed"
        assert plan["plan"]["tours"]
        body = {"problem": lift, "options": {"stop": "5it"}}
        assert ends(http, http.post("/v1/plans", json=body).json()["id"])


def test_a_killed_service_goes_on_after_its_restart(own: Server, day: Any):
    """Its searches die with it; after the restart the best plan is there, and it ends once."""
    with own.http() as http:
        accepted = http.post("/v1/plans", json={"problem": day, "options": {"stop": "8s"}}).json()
        before = is_searching(http, accepted["id"])
        family = list(children(own.process))
    assert len(family) >= 3  # the fork server, a tracker of resources, the search
    own.kill()
    until = time.monotonic() + 10
    while not all(map(gone, family)) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(map(gone, family))
    own.start()
    with own.http() as http, Client(own.url) as client:
        kept = http.get(f"/v1/plans/{accepted['id']}").json()
        assert kept["plan"]["tours"]
        assert levels(kept) <= levels(before)
        plan = ends(http, accepted["id"])
        assert plan["status"] == "solved"
        assert plan["progress"]["elapsed_s"] >= before["progress"]["elapsed_s"]
        assert ended(list(client.events(accepted["id"]))) == 1


def test_a_lost_queue_is_made_anew(own: Server, day: Any, lift: Any):
    """The plans are the truth: without the queue's file each of them ends once all the same."""
    with own.http() as http:
        options = ({"stop": "4s"}, {"stop": "4s"}, {"stop": "5it"})
        made = [http.post("/v1/plans", json={"problem": day, "options": o}) for o in options]
        is_searching(http, made[0].json()["id"])
    own.kill()
    for path in own.folder.glob("jobs.db*"):
        path.unlink()
    own.start()
    with own.http() as http, Client(own.url) as client:
        for answer in made:
            assert ends(http, answer.json()["id"])["status"] == "solved"
            assert ended(list(client.events(answer.json()["id"]))) == 1


def test_a_stopped_service_ends_well_and_goes_on_later(own: Server, day: Any):
    """SIGTERM ends it with 0 in time, event streams too; the search goes on at the next start."""
    with own.http() as http, Client(own.url) as client:
        accepted = http.post("/v1/plans", json={"problem": day, "options": {"stop": LONG}}).json()
        before = is_searching(http, accepted["id"])
        watches = threading.Event()
        watching = threading.Thread(target=_watch, args=(own.url, accepted["id"], watches))
        watching.start()
        assert watches.wait(30)
        assert own.stop() == 0
        watching.join(10)
        assert not watching.is_alive()
    own.start()
    with own.http() as http, Client(own.url) as client:
        kept = http.get(f"/v1/plans/{accepted['id']}").json()
        assert kept["plan"]["tours"]
        assert levels(kept) <= levels(before)
        is_searching(http, accepted["id"])
        assert client.stop(accepted["id"]).status in ("solving", "stopped")
        assert ends(http, accepted["id"])["status"] == "stopped"


def _watch(url: str, plan_id: str, watches: threading.Event) -> None:
    """Follow a plan until the stream ends."""
    with (
        httpx.Client(base_url=url, timeout=60) as http,
        http.stream("GET", f"/v1/plans/{plan_id}/events") as stream,
    ):
        for _ in stream.iter_lines():
            watches.set()


@pytest.mark.parametrize("moment_s", [0.05, 0.15, 0.3])
def test_a_service_killed_while_it_accepts_loses_nothing(own: Server, lift: Any, moment_s: float):
    """What was accepted ends once; the rest may be sent again with its key, and is made once."""
    body = {"problem": lift, "options": {"stop": "5it"}}
    keys = [f"evening-{number}" for number in range(60)]
    accepted: dict[str, str] = {}

    def submit(key: str) -> None:
        try:
            answer = http.post("/v1/plans", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return  # not told that it was accepted
        if answer.status_code == 202:
            accepted[key] = answer.json()["id"]

    with own.http() as http, ThreadPoolExecutor(20) as threads:
        tasks = [threads.submit(submit, key) for key in keys]
        time.sleep(moment_s)
        own.kill()
        for task in tasks:
            task.result()
    assert len(accepted) < len(keys)  # it was killed in the middle
    told = dict(accepted)
    own.start()
    with own.http() as http, Client(own.url) as client:
        for key in keys:
            submit(key)
        assert {key: accepted[key] for key in told} == told
        assert len(set(accepted.values())) == len(keys)
        for plan_id in accepted.values():
            assert ends(http, plan_id)["status"] == "solved"
            assert ended(list(client.events(plan_id))) == 1
        listed = http.get("/v1/plans", params={"limit": 200}).json()["plans"]
        assert {plan["id"] for plan in listed} == set(accepted.values())


def test_a_search_that_needs_too_much_memory_fails_alone(tmp_path: Path, day: Any):
    """The limit of memory holds for the search, not for the service."""
    server = Server(tmp_path / "data", solves=1, solve_memory_mib=256)
    try:
        with server.http() as http:
            big = http.get("/v1/demo-data/besancon", params={"scale": 1}).json()
            plan = ends(http, http.post("/v1/plans", json=big).json()["id"])
            assert (plan["status"], plan["error"]["code"]) in (
                ("failed", "out_of_memory"),
                ("failed", "solver_crashed"),  # C++ code that gets no memory ends the process
            )
            assert http.get("/health/ready").status_code == 200
    finally:
        server.stop()
