"""Travel times and distances: the model by hand, given matrices, and what is shared."""

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from geopy.distance import great_circle as geopy_great_circle
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.problem import Problem, load_problem
from optimizer.problem.document import DEFAULT_MODES
from optimizer.problem.model import ModeSettings
from optimizer.travel import travel_of
from optimizer.travel.model import EARTH_RADIUS_M, great_circle, road_model
from tests.builders import loaded, problem, shift, visit, worker

BESANCON = (47.2378, 6.0241)
KM_NORTH = (BESANCON[0] + math.degrees(1000 / EARTH_RADIUS_M), BESANCON[1])
"""1,000 m of great circle away."""

BY_HAND = {
    # seconds for 1,000 m of great circle, road metres
    "car": ((62 + 3600 / 27.7) * 1.2, 203 + 1450),  # 230.4 s, 1,653 m
    "bicycle": (63 + 3600 / 11.1, 156 + 1250),  # 387.3 s, 1,406 m
    "foot": (110 + 3600 / 4.1, 152 + 1200),  # 988.0 s, 1,352 m
}

points = st.lists(
    st.tuples(st.floats(-89, 89), st.floats(-180, 180)), min_size=2, max_size=12, unique=True
)


def day(mode: str = "car", access: int = 0, **more: Any) -> Problem:
    """A worker at the base and a visit 1,000 m north of it."""
    document = problem(
        visits=[visit("v1", at=KM_NORTH)], workers=[worker("w1", mode=mode)], base=BESANCON, **more
    )
    for place in document["places"]:
        place["access_s"] = access
    return load_problem(document)


