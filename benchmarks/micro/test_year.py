"""A generated year in full: how long it takes to count, and that it is calibrated."""

from datetime import date
from typing import Any

import pytest

from scenarios.besancon.build import build
from scenarios.besancon.calibration import TOLERANCE, deviations, turned_away
from scenarios.besancon.year import Totals, of_year


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_year(benchmark: Any, seed: int):
    """All visits of 365 days, each of the five totals within 3 % of the published one."""
    totals: Totals = benchmark.pedantic(of_year, (2026, seed), rounds=1)

    found = deviations(totals.by_name())
    assert max(map(abs, found.values())) <= TOLERANCE, found


def test_left_out(benchmark: Any):
    """What documents leave out of the year's demand, on twelve days: less than 1 %."""
    assert benchmark.pedantic(turned_away, (2026, 1, 12), rounds=1) < 0.01


def test_day(benchmark: Any):
    """The document of a full weekday."""
    built = benchmark.pedantic(build, (date(2026, 11, 24),), rounds=3)

    assert len(built.document.visits) > 700
