"""A service alone, linked visits pinned, and answers judged: no peer is needed for these."""

from datetime import date

import pytest

from benchmarks.peers.answers import Answer, judged, lawful
from benchmarks.peers.cases import SERVICES, pinned, service_alone, starts_of
from benchmarks.peers.runs import run
from optimizer.engine.instance import Instance
from optimizer.problem import load_problem
from scenarios.besancon import generate
from tests.builders import link, loaded, plan, problem, shift, ticks, visit, worker


@pytest.mark.parametrize("service", [name for name in SERVICES.values() if name])
def test_a_service_alone_is_a_whole_problem(service: str):
    """It loads, holds all visits of the service and nobody else's, and tells what it dropped."""
    day = generate(date(2026, 11, 24), scale=0.2).to_json_dict()

    alone, dropped = service_alone(day, service)

    found = load_problem(alone)
    asked = {v.id for v in load_problem(day).visits.values() if v.service == service}
    assert found.visits.keys() == asked
    assert {worker.service for worker in found.workers.values()} == {service}
    others = {entry["id"] for entry in day.get("external_visits", [])}
    ours = [item for item in day["links"] if asked & set(item["visits"])]
    inside = [item for item in ours if asked | others >= set(item["visits"])]
    assert found.links.keys() == {item["id"] for item in inside}
    assert dropped.get("links", 0) == len(ours) - len(inside)


def test_a_service_alone_names_nobody_of_another():
    """Lists of workers and pins to them are cut to the service; a wish for others only, lifted."""
    day = problem(
        visits=[
            visit("v1", at=1, service="meals", required_workers=["nurse"]),
            visit("v2", at=2, service="meals", refused_workers=["nurse", "driver"]),
            visit("v3", at=3, service="nursing"),
        ],
        workers=[worker("driver", service="meals"), worker("nurse", service="nursing")],
        shifts=[shift("driver"), shift("nurse")],
        links=[link("sequence", "v1", "v3"), link("sequence", "v1", "v2")],
        pins=[{"visit": "v1", "worker": "nurse"}],
    )

    alone, dropped = service_alone(day, "meals")

    found = load_problem(alone)
    assert found.visits["v1"].required_workers is None
    assert found.visits["v2"].refused_workers == {"driver"}
    assert list(found.links) == ["sequence-v1-v2"]
    assert dropped == {"links": 1, "pins": 1}


def test_links_that_cannot_be_stated_become_starts():
    """v1 and v2 go together at 09:00 in our plan: both are held there, v3 and the ride stay."""
    day = loaded(
        visits=[visit(name, at=1) for name in ("v1", "v2", "v3", "v4")],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2"), link("pickup_delivery", "v3", "v4")],
    )
    made = plan(day, {"s1": ["v1"], "s2": ["v2"]}, starts={"v1": "09:00", "v2": "09:00"})

    found, pins = pinned(day, {"pickup_delivery"}, starts_of(made))

    assert pins == 2
    assert list(found.links) == ["pickup_delivery-v3-v4"]
    nine = ticks(day, "09:00")
    assert {name: pin.start for name, pin in found.pins.items()} == {"v1": nine, "v2": nine}
    assert pinned(day, {"pickup_delivery", "together"}, starts_of(made)) == (day, 0)


def test_a_sequence_that_cannot_be_keeps_what_it_can():
    """30 min each, both starting 08:00-08:20: one has to go, the less urgent, and it is told."""
    day = loaded(
        visits=[
            visit("v1", at=1, window="08:00-08:20", priority=3),
            visit("v2", at=1, window="08:00-08:20", priority=1),
        ]
    )

    found = judged(day, Instance(day), Answer([[0, 1]]))

    assert (list(found.plan.placed), list(found.plan.unserved)) == (["v2"], ["v1"])
    assert (found.unscheduled, found.broken) == (1, 0)


def test_who_may_not_come_does_not():
    """A visit on a shift whose worker lacks the skill is given up."""
    day = loaded(visits=[visit("v1", at=1, skills=["nurse"]), visit("v2", at=1)])

    found = judged(day, Instance(day), Answer([[0, 1]]))

    assert list(found.plan.placed) == ["v2"]
    assert found.unscheduled == 1


def test_links_hold_in_the_end():
    """Only one of two visits that go together is served: it is given up too."""
    day = loaded(
        visits=[visit("v1", at=1), visit("v2", at=1), visit("v3", at=2)],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2")],
    )

    found = judged(day, Instance(day), Answer([[0, 2], []], starts={0: ticks(day, "09:00")}))

    assert list(found.plan.placed) == ["v3"]
    assert found.broken == 1


def test_a_tour_that_breaks_a_rule_is_given_up():
    """The tour of w1 serves v1 outside its window; that of w2 stays."""
    day = loaded(
        visits=[visit("v1", at=1, window="08:00-09:00"), visit("v2", at=1)],
        workers=[worker("w1"), worker("w2")],
    )

    found = lawful(day, plan(day, {"s1": ["v1"], "s2": ["v2"]}, starts={"v1": "10:00"}))

    assert [tour.shift for tour in found.tours] == ["s2"]
    assert list(found.unserved) == ["v1"]


def test_a_crash_is_a_row():
    """A run whose process fails tells so, and the comparison goes on."""
    row = run({"solver": "routing", "problem": "/nowhere.json", "seconds": 1}, limit_s=60)

    assert row["status"] == "error"
    assert "/nowhere.json" in row["error"]


def test_a_time_out_is_a_row():
    """A process that is not back in time is ended."""
    row = run({"solver": "routing", "problem": "/nowhere.json", "seconds": 1}, limit_s=0.01)

    assert row["status"] == "timeout"
