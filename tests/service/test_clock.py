"""When what the clock says is believed, for what cannot be undone."""

from api.jobs.clock import PlausibleClock

HOUR_S = 3600
DAY_MS = 86_400_000


class Time:
    """A clock that the test sets, and the seconds that pass."""

    def __init__(self) -> None:
        self.wall_ms = 1_000 * DAY_MS
        self.passed_s = 50.0

    def passes(self, seconds: float) -> None:
        """Time goes on as it should."""
        self.wall_ms += int(seconds * 1000)
        self.passed_s += seconds

    def clock(self) -> PlausibleClock:
        """What is tested."""
        return PlausibleClock(lambda: self.wall_ms, lambda: self.passed_s)


def test_a_clock_that_goes_on_is_believed():
    """At once, after a short pause, and where nothing was before."""
    time = Time()
    assert time.clock().now(None) == time.wall_ms
    clock = time.clock()
    assert clock.now(time.wall_ms - DAY_MS) == time.wall_ms
    time.passes(30 * 24 * HOUR_S)
    assert clock.now(0) == time.wall_ms


def test_a_jump_is_not_believed_for_a_day():
    """31 days ahead for 70 seconds: nothing is believed then, nor right after it."""
    time = Time()
    clock = time.clock()
    assert clock.now(None) is not None
    time.wall_ms += 31 * DAY_MS
    assert clock.now(None) is None
    time.passes(70)
    assert clock.now(None) is None
    time.wall_ms -= 31 * DAY_MS
    assert clock.now(None) is None
    time.passes(24 * HOUR_S - 1)
    assert clock.now(None) is None
    time.passes(1)
    assert clock.now(None) == time.wall_ms


def test_a_start_after_a_long_pause_is_not_believed_for_a_day():
    """The last plan is 31 days old: was the service off, or is the clock wrong?"""
    time = Time()
    clock = time.clock()
    assert clock.now(time.wall_ms - 31 * DAY_MS) is None
    time.passes(24 * HOUR_S)
    assert clock.now(time.wall_ms) == time.wall_ms
