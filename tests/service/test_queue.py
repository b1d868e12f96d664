"""Who comes first, who waits, and what is forgotten; each test starts a service of its own."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.client import Client
from tests.service.server import Server, ends, free_port, is_searching, new_key

pytestmark = pytest.mark.system

LONG = {"stop": "300s"}
SHORT = {"stop": "5it"}


def submit(http: httpx.Client, problem: Any, options: dict[str, Any]) -> str:
    """Ask for a plan; its id."""
    answer = http.post("/v1/plans", json={"problem": problem, "options": options})
    assert answer.status_code == 202
    return str(answer.json()["id"])


def test_priority_comes_before_age(tmp_path: Path, day: Any, lift: Any):
    """Of plans that wait, the one with the lowest number is begun first."""
    server = Server(tmp_path / "data", solves=1)
    try:
        with server.http() as http:
            running = submit(http, day, LONG)
            is_searching(http, running)
            waiting = {
                priority: submit(http, lift, {**SHORT, "priority": priority})
                for priority in (9, 5, 1)
            }
            time.sleep(2)  # the queue has them
            http.delete(f"/v1/plans/{running}")
            begun = {p: ends(http, plan_id)["started_at"] for p, plan_id in waiting.items()}
            assert sorted(begun, key=lambda priority: begun[priority]) == [1, 5, 9]
    finally:
        server.stop()


def test_a_tenant_cannot_take_all_searches(tmp_path: Path, day: Any, lift: Any):
    """With one search a tenant, its second plan waits, and another tenant's does not."""
    folder = tmp_path / "data"
    one, other = new_key(folder, "one"), new_key(folder, "other")
    server = Server(folder, solves=2, solves_per_tenant=1)
    try:
        with server.http(one) as http, server.http(other) as others:
            is_searching(http, submit(http, day, LONG))
            second = submit(http, day, LONG)
            assert ends(others, submit(others, lift, SHORT))["status"] == "solved"
            assert http.get(f"/v1/plans/{second}").json()["status"] == "queued"
    finally:
        server.stop()


def test_ended_plans_are_erased_after_their_time(tmp_path: Path, lift: Any):
    """Retention: nothing of an old plan is left, in no file, once the service has cleaned up."""
    mark = "only-in-this-plan"
    folder = tmp_path / "data"
    server = Server(folder, retention_days=0.00001)
    try:
        with server.http() as http:
            plan_id = submit(http, {**lift, "name": mark}, SHORT)
            assert ends(http, plan_id)["plan"]["problem"]["name"] == mark
        server.stop()
        server.start()
        with server.http() as http:
            until = time.monotonic() + 60
            while http.get(f"/v1/plans/{plan_id}").status_code != 404:
                assert time.monotonic() < until
                time.sleep(0.2)
        assert mark not in server.log
    finally:
        server.stop()


def test_every_line_of_the_log_is_json_and_names_its_plan(tmp_path: Path, lift: Any):
    """What became of a plan is found by its id, what a request did by the request's."""
    server = Server(tmp_path / "data")
    try:
        with server.http() as http:
            headers = {"X-Request-ID": "evening-1"}
            accepted = http.post("/v1/plans", json={"problem": lift, "options": SHORT},
                                 headers=headers)  # fmt: skip
            plan_id = accepted.json()["id"]
            ends(http, plan_id)
    finally:
        server.stop()
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {line["message"] for line in lines if line.get("plan_id") == plan_id} >= {
        "solve starts", "plan ended",
    }  # fmt: skip
    assert any(line.get("request_id") == "evening-1" for line in lines)


def test_the_client_goes_on_over_a_restart(tmp_path: Path, day: Any, lift: Any):
    """Waiting, following and submitting outlive a service that dies and comes back."""
    server = Server(tmp_path / "data", port=free_port())
    try:
        with Client(server.url) as client:
            plan_id = client.submit(day, stop="8s").id
            found: list[Any] = []
            waiting = threading.Thread(target=lambda: found.append(client.wait(plan_id)))
            with Client(server.url) as second:
                following = threading.Thread(
                    target=lambda: found.append([e.number for e in second.events(plan_id)])
                )
                waiting.start()
                following.start()
                time.sleep(2)
                server.kill()
                restart = threading.Timer(1, server.start)
                restart.start()
                assert client.submit(lift, stop="5it").status in ("queued", "solving")
                restart.join(60)
                waiting.join(60)
                following.join(60)
        plan = next(item for item in found if not isinstance(item, list))
        numbers = next(item for item in found if isinstance(item, list))
        assert plan.status == "solved"
        assert numbers == list(range(1, len(numbers) + 1))  # none missed, none twice
    finally:
        server.stop()
