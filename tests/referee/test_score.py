"""Each kind of term on a day whose value is worked out by hand, and how values become scores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from optimizer.plan.model import Plan
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE, TERM_KINDS, Term, default_objective
from optimizer.referee import aggregate, cost, items, score
from optimizer.referee.measures import MEASURES
from tests.builders import (
    iso,
    loaded,
    objective,
    pause,
    person,
    plan,
    problem,
    shift,
    span,
    term,
    visit,
    worker,
)

MIN = 60_000
"""A minute in milliseconds."""

Case = tuple[Problem, Plan, Sequence[tuple[str, int]]]


def unserved(priority: int) -> Case:
    """Of each priority p one visit is unserved, of weight 10 + p, and one is served."""
    day = loaded(
        visits=[
            visit(f"{name}{p}", priority=p, weight=10 + p)
            for name in ("left", "done")
            for p in (1, 2, 3, 4)
        ]
    )
    made = plan(day, {"s1": ["done1", "done2", "done3", "done4"]})
    return day, made, [(f"left{priority}", 10 + priority)]


def lateness() -> Case:
    """v1 starts 20 min late; v2 must end by 11:00 and does at 11:05; v3 suits its 2nd window."""
    first, second, third = span("09:00-10:00"), span("10:00-11:30"), span("11:00-12:00")
    day = loaded(
        visits=[
            visit("v1", windows=[{**first, "late_after": iso("09:10")}]),
            visit("v2", windows=[{**second, "late_after": iso("11:00")}], ends_inside=True),
            visit("v3", windows=[{**second, "late_after": iso("10:30")}, third]),
        ]
    )
    starts = {"v1": "09:30", "v2": "10:35", "v3": "11:20"}
    made = plan(day, {"s1": ["v1", "v2", "v3"]}, starts=starts)
    return day, made, [("v1", 20 * MIN), ("v2", 5 * MIN), ("v3", 0)]


def two_stops() -> tuple[Problem, Plan]:
    """Base - 10 - v1 (09:00-09:30) - 5 - v2 (09:40-10:10) - 15 - base (10:25)."""
    day = loaded(visits=[visit("v1", 10), visit("v2", 15)])
    return day, plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "09:00", "v2": "09:40"})


def travel_time() -> Case:
    """10, 5 and 15 min; the way home belongs to the shift."""
    return *two_stops(), [("v1", 10 * MIN), ("v2", 5 * MIN), ("s1", 15 * MIN)]


def distance() -> Case:
    """10, 5 and 15 km."""
    return *two_stops(), [("v1", 10_000), ("v2", 5_000), ("s1", 15_000)]


def waiting() -> Case:
    """s1 waits 5 min for v2 (09:35-09:40), s2 20 min for v3, as it leaves at 08:00; s3 for none:
    the 10 min between its tea and its first visit are no wait on duty."""
    tea = pause("tea", "08:00-09:00", 10, optional=True)
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 15), visit("v3", 10), visit("v4", 10)],
        shifts=[shift("w1"), shift("w2", leaves_at_start=True), shift("w3", breaks=[tea])],
    )
    starts = {"s1": "08:45", "v1": "09:00", "v2": "09:40", "v3": "08:30", "v4": "08:30"}
    tours = {"s1": ["v1", "v2"], "s2": ["v3"], "s3": ["break:tea", "v4"]}
    made = plan(day, tours, starts={**starts, "break:tea": "08:00"})
    # s1 arrives at v1 at 08:55, which is no wait; s2 arrives at v3 at 08:10, s3 at v4 at 08:20
    return day, made, [("v2", 5 * MIN), ("s1", 0), ("v3", 20 * MIN), ("s2", 0), ("s3", 0)]


def gaps() -> Case:
    """w1: waits of 15 and 14 min and a second tour later; w2: two tours without a gap."""
    day = loaded(
        visits=[visit(f"v{i}", 10) for i in range(6)],
        shifts=[
            shift("w1", "08:00-12:00"),
            shift("w1", "13:00-16:00", ident="s1b"),
            shift("w2", "08:00-08:50"),
            shift("w2", "08:50-12:00", ident="s2b"),
        ],
    )
    tours = {"s1": ["v0", "v1", "v2"], "s1b": ["v3"], "s2": ["v4"], "s2b": ["v5"]}
    starts = {"v0": "09:00", "v1": "09:45", "v2": "10:29", "v3": "14:00"}
    # s2 08:10-08:40, back at 08:50, when s2b leaves
    made = plan(day, tours, starts={**starts, "v4": "08:10", "v5": "09:00"})
    return day, made, [("w1", 2), ("w2", 0)]


def overtime() -> Case:
    """s1 returns at 10:25 and counts from 10:00 on; s2 returns in time."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 15), visit("v3", 10)],
        shifts=[shift(w, overtime_after=iso("10:00")) for w in ("w1", "w2")],
    )
    starts = {"v1": "09:00", "v2": "09:40", "v3": "09:20"}
    made = plan(day, {"s1": ["v1", "v2"], "s2": ["v3"]}, starts=starts)
    return day, made, [("s1", 25 * MIN), ("s2", 0)]


