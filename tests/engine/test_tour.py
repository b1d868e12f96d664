"""One tour: how early and late its stops can be, and where its breaks stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.engine.duties import Pause
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.legs import backward, forward
from optimizer.engine.pauses import tour_of
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import merged
from optimizer.plan.model import Tour as PlanTour
from optimizer.problem.model import Problem
from optimizer.referee import check
from tests.builders import loaded, pause, shift, ticks, visit

WINDOWS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 6)).map(lambda w: (w[0], sum(w))),
    min_size=1,
    max_size=3,
)
PAUSES = st.builds(
    lambda length, windows: Pause("b", length, tuple(merged(windows))), st.integers(1, 6), WINDOWS
)


def toured(day: Problem) -> tuple[Instance, Tour]:
    """The tour of the first shift through all visits in the order of the problem."""
    instance = Instance(day)
    tour = tour_of(instance, instance.duties[0], list(range(instance.count)), {})
    assert tour is not None
    return instance, tour


def laid_out(**parts: Any) -> tuple[Problem, PlanTour]:
    """That tour in a plan, which the referee finds lawful."""
    day = loaded(**parts)
    instance, tour = toured(day)
    plan = plan_of(instance, [tour])
    assert check(day, plan).violations == ()
    return day, plan.tours[0]


@given(
    st.integers(0, 30),
    st.integers(0, 45),
    st.integers(0, 5),
    st.lists(PAUSES, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)
def test_forward_and_backward_are_inverses(
    time: int, limit: int, leg: int, pauses: tuple[Pause, ...], first: bool, last: bool
):
    """A leg left at `t` arrives by `L` exactly if `t` is no later than `backward(L)`."""
    arrival = forward(time, leg, pauses, first, last)
    leaving = backward(limit, leg, pauses, first, last)

    assert (arrival is not None and arrival <= limit) == (leaving is not None and time <= leaving)


def test_a_leg_without_pauses_takes_its_time():
    """Without pauses a leg of 5 left at 3 arrives at 8, and to arrive by 8 it leaves at 3."""
    assert forward(3, 5, (), False) == 8
    assert backward(8, 5, (), False, False) == 3


def test_a_pause_is_taken_at_the_end_that_delays_less():
    """A pause that opens while the worker travels is taken on arrival."""
    # Left at 0, leg 5. Pause of 3 from 4 on: before the leg 4 + 3 + 5 = 12, after it 5 + 3 = 8.
    assert forward(0, 5, (Pause("b", 3, ((4, 9),)),), False) == 8
    # Open until 4 only: it must be taken before, 0 + 3 + 5 = 8.
    assert forward(0, 5, (Pause("b", 3, ((0, 4),)),), False) == 8
    assert forward(5, 5, (Pause("b", 3, ((0, 4),)),), False) is None


def test_ready_and_limit_by_hand():
    """Forward times wait for windows; backward times leave room for all that follows."""
    day = loaded(visits=[visit("v1", 10, "09:00-10:00", 30), visit("v2", 20, "08:00-18:00", 30)])
    _, tour = toured(day)

    # 08:00 + 10 min waits for 09:00, done 09:30; 10 min more: v2 09:40 to 10:10.
    assert tour.ready == [ticks(day, text) for text in ("08:00", "09:30", "10:10")]
    # Home by 16:00: 20 min of road and 30 of service, v2 by 15:10; v1's own window ends at 10:00.
    assert tour.limit == [ticks(day, text) for text in ("10:00", "15:10", "16:00")]


def test_a_tour_that_cannot_keep_its_times_says_so():
    """Two visits of an hour at 08:00 sharp do not share a tour, and `propagate` is False."""
    day = loaded(visits=[visit(f"v{i}", 0, "08:00-08:00", 60) for i in (1, 2)])
    instance = Instance(day)
    tour = Tour(instance, instance.duties[0])
    tour.nodes, tour.pauses = [0, 1], [(), (), ()]

    assert not tour.propagate()
    assert schedule(tour) is None


def test_waits_move_before_the_first_stop():
    """A visit that may start later does, so that the worker leaves later instead of waiting."""
    day = loaded(visits=[visit("v1", 10, "08:00-18:00", 30), visit("v2", 20, "10:00-11:00", 30)])
    _, tour = toured(day)

    # v2 at 10:00; v1 is 10 min away and lasts 30: 09:20, not 08:10.
    assert schedule(tour) == [ticks(day, "09:20"), ticks(day, "10:00")]


def test_a_wait_stays_where_a_visit_would_be_late():
    """A visit starts no later than its own window allows, even if a wait follows."""
    day = loaded(visits=[visit("v1", 10, "08:00-08:30", 30), visit("v2", 20, "10:00-11:00", 30)])
    _, tour = toured(day)

    assert schedule(tour) == [ticks(day, "08:30"), ticks(day, "10:00")]


def test_a_tour_that_leaves_at_start_keeps_its_early_starts():
    """Where the tour must leave at the start of the shift, starts are not put off."""
    day = loaded(
        visits=[visit("v1", 10, "08:00-18:00", 30), visit("v2", 20, "10:00-11:00", 30)],
        shifts=[shift("w1", leaves_at_start=True)],
    )
    _, tour = toured(day)

    assert schedule(tour) == [ticks(day, "08:10"), ticks(day, "10:00")]


@pytest.mark.parametrize(
    ("window", "place", "times"),
    [
        # v1 (at 10) is done at 09:00, v2 (at 20) 10 min away. Begun by 09:05: before the road.
        ("09:00-09:05", "@10", ("09:00", "09:30")),
        # Not before 09:10, when v2 is reached: after the road.
        ("09:10-09:30", "@20", ("09:10", "09:40")),
    ],
)
def test_a_break_stands_at_a_stop(window: str, place: str, times: tuple[str, str]):
    """A break is taken at the place of the stop before or after, whichever delays less."""
    day, tour = laid_out(
        visits=[visit("v1", 10, "08:30-08:30", 30), visit("v2", 20, "08:00-18:00", 30)],
        shifts=[shift("w1", breaks=[pause("b1", window, 30)])],
    )
    stop = tour.stops[2]

    assert [s.kind for s in tour.stops] == ["depot", "visit", "break", "visit", "depot"]
    assert (stop.ref, stop.place) == ("b1", place)
    assert (stop.start, stop.end) == tuple(ticks(day, text) for text in times)
    # Only one of the two stops after v1 is reached by road.
    assert tour.stops[2].travel + tour.stops[3].travel == 600


def test_a_break_before_the_tour_is_no_stop():
    """A break for which there is room before the tour leaves is not in it."""
    # The tour is 09:50-10:40: 10 min of road each way, 30 of service; the break ends by 08:30.
    _, tour = laid_out(
        visits=[visit("v1", 10, "10:00-10:00", 30)],
        shifts=[shift("w1", breaks=[pause("b1", "08:00-08:00", 30)])],
    )

    assert [stop.kind for stop in tour.stops] == ["depot", "visit", "depot"]


def test_a_break_after_the_tour_is_no_stop():
    """A break that may begin after the return does not make the worker wait for it on the way."""
    # 09:50-10:40 again; the break may begin at 13:00, long after.
    day, tour = laid_out(
        visits=[visit("v1", 10, "10:00-10:00", 30)],
        shifts=[shift("w1", breaks=[pause("b1", "13:00-14:00", 30)])],
    )

    assert [stop.kind for stop in tour.stops] == ["depot", "visit", "depot"]
    assert tour.end == ticks(day, "10:40")
