"""Seconds on the way between two places, as the planner itself counts them."""

from collections.abc import Iterable

import numpy as np

from optimizer.problem.document import DEFAULT_MODES, PlaceIn
from optimizer.problem.model import ModeSettings
from optimizer.travel.model import great_circle, road_model

TICK_MS = 1_000


ROWS = 256
"""Rows of legs worked out at a time: more than fit into the processor's cache take longer."""


class Roads:
    """Legs between the places of a day, for each mode, door access included."""

    def __init__(self, places: Iterable[PlaceIn], modes: Iterable[str]) -> None:
        listed = list(places)
        self._index = {place.id: i for i, place in enumerate(listed)}
        locations = np.array([place.location for place in listed], dtype=np.float64)
        access = np.array([round(place.access_s) for place in listed], dtype=np.int32)
        self._seconds = {
            mode: np.empty((len(listed), len(listed)), dtype=np.int32) for mode in set(modes)
        }
        for first in range(0, len(listed), ROWS):
            rows = slice(first, first + ROWS)
            metres = great_circle(locations[rows], locations)
            for mode, seconds in self._seconds.items():
                settings = ModeSettings(**DEFAULT_MODES[mode].model_dump())
                seconds[rows] = road_model(metres, settings, TICK_MS)[0]
                seconds[rows] += access
        for seconds in self._seconds.values():
            np.fill_diagonal(seconds, 0)

    def leg(self, mode: str, origin: str, destination: str) -> int:
        """Seconds from one place to another."""
        return int(self._seconds[mode].item(self._index[origin], self._index[destination]))
