"""What works with the core's packages alone, and what is said where an extra is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import optimizer
from optimizer.cli.extras import extra_of

ROOT = Path(optimizer.__file__).parent.parent
OF_EXTRAS = [
    "fastapi",
    "uvicorn",
    "dbos",
    "sqlalchemy",
    "alembic",
    "pydantic_settings",
    "prometheus_client",
    "httpx",
    "openpyxl",
    "typst",
    "icalendar",
    "xlsxwriter",
    "fhir",
]
WITHOUT = f"""
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {OF_EXTRAS}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Nothing())
"""
"""A program's first lines: the packages of the extras cannot be imported."""

STATED = f"""
import importlib.metadata as metadata
metadata.requires = lambda name: [
    module.replace("_", "-") + '; extra == "tables"' for module in {OF_EXTRAS}
]
"""
"""What the installed package says of its extras, all under one name."""


def ran(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("module", ["planning", "cli.plan", "cli.check", "cli.schema"])
def test_the_core_needs_no_extra(module: str):
    done = ran(WITHOUT + f"import optimizer.{module}")
    assert done.returncode == 0, done.stderr


def test_without_extras_the_help_lists_every_command():
    done = ran(WITHOUT + STATED + "from optimizer.cli import main; main(['--help'])")
    assert done.returncode == 0, done.stderr
    assert {"plan", "import"} <= {line.split()[0] for line in done.stdout.splitlines() if line}


def test_a_command_without_its_packages_names_the_extra():
    done = ran(WITHOUT + STATED + "from optimizer.cli import main; main(['import', 'a.xlsx'])")
    assert done.returncode == 2
    assert "pip install 'tournee[tables]'" in done.stderr


def test_the_extra_of_a_module_is_what_the_package_states(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "optimizer.cli.extras.requires",
        lambda name: [
            "numpy>=2",
            'pydantic-settings<3,>=2.7; extra == "service"',
            'fhir.resources>=8; extra == "exports"',
            'ruff>=0.9; extra == "dev"',
        ],
    )
    assert extra_of("pydantic_settings.main") == "service"
    assert extra_of("fhir.resources") == "exports"
    assert extra_of("numpy") is None
    assert extra_of("ruff") is None


def test_the_client_loads_no_service():
    """Of the service only what the client reads: no web framework, no database."""
    done = ran("import sys, api.client; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    assert not {"fastapi", "sqlalchemy", "dbos", "numba"} & set(done.stdout.split())
