"""Events become an ordinary problem, or are refused by name, all at once."""

from typing import Any

import pytest

from optimizer import Budget, Options, Problem, solve
from optimizer.plan.model import Plan
from optimizer.revise import InvalidEvents, apply, read_events
from tests.builders import iso, link, loaded, pause, plan, shift, ticks, visit

BASE = {"at": iso("07:00")}


def day(**more: Any) -> tuple[Problem, Plan]:
    """w1 goes to a (8:10 to 8:40), b (8:50) and c (10:00); w2 to d at 9:00."""
    problem = loaded(
        visits=[
            visit("a", 10, "08:00-12:00"),
            visit("b", 20, "08:00-12:00"),
            visit("c", 20, "10:00-12:00"),
            visit("d", 30, "09:00-12:00"),
        ],
        shifts=[shift("w1", breaks=[pause("tea", "14:00-15:00", 15)]), shift("w2")],
        **more,
    )
    made = plan(problem, {"s1": ["a", "b", "c"], "s2": ["d"]})
    return problem, made


def event(kind: str, ident: str = "e1", **fields: Any) -> dict[str, Any]:
    return {"id": ident, "at": iso("07:00"), "type": kind, **fields}


def after(now: str, *events: dict[str, Any], **more: Any) -> Problem:
    problem, made = day(**more)
    return apply(problem, made, read_events(list(events)), ticks(problem, now))


def facts(problem: Problem) -> dict[str, tuple[str, str, str]]:
    """Shift, start and outcome of what happened."""
    return {
        f.visit or "": (f.shift, f"{problem.clock.datetime(f.start):%H:%M}", f.outcome)
        for f in problem.facts
    }


def errors(now: str, *events: Any) -> list[tuple[str, str]]:
    """Pointer and code of each error."""
    with pytest.raises(InvalidEvents) as refused:
        after(now, *events)
    return [(error.pointer, error.code) for error in refused.value.errors]


def test_without_events_what_began_is_a_fact_and_the_rest_was_promised():
    """At 8:45 a is over, w1 is on the way to b, and w2 left for d at 8:30; c was promised."""
    problem = after("08:45")

    assert facts(problem) == {
        "a": ("s1", "08:10", "done"),
        "b": ("s1", "08:50", "under_way"),
        "d": ("s2", "09:00", "under_way"),
    }
    assert set(problem.previous) == {"c"}
    assert problem.freeze_before == ticks(problem, "08:45")


def test_before_publication_nothing_was_promised():
    problem, made = day()
    assert not apply(problem, made, (), ticks(problem, "07:00"), published=False).previous


def test_nothing_given_is_changed():
    problem, made = day()
    before = problem.digest
    cancel = read_events([event("visit_cancelled", visit="a")])
    apply(problem, made, cancel, ticks(problem, "07:00"))
    assert problem.digest == before


def test_absent_at_ten_means_the_shift_ends_then():
    """c at 10:00 is no fact: nobody goes there."""
    problem = after("09:50", event("worker_absent", worker="w1", **{"from": iso("10:00")}))

    assert problem.shifts["s1"].end == ticks(problem, "10:00")
    assert not problem.shifts["s1"].breaks
    assert set(facts(problem)) == {"a", "b", "d"}


def test_absent_all_day_means_no_shift():
    assert set(after("07:05", event("worker_absent", worker="w1")).shifts) == {"s2"}


def test_absent_for_an_hour_cuts_the_shift_in_two():
    away = event("worker_absent", worker="w2", **{"from": iso("10:00"), "until": iso("11:00")})
    problem = after("07:05", away)
    assert [(s.id, s.start, s.end) for s in problem.shifts_of["w2"]] == [
        ("s2", ticks(problem, "08:00"), ticks(problem, "10:00")),
        ("s2-2", ticks(problem, "11:00"), ticks(problem, "16:00")),
    ]


def test_late_by_25_min_lengthens_the_visit_under_way():
    """b, from 8:50 to 9:20, lasts until 9:45."""
    problem = after("09:00", event("worker_late", worker="w1", by_s=1500))
    assert problem.happened["b"].end == ticks(problem, "09:45")


def test_late_before_the_first_visit_means_unavailable():
    """The shift begins at 8:00; w2 can go at 8:25."""
    (away,) = after("07:30", event("worker_late", worker="w2", by_s=1500)).workers["w2"].unavailable
    assert away.end - away.start == 25 * 60


def test_what_was_reported_wins_over_the_plan():
    """a ended at 9:30 by w2; b, planned at 8:50, began then all the same: w1 did not go to a."""
    done = event("visit_done", visit="a", worker="w2", start=iso("09:00"), end=iso("09:30"))
    problem = after("09:40", done)
    assert facts(problem)["a"] == ("s2", "09:00", "done")
    assert facts(problem)["b"] == ("s1", "08:50", "done")


def test_a_late_visit_pushes_the_next_one():
    """a until 9:30, so b, 10 min on, cannot have begun before 9:40: w1 is on the way."""
    done = event("visit_done", visit="a", worker="w1", start=iso("09:00"), end=iso("09:30"))
    assert facts(after("09:35", done))["b"] == ("s1", "09:40", "under_way")


def test_a_visit_under_way_that_lasts_longer():
    """b began at 8:50; 60 min long it ends at 9:50."""
    problem = after("09:00", event("visit_changed", visit="b", duration_s=3600))
    assert problem.happened["b"].end == ticks(problem, "09:50")


