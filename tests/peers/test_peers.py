"""What each peer makes of problems with one obvious answer. Needs the extra `peers`."""

from typing import Any

import pytest

from benchmarks.peers.answers import Judged, judged
from benchmarks.peers.cases import pinned
from benchmarks.peers.peer import PEERS, left_out, links_stated, peer_of
from optimizer.budget import Budget
from optimizer.engine.instance import Instance
from optimizer.engine.prices import prices_of
from optimizer.problem.model import Problem
from optimizer.referee import check
from tests.builders import link, loaded, pause, shift, ticks, visit, worker

pytestmark = pytest.mark.peers

SECONDS = 0.5
"""They know no iterations; these problems are solved at once."""


def planned(name: str, day: Problem, starts: dict[str, int] | None = None) -> Judged:
    """A peer's plan, which the referee finds lawful, nothing given up."""
    peer = peer_of(name)
    asked, _ = pinned(day, links_stated(peer), starts or {})
    instance = Instance(asked)
    running = Budget(seconds=SECONDS).start()
    answer = peer.answer(instance, prices_of(instance), running, 1, 1)
    found = judged(day, instance, answer)
    assert check(day, found.plan).clean
    assert (found.unscheduled, found.broken) == (0, 0)
    return found


def tours(found: Judged) -> dict[str, tuple[str, ...]]:
    return {tour.shift: tour.visits for tour in found.plan.tours}


@pytest.fixture(params=PEERS)
def peer(request: Any) -> str:
    return str(request.param)


def test_in_order_along_the_line(peer: str):
    """Windows force v2, v1, v3, whatever the way costs."""
    day = loaded(
        visits=[
            visit("v1", at=10, window="10:00-10:30"),
            visit("v2", at=30, window="08:30-09:00"),
            visit("v3", at=20, window="12:00-12:30"),
        ]
    )

    assert tours(planned(peer, day)) == {"s1": ("v2", "v1", "v3")}


def test_who_may_come(peer: str):
    """v1 needs a nurse (w2), v2 refuses her, v3 is pinned to w3."""
    day = loaded(
        visits=[
            visit("v1", at=1, skills=["nurse"]),
            visit("v2", at=1, refused_workers=["w2", "w3"]),
            visit("v3", at=1),
        ],
        workers=[worker("w1"), worker("w2", skills=["nurse"]), worker("w3")],
        pins=[{"visit": "v3", "worker": "w3"}],
    )

    assert tours(planned(peer, day)) == {"s1": ("v2",), "s2": ("v1",), "s3": ("v3",)}


def test_the_second_window(peer: str):
    """The shift begins after the first window."""
    windows = ["06:00-07:00", "11:00-12:00"]
    day = loaded(visits=[visit("v1", at=1, window=windows)])

    (_, stop) = planned(peer, day).plan.placed["v1"]
    assert stop.start >= ticks(day, "11:00")


def test_no_room_for_all(peer: str):
    """30 min each, both starting at 08:10-08:20: the one of priority 1 is served."""
    times = {"at": 10, "window": "08:10-08:20"}
    day = loaded(visits=[visit("v1", priority=3, **times), visit("v2", priority=1, **times)])

    assert tours(planned(peer, day)) == {"s1": ("v2",)}


def test_capacity(peer: str):
    """Two meals fit in each van: two vans for three."""
    day = loaded(
        visits=[visit(f"v{i}", at=i, load={"meals": 1}) for i in (1, 2, 3)],
        workers=[worker("w1"), worker("w2")],
        shifts=[shift(name, capacity={"meals": 2}) for name in ("w1", "w2")],
    )

    assert sorted(map(len, tours(planned(peer, day)).values())) == [1, 2]


def test_a_ride(peer: str):
    """The pickup comes first, on the same tour."""
    day = loaded(
        visits=[
            visit("home", at=10, minutes=5, load={"seats": 1}),
            visit("centre", at=20, minutes=5, load={"seats": 1}),
        ],
        workers=[worker("w1"), worker("w2")],
        shifts=[shift(name, capacity={"seats": 1}) for name in ("w1", "w2")],
        links=[link("pickup_delivery", "home", "centre", max_ride_s=3600)],
    )

    assert list(tours(planned(peer, day)).values()) == [("home", "centre")]


def test_a_break(peer: str):
    """An hour off between 11:00 and 13:00 leaves room for both long visits."""
    day = loaded(
        visits=[
            visit("v1", at=1, window="08:00-09:00", minutes=150),
            visit("v2", at=1, window="12:00-13:30", minutes=120),
        ],
        shifts=[shift("w1", breaks=[pause("b1", "11:00-12:00", 60)])],
    )

    (tour,) = planned(peer, day).plan.tours
    assert tour.visits == ("v1", "v2")
    assert "b1" in [stop.ref for stop in tour.stops]


def test_together(peer: str):
    """Two carers at the same time, by the link or by the pins that stand for it."""
    day = loaded(
        visits=[visit("v1", at=10), visit("v2", at=10)],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2")],
    )
    nine = ticks(day, "09:00")

    placed = planned(peer, day, {"v1": nine, "v2": nine}).plan.placed

    assert placed["v1"][1].start == placed["v2"][1].start


def test_reloading():
    """One van of two meals serves four by loading again: PyVRP and OR-Tools can say so."""
    day = loaded(
        visits=[visit(f"v{i}", at=i, load={"meals": 1}) for i in (1, 2, 3, 4)],
        shifts=[shift("w1", capacity={"meals": 2}, reload={"depots": ["base"], "duration_s": 600})],
    )

    for name in ("pyvrp", "ortools"):
        assert len(planned(name, day).plan.placed) == 4
    assert peer_of("vroom").notes(Instance(day)) == ["reloads"]


def test_what_cannot_be_stated_is_told():
    """In the words of the features and of the terms."""
    day = loaded(
        visits=[visit("v1", at=1), visit("v2", at=1)],
        shifts=[shift("w1", breaks=[pause("b1", "11:00-12:00")])],
        links=[link("sequence", "v1", "v2")],
    )

    told = left_out(peer_of("pyvrp"), day)

    assert {"breaks", "links.sequence", "term gaps"} <= set(told)
    assert "term distance" not in told
    assert "breaks" not in left_out(peer_of("vroom"), day)