def legs(of: Problem, mode: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """From the base to the visit, and back."""
    travel, home = travel_of(of), of.visits["v1"].place
    return travel.leg(mode, "base", home), travel.leg(mode, home, "base")


def settings_of(mode: str, **changes: float) -> ModeSettings:
    values = DEFAULT_MODES[mode].model_dump() | changes
    return ModeSettings(**values)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres as textbooks have it."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def test_there_are_three_modes_by_default():
    """The modes worked out here are those that a problem knows without saying so."""
    assert set(DEFAULT_MODES) == set(BY_HAND)


@pytest.mark.parametrize("mode", BY_HAND)
def test_a_kilometre_by_hand(mode: str):
    """Coefficients of each mode, applied on paper, to the second and the metre."""
    seconds, metres = BY_HAND[mode]

    there, back = legs(day(mode), mode)

    assert there == back == (round(seconds), round(metres))


@pytest.mark.parametrize("mode", BY_HAND)
def test_finer_ticks_measure_the_same_time(mode: str):
    """In milliseconds the time is the same, rounded later."""
    (duration, _), _ = legs(day(mode, tick_ms=1), mode)

    assert duration == pytest.approx(BY_HAND[mode][0] * 1000, abs=0.5)


def test_traffic_makes_time_longer_and_not_the_way():
    """Twice the traffic factor is twice the time for the same distance."""
    metres = np.array([[0.0, 1000.0], [1000.0, 0.0]])
    free, free_metres = road_model(metres, settings_of("car", traffic_factor=1.0), 1)
    slow, slow_metres = road_model(metres, settings_of("car", traffic_factor=2.0), 1)

    assert slow[0, 1] == pytest.approx(2 * free[0, 1], abs=1)
    assert (slow_metres == free_metres).all()


def test_a_problem_can_have_its_own_coefficients():
    """A mode of its own, and another car: 60 s + 1 km at 36 km/h, +50 %, is 4 min."""
    own = {"seconds": 60, "kmh": 36, "metres": 0, "detour": 2, "traffic_factor": 1.5}

    for mode in ("car", "tram"):
        there, _ = legs(day(mode, travel={"modes": {mode: own}}), mode)
        assert there == (240, 2000)


def test_access_time_counts_on_arrival_from_elsewhere():
    """180 s for the door at the end of every leg, none to stay where one is."""
    plain, with_doors = legs(day(), "car"), legs(day(access=180), "car")
    travel = travel_of(day(access=180))

    assert [leg[0] for leg in with_doors] == [leg[0] + 180 for leg in plain]
    assert [leg[1] for leg in with_doors] == [leg[1] for leg in plain]
    assert travel.leg("car", "base", "base") == (0, 0)


def test_doors_of_one_house_are_only_their_access_time_apart():
    """Two places at the same location: no road, but stairs."""
    document = problem(visits=[visit("v1", at=KM_NORTH)], base=BESANCON)
    document["places"].append({"id": "next door", "location": list(BESANCON), "access_s": 45})

    travel = travel_of(load_problem(document))

    assert travel.leg("car", "base", "next door") == (45, 0)
    assert travel.leg("car", "next door", "base") == (0, 0)


def matrix(access: int = 0, distance: bool = True) -> Problem:
    """A given matrix, not symmetric, for the bicycle; places in another order."""
    document = problem(
        visits=[visit("v1", at=KM_NORTH)], workers=[worker("w1", mode="bicycle")], base=BESANCON
    )
    home = document["visits"][0]["place"]
    given = {"places": [home, "base"], "duration_s": [[0, 70], [50, 0]]}
    if distance:
        given["distance_m"] = [[0, 710.4], [510, 0]]
    document["travel"] = {"matrices": {"bicycle": given}}
    for place in document["places"]:
        place["access_s"] = access
    return load_problem(document)


def test_a_given_matrix_is_taken_as_it_is():
    """Row to column, by the names of the places; metres rounded; it wins over coefficients."""
    assert legs(matrix(), "bicycle") == ((50, 510), (70, 710))


def test_access_time_is_added_to_a_given_matrix():
    """The matrix is the road; the door comes on top."""
    assert legs(matrix(access=30), "bicycle") == ((80, 510), (100, 710))


def test_without_distances_there_are_none():
    """A matrix of times alone."""
    assert legs(matrix(distance=False), "bicycle") == ((50, 0), (70, 0))


def test_only_modes_in_use_are_measured():
    """Nobody walks here."""
    assert set(travel_of(day()).duration) == {"car"}
    both = loaded(
        visits=[visit("v1", at=KM_NORTH)], base=BESANCON,
        shifts=[shift("w1"), shift("w2", mode="foot")],
    )  # fmt: skip
    assert set(travel_of(both).duration) == {"car", "foot"}


@pytest.mark.parametrize("made", [day, matrix])
def test_equal_content_is_measured_once(made: Any):
    """Two problems with the same places and settings share their matrices."""
    first, second = travel_of(made()), travel_of(made())

    for mode in first.duration:
        assert first.duration[mode] is second.duration[mode]
        assert first.distance[mode] is second.distance[mode]


@pytest.mark.parametrize(
    "changed",
    [
        day(access=1),
        day(tick_ms=500),
        day(travel={"modes": {"car": DEFAULT_MODES["car"].model_dump() | {"detour": 2}}}),
        loaded(visits=[visit("v1", at=BESANCON)], base=BESANCON),
    ],
    ids=["access", "ticks", "coefficients", "places"],
)  # fmt: skip
def test_other_content_is_measured_anew(changed: Problem):
    """Each part of what travel depends on."""
    assert travel_of(changed).duration["car"] is not travel_of(day()).duration["car"]


def test_other_matrices_are_other_matrices():
    """The cache knows given matrices by their content too."""
    one, other = travel_of(matrix()), travel_of(matrix(distance=False))

    assert one.distance["bicycle"] is not other.distance["bicycle"]
    assert one.distance["bicycle"].sum() == 1220
    assert other.distance["bicycle"].sum() == 0


def with_places_of_nobody(count: int) -> Problem:
    """The day of one visit, and as many places again where no tour stops."""
    document = problem(visits=[visit("v1", at=KM_NORTH)], base=BESANCON)
    document["places"] += [
        {"id": f"unused {i}", "location": list(KM_NORTH), "access_s": 30} for i in range(count)
    ]
    return load_problem(document)


def test_places_without_a_stop_take_no_room():
    """The base and the home of v1: matrices of 2 x 2, whatever else has an address."""
    travel = travel_of(with_places_of_nobody(500))

    assert set(travel.index) == {"base", travel.problem.visits["v1"].place}
    assert travel.duration["car"].shape == travel.distance["car"].shape == (2, 2)


def test_a_leg_to_a_place_without_a_stop_is_known():
    """It lies where v1 does: the same road, and 30 s for its door."""
    made = with_places_of_nobody(1)
    home = made.visits["v1"].place
    ticks, metres = travel_of(made).leg("car", "base", home)

    assert travel_of(made).leg("car", "base", "unused 0") == (ticks + 30, metres)
    assert travel_of(made).leg("car", "unused 0", home) == (0, 0)


def test_threads_share_what_they_measure_at_once():
    """Eight threads ask for the same 300 places: all are given the same matrix."""
    visits = [visit(f"v{i}", at=(47.0 + i / 1_000, 6.1)) for i in range(300)]
    made = loaded(visits=visits, base=BESANCON)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: travel_of(made).duration["car"], range(8)))

    assert all(matrix is found[0] for matrix in found)


