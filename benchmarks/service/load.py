"""The service under load.

    python -m benchmarks.service.load clients   200 clients, 1,000 small plans: none lost or doubled
    python -m benchmarks.service.load submits   20 submits a second, whatever the answers take,
                                                while searches run: p95 of the answers
    python -m benchmarks.service.load overhead  the whole day over HTTP and by the library

Each starts a server of its own with an empty folder, ends within the minutes it is given, and
exits with 1 where what is promised does not hold.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
import httpx

from api.client import Client
from benchmarks.machine import machine
from optimizer import Budget, Options, load_problem, plan_document, solve
from scenarios.besancon import generate
from scenarios.small import load
from tests.service.server import Server, new_key

SMALL = "two-carer-lift"
MOST_P95_MS = 250
MOST_OVERHEAD_S = 1.0


@contextmanager
def running(**settings: Any) -> Iterator[tuple[Server, str]]:
    """A server, and a key of it."""
    with tempfile.TemporaryDirectory(prefix="tournee-load-") as name:
        key = new_key(Path(name), "load")
        server = Server(Path(name), **settings)
        try:
            yield server, key
        finally:
            server.stop()


def say(**figures: Any) -> None:
    """Print a result as one line of JSON."""
    click.echo(json.dumps(figures))


@click.group()
def main() -> None:
    """Measure the service."""
    say(machine=machine())


@main.command()
@click.option("--clients", "count", default=200, show_default=True)
@click.option("--plans", default=1000, show_default=True)
@click.option("--minutes", default=15.0, show_default=True)
@click.option("--solves", default=2, show_default=True)
def clients(count: int, plans: int, minutes: float, solves: int) -> None:
    """Many clients submit at once and wait for all their plans."""
    with running(solves=solves, rate_per_s=10_000, rate_burst=10_000) as (server, key):
        began = time.monotonic()
        accepted, times = asyncio.run(_submit_all(server.url, key, count, plans))
        submitted_s = time.monotonic() - began
        with Client(server.url, key) as client:
            while time.monotonic() - began < minutes * 60:
                going = len(client.list(["queued", "solving"], limit=1).plans)
                if not going:
                    break
                time.sleep(0.5)
            all_s = time.monotonic() - began
            ended, before = Counter[str](), None
            listed: list[str] = []
            while True:
                page = client.list(before=before, limit=200)
                listed += [plan.id for plan in page.plans]
                ended.update(plan.status for plan in page.plans)
                if (before := page.next) is None:
                    break
            ends = [_ends(client, plan_id) for plan_id in listed]
    lost, strange = set(accepted) - set(listed), set(listed) - set(accepted)
    say(
        clients=count, plans=plans, accepted=len(accepted), lost=len(lost),
        doubled=len(accepted) - len(set(accepted)) + len(strange) + sum(e > 1 for e in ends),
        ended=dict(ended), submitted_s=round(submitted_s, 1), all_ended_s=round(all_s, 1),
        submit_ms=_quantiles(times),
    )  # fmt: skip
    if lost or strange or set(ends) != {1} or ended != {"solved": plans}:
        raise click.ClickException("plans were lost, doubled, or have not ended")


def _ends(client: Client, plan_id: str) -> int:
    """How often a plan ended, by its events."""
    return sum(getattr(e.data, "status", "") == "solved" for e in client.events(plan_id))


async def _submit_all(url: str, key: str, count: int, plans: int) -> tuple[list[str], list[float]]:
    """Each client submits its share, one after the other, each with its idempotency key."""
    body = {"problem": dict(load(SMALL).document), "options": {"stop": "5it"}}
    accepted: list[str] = []
    times: list[float] = []

    async def one(http: httpx.AsyncClient, number: int) -> None:
        for plan in range(number, plans, count):
            began = time.monotonic()
            answer = await http.post(
                "/v1/plans", json=body, headers={"Idempotency-Key": f"plan-{plan}"}
            )
            times.append(time.monotonic() - began)
            answer.raise_for_status()
            accepted.append(answer.json()["id"])

    async with _http(url, key, count) as http:
        await asyncio.gather(*(one(http, number) for number in range(count)))
    return accepted, times


def _http(url: str, key: str, connections: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {key}"},
        timeout=120,
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
    )


@main.command()
@click.option("--per-second", default=20.0, show_default=True)
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--solves", default=1, show_default=True)
def submits(per_second: float, seconds: float, solves: int) -> None:
    """Submit at a steady pace, however slow the answers are, while searches run."""
    with running(solves=solves, rate_per_s=10_000) as (server, key):
        with Client(server.url, key) as client:
            day = generate(date(2026, 11, 24), scale=0.5)
            for _ in range(solves):  # what keeps the processors busy, at their niceness
                client.submit(day, stop=f"{seconds + 30:g}s", priority=1)
            time.sleep(3)
        times, statuses = asyncio.run(_steadily(server.url, key, per_second, seconds))
    found = _quantiles(times)
    say(per_second=per_second, seconds=seconds, statuses=statuses, submit_ms=found)
    if found["p95"] > MOST_P95_MS or set(statuses) != {202}:
        raise click.ClickException(f"p95 is above {MOST_P95_MS} ms, or a submit was refused")


async def _steadily(
    url: str, key: str, per_second: float, seconds: float
) -> tuple[list[float], dict[int, int]]:
    body = json.dumps({"problem": dict(load(SMALL).document), "options": {"stop": "5it"}})
    times: list[float] = []
    statuses: Counter[int] = Counter()

    async def one(http: httpx.AsyncClient, due: float) -> None:
        answer = await http.post(
            "/v1/plans", content=body, headers={"Content-Type": "application/json"}
        )
        times.append(time.monotonic() - due)
        statuses[answer.status_code] += 1

    async with _http(url, key, 500) as http, asyncio.TaskGroup() as tasks:
        async for due in _ticks(per_second, seconds):
            tasks.create_task(one(http, due))
    return times, dict(statuses)


async def _ticks(per_second: float, seconds: float) -> AsyncIterator[float]:
    """Moments at which a submit is due; its time counts from then."""
    began = time.monotonic()
    for number in range(int(per_second * seconds)):
        due = began + number / per_second
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        yield due


@main.command()
@click.option("--seconds", default=10, show_default=True, help="Of each search.")
@click.option("--runs", default=3, show_default=True)
def overhead(seconds: int, runs: int) -> None:
    """The same day, the same seconds: by the library, and from submission to the plan in hand."""
    text = json.dumps(generate(date(2026, 11, 24)).to_json_dict())
    solve(load_problem(json.loads(text)), Budget(iterations=1), 1, Options())  # compiled code
    library, service = [], []
    with running(solves=1) as (server, key), Client(server.url, key) as client:
        client.submit(dict(load(SMALL).document), stop="5it", wait_s=60)
        for run in range(runs):
            began = time.monotonic()
            result = solve(load_problem(json.loads(text)), Budget(seconds=seconds), run + 1)
            json.dumps(plan_document(result))
            library.append(time.monotonic() - began)
            began = time.monotonic()
            body = {
                "problem": json.loads(text),
                "options": {"stop": f"{seconds}s", "seed": run + 1},
            }
            with server.http(key) as http:
                answer = http.post("/v1/plans", json=body, headers={"Prefer": "wait=60"})
                assert answer.json()["status"] == "solved"
            service.append(time.monotonic() - began)
    extra = statistics.median(service) - statistics.median(library)
    say(
        visits=len(result.problem.visits), seconds=seconds,
        library_s=[round(s, 2) for s in library], service_s=[round(s, 2) for s in service],
        overhead_s=round(extra, 2),
    )  # fmt: skip
    if extra > MOST_OVERHEAD_S:
        raise click.ClickException(f"the overhead is above {MOST_OVERHEAD_S} s")


def _quantiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(times)}
    return {name: round(1000 * value, 1) for name, value in found.items()}


if __name__ == "__main__":
    main()
