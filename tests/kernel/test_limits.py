"""Limits on working time in the kernel: tiny days whose answer is a matter of arithmetic."""

from random import Random
from typing import Any

import pytest

from optimizer import Budget, Options, Problem, Result, solve
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.data import compile_instance
from optimizer.plan.model import Plan
from optimizer.problem.features import features
from tests.builders import iso, loaded, plan, shift, ticks, visit, worker
from tests.every_plan import EveryPlan
from tests.strategies import RULES, planted

BINDING = "working_time.binding"


def solved(problem: Problem, start: Plan | None = None) -> Result:
    """What the kernel finds, lawful as it stands."""
    result = solve(problem, Budget(iterations=100), 1, Options("kernel", start=start))
    assert result.verdict.clean
    assert result.stats.repaired == ()
    return result


def served(problem: Problem) -> set[str]:
    """The visits that the kernel serves; the others have working time in their way, wherever a
    shift could hold them at all."""
    result = solved(problem)
    for reasons in result.plan.unserved.values():
        possible = {(reason.code, reason.scope) for reason in reasons if reason.scope != "never"}
        assert possible == {("working_time", "now")}
    return set(result.plan.placed)


def hours(*starts: str, day: int = 0, **more: Any) -> list[dict[str, Any]]:
    """Visits of an hour at the base, each at its start, called by it: `v08:00`."""
    suffix = f"+{day}" if day else ""
    return [visit(f"v{s}{suffix}", window=f"{s}-{s}", minutes=60, day=day, **more) for s in starts]


def worked(day: int, span: str, hours: float) -> dict[str, Any]:
    """A day of the history."""
    start, end = span.split("-")
    return {"start": iso(start, day), "end": iso(end, day), "work_s": 3600 * hours}


def test_work_of_a_tour():
    """`max_work_s` of 2 h leaves time for two of three visits of an hour."""
    day = hours("08:00", "09:00", "10:00")
    assert len(served(loaded(visits=day, shifts=[shift("w1", max_work_s=7200)]))) == 2


def test_work_of_a_day_is_that_of_all_its_tours():
    """Three hours in the morning and three in the afternoon are one more than five."""
    day = hours("08:00", "09:00", "10:00", "14:00", "15:00", "16:00")
    shifts = [shift("w1", "08:00-12:00", ident="a"), shift("w1", "13:00-18:00", ident="b")]
    limits = {"max_work_per_day_h": 5}
    assert len(served(loaded(visits=day, shifts=shifts, limits=limits))) == 5


@pytest.mark.parametrize(("second", "count"), [("09:15", 2), ("09:14", 1)])
def test_a_wait_of_a_quarter_of_an_hour_is_no_work(second: str, count: int):
    """Two hours of visits, and a wait of 15 min that is a gap, or of 14 min that is work."""
    day = loaded(visits=hours("08:00", second), limits={"max_work_per_day_h": 2})
    assert len(served(day)) == count


def test_an_unpaid_break_is_no_work():
    """10 min to the break and on are work, its 30 min are none: 2 h of work in all."""
    rest = {
        "id": "b",
        "duration_s": 1800,
        "windows": [{"start": iso("09:00"), "end": iso("09:10")}],
    }
    for paid, count in ((False, 2), (True, 1)):
        day = loaded(
            visits=hours("08:00", "09:30"),
            shifts=[shift("w1", breaks=[{**rest, "paid": paid}])],
            limits={"max_work_per_day_h": 2},
        )
        assert len(served(day)) == count


@pytest.mark.parametrize(("second", "count"), [("10:00", 2), ("10:01", 1)])
def test_span_of_a_day(second: str, count: int):
    """From 08:00 to 11:00 are 3 h."""
    day = loaded(visits=hours("08:00", second), limits={"max_span_per_day_h": 3})
    assert len(served(day)) == count


def test_who_may_leave_later_does():
    """A visit that may begin from 08:00 on is begun at 10:00, next to one that must."""
    visits = [*hours("11:00"), visit("early", window="08:00-12:00", minutes=60)]
    day = loaded(visits=visits, limits={"max_span_per_day_h": 2})
    assert served(day) == {"v11:00", "early"}


@pytest.mark.parametrize(("morning", "count"), [("07:20", 2), ("07:19", 1)])
def test_rest_between_two_days(morning: str, count: int):
    """Back at 20:10, 11 h later is 07:10, and 10 min away is 07:20."""
    visits = [*hours("19:00", at=10), *hours(morning, at=10, day=1)]
    shifts = [shift("w1", "12:00-22:00"), shift("w1", "06:00-12:00", day=1)]
    day = loaded(visits=visits, shifts=shifts, days=2, limits={"min_rest_between_days_h": 11})
    assert len(served(day)) == count