def test_the_cache_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch):
    """Room for one pair of matrices: the older one is measured anew, the newest is kept."""
    monkeypatch.setattr("optimizer.travel.matrices._CACHE_BYTES", 1)
    first, second = day(access=7), day(access=8)
    before = travel_of(first).duration["car"]
    latest = travel_of(second).duration["car"]

    assert travel_of(second).duration["car"] is latest
    assert travel_of(first).duration["car"] is not before


def test_what_is_shared_cannot_be_changed():
    """A matrix in the cache is read-only."""
    with pytest.raises(ValueError):
        travel_of(day()).duration["car"][0, 1] = 0


@settings(max_examples=100, derandomize=True, deadline=None)
@given(points)
def test_the_matrix_is_what_a_plain_loop_gives(where: list[tuple[float, float]]):
    """Vectorised chords and textbook haversines agree, for points near and far."""
    fast = great_circle(np.array(where))

    for i, a in enumerate(where):
        for j, b in enumerate(where):
            assert fast[i, j] == pytest.approx(haversine(a, b), rel=1e-6, abs=1e-3)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(points, st.sampled_from(sorted(DEFAULT_MODES)))
def test_the_model_is_what_a_plain_loop_gives(where: list[tuple[float, float]], mode: str):
    """The same coefficients applied leg by leg, to the nearest second and metre."""
    metres = great_circle(np.array(where))
    c = settings_of(mode)
    duration, distance = road_model(metres, c, 1000)

    for i in range(len(where)):
        for j in range(len(where)):
            g = float(metres[i, j])
            seconds = (c.seconds + g * 3.6 / c.kmh) * c.traffic_factor if g else 0
            assert duration[i, j] == pytest.approx(seconds, abs=0.501)
            assert distance[i, j] == pytest.approx(c.metres + c.detour * g if g else 0, abs=0.501)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(points)
def test_distances_agree_with_geopy(where: list[tuple[float, float]]):
    """Within 0.01 % of an independent library."""
    fast = great_circle(np.array(where))

    for i, a in enumerate(where):
        for j, b in enumerate(where):
            assert fast[i, j] == pytest.approx(geopy_great_circle(a, b).meters, rel=1e-4, abs=1e-2)


def test_a_distance_that_everybody_knows():
    """Paris to Besançon is 327 km as the crow flies; a metre is still a metre near the pole."""
    far = great_circle(np.array([(48.8566, 2.3522), BESANCON]))
    near = great_circle(np.array([(89.9, 0.0), (89.9 + math.degrees(1 / EARTH_RADIUS_M), 0.0)]))

    assert far[0, 1] == pytest.approx(327_000, rel=0.005)
    assert near[0, 1] == pytest.approx(1, rel=1e-6)


def test_a_matrix_is_symmetric_with_zeros_where_one_stays():
    """Before access times, there and back are the same."""
    rng = np.random.default_rng(1)
    metres = great_circle(rng.uniform((47, 5.8), (47.4, 6.2), (50, 2)))

    assert (metres == metres.T).all()
    assert (np.diag(metres) == 0).all()
    assert (metres[~np.eye(50, dtype=bool)] > 0).all()
