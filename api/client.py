"""A client of the service, typed, that tries again where that is safe.

with Client("http://127.0.0.1:8000", key=None) as client:
    plan = client.wait(client.submit(problem, stop="30s").id)
    print(plan.status, plan.plan)
"""

import random
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from api.answers import DemoNames, SchemasOut, VerdictOut
from api.plans.schemas import PlanOut, PlanPage, ProgressEvent, StatusEvent
from api.schemas import ProblemOut
from api.store.status import Status
from optimizer.plan.document import PlanDocument
from optimizer.problem import ProblemDocument

SHOWN = 20
"""Errors in the text of an exception; all are in its `problem`."""
TRIES = 8
AGAIN = {408, 429, 500, 502, 503, 504}
LONGEST_PAUSE_S = 30.0
POLL_S = 20
"""How long one request waits for the end of a plan; then the next one goes on waiting."""

Model = TypeVar("Model", bound=BaseModel)


class ServiceError(Exception):
    """The service refused; `problem` says why (None: what answered was not the service)."""

    def __init__(self, status: int, problem: ProblemOut | None) -> None:
        self.status = status
        self.problem = problem
        said = [] if problem is None else [problem.code, problem.detail]
        errors = [] if problem is None else problem.errors
        said += [f"{error.pointer}: {error.detail}" for error in errors[:SHOWN]]
        said += [f"... and {len(errors) - SHOWN} more"] if len(errors) > SHOWN else []
        super().__init__("\n".join([str(status), *said]))


class PlanFailed(Exception):
    """A plan that was waited for failed; `plan` says why."""

    def __init__(self, plan: PlanOut) -> None:
        self.plan = plan
        super().__init__(f"plan {plan.id}: {plan.error}")


@dataclass(frozen=True)
class Event:
    """Something that happened to a plan; `number` is what to go on after."""

    number: int
    data: StatusEvent | ProgressEvent


