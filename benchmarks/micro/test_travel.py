"""How long matrices take."""

from typing import Any

import numpy as np
import pytest

from benchmarks.micro import days
from optimizer.problem.document import DEFAULT_MODES
from optimizer.problem.model import ModeSettings
from optimizer.travel import matrices, travel_of
from optimizer.travel.model import great_circle, road_model


def modelled(locations: Any) -> Any:
    return road_model(
        great_circle(locations), ModeSettings(**DEFAULT_MODES["car"].model_dump()), 1000
    )


@pytest.mark.parametrize("places", [800, 3000])
def test_great_circle_model(benchmark: Any, places: int):
    """Times and distances between all places; 800 x 800 must take less than 0.1 s."""
    locations = np.random.default_rng(1).uniform((47.1, 5.9), (47.3, 6.1), (places, 2))

    duration, _ = benchmark.pedantic(modelled, (locations,), rounds=5, warmup_rounds=1)

    assert duration.shape == (places, places)
    if places == 800 and benchmark.stats:
        assert benchmark.stats.stats.median < 0.1


def test_matrices_of_the_standard_day(benchmark: Any):
    """All modes of the day, nothing in the cache."""
    problem = days.problem()

    def anew() -> Any:
        matrices._cache.clear()  # noqa: SLF001
        return travel_of(problem)

    assert benchmark.pedantic(anew, rounds=5, warmup_rounds=1).duration


def test_matrices_of_the_standard_day_again(benchmark: Any):
    """The same day once more: from the cache."""
    problem = days.problem()
    travel_of(problem)

    assert benchmark(travel_of, problem).duration
