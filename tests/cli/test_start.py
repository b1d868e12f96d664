"""What a command loads: nothing heavy that it does not need, so that it starts at once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import optimizer
from tests.builders import problem, visit

ROOT = Path(optimizer.__file__).parent.parent
SLOW = {
    "ortools",
    "pandas",
    "numba",
    "typst",
    "icalendar",
    "openpyxl",
    "holidays",
    "geopy",
    "fastapi",
}


def loaded(program: str) -> set[str]:
    """Those of the slow packages that a program has loaded when it ends."""
    tell = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    done = subprocess.run(
        [sys.executable, "-c", tell + program], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return SLOW & set(done.stderr.splitlines()[-1].split())


def test_the_kernel_plans_without_the_other_engine(tmp_path: Path):
    """A small problem: numba is all that is loaded when the first plan is there. OR-Tools, which
    sets its times in the end, comes after."""
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem(visits=[visit("v1", at=10)])), encoding="utf-8")
    program = f"""
import os
from optimizer import Budget, read_problem, solve

def first(progress):
    print(*sys.modules, file=sys.stderr)
    os._exit(0)

solve(read_problem({str(file)!r}), Budget(iterations=1), on_progress=first)
"""
    assert loaded(program) == {"numba"}


@pytest.mark.parametrize(
    "program",
    [
        "import optimizer",
        "from optimizer import Budget, Options, load_problem, solve",
        "from optimizer.cli import main; main(['--version'])",
        "from optimizer.cli import main; main(['check', '--help'])",
    ],
)
def test_nothing_slow_is_loaded_before_it_is_needed(program: str):
    """Importing the library, its main names, and commands that do not plan."""
    assert loaded(program) == set()


def test_every_command_is_listed(run):
    """Commands are loaded by name: each of them is there, and says what it does."""
    listed = run("--help").out
    for name in ("plan", "check", "import", "export", "real", "generate", "schema"):
        assert f"\n  {name} " in listed
        assert run(name, "--help").code == 0