def new_worker() -> Case:
    """w1 has been with p before, and never with q."""
    day = loaded(
        visits=[visit("v1", person="p"), visit("v2", person="q"), visit("v3", person="p")],
        workers=[worker("w1", history={"persons": {"p": 3, "q": 0}})],
    )
    return day, plan(day, {"s1": ["v1", "v2"]}), [("v1", 0), ("v2", 1)]


def distinct_workers() -> Case:
    """p sees w1 twice, w2 and w3: two beyond the first; q sees one worker; r nobody."""
    day = loaded(
        visits=[
            *(visit(f"v{i}", person="p") for i in range(4)),
            visit("v4", person="q"),
            visit("v5", person="r"),
        ],
        workers=[worker(f"w{i}") for i in (1, 2, 3)],
    )
    made = plan(day, {"s1": ["v0", "v1"], "s2": ["v2", "v4"], "s3": ["v3"]})
    return day, made, [("p", 2), ("q", 0)]


def preference() -> Case:
    """w1 comes to all; the visit's own list goes before the person's, none is no wish."""
    day = loaded(
        persons=[person("p", preferred_workers=["w2"])],
        visits=[
            visit("v1", person="p"),
            visit("v2", person="p", preferred_workers=["w1"]),
            visit("v3", preferred_workers=["w2"]),
            visit("v4"),
        ],
        workers=[worker("w1"), worker("w2")],
    )
    made = plan(day, {"s1": ["v1", "v2", "v3", "v4"]})
    return day, made, [("v1", 1), ("v2", 0), ("v3", 1), ("v4", 0)]


def sector() -> Case:
    """w1 goes to the north only, w2 everywhere; v3's person has no sector."""
    day = loaded(
        persons=[person("n", sector="north"), person("s", sector="south"), person("x")],
        visits=[
            visit("v1", person="n"),
            visit("v2", person="s"),
            visit("v3", person="x"),
            visit("v4", person="s"),
        ],
        workers=[worker("w1", sectors=["north"]), worker("w2")],
    )
    made = plan(day, {"s1": ["v1", "v2", "v3"], "s2": ["v4"]})
    return day, made, [("v1", 0), ("v2", 1), ("v3", 0), ("v4", 0)]


def usual_time() -> Case:
    """v1 starts 20 min after, v2 10 min before its usual time; v3 has none."""
    usual = [iso("08:40"), iso("09:40"), None]
    day = loaded(visits=[visit(f"v{i}", usual_start=usual[i - 1]) for i in (1, 2, 3)])
    starts = {"v1": "09:00", "v2": "09:30"}
    made = plan(day, {"s1": ["v1", "v2", "v3"]}, starts=starts)
    return day, made, [("v1", 20 * MIN), ("v2", 10 * MIN)]


