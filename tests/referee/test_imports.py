"""Dependencies point one way; the referee knows no solver."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import optimizer

ROOT = Path(optimizer.__file__).parent

ALLOWED = {
    "rules": {"rules", "problem", "plan", "travel"},
    "referee": {"referee", "rules", "problem", "plan", "travel"},
}
"""What packages of the optimizer may import of each other."""

FORBIDDEN = {
    "engine": {"optimizer.rules", "optimizer.referee"},
    "rules": {"ortools", "numba", "numpy"},
    "referee": {"ortools", "numba", "numpy"},
    "": {"api", "scenarios", "benchmarks", "tests"},
}
"""What packages of the optimizer (all of it: "") must not import."""


def imported(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every absolute module or name that files of a folder import, wherever in the file."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path} has a relative import"
                yield path, node.module or ""
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


@pytest.mark.parametrize("package", ALLOWED)
def test_rules_and_referee_import_only_what_they_may(package: str):
    """The referee imports rules; rules import the problem, the plan and travel: no more."""
    files = list((ROOT / package).glob("*.py"))
    assert files
    for path, module in imported(ROOT / package):
        if inside(module, "optimizer"):
            assert any(inside(module, f"optimizer.{name}") for name in ALLOWED[package]), (
                f"{path.relative_to(ROOT)} imports {module}"
            )


@pytest.mark.parametrize("package", FORBIDDEN)
def test_nothing_imports_what_it_must_not(package: str):
    """The engine never asks the referee or the rules; the optimizer stands on its own."""
    for path, module in imported(ROOT / package):
        for other in FORBIDDEN[package]:
            assert not inside(module, other), f"{path.relative_to(ROOT)} imports {module}"


def test_importing_the_referee_loads_no_solver():
    """A plan can be judged where no solver is installed."""
    program = "import sys, optimizer.referee; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT.parent,
    ).stdout.split()

    assert "optimizer.referee" in loaded
    for module in ("ortools", "numba", "optimizer.engine"):
        assert not [name for name in loaded if inside(name, module)]
