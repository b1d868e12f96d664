"""Files that commands read and write."""

import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import ExitStack
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

    Where one cannot be replaced, those before it are what they were. Others than the owner cannot
    read `private` files.
    """
    mask = os.umask(0)
    os.umask(mask)
    with ExitStack() as spare:
        made: list[tuple[Path, Path]] = []
        for path, text in files:
            if path is not None and text is not None:
                content = text.encode() if isinstance(text, str) else text
                made.append((_beside(path, content, spare), path))
                made[-1][0].chmod(0o600 if path in private else 0o666 & ~mask)
        several = len(made) > 1
        former = [_former(path, spare) if several else None for _, path in made]
        replaced: list[tuple[Path | None, Path]] = []
        try:
            for (new, path), old in zip(made, former, strict=True):
                os.replace(new, path)
                replaced.append((old, path))
        except BaseException:
            for old, path in reversed(replaced):
                if old is None:
                    path.unlink()
                else:
                    os.replace(old, path)
            raise


def _beside(path: Path, content: bytes, spare: ExitStack) -> Path:
    """A file of that content in the same folder, gone at the end unless it has been moved."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    spare.callback(Path(name).unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return Path(name)


def _former(path: Path, spare: ExitStack) -> Path | None:
    """A copy of what stands in a file, None where there is none."""
    if not path.is_file():
        return None
    copy = _beside(path, path.read_bytes(), spare)
    shutil.copystat(path, copy)
    return copy