def heavy_visits() -> Case:
    """w1 has 2 + 3, w2 a shift and nothing to do; w3 has no shift."""
    day = loaded(
        visits=[visit("v1", heavy=2), visit("v2", heavy=3), visit("v3", heavy=4)],
        workers=[worker("w1"), worker("w2"), worker("w3")],
        shifts=[shift("w1"), shift("w2")],
    )
    return day, plan(day, {"s1": ["v1", "v2"]}), [("w1", 5), ("w2", 0)]


def with_lunch() -> tuple[Problem, Plan]:
    """Travel 10 + 5 + 15 min, service 30 + 30, a break of 30 and a reload of 15; w2 is idle."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 15)],
        shifts=[
            shift(
                "w1",
                breaks=[pause("b1", "08:00-13:00"), pause("tea", "08:00-09:00", 5, optional=True)],
                reload={"depots": ["@10"], "duration_s": 900},
            ),
            shift("w2", "08:00-12:00"),
        ],
    )
    return day, plan(day, {"s1": ["v1", "break:b1", "reload", "v2"]}, starts={"v1": "08:10"})


def work_time() -> Case:
    """Travel and service only."""
    return *with_lunch(), [("w1", 90 * MIN), ("w2", 0)]


def tours() -> Case:
    """One tour."""
    return *with_lunch(), [("s1", 1)]


def idle() -> Case:
    """8 h each, then overtime: s1 is busy for 60 min, s2 works to the end of its overtime and is
    busy for 60 min of 8 h 40 min, s3 has no tour."""
    whole = {"start": iso("08:00"), "end": iso("20:00"), "overtime_after": iso("16:00")}
    day = loaded(
        visits=[visit("v1", 15), visit("v2", 15)],
        shifts=[shift(w, **whole) for w in ("w1", "w2", "w3")],
    )
    # 15 min there, 30 min of service, 15 min back: s1 from 08:45 on, s2 from 08:00 to 16:40
    starts = {"s1": "08:45", "v1": "09:00", "s2": "08:00", "v2": "15:55"}
    made = plan(day, {"s1": ["v1"], "s2": ["v2"]}, starts=starts)
    return day, made, [("s1", 420 * MIN), ("s2", 460 * MIN), ("s3", 480 * MIN)]


def missed_break() -> Case:
    """s1 leaves at 08:00 and misses its tea; s2 leaves after it; the meal is not optional. s3 has
    no tour, and misses the lunch that is always due, as s4, back by 09:10, does."""
    breaks = [pause("tea", "08:00-09:00", 10, optional=True), pause("meal", "08:00-13:00")]
    lunch = [*breaks, pause("lunch", "11:30-13:00", optional=True, always_due=True)]
    day = loaded(
        visits=[
            *(visit(name, 10, minutes=60) for name in ("v1", "v2")),
            *(visit(name, 10) for name in ("v3", "v4")),
        ],
        shifts=[
            *(shift(w, breaks=breaks) for w in ("w1", "w2")),
            *(shift(w, breaks=lunch) for w in ("w3", "w4")),
        ],
    )
    starts = {"v1": "08:10", "v3": "09:10", "v2": "08:20", "v4": "08:30"}
    made = plan(day, {"s1": ["v1", "v3"], "s2": ["v2"], "s4": ["v4"]}, starts=starts)
    return day, made, [("s1", 1), ("s2", 0), ("s3", 1), ("s4", 1)]


def change() -> Case:
    """Before, all were w1's at 09:00. v1 moves 15 min, v2 16, v3 to w2, v4 is dropped."""
    names = ["v1", "v2", "v3", "v4"]
    day = loaded(
        visits=[visit(name) for name in [*names, "new"]],
        workers=[worker("w1"), worker("w2")],
        previous=[{"visit": name, "worker": "w1", "start": iso("09:00")} for name in names],
    )
    starts = {"v1": "08:45", "v2": "09:16", "v3": "09:00", "new": "10:00"}
    made = plan(day, {"s1": ["v1", "v2", "new"], "s2": ["v3"]}, starts=starts)
    return day, made, [("v1", 0), ("v2", 1), ("v3", 1), ("v4", 1)]


