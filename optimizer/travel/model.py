"""Travel time and distance between places from the great circle between them."""

import numpy as np
from numpy.typing import NDArray

from optimizer.problem.model import ModeSettings

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

Matrix = NDArray[np.int64]


def great_circle(
    origins: NDArray[np.float64], destinations: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Great-circle distances in metres between (latitude, longitude) in degrees.

    From each origin to each destination, or between all pairs of origins. From the chord between
    unit vectors, which is exact for near points too; within 0.2 % of the distance on the
    ellipsoid. Shapes (n, 2) and (m, 2) to (n, m); zero between equal points.
    """
    from_axes = _unit(origins)
    to_axes = from_axes if destinations is None else _unit(destinations)
    squared = np.zeros((from_axes.shape[1], to_axes.shape[1]))
    for here, there in zip(from_axes, to_axes, strict=True):
        difference = here[:, None] - there[None, :]
        squared += difference * difference
    chord = np.sqrt(squared, out=squared)
    np.clip(chord / 2, 0.0, 1.0, out=chord)
    return 2 * EARTH_RADIUS_M * np.arcsin(chord, out=chord)


def _unit(locations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors of (latitude, longitude) in degrees: shape (n, 2) to (3, n)."""
    lat, lon = np.radians(locations).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def road_model(
    metres: NDArray[np.float64], mode: ModeSettings, tick_ms: int
) -> tuple[Matrix, Matrix]:
    """Ticks on the road and road metres for great-circle `metres`, both rounded to the nearest.

    Zero where the places coincide. The coefficients were fitted on real road networks for
    legs of 0.1 to 8 km (see `optimizer.problem.document.DEFAULT_MODES`).
    """
    apart = metres > 0
    seconds = (mode.seconds + metres * (3.6 / mode.kmh)) * mode.traffic_factor
    duration = np.rint(seconds * (1000 / tick_ms) * apart).astype(np.int64)
    distance = np.rint((mode.metres + mode.detour * metres) * apart).astype(np.int64)
    return duration, distance