@pytest.mark.parametrize(("morning", "count"), [("07:00", 1), ("06:59", 0)])
def test_rest_since_the_day_before_the_horizon(morning: str, count: int):
    """Who worked until 20:00 yesterday may leave at 07:00."""
    day = loaded(
        visits=hours(morning),
        workers=[worker("w1", history={"days": [worked(-1, "12:00-20:00", 7)]})],
        shifts=[shift("w1", "06:00-12:00")],
        limits={"min_rest_between_days_h": 11},
    )
    assert len(served(day)) == count


def test_who_must_rest_begins_later():
    """Who worked until 20:00 yesterday does at 07:00 what could be done from 06:00 on."""
    day = loaded(
        visits=[visit("v1", window="06:00-09:00", minutes=60)],
        workers=[worker("w1", history={"days": [worked(-1, "12:00-20:00", 7)]})],
        shifts=[shift("w1", "06:00-12:00")],
        limits={"min_rest_between_days_h": 11},
    )
    result = solved(day)
    assert result.plan.tours[0].start == ticks(day, "07:00")


def test_work_of_a_week_from_monday_on():
    """8 h on Monday and 8 h on Tuesday leave 4 of 20 h for Wednesday; Sunday was another week."""
    days = [worked(day, "08:00-16:00", 8) for day in (-1, 0, 1)]
    day = loaded(
        visits=hours("08:00", "09:00", "10:00", "11:00", "12:00", day=2),
        workers=[worker("w1", history={"days": days})],
        shifts=[shift("w1", day=2)],
        horizon={"start": "2026-11-25", "days": 1},
        limits={"max_work_per_week_h": 20},
    )
    assert len(served(day)) == 4


@pytest.mark.parametrize(("days", "count"), [(8, 7), (7, 7)])
def test_weekly_rest(days: int, count: int):
    """An hour at 08:00 each day leaves 23 h of rest each; a day without makes them 47 h. After
    seven days it is not known how long the rest of the last one is: long enough."""
    problem = loaded(
        visits=[item for day in range(days) for item in hours("08:00", day=day)],
        shifts=[shift("w1", day=day) for day in range(days)],
        days=days,
        limits={"min_weekly_rest_h": 35},
    )
    assert len(served(problem)) == count


@pytest.mark.parametrize(("first", "count"), [(0, 2), (1, 3)])
def test_weekly_rest_with_what_was_worked_before(first: int, count: int):
    """Work from Monday to Friday, visits on Saturday, Sunday and the next Monday: one of them must
    go. Without a word about Monday the week is not known, and all are served."""
    history = {"days": [worked(day, "08:00-20:00", 9) for day in range(first, 5)]}
    problem = loaded(
        visits=[item for day in (5, 6, 7) for item in hours("08:00", day=day)],
        workers=[worker("w1", history=history)],
        shifts=[shift("w1", day=day) for day in (5, 6, 7)],
        horizon={"start": "2026-11-28", "days": 3},
        limits={"min_weekly_rest_h": 35},
    )
    assert len(served(problem)) == count


@pytest.mark.parametrize(("third", "count"), [("10:00", 2), ("10:15", 3)])
def test_a_wait_ends_a_stretch(third: str, count: int):
    """3 h in a row are more than 2 h; a wait of 15 min between them is a pause."""
    day = loaded(visits=hours("08:00", "09:00", third), limits={"max_stretch_without_break_h": 2})
    result = solved(day)
    assert len(result.plan.placed) == count


def flexible(count: int, window: str) -> list[dict[str, Any]]:
    """Visits of an hour at the base, at any time of a window."""
    return [visit(f"v{k}", window=window, minutes=60) for k in range(count)]


def test_shifts_without_a_pause_between_them_share_one():
    """8 h in two shifts, one pause of 20 min among them: time for seven visits of an hour."""
    shifts = [shift("w1", "08:00-12:00", ident="a"), shift("w1", "12:00-16:00", ident="b")]
    result = solved(loaded(visits=flexible(8, "08:00-16:00"), shifts=shifts, pack="fpt"))
    assert len(result.plan.placed) == 7
    pauses = [s for tour in result.plan.tours for s in tour.stops if s.kind == "break"]
    assert len(pauses) <= 1


