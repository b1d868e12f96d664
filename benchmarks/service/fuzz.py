"""Requests made from the OpenAPI document (schemathesis): no 5xx, no answer against its schema.

    python -m benchmarks.service.fuzz [--seconds 90] [--requests 5000]

A server of its own with a key; several runs with different seeds, until as many requests were
made, or the seconds are over. One check is left out: that what the schema allows is accepted.
References between parts of a problem are beyond JSON Schema, and answered with 422.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from tests.service.server import Server, new_key

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES = 60
"""Requests of each operation and phase in one run."""
FREE = {"rate_per_s": 1e6, "rate_burst": 10**6, "max_solve_s": 0.2, "max_wait_s": 0.2}
"""No limit of rate, and no time lost with searches."""


@click.command()
@click.option("--seconds", default=90.0, show_default=True)
@click.option("--requests", default=5000, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Of the first run.")
def main(seconds: float, requests: int, seed: int) -> None:
    """Send strange requests, and look at the answers."""
    with tempfile.TemporaryDirectory(prefix="tournee-fuzz-") as name:
        made, spent_s, counts = _send(Path(name), seconds, requests, seed)
    click.echo(f"{made} cases in {spent_s:.0f} s, requests by status: {counts}")
    if any(status.startswith("5") for status in counts):
        raise click.ClickException("the service failed")


def _send(
    folder: Path, seconds: float, requests: int, seed: int
) -> tuple[int, float, dict[str, int]]:
    """All runs: cases made, seconds spent, and how many requests had each status."""
    began = time.monotonic()
    key = new_key(folder, "fuzz", "plans:read", "plans:write", "checks", "metrics")
    server = Server(folder, solves=1, **FREE)
    made = 0
    try:
        while made < requests and (left := seconds - (time.monotonic() - began)) > 5:
            made += _run(server, key, seed, left)
            seed += 1
    finally:
        server.stop()
    lines = map(json.loads, server.log.splitlines())
    counts = Counter(str(line["status"]) for line in lines if line["message"] == "request")
    return made, time.monotonic() - began, dict(sorted(counts.items()))


def _run(server: Server, key: str, seed: int, seconds: float) -> int:
    """One run; how many cases it had."""
    done = subprocess.run(
        [SCHEMATHESIS, "run", f"{server.url}/v1/openapi.json", "--header",
         f"Authorization: Bearer {key}", "--max-examples", str(EXAMPLES), "--seed", str(seed),
         "--exclude-checks", "positive_data_acceptance", "--suppress-health-check", "all",
         "--max-time", str(max(1, int(seconds))), "--no-color"],
        capture_output=True, text=True, timeout=seconds + 120, cwd=server.folder,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    found = re.search(r"(\d[\d,]*) generated", done.stdout)
    if done.returncode or found is None:
        click.echo(done.stdout + done.stderr)
        raise click.ClickException("schemathesis found failures")
    return int(found[1].replace(",", ""))


if __name__ == "__main__":
    main()
