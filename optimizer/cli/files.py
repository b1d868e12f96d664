"""Files that commands read and write."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from optimizer.cli.outcome import fail
from optimizer.plan.model import Plan
from optimizer.plan.reading import InvalidPlan, read_plan
from optimizer.problem import Problem
from optimizer.problem.reading import Errors, read_json


def read_plan_file(path: Path, problem: Problem | None = None) -> tuple[Any, Problem, Plan]:
    """The plan document of a file, its problem (or the given one) and its plan."""
    errors = Errors()
    document = read_json(path.read_bytes(), errors)
    if errors.found:
        raise InvalidPlan(errors.found)
    return document, *read_plan(document, problem)


def check_writable(*paths: Path | None) -> None:
    """Say before the search, not after it, that a file cannot be written."""
    named = [path for path in paths if path is not None]
    if len({path.resolve() for path in named}) < len(named):
        fail("same_file", str(named[0]), None, "two outputs go to the same file",
             "name another file for one of them")  # fmt: skip
    for path in named:
        _check_folder(path)


def _check_folder(path: Path) -> None:
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        fail("not_writable", str(path), None, "the file cannot be written there",
             "name a file in an existing folder that you may write to")  # fmt: skip


def write(*files: tuple[Path | None, str | bytes | None], private: Collection[Path] = ()) -> None:
    """Write these texts (or bytes) to their files, those that have one: whole files, all or none.

    Others than the owner cannot read `private` files.
    """
    written: list[tuple[str, Path]] = []
    mask = os.umask(0)
    os.umask(mask)
    try:
        for path, text in files:
            if path is not None and text is not None:
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                written.append((name, path))
                with os.fdopen(handle, "wb") as file:
                    file.write(text.encode() if isinstance(text, str) else text)
                os.chmod(name, 0o600 if path in private else 0o666 & ~mask)
        for name, path in written:
            os.replace(name, path)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)