CASES: Mapping[str, Callable[[], Case]] = {
    "unserved_p1": lambda: unserved(1),
    "unserved_p2": lambda: unserved(2),
    "unserved_p3": lambda: unserved(3),
    "unserved_p4": lambda: unserved(4),
    "lateness": lateness,
    "travel_time": travel_time,
    "distance": distance,
    "waiting": waiting,
    "gaps": gaps,
    "overtime": overtime,
    "new_worker": new_worker,
    "distinct_workers": distinct_workers,
    "preference": preference,
    "sector": sector,
    "usual_time": usual_time,
    "heavy_visits": heavy_visits,
    "work_time": work_time,
    "tours": tours,
    "idle": idle,
    "missed_break": missed_break,
    "change": change,
}


def test_every_kind_of_term_is_measured_and_tested():
    """Each entry of TERM_KINDS has a measure and a case here, and there are no others."""
    assert list(MEASURES) == list(TERM_KINDS)
    assert set(CASES) == set(TERM_KINDS)


@pytest.mark.parametrize("kind", TERM_KINDS)
def test_a_term_measures_what_was_worked_out_by_hand(kind: str):
    """Items of each kind of term, one by one, and its cost: weight times their sum."""
    day, made, expected = CASES[kind]()
    measured = Term(TERM_KINDS[kind], level=0, weight=7, aggregation="sum")
    unit = {"hour": 1, "km": 3_600, "piece": 3_600_000}[TERM_KINDS[kind].unit]

    assert sorted(items(day, made, measured)) == sorted(expected)

    total = sum(value for _, value in expected)
    objective = replace(day.objective, levels=("only",), terms=(measured,))
    (part,) = score(replace(day, objective=objective), made).terms
    assert (part.term, part.value, part.cost) == (measured, total, 7 * unit * total)


@pytest.mark.parametrize(
    ("values", "total", "largest", "spread"),
    [
        ([], 0, 0, 0),
        ([5], 5, 5, 0),
        ([1, 2, 6], 9, 6, 2 + 1 + 3),  # the mean is 3
        # the mean is 10/3: distances 7/3, 4/3 and 11/3, each rounded up
        ([1, 2, 7], 10, 7, 3 + 2 + 4),
        ([0, 0], 0, 0, 0),
    ],
)
def test_aggregations(values: list[int], total: int, largest: int, spread: int):
    """Sum, largest, and distances from the mean, each rounded up to a whole number."""
    assert aggregate(values, "sum") == total
    assert aggregate(values, "max") == largest
    assert aggregate(values, "abs_dev") == spread


def test_deviations_of_times_are_rounded_up_to_whole_ticks():
    """1 and 2 and 7 minutes, mean 10/3 as above, in ticks of a minute and of a second."""
    values = [1 * MIN, 2 * MIN, 7 * MIN]

    assert aggregate(values, "abs_dev", step=MIN) == (3 + 2 + 4) * MIN
    assert aggregate(values, "abs_dev", step=1_000) == (140 + 80 + 220) * 1_000


def test_the_score_rounds_deviations_to_the_tick_of_the_problem():
    """Work of 61, 0 and 0 min: the mean is 20 1/3, the deviations 41 + 21 + 21 in whole minutes."""
    terms = objective(term("work_time", 60, "abs_dev"))
    day = loaded(
        visits=[visit("v1", 15, minutes=31)],
        shifts=[shift(w) for w in ("w1", "w2", "w3")],
        objective=terms,
        tick_ms=MIN,
    )

    assert score(day, plan(day, {"s1": ["v1"]})).shown() == (41 + 21 + 21,)


def measured_day(terms: dict[str, Any], **parts: Any) -> tuple[Problem, Plan]:
    """Two stops (see `two_stops`) with an objective of these terms."""
    day = loaded(visits=[visit("v1", 10), visit("v2", 15)], objective=terms, **parts)
    return day, plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "09:00", "v2": "09:40"})


def test_weights_are_per_hour_kilometre_and_piece():
    """30 min at 2,500 an hour, 30 km at 35, one tour at 1,000: 3,300 cents exactly."""
    terms = objective(term("travel_time", 2_500), term("distance", 35), term("tours", 1_000))
    found = score(*measured_day(terms))

    assert [part.cost / COST_SCALE for part in found.terms] == [1_250, 1_050, 1_000]
    assert found.levels == (3_300 * COST_SCALE,)
    assert found.shown() == (3_300,)


