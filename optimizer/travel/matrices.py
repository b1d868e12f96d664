"""One matrix of times and distances per mode, cached by content."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.problem.model import GivenMatrix, Place, Problem
from optimizer.travel.model import Matrix, great_circle, road_model

_CACHE_BYTES = 256 * 2**20
"""Of all matrices together, the latest apart: some 4,000 places in one mode."""


@dataclass(frozen=True)
class Travel:
    """Times (ticks) and road distances (metres) between the places in use, for each mode.

    `index` gives the row and column of a place. `duration[mode][i, j]` includes the access
    time of the door at j; it is 0 from a place to itself.
    """

    problem: Problem
    index: Mapping[str, int]
    duration: Mapping[str, Matrix]
    distance: Mapping[str, Matrix]

    def leg(self, mode: str, origin: str, destination: str) -> tuple[int, int]:
        """Ticks and metres of the leg from one place to another; a place that is not in use is
        measured for the occasion."""
        if not (origin in self.index and destination in self.index):
            return _between(self.problem, (origin, destination)).leg(mode, origin, destination)
        i, j = self.index[origin], self.index[destination]
        return int(self.duration[mode][i, j]), int(self.distance[mode][i, j])


def travel_of(problem: Problem) -> Travel:
    """The matrices of all modes that the problem's shifts use, between the places where a tour may
    stop.

    Cached by content: problems with the same places and settings share their matrices, which
    are read-only. 800 places take some 50 ms a mode.
    """
    return _between(problem, _in_use(problem))


def _in_use(problem: Problem) -> set[str]:
    """Places of visits, and where shifts begin, end and reload."""
    used = {visit.place for visit in problem.visits.values()}
    for shift in problem.shifts.values():
        used |= {shift.start_place, shift.end_place}
        if shift.reload is not None:
            used.update(shift.reload.depots)
    return used


def _between(problem: Problem, names: Iterable[str]) -> Travel:
    wanted = set(names)
    places = tuple(place for place in problem.places.values() if place.id in wanted)
    modes = sorted({shift.mode for shift in problem.shifts.values()})
    duration, distance = {}, {}
    metres: NDArray[np.float64] | None = None
    for mode in modes:
        given = problem.travel.matrices.get(mode)
        settings = problem.travel.modes.get(mode)
        key = (places, problem.tick_ms, given or settings)
        matrices = _CACHE.get(key)
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
            matrices = _CACHE.keep(key, matrices)
        duration[mode], distance[mode] = matrices
    return Travel(problem, {place.id: i for i, place in enumerate(places)}, duration, distance)


class _Cache:
    """Matrices by what they depend on, the latest used ones; threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, tuple[Matrix, Matrix]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Any) -> tuple[Matrix, Matrix] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Any, matrices: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
        """Keep these, unless another thread was faster; returns those that are kept."""
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            self._kept[key] = matrices
            self._bytes += _bytes(matrices)
            while self._bytes > _CACHE_BYTES and len(self._kept) > 1:
                self._bytes -= _bytes(self._kept.popitem(last=False)[1])
            return matrices


_CACHE = _Cache()


def _bytes(matrices: tuple[Matrix, Matrix]) -> int:
    return sum(matrix.nbytes for matrix in matrices)


def _locations(places: tuple[Place, ...]) -> NDArray[np.float64]:
    """Locations as rows; a place without one (reached by other modes only) counts as (0, 0)."""
    return np.array([place.location or (0.0, 0.0) for place in places], dtype=np.float64)


def _spread(given: GivenMatrix, places: tuple[Place, ...]) -> tuple[Matrix, Matrix]:
    """A given matrix in the order of these places; rows of places it does not list stay 0."""
    n = len(places)
    duration, distance = np.zeros((n, n), np.int64), np.zeros((n, n), np.int64)
    row = {place: i for i, place in enumerate(given.places)}
    listed = [(i, row[place.id]) for i, place in enumerate(places) if place.id in row]
    here, there = np.array(listed, dtype=np.intp).reshape(-1, 2).T
    duration[np.ix_(here, here)] = np.array(given.duration, np.int64)[np.ix_(there, there)]
    if given.distance is not None:
        distance[np.ix_(here, here)] = np.array(given.distance, np.int64)[np.ix_(there, there)]
    return duration, distance


def _add_access(duration: Matrix, places: tuple[Place, ...]) -> None:
    """Add the access time of the destination's door to every leg; none to stay where one is."""
    duration += np.array([place.access for place in places], dtype=np.int64)[None, :]
    np.fill_diagonal(duration, 0)
