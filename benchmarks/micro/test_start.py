"""How long a command takes from its start to its end, with compiled code in the cache."""

import subprocess
import sys
from importlib.resources import as_file, files
from typing import Any

import pytest


@pytest.mark.parametrize("engine", ["kernel", "routing"])
def test_plan_a_small_day(benchmark: Any, engine: str):
    """A process of its own: imports, reading, ten iterations, and the plan as JSON. The kernel
    is there in less than a second."""
    with as_file(files("scenarios.small") / "lift-with-one-carer" / "problem.json") as file:
        command = [sys.executable, "-c", "from optimizer.cli import main; main()", "plan", file,
                   "--engine", engine, "--stop", "10it", "--json"]  # fmt: skip

        def plan() -> int:
            return subprocess.run(command, capture_output=True, check=True).returncode

        assert benchmark.pedantic(plan, rounds=5, warmup_rounds=1) == 0
    if engine == "kernel" and benchmark.stats:
        assert benchmark.stats.stats.median < 1