def test_terms_add_up_by_level_and_aggregation():
    """A term may stand twice, with other aggregations and levels."""
    terms = objective(
        term("travel_time", 60, "sum", "road"),  # 30 minutes
        term("travel_time", 60, "max", "longest"),  # 15 minutes
        term("distance", 1, "max", "longest"),  # 15 km
        levels=("longest", "road"),
    )

    assert score(*measured_day(terms)).shown() == (30, 30)


def test_scores_are_compared_level_by_level():
    """One minute less on the first level outweighs anything on the second."""
    terms = objective(
        term("usual_time", 60, level="habit"),
        term("travel_time", 60),
        levels=("habit", "cost"),
    )
    day = loaded(
        visits=[visit("v1", 10, usual_start=iso("09:00")), visit("v2", 60)], objective=terms
    )
    on_time = score(day, plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "09:00"}))
    short_way = score(day, plan(day, {"s1": ["v1"]}, starts={"v1": "09:01"}))

    assert (on_time.shown(), short_way.shown()) == ((0, 120), (1, 20))
    assert on_time < short_way
    assert min(short_way, on_time) is on_time


def test_scores_are_equal_when_their_levels_are():
    """What made up the levels does not matter for the comparison."""
    one = score(*measured_day(objective(term("travel_time", 60))))
    other = score(*measured_day(objective(term("distance", 1))))

    assert one.terms != other.terms
    assert one == other


def test_fine_ticks_stay_exact():
    """With ticks of 60 ms (0.001 min) times are whole milliseconds, and scores whole."""
    terms = objective(term("travel_time", 1), term("usual_time", 1))
    document = problem(
        visits=[visit("v1", 10, "09:00-10:00", usual_start=iso("09:00"))],
        objective=terms,
        tick_ms=60,
        travel={
            "matrices": {
                # 1.001 min there, 0.999 min back: 1001 and 999 ticks
                "car": {"places": ["base", "@10"], "duration_s": [[0, 60.06], [59.94, 0]]}
            }
        },
    )
    day = load_problem(document)
    made = plan(day, {"s1": ["v1"]})
    stop = made.tours[0].stops[1]
    late = Plan(
        (
            replace(
                made.tours[0],
                stops=(
                    made.tours[0].stops[0],
                    replace(stop, start=stop.start + 1, end=stop.end + 1),
                    *made.tours[0].stops[2:],
                ),
            ),
        ),
        {},
    )

    assert [part.value for part in score(day, made).terms] == [120_000, 0]
    assert [part.value for part in score(day, late).terms] == [120_000, 60]
    # 120.06 s of an hour, times 3,600,000: whole
    assert score(day, late).levels == (120_060,)


def test_lateness_of_a_start_outside_all_windows():
    """A start that no window holds (a fact, a waiver) is late against those that have begun."""
    day = loaded(visits=[visit("v1", window=["09:00-10:00", "14:00-15:00"])])
    measured = Term(TERM_KINDS["lateness"], 0, 1, "sum")
    for start, late in (("08:30", 0), ("10:20", 20), ("15:10", 10)):
        made = plan(day, {"s1": ["v1"]}, starts={"v1": start})
        assert items(day, made, measured) == (("v1", late * MIN),)


def test_cost_of_an_item():
    """The cost of one item is weight times value on the scale of the level."""
    kilometres = Term(TERM_KINDS["distance"], 0, 35, "sum")

    assert cost(kilometres, 2_000) == 70 * COST_SCALE


def test_the_default_objective_counts_everything_once():
    """An empty plan of the default objective is the weights of its unserved visits."""
    day = loaded(visits=[visit("v1", priority=1, weight=3), visit("v2", priority=4)])
    found = score(day, plan(day, {}))

    assert day.objective == default_objective()
    assert found.shown() == (3, 0, 0, 1, 0, 0)
    assert len(found.terms) == len(default_objective().terms)
