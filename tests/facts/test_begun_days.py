"""Days that have begun are planned on from what happened, by every engine."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import pytest

from optimizer import Budget, Options, Problem, Result, check, load_problem, solve
from optimizer.plan.model import Plan
from optimizer.planning import Engine
from tests.builders import iso, link, loaded, pause, problem, shift, ticks, visit

ENGINES: Sequence[Engine] = get_args(Engine)


def planned(day: Problem, engine: Engine = "kernel", iterations: int = 100) -> Result:
    return solve(day, Budget(iterations=iterations), options=Options(engine=engine))


def fact(visit: str, shift: str, start: str, **more: Any) -> dict[str, Any]:
    """Visit done in a shift of the worker of the same number."""
    return {"visit": visit, "worker": f"w{shift[1:]}", "shift": shift, "start": iso(start), **more}


def times(result: Result, visit: str) -> tuple[str, str, str]:
    """Shift, start and end of a served visit."""
    tour, stop = result.plan.placed[visit]
    clock = result.problem.clock
    return (tour.shift, f"{clock.datetime(stop.start):%H:%M}", f"{clock.datetime(stop.end):%H:%M}")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_tour_goes_on_from_where_its_worker_is(engine: Engine):
    """a was late and long (9:00 to 9:50 instead of 8:10, 30 min). From there, at 10 min from the
    base, b at 20 is reached at 10:00 (= 9:50 + 10), not before now. Back at 10:30 + 20."""
    day = loaded(
        visits=[visit("a", 10, "08:00-08:30"), visit("b", 20, "08:00-12:00")],
        freeze_before=iso("09:50"),
        facts=[fact("a", "s1", "09:00", end=iso("09:50"))],
    )
    result = planned(day, engine)

    assert times(result, "a") == ("s1", "09:00", "09:50")
    assert times(result, "b") == ("s1", "10:00", "10:30")
    assert result.plan.tours[0].end == ticks(day, "10:50")
    assert result.verdict.clean
    assert [breach.rule for breach in result.verdict.inherited] == ["time_windows"]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_new_starts_before_now(engine: Engine):
    """At 10:00 b, open from 8:00 on, is reached from the base, 20 min away, at 10:20."""
    day = loaded(visits=[visit("b", 20)], freeze_before=iso("10:00"))

    assert times(planned(day, engine), "b") == ("s1", "10:20", "10:50")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_did_not_happen_is_planned_again(engine: Engine):
    """Nobody opened at 9:00; the window is open until noon."""
    day = loaded(
        visits=[visit("a", 10, "08:00-12:00")],
        freeze_before=iso("10:00"),
        facts=[fact("a", "s1", "09:00", outcome="not_done")],
    )
    assert times(planned(day, engine), "a") == ("s1", "10:10", "10:40")


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_on_the_way_arrives(engine: Engine):
    """w1 left for a at 9:55 and will be there at 10:05; b, nearer, must wait until 10:35 + 5."""
    day = loaded(
        visits=[visit("a", 10, "08:00-12:00"), visit("b", 5, "08:00-12:00")],
        freeze_before=iso("10:00"),
        facts=[fact("a", "s1", "10:05", outcome="under_way")],
    )
    result = planned(day, engine)

    assert times(result, "a") == ("s1", "10:05", "10:35")
    assert times(result, "b") == ("s1", "10:40", "11:10")


@pytest.mark.parametrize("engine", ["kernel", "exact"])
@pytest.mark.parametrize(("most", "served"), [(6300, True), (6240, False)])
def test_work_done_counts(engine: Engine, most: int, served: bool):
    """8:00 leave, 8:10 to 8:40 at a; b from 8:55 (10 min away, from 8:45 on) to 9:25; 20 min back:
    105 min of work, the wait of 5 min included. The engine `routing` knows no such limits."""
    day = loaded(
        visits=[visit("a", 10, "08:00-08:30"), visit("b", 20, "08:00-09:30")],
        shifts=[shift("w1", max_work_s=most)],
        freeze_before=iso("08:45"),
        facts=[fact("a", "s1", "08:10")],
    )
    assert ("b" in planned(day, engine).plan.placed) is served


@pytest.mark.parametrize("engine", ["kernel", "exact"])
def test_a_break_taken_is_not_taken_again(engine: Engine):
    """The break was at 12:00; b at 12:30 + 0 at the same place ends at 13:00."""
    day = loaded(
        visits=[visit("a", 10, "11:00-11:30"), visit("b", 10, "12:00-13:30")],
        shifts=[shift("w1", breaks=[pause("lunch", "12:00-13:30")])],
        freeze_before=iso("12:10"),
        facts=[
            fact("a", "s1", "11:00"),
            {"pause": "lunch", "worker": "w1", "shift": "s1", "start": iso("12:00")},
        ],
    )
    result = planned(day, engine)

    assert times(result, "b") == ("s1", "12:30", "13:00")
    assert [stop.ref for stop in result.plan.tours[0].stops if stop.kind == "break"] == ["lunch"]
    assert result.verdict.clean


@pytest.mark.parametrize("engine", ["kernel", "exact"])
def test_a_break_that_was_missed_is_nobodys_fault_any_more(engine: Engine):
    """a lasted until after the last start of the break: the plan goes on, and says so."""
    day = loaded(
        visits=[visit("a", 10, "11:00-11:30"), visit("b", 10, "12:00-15:00")],
        shifts=[shift("w1", breaks=[pause("lunch", "12:00-13:30")])],
        freeze_before=iso("13:00"),
        facts=[fact("a", "s1", "11:00", end=iso("13:40"), outcome="under_way")],
    )
    result = planned(day, engine)

    assert times(result, "b") == ("s1", "13:40", "14:10")
    assert [breach.case for breach in result.verdict.inherited] == ["missing"]
    assert result.verdict.clean


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_aboard_counts(engine: Engine):
    """Of 5 meals 3 are handed over: b, with 3, does not fit any more; c, with 2, does."""
    day = loaded(
        visits=[
            visit("a", 10, "08:00-12:00", load={"meal": 3}),
            visit("b", 10, "08:00-12:00", load={"meal": 3}),
            visit("c", 10, "08:00-12:00", load={"meal": 2}),
        ],
        shifts=[shift("w1", capacity={"meal": 5})],
        freeze_before=iso("09:00"),
        facts=[fact("a", "s1", "08:10")],
    )
    plan = planned(day, engine).plan

    assert set(plan.placed) == {"a", "c"}


@pytest.mark.parametrize("engine", ["kernel", "exact"])
def test_a_passenger_is_brought_home_by_who_has_him_aboard(engine: Engine):
    """w2 is nearer to the delivery, but the passenger sits in the minibus of w1."""
    day = loaded(
        visits=[
            visit("up", 10, "08:00-09:00", 5, load={"seat": 1}),
            visit("down", 30, "08:00-12:00", 5, load={"seat": 1}),
        ],
        shifts=[shift("w1", capacity={"seat": 1}), shift("w2", capacity={"seat": 1})],
        links=[link("pickup_delivery", "up", "down", max_ride_s=3600)],
        freeze_before=iso("09:00"),
        facts=[fact("up", "s1", "08:50")],
    )
    result = planned(day, engine)

    assert times(result, "down") == ("s1", "09:20", "09:25")
    assert result.verdict.clean


@pytest.mark.parametrize("engine", ["kernel", "exact"])
@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("same_worker", {}, "s1"),
        ("different_workers", {}, "s2"),
        ("together", {"tolerance_s": 7200}, "s2"),
        ("sequence", {"min_gap_s": 7200}, "s2"),
    ],
)
def test_the_half_of_a_link_that_happened_binds_the_other(
    engine: Engine, kind: str, more: dict[str, Any], expected: str
):
    """a was at 8:10 to 8:40 by w1, b is beside it: nearer for w1, by the link for whom it says, and
    as a sequence at 10:40 at the earliest (two hours of waiting for w1, none for w2)."""
    day = loaded(
        visits=[visit("a", 10, "08:00-12:00"), visit("b", 10, "08:00-12:00")],
        shifts=[shift("w1"), shift("w2")],
        links=[link(kind, "a", "b", **more)],
        freeze_before=iso("09:00"),
        facts=[fact("a", "s1", "08:10")],
    )
    result = planned(day, engine)
    found, start, _ = times(result, "b")

    assert found == expected
    assert (start >= "10:40") is (kind == "sequence")
    assert result.verdict.clean


def test_facts_that_overlap_and_break_everything_are_a_valid_day():
    """Two visits at once, by somebody without the skill, outside windows and shift."""
    day = loaded(
        visits=[visit("a", 10, "12:00-12:30", skills=["nurse"]), visit("b", 30, "12:00-12:30"),
                visit("c", 5, "10:00-12:00")],
        freeze_before=iso("09:00"),
        facts=[fact("a", "s1", "07:30"), fact("b", "s1", "07:40")],
    )  # fmt: skip
    result = planned(day)

    assert result.verdict.clean
    assert {breach.rule for breach in result.verdict.inherited} >= {
        "skills", "time_windows", "shift_bounds", "travel",
    }  # fmt: skip
    assert times(result, "c")[1] == "10:00"


def test_a_worker_whose_facts_end_after_the_shift_takes_no_more():
    """a lasts until 15:50, the base is 20 min away, and the shift ends at 16:00."""
    day = loaded(
        visits=[visit("a", 20, "08:00-15:00"), visit("b", 20, "08:00-18:00")],
        freeze_before=iso("15:00"),
        facts=[fact("a", "s1", "14:50", end=iso("15:50"), outcome="under_way")],
    )
    result = planned(day)

    assert set(result.plan.unserved) == {"b"}
    assert result.verdict.clean
    assert result.plan.tours[0].end == ticks(day, "16:10")


def test_a_plan_that_forgets_or_moves_a_fact_is_refused():
    """Nothing waives that."""
    day = loaded(
        visits=[visit("a", 10), visit("b", 10)],
        freeze_before=iso("09:00"),
        facts=[fact("a", "s1", "08:30")],
    )
    nothing = Plan((), {"a": (), "b": ()})

    assert [breach.case for breach in check(day, nothing).violations] == ["fact_missing"]


# Random days


def random_day(seed: int, breaks: bool = True) -> dict[str, Any]:
    """Two workers, six visits, and a rule or two of every kind."""
    rng = random.Random(seed)
    visits = []
    for n in range(6):
        start = rng.randrange(8, 14)
        visits.append(
            visit(
                f"v{n}",
                rng.randrange(0, 30),
                f"{start:02}:00-{start + rng.randrange(1, 4):02}:00",
                rng.choice((15, 30, 45)),
                priority=rng.randrange(1, 4),
                load={"meal": 1} if rng.random() < 0.3 else {},
            )
        )
    kinds = [("together", {"tolerance_s": 1200}), ("sequence", {"min_gap_s": 1800}),
             ("same_worker", {}), ("different_workers", {})]  # fmt: skip
    links = []
    if rng.random() < 0.6:
        kind, more = rng.choice(kinds)
        links.append(link(kind, "v0", "v1", **more))
    lunch = [pause("lunch", "11:30-13:30", optional=rng.random() < 0.3)]
    shifts = [
        shift(
            f"w{n}",
            rng.choice(("07:30-16:00", "08:00-13:00", "09:00-18:00")),
            breaks=lunch if breaks and rng.random() < 0.5 else [],
            capacity={"meal": 2},
            leaves_at_start=rng.random() < 0.2,
        )
        for n in (1, 2)
    ]
    return problem(
        visits=visits,
        shifts=shifts,
        links=links,
        pack=rng.choice(("none", "fpt")) if breaks else "none",
    )


def begun(document: dict[str, Any], plan: Plan, day: Problem, seed: int) -> dict[str, Any]:
    """The day at a random moment: what the plan has before it happened, some of it otherwise."""
    rng = random.Random(seed)
    freeze = ticks(day, f"{rng.randrange(8, 15):02}:{rng.choice((0, 20, 40)):02}")
    facts = []
    for tour in plan.tours:
        for stop in tour.stops:
            if stop.start >= freeze or stop.kind not in ("visit", "break"):
                continue
            kind = rng.random()
            if stop.kind == "break":
                if kind < 0.7:
                    facts.append({"pause": stop.ref, "worker": day.shifts[tour.shift].worker,
                                  "shift": tour.shift, "place": stop.place,
                                  "start": day.clock.iso(stop.start),
                                  "end": day.clock.iso(stop.end)})  # fmt: skip
                continue
            number = int(rng.choice("12")) if kind < 0.1 else int(tour.shift[1:])
            off = rng.choice((-1500, 0, 600, 2400)) if kind < 0.5 else 0
            start = min(max(0, stop.start + off), freeze - 1)
            longer = rng.choice((0, 900)) if kind > 0.8 else 0
            facts.append({"visit": stop.ref, "worker": f"w{number}", "shift": f"s{number}",
                          "start": day.clock.iso(start),
                          "end": day.clock.iso(start + stop.end - stop.start + longer),
                          "outcome": "not_done" if 0.5 < kind < 0.6 else "done"})  # fmt: skip
    return {**document, "freeze_before": day.clock.iso(freeze), "facts": facts}


def begun_days(count: int, breaks: bool = True) -> Iterator[tuple[int, Problem]]:
    for seed in range(count):
        document = random_day(seed, breaks)
        day = load_problem(document)
        plan = planned(day, iterations=30).plan
        yield seed, load_problem(begun(document, plan, day, seed + 1000))


def test_random_days_that_have_begun_are_planned_without_a_new_breach():
    """Whatever happened, the kernel's plan has no breach but what the facts make, and no engine
    hands the referee anything to mend."""
    for seed, day in begun_days(120):
        result = planned(day)
        assert result.verdict.clean, (seed, result.verdict.violations)
        assert not result.stats.repaired, (seed, result.stats.repaired)
        for name, found in day.happened.items():
            tour, stop = result.plan.placed[name]
            assert (tour.shift, stop.start) == (found.shift, found.start), seed


def test_exact_is_at_least_as_good_as_the_kernel_on_small_days_that_have_begun():
    """The optimum of what is left, judged with the facts, costs no more than what the search finds.

    Gaps, waits and balance across the moment of knowledge are judged, not planned: so only what is
    served and late is compared, on days without breaks."""
    for seed, day in begun_days(25, breaks=False):
        kernel, exact = planned(day), planned(day, "exact", 2000)
        assert exact.verdict.clean, (seed, exact.verdict.violations)
        assert exact.score.levels[:-1] <= kernel.score.levels[:-1], seed
