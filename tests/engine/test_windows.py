"""Ranges of allowed starts, and what narrows them before any search."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.engine.instance import Instance
from optimizer.engine.windows import Windows, earliest, intersection, latest, merged, outside
from tests.builders import iso, link, loaded, person, span, ticks, visit

RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5)


def ticks_in(windows: Windows) -> list[int]:
    """Every tick of some ranges."""
    return [time for first, last in windows for time in range(first, last + 1)]


def windows_of(*ranges: str, **parts: Any) -> tuple[Windows, Windows]:
    """Allowed starts of `v1` in a problem, and those written as `08:00-09:00`."""
    day = loaded(**parts)
    expected = []
    for text in ranges:
        first, last = text.split("-")
        expected.append((ticks(day, first), ticks(day, last)))
    return Instance(day).nodes[0].windows, expected


def test_merged_joins_what_overlaps_or_touches():
    """Ranges come out in order, those that overlap or touch joined, empty ones gone."""
    # 1-3 and 3-5 overlap, 6-8 touches them (5 and 6 are neighbours); 10-12 stands apart.
    assert merged([(10, 12), (3, 5), (9, 7), (1, 3), (6, 8)]) == [(1, 8), (10, 12)]
    assert merged([(1, 9), (2, 3)]) == [(1, 9)]
    assert merged([]) == []


def test_intersection_keeps_what_is_inside_both_ends_included():
    """The part of ranges inside [first, last] counts both ends."""
    assert intersection([(1, 4), (6, 9)], 4, 6) == [(4, 4), (6, 6)]
    assert intersection([(1, 4), (6, 9)], 5, 5) == []


def test_outside_cuts_a_range_in_two():
    """The part of ranges outside [first, last] loses both ends."""
    assert outside([(1, 9)], 4, 6) == [(1, 3), (7, 9)]
    assert outside([(1, 9)], 0, 5) == [(6, 9)]
    assert outside([(1, 9)], 1, 9) == []
    assert outside([(1, 3), (8, 9)], 4, 7) == [(1, 3), (8, 9)]


def test_earliest_and_latest_by_hand():
    """Inside a range a time is its own answer; between ranges the neighbours are."""
    windows = [(2, 4), (8, 9)]

    assert [earliest(windows, time) for time in (0, 3, 5, 9, 10)] == [2, 3, 8, 9, None]
    assert [latest(windows, time) for time in (1, 2, 5, 8, 20)] == [None, 2, 4, 8, 9]


@given(RANGES, st.integers(-2, 33))
def test_earliest_and_latest_agree_with_counting(ranges: Windows, time: int):
    """`earliest` is the first allowed tick from a time on, `latest` the last up to it."""
    windows = merged(ranges)
    allowed = ticks_in(windows)

    assert earliest(windows, time) == min((t for t in allowed if t >= time), default=None)
    assert latest(windows, time) == max((t for t in allowed if t <= time), default=None)


@given(RANGES, st.integers(0, 30), st.integers(0, 30))
def test_operations_agree_with_sets(ranges: Windows, first: int, last: int):
    """Merging, intersecting and cutting do to ranges what they do to the sets of their ticks."""
    every = {tick for a, b in ranges for tick in range(a, b + 1)}
    cut = set(range(first, last + 1))
    windows = merged(ranges)

    assert ticks_in(windows) == sorted(every)
    assert ticks_in(intersection(windows, first, last)) == sorted(every & cut)
    if cut:
        assert ticks_in(outside(windows, first, last)) == sorted(every - cut)


def test_ends_inside_shortens_the_window():
    """A visit of 30 min that must end by 10:00 starts by 09:30."""
    found, expected = windows_of(
        "08:00-09:30", visits=[visit("v1", 0, "08:00-10:00", 30, ends_inside=True)]
    )
    assert found == expected


def test_an_absence_cuts_the_windows_of_visits_at_home():
    """A visit of 30 min at home ends before the absence begins or starts after its end."""
    # Absent 09:00-10:00: a start at 08:30 ends at 09:00.
    found, expected = windows_of(
        "08:00-08:30",
        "10:00-12:00",
        visits=[visit("v1", None, "08:00-12:00", 30)],
        persons=[person("p-v1", 10, absent=["09:00-10:00"])],
    )
    assert found == expected


def test_an_absence_leaves_visits_elsewhere_alone():
    """A person absent from home may be visited at another place."""
    found, expected = windows_of(
        "08:00-12:00",
        visits=[visit("v1", 20, "08:00-12:00", 30)],
        persons=[person("p-v1", 10, absent=["09:00-10:00"])],
    )
    assert found == expected


@pytest.mark.parametrize(
    ("exclusive", "ranges"),
    [(True, ["08:00-08:30", "09:30-12:00"]), (False, ["08:00-12:00"])],
)
def test_an_exclusive_external_visit_cuts_the_windows(exclusive: bool, ranges: list[str]):
    """A visit does not overlap an external visit to the person, unless that may be shared."""
    # External 09:00-09:30; a visit of 30 min begun at 08:30 ends in time.
    nurse = {"id": "x", "person": "p-v1", **span("09:00-09:30"), "exclusive": exclusive}
    found, expected = windows_of(
        *ranges, visits=[visit("v1", 0, "08:00-12:00", 30)], external_visits=[nurse]
    )
    assert found == expected


def test_a_pinned_start_is_the_only_one():
    """A pin with a start leaves that start alone."""
    found, expected = windows_of(
        "09:15-09:15",
        visits=[visit("v1", 0, "08:00-12:00", 30)],
        pins=[{"visit": "v1", "start": iso("09:15")}],
    )
    assert found == expected


@pytest.mark.parametrize(
    ("visits", "more", "ranges"),
    [
        # x ends at 09:30: 10 to 30 min later.
        (["x", "v1"], {"min_gap_s": 600, "max_gap_s": 1800}, "09:40-10:00"),
        # x starts at 09:00: 10 to 30 min later.
        (["x", "v1"], {"min_gap_s": 600, "max_gap_s": 1800, "gap_from": "start"}, "09:10-09:30"),
        # v1 lasts 30 min and ends 10 min before 09:00 at the latest.
        (["v1", "x"], {"min_gap_s": 600}, "08:00-08:20"),
        # v1 starts 10 to 45 min before 09:00.
        (["v1", "x"], {"min_gap_s": 600, "max_gap_s": 2700, "gap_from": "start"}, "08:15-08:50"),
    ],
)
def test_a_sequence_with_an_external_visit_is_a_window(
    visits: list[str], more: dict[str, Any], ranges: str
):
    """A gap to an external visit, which is fixed, bounds the start of ours."""
    nurse = {"id": "x", "person": "p-v1", **span("09:00-09:30"), "exclusive": False}
    found, expected = windows_of(
        ranges,
        visits=[visit("v1", 0, "08:00-12:00", 30)],
        external_visits=[nurse],
        links=[link("sequence", *visits, **more)],
    )
    assert found == expected
