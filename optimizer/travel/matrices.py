"""One matrix of times and distances per mode, cached by content."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.problem.model import GivenMatrix, Place, Problem
from optimizer.travel.model import Matrix, great_circle, road_model

_CACHE_SIZE = 16


@dataclass(frozen=True)
class Travel:
    """Times (ticks) and road distances (metres) between all places, for each mode.

    `index` gives the row and column of a place. `duration[mode][i, j]` includes the access
    time of the door at j; it is 0 from a place to itself.
    """

    index: Mapping[str, int]
    duration: Mapping[str, Matrix]
    distance: Mapping[str, Matrix]

    def leg(self, mode: str, origin: str, destination: str) -> tuple[int, int]:
        """Ticks and metres of the leg from one place to another."""
        i, j = self.index[origin], self.index[destination]
        return int(self.duration[mode][i, j]), int(self.distance[mode][i, j])


def travel_of(problem: Problem) -> Travel:
    """The matrices of all modes that the problem's shifts use.

    Cached by content: problems with the same places and settings share their matrices, which
    are read-only. 800 places take some 50 ms a mode.
    """
    places = tuple(problem.places.values())
    modes = sorted({shift.mode for shift in problem.shifts.values()})
    duration, distance = {}, {}
    metres: NDArray[np.float64] | None = None
    for mode in modes:
        given = problem.travel.matrices.get(mode)
        settings = problem.travel.modes.get(mode)
        key = (places, problem.tick_ms, given or settings)
        matrices = _cache.get(key)
        if matrices is None:
            if given is not None:
                matrices = _spread(given, places)
            else:
                assert settings is not None, f"mode {mode} was checked on loading"
                if metres is None:
                    metres = great_circle(_locations(places))
                matrices = road_model(metres, settings, problem.tick_ms)
            _add_access(matrices[0], places)
            for matrix in matrices:
                matrix.setflags(write=False)
        _remember(key, matrices)
        duration[mode], distance[mode] = matrices
    return Travel({place.id: i for i, place in enumerate(places)}, duration, distance)


_cache: OrderedDict[Any, tuple[Matrix, Matrix]] = OrderedDict()


def _remember(key: Any, matrices: tuple[Matrix, Matrix]) -> None:
    _cache[key] = matrices
    _cache.move_to_end(key)
    while len(_cache) > _CACHE_SIZE:
        _cache.popitem(last=False)


def _locations(places: tuple[Place, ...]) -> NDArray[np.float64]:
    """Locations as rows; a place without one (reached by other modes only) counts as (0, 0)."""
    return np.array([place.location or (0.0, 0.0) for place in places], dtype=np.float64)


def _spread(given: GivenMatrix, places: tuple[Place, ...]) -> tuple[Matrix, Matrix]:
    """A given matrix in the order of all places; rows of places it does not list stay 0."""
    n = len(places)
    duration, distance = np.zeros((n, n), np.int64), np.zeros((n, n), np.int64)
    position = {place.id: i for i, place in enumerate(places)}
    rows = np.array([position[place] for place in given.places])
    duration[np.ix_(rows, rows)] = given.duration
    if given.distance is not None:
        distance[np.ix_(rows, rows)] = given.distance
    return duration, distance


def _add_access(duration: Matrix, places: tuple[Place, ...]) -> None:
    """Add the access time of the destination's door to every leg; none to stay where one is."""
    duration += np.array([place.access for place in places], dtype=np.int64)[None, :]
    np.fill_diagonal(duration, 0)
