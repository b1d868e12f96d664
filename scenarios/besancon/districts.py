"""Where people live: the districts of Besançon, and the places that the services leave from."""

import math
import random
from dataclasses import dataclass

from optimizer.problem.document import PlaceIn

Point = tuple[float, float]
"""(latitude, longitude) in degrees."""

CITY_BOX = ((47.205, 5.940), (47.282, 6.063))
"""South-west and north-east corners around all homes."""

METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class District:
    """A district: its middle, how far homes lie from it, and its share of the people.

    `spread_m` is the standard deviation of a home's distance in each direction; `dense`
    districts are walked and cycled.
    """

    name: str
    middle: Point
    spread_m: float
    share: int
    dense: bool = False


DISTRICTS: tuple[District, ...] = (
    District("Planoise", (47.2190, 5.9695), 350, 17, dense=True),
    District("Saint-Ferjeux", (47.2300, 5.9900), 400, 9),
    District("Tilleroyes", (47.2440, 5.9790), 200, 3),
    District("La Butte", (47.2335, 6.0095), 350, 8),
    District("Velotte", (47.2222, 6.0120), 200, 3),
    District("Montrapon", (47.2470, 6.0080), 400, 12, dense=True),
    District("Battant", (47.2418, 6.0205), 200, 6, dense=True),
    District("Centre-ville", (47.2365, 6.0265), 280, 8, dense=True),
    District("Chaprais", (47.2470, 6.0290), 350, 11, dense=True),
    District("Bregille", (47.2415, 6.0400), 300, 4),
    District("Les Cras", (47.2545, 6.0340), 300, 5),
    District("Les Vaites", (47.2490, 6.0440), 280, 4),
    District("Clairs-Soleils", (47.2490, 6.0525), 170, 5),
    District("Orchamps", (47.2600, 6.0390), 280, 7),
    District("Palente", (47.2590, 6.0450), 260, 8),
    District("Saint-Claude", (47.2590, 6.0180), 320, 5),
)

BASE = PlaceIn(id="base", location=(47.2192, 5.9736), access_s=0)
"""Soutien à domicile, 7-9 rue Picasso."""
DAY_CENTRE = PlaceIn(id="day-centre", location=(47.2600, 6.0433), access_s=0)
"""Escapade, 7 rue des Lilas."""
KITCHEN = PlaceIn(id="kitchen", location=(47.2455, 5.9880), access_s=0)
"""Where the meal vans load: a point in the western business area."""

_BY_NAME = {district.name: district for district in DISTRICTS}


def home_in(district: District, rng: random.Random) -> Point:
    """A point in a district, at most two standard deviations from its middle each way."""
    lat, lon = district.middle
    north, east = (_offset(district.spread_m, rng) for _ in range(2))
    metres_per_lon = METRES_PER_DEGREE * math.cos(math.radians(lat))
    return round(lat + north / METRES_PER_DEGREE, 6), round(lon + east / metres_per_lon, 6)


def _offset(spread_m: float, rng: random.Random) -> float:
    return max(-2 * spread_m, min(2 * spread_m, rng.gauss(0, spread_m)))


def draw_district(rng: random.Random) -> District:
    """A district, as likely as its share of the people."""
    return rng.choices(DISTRICTS, [district.share for district in DISTRICTS])[0]


def neighbours(name: str, count: int) -> list[str]:
    """A district and the `count` nearest to it, nearest first."""
    middle = _BY_NAME[name].middle
    nearest = sorted(DISTRICTS, key=lambda district: apart_m(middle, district.middle))
    return [district.name for district in nearest[: count + 1]]


def apart_m(a: Point, b: Point) -> float:
    """Metres between two points of the city, on a flat map."""
    north = (a[0] - b[0]) * METRES_PER_DEGREE
    east = (a[1] - b[1]) * METRES_PER_DEGREE * math.cos(math.radians(a[0]))
    return math.hypot(north, east)


def staff_point(district: str) -> PlaceIn:
    """Where the staff who live in a district start: its middle, not anybody's door."""
    return PlaceIn(id=f"start {district}", location=_BY_NAME[district].middle, access_s=0)


STARTS = [BASE, DAY_CENTRE, KITCHEN, *(staff_point(district.name) for district in DISTRICTS)]
"""All places where tours start and end."""
