"""The published solutions, where `TOURNEE_BENCH_DATA` names the folder that has them."""

import csv
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.quality.catalogue import Case, cases, text_of
from benchmarks.quality.families import FAMILIES
from benchmarks.quality.families.family import Family

ENVIRONMENT = "TOURNEE_BENCH_DATA"


class Published(NamedTuple):
    """The text of an instance, a solution of it, and what its authors say it costs."""

    family: Family
    instance: str
    solution: dict[str, Any]
    cost: float


def solutions() -> list[Any]:
    """A parameter for each solution: its row in `solutions.csv`, for `load`.

    Without data, one parameter that is skipped and says why.
    """
    data = os.environ.get(ENVIRONMENT)
    if not data:
        reason = f"SKIPPED: {ENVIRONMENT} names no folder, so no published solution is tested"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason), id="no data")]
    with Path(data, "solutions.csv").open(encoding="utf-8", newline="") as lines:
        return [pytest.param(row, id=row["instance"]) for row in csv.DictReader(lines)]


def load(row: dict[str, str]) -> Published:
    """What a row of `solutions.csv` names."""
    data = Path(os.environ[ENVIRONMENT])
    family, cost = FAMILIES[row["family"]], float(row["cost"])
    instance = text_of(_case(data, row).path)
    return Published(family, instance, json.loads(text_of(data / row["file"])), cost)


def _case(data: Path, row: dict[str, str]) -> Case:
    names = row["family"], row["instance"]
    return next(case for case in cases(data, None) if (case.family, case.instance) == names)
