"""Travel time and distance between places from the great circle between them."""

import numpy as np
from numpy.typing import NDArray

from optimizer.problem.model import ModeSettings

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

Matrix = NDArray[np.int64]


def great_circle(locations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances in metres between all pairs of (latitude, longitude) in degrees.

    From the chord between unit vectors, which is exact for near points too; within 0.2 % of
    the distance on the ellipsoid. Shape (n, 2) to (n, n); symmetric, zero on the diagonal.
    """
    lat, lon = np.radians(locations).T
    unit = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    squared = np.zeros((len(locations), len(locations)))
    for axis in unit:
        difference = axis[:, None] - axis[None, :]
        squared += difference * difference
    chord = np.sqrt(squared, out=squared)
    np.clip(chord / 2, 0.0, 1.0, out=chord)
    return 2 * EARTH_RADIUS_M * np.arcsin(chord, out=chord)


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
