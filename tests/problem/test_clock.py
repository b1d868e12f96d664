"""Ticks are real time from the first midnight; documents speak ISO 8601 with offsets."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.problem.clock import Clock, ClockError

AUTUMN = Clock("Europe/Paris", date(2026, 10, 24), 1000)
"""The clocks go back on the next day, at 03:00."""
SPRING = Clock("Europe/Paris", date(2027, 3, 27), 1000)
"""The clocks go forward on the next day, at 02:00."""

HOUR = 3600

zones = st.sampled_from(
    ["Europe/Paris", "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
     "America/St_Johns", "Indian/Reunion", "Pacific/Apia", "Africa/Casablanca"]
)  # fmt: skip
clocks = st.builds(
    Clock,
    zones,
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from([1, 60, 500, 1000]),
)


@pytest.mark.parametrize(
    ("clock", "hours"), [(SPRING, [24, 23, 24]), (AUTUMN, [24, 25, 24])], ids=["spring", "autumn"]
)
def test_a_day_has_as_many_hours_as_it_has(clock: Clock, hours: list[int]):
    """23 when the clocks go forward, 25 when they go back."""
    starts = [clock.day_start(day) for day in range(4)]

    assert [(b - a) // HOUR for a, b in pairwise(starts)] == hours


def test_tick_0_is_the_first_midnight():
    """Local midnight, not that of Greenwich."""
    assert SPRING.parse("2027-03-27T00:00:00+01:00") == 0
    assert SPRING.parse("2027-03-26T23:00:00Z") == 0
    assert SPRING.origin == datetime(2027, 3, 26, 23, tzinfo=UTC)
    assert SPRING.iso(0) == "2027-03-27T00:00:00+01:00"


def test_times_around_the_changes():
    """One minute before and the first minute after are one minute apart."""
    before, after = "2027-03-28T01:59:00+01:00", "2027-03-28T03:00:00+02:00"
    assert SPRING.parse(after) - SPRING.parse(before) == 60
    before, after = "2026-10-25T02:59:00+02:00", "2026-10-25T02:00:00+01:00"
    assert AUTUMN.parse(after) - AUTUMN.parse(before) == 60


def test_both_hours_of_the_autumn_night_come_back_with_their_offsets():
    """The offset tells the first 02:30 from the second."""
    for text in ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"):
        assert AUTUMN.iso(AUTUMN.parse(text)) == text


@pytest.mark.parametrize(
    ("ticks", "day"), [(-1, -1), (0, 0), (24 * HOUR - 1, 0), (24 * HOUR, 1), (47 * HOUR, 2)]
)
def test_the_day_of_a_tick(ticks: int, day: int):
    """Days begin at local midnight; the second one here has 23 hours."""
    assert SPRING.day_of(ticks) == day


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("8 o'clock", "not an ISO 8601 time", "2027-03-27T08:00:00+01:00"),
        ("2027-03-28T08:00:00", "no offset", "write 2027-03-28T08:00:00+02:00"),
        ("2027-03-28T02:30:00", "does not exist", "2027-03-28T03:30:00+02:00"),
        ("2027-03-28T02:30:00+01:00", "does not exist", "write 2027-03-28T03:30:00+02:00"),
        ("2027-03-28T02:30:00+02:00", "does not exist", "write 2027-03-28T01:30:00+01:00"),
        ("2027-03-27T08:00:00+02:00", "not in force", "write 2027-03-27T07:00:00+01:00"),
        ("2026-10-25T02:30:00", "no offset", "+02:00, or 2026-10-25T02:30:00+01:00"),
        ("2027-03-27T08:00:00.5+01:00", "ticks of 1000 ms", "smaller tick_ms"),
        ("1066-10-14T09:00:00+00:00", "out of range", "2027-03-27T08:00:00+01:00"),
    ],
)
def test_what_is_no_time_says_what_to_write(text: str, message: str, remedy: str):
    """Each kind of mistake has its message, and the remedy names a time to write instead."""
    with pytest.raises(ClockError) as caught:
        SPRING.parse(text)

    assert message in str(caught.value)
    assert remedy in caught.value.remedy


def test_where_the_zone_is_unknown_every_offset_is_as_good():
    """The instant counts; a time without offset is still none."""
    clock = Clock("UTC", date(2027, 3, 27), 1000)

    assert clock.parse("2027-03-27T05:30:00+05:30", any_offset=True) == 0
    with pytest.raises(ClockError):
        clock.parse("2027-03-27T05:30:00", any_offset=True)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(clocks, st.integers(-40 * 86_400_000, 40 * 86_400_000))
def test_every_tick_comes_back(clock: Clock, ticks: int):
    """Writing a tick and reading it gives the tick, in all zones, on all days."""
    assert clock.parse(clock.iso(ticks)) == ticks
    assert clock.parse(clock.datetime(ticks).astimezone(UTC).isoformat()) == ticks


@settings(max_examples=200, derandomize=True, deadline=None)
@given(clocks, st.integers(-30, 30))
def test_days_follow_each_other(clock: Clock, day: int):
    """Each day begins where the one before it ends, with its own date; none is too long."""
    start, end = clock.day_start(day), clock.day_start(day + 1)
    today = clock.first_day + timedelta(days=day)

    assert 0 <= (end - start) * clock.tick_ms <= 25 * 3_600_000
    if end > start:  # Samoa has had no 30 December 2011
        assert clock.datetime(start).date() == today
        assert clock.day_of(start) == day
        assert clock.day_of(end - 1) == day