def test_a_shift_too_long_for_one_pause():
    """13 h with one pause of 20 min, 6 h before and 6 h after: time for twelve visits."""
    day = loaded(
        visits=flexible(13, "06:00-19:00"),
        shifts=[shift("w1", "06:00-19:00")],
        limits={"max_stretch_without_break_h": 6, "statutory_break_min": 20},
    )
    assert len(solved(day).plan.placed) == 12


@pytest.mark.parametrize("subject", ["w1", "s1"])
def test_what_is_waived_does_not_bind(subject: str):
    """A planner decided on overtime: for the worker, or for the limit of the shift."""
    waiver = {"rule": "working_time", "subject": subject, "reason": "agreed", "by": "planner"}
    parts = {"limits": {"max_work_per_day_h": 2}} if subject == "w1" else {}
    most = {} if subject == "w1" else {"max_work_s": 7200}
    day = loaded(
        visits=hours("08:00", "09:00", "10:00"),
        shifts=[shift("w1", **most)],
        waivers=[waiver],
        **parts,
    )
    assert BINDING in features(day)
    assert len(served(day)) == 3


def test_a_start_that_breaks_a_limit_is_cut_until_it_keeps_it():
    """Of a plan of two tours and 6 h, where 5 are allowed, the rest of the day is kept."""
    visits = hours("08:00", "09:00", "10:00", "14:00", "15:00", "16:00")
    shifts = [shift("w1", "08:00-12:00", ident="a"), shift("w1", "13:00-18:00", ident="b")]
    day = loaded(visits=visits, shifts=shifts, limits={"max_work_per_day_h": 5})
    start = plan(day, {"a": ["v08:00", "v09:00", "v10:00"], "b": ["v14:00", "v15:00", "v16:00"]})
    assert len(solved(day, start).plan.placed) == 5


def test_nothing_is_limited_where_nothing_binds():
    """Only the tours of a worker who could work too long are watched."""
    limits = {"max_work_per_day_h": 5}
    shifts = [shift("w1", "08:00-16:00"), shift("w2", "08:00-13:00")]
    day = loaded(visits=hours("08:00"), shifts=shifts, limits=limits)
    data = compile_instance(Instance(day)).data
    assert data.duty[:, a.LIMITED].tolist() == [1, 0]


@pytest.mark.parametrize("seed", range(300, 400))
def test_plans_keep_limits_with_any_other_rules(seed: int):
    """Planted problems that all have limits: lawful, and nothing left out that would fit."""
    random = Random(f"limits {seed}")
    others = [rule for rule in RULES if random.random() < 0.4]
    day = planted(seed, rules=[*others, "working time"])
    result = solved(day.problem)
    for reasons in result.plan.unserved.values():
        assert reasons
        assert not [reason for reason in reasons if reason.scope == "search"]


def drawn(seed: int) -> Problem:
    """Three visits on one or two days, for a worker with a past and perhaps another one."""
    random = Random(f"limits {seed}")
    days = random.choice([1, 1, 2])
    visits = []
    for k in range(3):
        first = 5 * random.randint(8 * 12, 10 * 12)
        last = first + random.choice([0, 5, 20, 60])
        window = "-".join(f"{moment // 60:02}:{moment % 60:02}" for moment in (first, last))
        visits.append(
            visit(f"v{k}", at=random.choice([0, 10, 20]), window=window, day=random.randrange(days),
                  minutes=random.choice([15, 30]), priority=random.choice([1, 2, 3]))
        )  # fmt: skip
    shifts = [shift("w1", "08:00-12:00", day=day) for day in range(days)]
    if random.random() < 0.4:
        shifts.append(shift("w2", "08:00-10:30"))
    limits = {
        "max_work_per_day_h": random.choice([None, 0.75, 1, 1.25, 1.5]),
        "max_span_per_day_h": random.choice([None, 1, 1.5, 2]),
        "min_rest_between_days_h": random.choice([None, 22, 23, 24]),
        "max_work_per_week_h": random.choice([None, 1, 1.5, 2]),
    }
    past = {"days": [worked(-1, "08:00-10:00", 2)]}
    workers = [worker("w1", history=past), worker("w2")]
    return loaded(
        visits=visits, shifts=shifts, workers=workers, limits=limits, days=days, tick_ms=60_000
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_plan_at_any_times_is_better(seed: int):
    """Of all plans of three visits, at all minutes, none that the referee passes beats it."""
    day = drawn(seed)
    result = solved(day)
    assert EveryPlan(day).better_than(result.score.levels) is None
