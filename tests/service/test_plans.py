"""Plans over HTTP: asked for, followed, fetched, stopped, erased."""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from api.client import Client, PlanFailed, ServiceError
from api.plans.schemas import PlanOut, PlanPage, ProgressEvent, StatusEvent
from optimizer import check, load_problem, read_plan
from tests.service.server import Server, ends, is_searching

LONG = "300s"
"""A search that a test ends."""


def asked(problem: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The body of a request for a plan."""
    return {"problem": problem, "options": {"stop": "30it", **options}}


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server that is not ours."""
    with HTTPServer(("127.0.0.1", 0), handler) as made:
        threading.Thread(target=made.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{made.server_port}"
        finally:
            made.shutdown()


class TestSubmit:
    """POST /v1/plans"""

    def test_a_plan_comes_to_its_end_and_is_lawful(self, http: httpx.Client, lift: Any):
        """202 names the plan; it ends as a plan that the referee accepts, its problem embedded."""
        accepted = http.post("/v1/plans", json=asked(lift))
        assert accepted.status_code == 202
        assert accepted.headers["Location"] == f"/v1/plans/{accepted.json()['id']}"
        plan = ends(http, accepted.json()["id"])
        assert plan["status"] == "solved"
        problem, decisions = read_plan(plan["plan"])
        assert check(problem, decisions).clean
        assert len(decisions.placed) == 2  # both visits of the lift
        assert plan["plan"]["problem"] == load_problem(lift).document

    def test_prefer_wait_answers_with_the_end(self, http: httpx.Client, lift: Any):
        """With Prefer: wait the answer is the plan itself, if it ends in time."""
        done = http.post("/v1/plans", json=asked(lift), headers={"Prefer": "wait=30"})
        assert (done.status_code, done.json()["status"]) == (200, "solved")
        assert done.headers["Preference-Applied"] == "wait=30"

    def test_prefer_wait_answers_in_time_without_an_end(self, http: httpx.Client, day: Any):
        """A search longer than the wait is answered with 202 when the wait is over."""
        began = time.monotonic()
        slow = http.post("/v1/plans", json=asked(day, stop=LONG), headers={"Prefer": "wait=1"})
        assert slow.status_code == 202
        assert time.monotonic() - began >= 1
        http.delete(slow.headers["Location"])

    def test_a_key_makes_it_once(self, http: httpx.Client, lift: Any):
        """The same Idempotency-Key with the same request gives the same plan."""
        headers = {"Idempotency-Key": "evening-1"}
        first = http.post("/v1/plans", json=asked(lift), headers=headers)
        again = http.post("/v1/plans", json=asked(lift), headers=headers)
        assert again.json()["id"] == first.json()["id"]
        assert "Idempotency-Replayed" not in first.headers
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_a_key_is_for_one_request(self, http: httpx.Client, lift: Any):
        """The same Idempotency-Key with another request is refused, and nothing is planned."""
        headers = {"Idempotency-Key": "evening-2"}
        http.post("/v1/plans", json=asked(lift), headers=headers)
        other = http.post("/v1/plans", json=asked(lift, seed=2), headers=headers)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    def test_every_error_is_told_at_once(self, http: httpx.Client, lift: Any):
        """Errors in the problem and in the options come together, with pointers into the body."""
        broken = json.loads(json.dumps(lift))
        broken["visits"][0]["person"] = "nobody"
        broken["shifts"][0]["worker"] = "nobody"
        refused = http.post("/v1/plans", json=asked(broken, seed=-1, nice="x"))
        assert refused.status_code == 422
        assert refused.headers["Content-Type"] == "application/problem+json"
        pointers = {error["pointer"] for error in refused.json()["errors"]}
        assert {"/options/seed", "/options/nice", "/problem/visits/0/person",
                "/problem/shifts/0/worker"} <= pointers  # fmt: skip

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"{", 400, "malformed_json"),
            (b"\xff", 400, "malformed_json"),
            (b"[]", 422, "invalid_request"),
            (b"{}", 422, "invalid_request"),
            (b'{"problem": {}, "problem": {}}', 422, "invalid_request"),
            (b'{"problem": {}}', 422, "invalid_problem"),
        ],
    )
    def test_what_is_no_request_is_refused(
        self, http: httpx.Client, body: bytes, status: int, code: str
    ):
        """Bodies that are no JSON, no object, or lack a problem."""
        headers = {"Content-Type": "application/json"}
        refused = http.post("/v1/plans", content=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (status, code)

    def test_a_deadline_that_has_passed_fails_the_plan(self, client: Client, lift: Any):
        """Nothing is planned too late."""
        past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        with pytest.raises(PlanFailed) as failed:
            client.wait(client.submit(lift, stop="5it", deadline=past).id)
        assert failed.value.plan.error is not None
        assert failed.value.plan.error.code == "deadline_passed"

    def test_a_deadline_ends_the_search(self, client: Client, day: Any):
        """The search ends at the deadline, `stopped`, with a plan."""
        soon = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
        plan = client.wait(client.submit(day, stop=LONG, deadline=soon).id, 30)
        assert plan.status == "stopped"
        assert plan.plan is not None
        assert plan.ended_at is not None
        assert plan.ended_at - datetime.fromisoformat(soon) < timedelta(seconds=3)

    @pytest.mark.parametrize("stop", ["1s", "300s,5it"])
    def test_a_deadline_not_reached_changes_nothing(self, client: Client, lift: Any, stop: str):
        """A search that ends by its own limit, long before the deadline, is `solved`."""
        later = (datetime.now(UTC) + timedelta(seconds=200)).isoformat()
        assert client.wait(client.submit(lift, stop=stop, deadline=later).id).status == "solved"


class TestList:
    """GET /v1/plans"""

    def test_pages_lead_through_all_plans(self, http: httpx.Client, lift: Any):
        """The newest first, each once, whatever the size of a page."""
        made = [http.post("/v1/plans", json=asked(lift)).json()["id"] for _ in range(5)]
        seen: list[str] = []
        query: dict[str, Any] = {"limit": 2}
        while True:
            page = PlanPage.model_validate_json(http.get("/v1/plans", params=query).content)
            seen += [plan.id for plan in page.plans]
            if page.next is None:
                break
            query["before"] = page.next
        assert seen[:5] == made[::-1]
        assert len(seen) == len(set(seen))

    def test_only_the_statuses_asked_for(self, http: httpx.Client, lift: Any):
        """`status` may be given several times."""
        ends(http, http.post("/v1/plans", json=asked(lift)).json()["id"])
        page = http.get("/v1/plans", params={"status": ["solved", "failed"]}).json()
        assert page["plans"]
        assert {plan["status"] for plan in page["plans"]} <= {"solved", "failed"}


class TestFetch:
    """GET /v1/plans/{plan_id}"""

    def test_the_best_so_far_is_there_while_it_searches(self, http: httpx.Client, day: Any):
        """A plan can be used before its search ends."""
        accepted = http.post("/v1/plans", json=asked(day, stop=LONG)).json()
        plan = is_searching(http, accepted["id"])
        problem, decisions = read_plan(plan["plan"])
        assert check(problem, decisions).clean
        PlanOut.model_validate(plan)
        http.delete(f"/v1/plans/{accepted['id']}")

    @pytest.mark.parametrize("plan_id", ["0" * 32, "x", "é", "%00", "0" * 31 + "%00", "0" * 4000])
    def test_no_such_plan(self, http: httpx.Client, plan_id: str):
        """404 for any id that is no plan's."""
        for method in ("GET", "DELETE"):
            missing = http.request(method, f"/v1/plans/{plan_id}")
            assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


class TestStop:
    """DELETE /v1/plans/{plan_id}"""

    def test_a_search_stops_within_a_second_with_its_best_plan(self, http: httpx.Client, day: Any):
        """Its end is at most a second (two, on a busy machine) after the request."""
        plan_id = http.post("/v1/plans", json=asked(day, stop=LONG)).json()["id"]
        is_searching(http, plan_id)
        asked_at = datetime.now(UTC)
        http.delete(f"/v1/plans/{plan_id}")
        plan = ends(http, plan_id, 10)
        assert plan["status"] == "stopped"
        assert datetime.fromisoformat(plan["ended_at"]) - asked_at < timedelta(seconds=2)
        problem, decisions = read_plan(plan["plan"])
        assert check(problem, decisions).clean
        assert decisions.tours

    def test_a_waiting_plan_stops_at_once(self, http: httpx.Client, day: Any):
        """It has no plan, and is never begun."""
        running = [http.post("/v1/plans", json=asked(day, stop=LONG)).json()["id"]
                   for _ in range(2)]  # fmt: skip
        for plan_id in running:
            is_searching(http, plan_id)
        waiting = http.post("/v1/plans", json=asked(day)).json()["id"]
        stopped = http.delete(f"/v1/plans/{waiting}")
        assert (stopped.status_code, stopped.json()["status"]) == (200, "stopped")
        assert stopped.json()["started_at"] is None
        for plan_id in running:
            http.delete(f"/v1/plans/{plan_id}")

    def test_an_ended_plan_stays_as_it_is(self, http: httpx.Client, lift: Any):
        """Stopping again changes nothing."""
        plan = ends(http, http.post("/v1/plans", json=asked(lift)).json()["id"])
        assert http.delete(f"/v1/plans/{plan['id']}").json() == plan

    def test_erasing_leaves_nothing(self, http: httpx.Client, lift: Any):
        """The plan, its events and its place in the list are gone."""
        plan = ends(http, http.post("/v1/plans", json=asked(lift)).json()["id"])
        path = f"/v1/plans/{plan['id']}"
        erased = http.delete(path, params={"erase": True})
        assert (erased.status_code, erased.content) == (204, b"")
        assert http.get(path).status_code == 404
        assert http.get(f"{path}/events").status_code == 404
        assert plan["id"] not in http.get("/v1/plans", params={"limit": 200}).text

    def test_erasing_leaves_no_trace_in_the_files(self, server: Server, lift: Any):
        """What was stored of the problem is in no file when the answer comes, or soon after."""
        mark = random.Random(1).randbytes(500).hex()
        with server.http() as http:
            plan = ends(
                http, http.post("/v1/plans", json=asked({**lift, "name": mark})).json()["id"]
            )
            with sqlite3.connect(server.folder / "plans.db") as database:
                (stored,) = database.execute(
                    "SELECT problem FROM plans WHERE id = ?", (plan["id"],)
                ).fetchone()
            database.close()
            part = stored[100:300]  # of the name, and in one page of the file
            files = list(server.folder.glob("plans.db*"))
            assert any(part in path.read_bytes() for path in files)
            http.delete(f"/v1/plans/{plan['id']}", params={"erase": True})
        until = time.monotonic() + 20
        while any(part in path.read_bytes() for path in files) and time.monotonic() < until:
            time.sleep(0.2)
        assert not any(part in path.read_bytes() for path in files)

    def test_erasing_ends_the_search(self, http: httpx.Client, day: Any, lift: Any):
        """Searches that are erased make room: a plan behind as many as can run comes through."""
        for _ in range(2):
            plan_id = http.post("/v1/plans", json=asked(day, stop=LONG)).json()["id"]
            is_searching(http, plan_id)
            http.delete(f"/v1/plans/{plan_id}", params={"erase": True})
        assert ends(http, http.post("/v1/plans", json=asked(lift)).json()["id"])


class TestFollow:
    """GET /v1/plans/{plan_id}/events"""

    def test_events_tell_the_whole_story(self, client: Client, lift: Any):
        """Queued, solving, better plans, solved, numbered from 1; then the stream ends."""
        events = list(client.events(client.submit(lift, stop="30it").id))
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        statuses = [event.data.status for event in events if isinstance(event.data, StatusEvent)]
        assert statuses == ["queued", "solving", "solved"]
        assert any(
            isinstance(event.data, ProgressEvent) and event.data.served == 2 for event in events
        )

    def test_a_stream_is_taken_up_where_it_broke(self, client: Client, lift: Any):
        """`Last-Event-ID` leaves out what was received."""
        plan = client.wait(client.submit(lift, stop="30it").id)
        events = list(client.events(plan.id))
        assert list(client.events(plan.id, after=2)) == events[2:]

    def test_after_the_last_event_nothing_is_waited_for(
        self, client: Client, http: httpx.Client, lift: Any
    ):
        """204 tells a client of an ended plan not to come back."""
        plan = client.wait(client.submit(lift, stop="30it").id)
        last = list(client.events(plan.id))[-1].number
        answer = http.get(f"/v1/plans/{plan.id}/events", headers={"Last-Event-ID": str(last)})
        assert (answer.status_code, answer.content) == (204, b"")
        assert list(client.events(plan.id, after=last)) == []

    def test_better_plans_arrive_while_it_searches(self, client: Client, day: Any):
        """The first better plan is told long before the end."""
        plan_id = client.submit(day, stop=LONG).id
        for event in client.events(plan_id):
            if isinstance(event.data, ProgressEvent):
                break
        assert client.get(plan_id).status == "solving"
        client.stop(plan_id)


class TestClient:
    """The typed client."""

    def test_a_refusal_says_all_errors(self, client: Client):
        """The exception carries the problem document."""
        with pytest.raises(ServiceError) as refused:
            client.submit({})
        assert refused.value.status == 422
        assert refused.value.problem is not None
        assert refused.value.problem.errors

    def test_fields_of_a_newer_service_are_left_out(self, http: httpx.Client, lift: Any):
        """The client reads answers with fields that it does not know, wherever they are."""
        plan = ends(http, http.post("/v1/plans", json=asked(lift)).json()["id"])
        newer = json.loads(json.dumps(plan))
        for place in (
            newer, newer["options"], newer["progress"], newer["progress"]["score"][0],
            newer["plan"], newer["plan"]["tours"][0], newer["plan"]["tours"][0]["stops"][0],
        ):  # fmt: skip
            place["added"] = {"later": 1}

        class Newer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(newer).encode())

        with serving(Newer) as url, Client(url) as client:
            assert client.get(plan["id"]) == PlanOut.model_validate_json(json.dumps(plan))

    def test_erasing_again_after_a_lost_answer_is_done(
        self, server: Server, client: Client, lift: Any
    ):
        """The plan is gone, as was asked; but a plan that never was is an error."""
        plan_id = client.submit(lift, stop="5it").id
        lost: list[int] = []

        class LosesTheFirstAnswer(BaseHTTPRequestHandler):
            def do_DELETE(self):
                answer = httpx.delete(f"{server.url}{self.path}")
                if not lost:
                    lost.append(answer.status_code)
                    return
                self.send_response(answer.status_code)
                self.end_headers()

        with serving(LosesTheFirstAnswer) as url, Client(url) as through:
            through.erase(plan_id)
        assert lost == [204]
        with pytest.raises(ServiceError) as missing:
            client.erase(plan_id)
        assert missing.value.status == 404

    def test_check_judges_a_plan(self, client: Client, lift: Any):
        """The referee's word on a plan, and on the same plan with a stop moved."""
        plan = client.wait(client.submit(lift, stop="30it").id).plan
        assert plan is not None
        assert client.check(plan).clean
        document = plan.model_dump(mode="json", by_alias=True)
        tour = next(tour for tour in document["tours"] if len(tour["stops"]) > 2)
        tour["stops"] = [tour["stops"][0], tour["stops"][-1]]  # its visits are forgotten
        verdict = client.check(document)
        assert not verdict.clean
        assert verdict.violations[0].sentence.fr

    def test_reference(self, client: Client):
        """Schemas and demo data."""
        assert client.schema().problem["title"] == "Problem of Tournée"
        assert "two-carer-lift" in client.demo_names()
        assert client.demo("besancon", date="2026-11-24", scale=0.05)["visits"]
        with pytest.raises(ServiceError) as impossible:
            client.demo("besancon", date="2026-02-30")
        assert impossible.value.problem is not None
        assert [error.pointer for error in impossible.value.problem.errors] == ["/query/date"]
        with pytest.raises(ServiceError) as missing:
            client.demo("atlantis")
        assert missing.value.status == 404