def test_cancelled_visits_are_gone_with_their_links_and_pins():
    links = [link("sequence", "c", "d"), link("same_worker", "a", "c", "d")]
    cancel = event("visit_cancelled", visit="c")
    problem = after("07:00", cancel, links=links, pins=[{"visit": "c", "worker": "w1"}])

    assert "c" not in problem.visits
    assert {name: bound.visits for name, bound in problem.links.items()} == {
        "same_worker-a-c-d": ("a", "d")
    }
    assert not problem.pins


def test_a_person_in_hospital_needs_no_visit():
    """p-c's visit could only be from 10:00 to 12:00."""
    away = event("person_absent", person="p-c", **{"from": iso("09:00"), "until": iso("20:00")})
    problem = after("07:00", away)
    assert set(problem.visits) == {"a", "b", "d"}
    assert problem.persons["p-c"].absences


def test_new_visits_workers_vehicles_and_slower_roads():
    new = {"id": "n", "person": "p-a", "duration_s": 600,
           "windows": [{"start": iso("12:00"), "end": iso("13:00")}]}  # fmt: skip
    relief = {"id": "s3", "worker": "w3", "start": iso("12:00"), "end": iso("14:00")}
    problem = after(
        "07:00",
        event("visit_added", "1", visit=new, links=[link("same_worker", "a", "n")]),
        event("worker_added", "2", worker={"id": "w3", "place": "base"}, shift=relief),
        event("vehicle_out", "3", vehicle="van", **{"from": iso("09:00")}),
        event("travel_slower", "4", mode="car", factor=1.5,
              **{"from": iso("06:00"), "until": iso("20:00")}),
        event("shift_changed", "5", shift="s2", end=iso("15:00")),
        vehicles=[{"id": "van"}],
    )  # fmt: skip

    assert "n" in problem.visits
    assert "s3" in problem.shifts
    assert problem.vehicles["van"].unavailable
    assert problem.shifts["s2"].end == ticks(problem, "15:00")
    assert problem.travel.matrices["car"].duration[0][1] == 1.5 * 600


def test_the_same_event_is_applied_once():
    """Twice in one request, and again on the next revision."""
    problem, made = day()
    late = read_events([event("worker_late", worker="w2", by_s=600)] * 2)
    once = apply(problem, made, late, ticks(problem, "07:00"))
    again = apply(once, made, late, ticks(problem, "07:00"))

    assert len(once.workers["w2"].unavailable) == 1
    assert again.workers["w2"].unavailable == once.workers["w2"].unavailable


def test_all_errors_come_at_once():
    assert errors(
        "09:00",
        event("visit_cancelled", "1", visit="zz"),
        event("worker_late", "2", worker="nobody", by_s=60),
        event("worker_absent", "3", worker="w1", until=iso("08:00")),
        event("worker_late", "4", worker="w1", free_at=iso("08:30")),
        event("visit_done", "5", visit="d", worker="w2", start=iso("10:00")),
        event("visit_changed", "6", visit="a", priority=1),
        {**event("visit_cancelled", "7", visit="c"), "at": iso("12:00")},
        event("vehicle_out", "8", vehicle="car", **{"from": iso("10:00")}),
    ) == [
        ("/0/visit", "unknown_reference"),
        ("/1/worker", "unknown_reference"),
        ("/2/until", "past"),
        ("/3/free_at", "past"),
        ("/4/start", "bad_event"),
        ("/5/visit", "past"),
        ("/6/at", "bad_event"),
        ("/7/vehicle", "unknown_reference"),
    ]


def test_what_is_no_event_is_refused():
    with pytest.raises(InvalidEvents) as refused:
        read_events(
            [{"type": "strike"}, 7, event("visit_cancelled"), event("visit_added", visit={})]
        )
    assert {error.pointer.split("/")[1] for error in refused.value.errors} == {"0", "1", "2", "3"}


def test_an_absence_is_planned_around():
    """w2 takes over what w1 did not do: c; b, which w1 was on the way to, too."""
    problem, made = day()
    now = ticks(problem, "08:45")
    absent = read_events([event("worker_absent", worker="w1")])
    revised = apply(problem, made, absent, now)
    result = solve(revised, Budget(iterations=100), options=Options(start=made))

    assert result.verdict.clean
    assert {v: tour.shift for v, (tour, _) in result.plan.placed.items()} == {
        "a": "s1", "b": "s2", "c": "s2", "d": "s2",
    }  # fmt: skip


def test_the_promised_visit_is_not_dropped_for_a_nearer_one():
    """One can be served from 8:00 to 8:10 only: a, promised, is 20 min away, n at the door."""
    problem = loaded(
        visits=[visit("a", 20, "08:20-08:30", priority=1)], shifts=[shift("w1", "08:00-09:15")]
    )
    made = plan(problem, {"s1": ["a"]})
    new = {**visit("n", None, "08:20-08:30", priority=1), "person": "p-a", "place": "base"}
    del new["_at"]
    revised = apply(problem, made, read_events([event("visit_added", visit=new)]),
                    ticks(problem, "07:30"))  # fmt: skip
    result = solve(revised, Budget(iterations=100), options=Options(start=made))

    assert set(result.plan.unserved) == {"n"}
    assert result.score.shown()[0] == 1
