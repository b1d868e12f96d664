"""Requests made from the OpenAPI document (schemathesis): no 5xx, no answer against its schema.

    python -m benchmarks.service.fuzz [--seconds 90] [--least 5000]

A server of its own with a key, as many requests as the seconds allow. Two checks are left out:
that what the schema allows is accepted (references between parts of a problem are beyond JSON
Schema, and answered with 422), and that what was deleted is gone (DELETE stops a plan and keeps
it; with `erase=true` it is gone).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click

from tests.service.server import Server, new_key

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
LEFT_OUT = "positive_data_acceptance,use_after_free"
FREE = {"rate_per_s": 1e6, "rate_burst": 10**6, "max_solve_s": 0.2, "max_wait_s": 0.2}
"""No limit of rate, and no time lost with searches."""


@click.command()
@click.option("--seconds", default=90, show_default=True)
@click.option("--least", default=0, show_default=True, help="Fail if fewer requests were made.")
@click.option("--seed", default=1, show_default=True)
def main(seconds: int, least: int, seed: int) -> None:
    """Send strange requests, and look at the answers."""
    with tempfile.TemporaryDirectory(prefix="tournee-fuzz-") as name:
        folder = Path(name)
        key = new_key(folder, "fuzz", "plans:read", "plans:write", "checks", "metrics")
        server = Server(folder, solves=1, **FREE)
        try:
            _send(server, key, seconds, seed)
        finally:
            server.stop()
        lines = map(json.loads, server.log.splitlines())
        counts = Counter(line["status"] for line in lines if line["message"] == "request")
    click.echo(f"{counts.total()} requests by status: {dict(sorted(counts.items()))}")
    if any(status >= 500 for status in counts) or counts.total() < least:
        raise click.ClickException(f"the service failed, or had less than {least} requests")


def _send(server: Server, key: str, seconds: int, seed: int) -> None:
    done = subprocess.run(
        [SCHEMATHESIS, "run", f"{server.url}/v1/openapi.json", "--header",
         f"Authorization: Bearer {key}", "--max-time", str(seconds), "--seed", str(seed),
         "--exclude-checks", LEFT_OUT, "--suppress-health-check", "all", "--no-color"],
        capture_output=True, text=True, timeout=seconds + 300, cwd=server.folder,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    generated = re.search(r"[\d,]+ generated.*", done.stdout)
    if done.returncode or generated is None:
        click.echo(done.stdout + done.stderr)
        raise click.ClickException("schemathesis found failures")
    click.echo(f"cases: {generated[0]}")


if __name__ == "__main__":
    main()