class Client:
    """The service at an address.

    A request that got no answer, or was told to come again, is made again, up to eight times
    with growing pauses, or as `Retry-After` says. A submission carries an idempotency key, so
    that it is accepted once however often it was sent.

    Parameters
    ----------
    url
        Where the service is, like `http://127.0.0.1:8000`.
    key
        What `tournee keys create` printed; None where the service has no keys.
    timeout_s
        How long to wait for an answer (apart from the waiting that a request asks for).
    """

    def __init__(self, url: str, key: str | None = None, timeout_s: float = 30.0) -> None:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout_s)
        self._timeout_s = timeout_s

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def submit(
        self,
        problem: ProblemDocument | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        wait_s: int = 0,
        **options: Any,
    ) -> PlanOut:
        """Ask for a plan.

        Parameters
        ----------
        problem
            The problem, as a document or as JSON values.
        idempotency_key
            The same with the same request gives the same plan, also in another process; a fresh
            one by default.
        wait_s
            Seconds to wait for the end.
        **options
            `stop`, `seed`, `engine`, `priority`, `deadline`, as in `OptionsIn`.
        """
        document = problem.to_json_dict() if isinstance(problem, ProblemDocument) else dict(problem)
        headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        if wait_s:
            headers["Prefer"] = f"wait={wait_s}"
        body = {"problem": document, "options": options}
        return _read(PlanOut, self._ask("POST", "/v1/plans", headers, wait_s, json=body).content)

    def get(self, plan_id: str, wait_s: int = 0) -> PlanOut:
        """A plan as it is, or as it ends within some seconds."""
        headers = {"Prefer": f"wait={wait_s}"} if wait_s else {}
        return _read(PlanOut, self._ask("GET", f"/v1/plans/{plan_id}", headers, wait_s).content)

    def wait(self, plan_id: str, timeout_s: float = 3600.0) -> PlanOut:
        """Wait until a plan has ended.

        Raises
        ------
        PlanFailed
            Its status is `failed`.
        TimeoutError
            It has not ended in time; it goes on.
        """
        until = time.monotonic() + timeout_s
        while True:
            left = max(0, min(POLL_S, int(until - time.monotonic())))
            plan = self.get(plan_id, left)
            if plan.status == "failed":
                raise PlanFailed(plan)
            if plan.status not in ("queued", "solving"):
                return plan
            if time.monotonic() >= until:
                raise TimeoutError(f"plan {plan_id} is {plan.status} after {timeout_s:g} s")
            time.sleep(0.2)

    def list(
        self, statuses: Sequence[Status] = (), before: str | None = None, limit: int = 50
    ) -> PlanPage:
        """A page of plans, the newest first; `next` of it is `before` of the following page."""
        query: dict[str, Any] = {"status": list(statuses), "limit": limit}
        if before is not None:
            query["before"] = before
        return _read(PlanPage, self._ask("GET", "/v1/plans", params=query).content)

    def events(self, plan_id: str, after: int = 0) -> Iterator[Event]:
        """What happens to a plan until it has ended; a broken connection is taken up again."""
        tries = 0
        while True:
            headers = {"Last-Event-ID": str(after)} if after else {}
            try:
                with self._http.stream(
                    "GET", f"/v1/plans/{plan_id}/events", headers=headers
                ) as response:
                    if response.status_code == 204:  # nothing came after the last one
                        return
                    if response.status_code != 200:
                        response.read()
                        _raise_unless_again(response, tries)
                    for event in _events(response.iter_lines()):
                        after, tries = event.number, 0
                        yield event
                        if isinstance(event.data, StatusEvent) and event.data.status in (
                            "solved", "stopped", "failed",
                        ):  # fmt: skip
                            return
            except httpx.TransportError:
                if tries + 1 >= TRIES:
                    raise
            tries += 1
            time.sleep(_pause_s(tries))

    def stop(self, plan_id: str) -> PlanOut:
        """End a search; its best plan so far is kept."""
        return _read(PlanOut, self._ask("DELETE", f"/v1/plans/{plan_id}").content)

    def erase(self, plan_id: str) -> None:
        """Erase all data of a plan."""
        self._ask("DELETE", f"/v1/plans/{plan_id}", params={"erase": "true"}, erases=True)

    def check(
        self, plan: PlanDocument | Mapping[str, Any], problem: Mapping[str, Any] | None = None
    ) -> VerdictOut:
        """What the referee says of a plan, made by whomever."""
        if isinstance(plan, PlanDocument):
            plan = plan.model_dump(mode="json", by_alias=True)
        body = {"plan": plan, **({} if problem is None else {"problem": problem})}
        return _read(VerdictOut, self._ask("POST", "/v1/checks", json=body).content)

    def schema(self) -> SchemasOut:
        """The JSON Schemas of problems and plans."""
        return _read(SchemasOut, self._ask("GET", "/v1/schema").content)

    def demo_names(self) -> Sequence[str]:
        """Names of the demo data."""
        return _read(DemoNames, self._ask("GET", "/v1/demo-data").content).names

    def demo(self, name: str, **query: Any) -> dict[str, Any]:
        """The problem of demo data, as JSON values; `date`, `scale` and `seed` are for besancon."""
        found: dict[str, Any] = self._ask("GET", f"/v1/demo-data/{name}", params=query).json()
        problem: dict[str, Any] = found["problem"]
        return problem

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        wait_s: int = 0,
        erases: bool = False,
        **more: Any,
    ) -> httpx.Response:
        timeout = httpx.Timeout(self._timeout_s, read=self._timeout_s + wait_s)
        for tries in range(TRIES):
            last = tries == TRIES - 1
            try:
                response = self._http.request(
                    method, path, headers=headers, timeout=timeout, **more
                )
            except httpx.TransportError:
                if last:
                    raise
                time.sleep(_pause_s(tries + 1))
                continue
            if response.is_success or (erases and tries and response.status_code == 404):
                return response  # 404: a try before did it, and its answer was lost
            _raise_unless_again(response, tries)
            time.sleep(_pause_s(tries + 1, response.headers.get("Retry-After")))
        raise AssertionError("the last try returns or raises")


def _read(model: type[Model], text: bytes | str) -> Model:
    """What was answered; fields that a newer service adds are left out."""
    return model.model_validate_json(text, extra="ignore")


def _raise_unless_again(response: httpx.Response, tries: int) -> None:
    if response.status_code in AGAIN and tries + 1 < TRIES:
        return
    problem = None
    if response.headers.get("Content-Type") == "application/problem+json":
        problem = _read(ProblemOut, response.content)
    raise ServiceError(response.status_code, problem)


def _pause_s(tries: int, asked: str | None = None) -> float:
    """Half to all of 0.2, 0.4, 0.8 ... seconds, or what `Retry-After` asks for, 30 s at most."""
    if asked is not None and asked.isdecimal():
        return min(float(asked), LONGEST_PAUSE_S) * random.uniform(1, 1.2)
    return min(0.1 * 2.0**tries, LONGEST_PAUSE_S) * random.uniform(0.5, 1)


def _events(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
            continue
        if "data" in fields:
            model: type[StatusEvent | ProgressEvent] = (
                StatusEvent if fields["event"] == "status" else ProgressEvent
            )
            yield Event(int(fields["id"]), _read(model, fields["data"]))
        fields = {}
