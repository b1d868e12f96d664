"""What an earlier plan means for a problem: matches, wishes, and where a search starts."""

from typing import Any

from optimizer.plan.previous import Carried, carried_over
from optimizer.problem.model import Problem
from tests.builders import DATE, loaded, plan, shift, visit, worker

WEEK = 7


def dated(day: int, *visits: dict[str, Any], days: int = 1, **more: Any) -> Problem:
    """A problem that begins `day` days after Monday 2026-11-23; workers are w1 and w2."""
    start = DATE.fromordinal(DATE.toordinal() + day).isoformat()
    horizon = {"start": start, "days": days}
    more.setdefault("shifts", [shift(w, ident=f"{w}-{day}", day=day) for w in ("w1", "w2")])
    more.setdefault("workers", [worker("w1"), worker("w2")])
    return loaded(visits=visits, horizon=horizon, **more)


def need(name: str, window: str = "08:00-12:00", *, day: int, **more: Any) -> dict[str, Any]:
    """A visit whose `external_id` is the same on every date, its id another on each."""
    more.setdefault("person", f"p-{name}")
    return visit(f"{name}-{day}", 10, window, day=day, external_id=name, **more)


def wishes(found: Carried, name: str) -> tuple[set[str] | None, str | None]:
    """Preferred workers of a visit, and its usual start as a local time."""
    problem = found.problem
    asked = problem.visits[name]
    usual = asked.usual_start
    return (
        None if asked.preferred_workers is None else set(asked.preferred_workers),
        None if usual is None else f"{problem.clock.datetime(usual):%d %H:%M}",
    )


def starts(found: Carried) -> dict[str, list[tuple[str | None, str]]]:
    """The stops that a search starts from, by shift, with their local times."""
    clock = found.problem.clock
    return {
        tour.shift: [(s.ref or s.kind, f"{clock.datetime(s.start):%H:%M}") for s in tour.stops]
        for tour in found.start.tours
    }


def test_last_week_becomes_wishes_and_a_start() -> None:
    """A week ago w2 served `a` at 09:00: both are wished for, nothing is `previous`."""
    before = dated(0, need("a", day=0))
    made = plan(before, {"w2-0": ["a-0"]}, starts={"a-0": "09:00"})

    found = carried_over(dated(WEEK, need("a", day=WEEK)), before, made)

    assert wishes(found, "a-7") == ({"w2"}, "30 09:00")
    assert found.problem.previous == {}
    assert starts(found) == {"w2-7": [("a-7", "09:00")]}
    assert (found.same_date, found.recurring, found.unmatched) == (0, 1, 0)


def test_the_same_date_is_previous() -> None:
    """Planning a day again: its stops are `previous` and its tours the start; no wishes."""
    before = dated(0, need("a", day=0), need("b", day=0))
    made = plan(before, {"w2-0": ["a-0"]}, starts={"a-0": "09:00"})

    found = carried_over(before, before, made)

    assert {v: p.worker for v, p in found.problem.previous.items()} == {"a-0": "w2"}
    assert wishes(found, "a-0") == (None, None)
    assert starts(found) == {"w2-0": [("depot", "08:50"), ("a-0", "09:00"), ("depot", "09:40")]}
    assert (found.same_date, found.recurring, found.unmatched) == (1, 0, 1)


def test_the_same_id_on_another_date_is_another_visit() -> None:
    """Ids that begin anew each day: `v1` of Monday, of p1, is not `v1` of Tuesday, of p2."""
    before = dated(0, visit("v1", 10, person="p1", day=0))
    made = plan(before, {"w1-0": ["v1"]})
    found = carried_over(dated(1, visit("v1", 10, person="p2", day=1)), before, made)
    assert (found.same_date, found.recurring) == (0, 0)
    assert found.start.tours == ()


def test_another_activity_is_another_need() -> None:
    """The same person and id, but a wash and not a meal."""
    before = dated(0, need("a", day=0, activity="meal"))
    made = plan(before, {"w1-0": ["a-0"]})
    assert carried_over(dated(1, need("a", day=1, activity="wash")), before, made).recurring == 0


def test_what_is_stated_wins() -> None:
    """A visit's or person's preferred workers and a usual start are left as they are."""
    before = dated(0, need("a", day=0), need("b", day=0))
    made = plan(before, {"w2-0": ["a-0", "b-0"]})
    stated = need("a", day=WEEK, preferred_workers=["w1"], usual_start="2026-11-30T11:00:00+01:00")
    now = dated(
        WEEK, stated, need("b", day=WEEK),
        persons=[{"id": "p-b", "_at": 10, "absences": (), "preferred_workers": ["w1"]}],
    )  # fmt: skip
    found = carried_over(now, before, made)
    assert wishes(found, "a-7") == ({"w1"}, "30 11:00")
    assert wishes(found, "b-7")[0] is None


def test_local_time_is_kept_over_a_change_of_the_clocks() -> None:
    """On Sunday 2027-03-28 the clocks go forward: 09:00 stays 09:00, an hour less of real time."""
    saturday, sunday = 124, 125
    before = dated(saturday, need("a", "09:00-09:00", day=saturday))
    made = plan(before, {f"w1-{saturday}": [f"a-{saturday}"]})
    found = carried_over(dated(sunday, need("a", day=sunday)), before, made)
    assert wishes(found, f"a-{sunday}") == ({"w1"}, "28 09:00")
    usual = found.problem.visits[f"a-{sunday}"].usual_start
    assert usual == 8 * 3600, "eight hours after midnight, as 02:00 to 03:00 is left out"


def test_the_same_weekday_first_else_the_nearest_date() -> None:
    """A plan of Monday (w1) and Tuesday (w2): next Tuesday takes Tuesday, Wednesday the latest."""
    shifts = [shift("w1", ident="mon"), shift("w2", ident="tue", day=1)]
    before = dated(0, need("a", day=0), need("a", day=1), days=2, shifts=shifts)
    made = plan(before, {"mon": ["a-0"], "tue": ["a-1"]})
    for day, usual in ((2, "w2"), (WEEK, "w1"), (WEEK + 1, "w2")):
        found = carried_over(dated(day, need("a", day=day)), before, made)
        assert wishes(found, f"a-{day}")[0] == {usual}


def test_one_day_is_the_habit_of_a_whole_week() -> None:
    """Two days planned from one: each takes its worker and time from it."""
    before = dated(0, need("a", day=0))
    made = plan(before, {"w2-0": ["a-0"]}, starts={"a-0": "09:00"})
    shifts = [shift("w2", ident=f"w2-{day}", day=day) for day in (1, 2)]
    now = dated(1, need("a", day=1), need("a", day=2), days=2, shifts=shifts)
    found = carried_over(now, before, made)
    assert found.recurring == 2
    assert starts(found) == {"w2-1": [("a-1", "09:00")], "w2-2": [("a-2", "09:00")]}


def test_the_nearest_time_of_day_decides_between_equals() -> None:
    """Two visits of one need, morning and noon: each goes with the one at its time, although
    both are in the morning's window by their ids' order."""

    def two(day: int) -> list[dict[str, Any]]:
        noon = need("a", "11:30-12:30", day=day) | {"id": f"x-{day}"}
        return [noon, need("a", "08:00-12:00", day=day)]

    before = dated(0, *two(0))
    made = plan(before, {"w1-0": ["a-0"], "w2-0": ["x-0"]}, starts={"a-0": "10:00"})
    found = carried_over(dated(WEEK, *two(WEEK)), before, made)
    assert wishes(found, "x-7") == ({"w2"}, "30 11:30")
    assert wishes(found, "a-7") == ({"w1"}, "30 10:00")


def test_tours_go_to_the_shift_of_that_time() -> None:
    """w1 now works a split day under other ids: each visit goes to the part of its time, and at
    15:30, between the two, to the one that shares more of 08:00-20:00: 7 h against 3.5 h."""

    def three(day: int) -> list[dict[str, Any]]:
        return [
            need(name, f"{window}-20:00", day=day)
            for name, window in (("a", "08:00"), ("b", "15:30"), ("c", "17:00"))
        ]

    before = dated(0, *three(0), shifts=[shift("w1", "08:00-20:00", ident="all")])
    made = plan(before, {"all": ["a-0", "b-0", "c-0"]})
    split = [
        shift("w1", "08:00-15:00", ident="early", day=WEEK),
        shift("w1", "16:30-20:00", ident="late", day=WEEK),
    ]
    found = carried_over(dated(WEEK, *three(WEEK), shifts=split), before, made)
    assert starts(found) == {
        "early": [("a-7", "08:10"), ("b-7", "15:30")],
        "late": [("c-7", "17:00")],
    }


def test_who_is_absent_today_starts_nothing() -> None:
    """w2 has no shift today: still the wish, but no tour to start from."""
    before = dated(0, need("a", day=0), need("b", day=0))
    made = plan(before, {"w1-0": ["b-0"], "w2-0": ["a-0"]})
    now = dated(WEEK, need("a", day=WEEK), need("b", day=WEEK),
                shifts=[shift("w1", ident="w1-7", day=WEEK)])  # fmt: skip
    found = carried_over(now, before, made)
    assert wishes(found, "a-7")[0] == {"w2"}
    assert starts(found) == {"w1-7": [("b-7", "08:10")]}


def test_who_has_left_is_not_wished_for() -> None:
    """w2 is unknown now: the time stays a wish, the worker cannot be."""
    before = dated(0, need("a", day=0))
    made = plan(before, {"w2-0": ["a-0"]}, starts={"a-0": "09:00"})
    now = dated(WEEK, need("a", day=WEEK), workers=[worker("w1")],
                shifts=[shift("w1", ident="w1-7", day=WEEK)])  # fmt: skip
    assert wishes(carried_over(now, before, made), "a-7") == (None, "30 09:00")


def test_workers_are_known_by_their_external_id() -> None:
    """The care system numbers its workers anew: w9 is who w2 was."""
    before = dated(0, need("a", day=0), workers=[worker("w1"), worker("w2", external_id="anne")])
    made = plan(before, {"w2-0": ["a-0"]})
    now = dated(WEEK, need("a", day=WEEK), workers=[worker("w9", external_id="anne")],
                shifts=[shift("w9", ident="w9-7", day=WEEK)])  # fmt: skip
    assert wishes(carried_over(now, before, made), "a-7")[0] == {"w9"}


def test_a_rolling_horizon_is_both() -> None:
    """Planned Monday and Tuesday, now Tuesday and Wednesday: Tuesday's visit is `previous`,
    Wednesday's takes the habit of Monday, since Tuesday's stands for itself."""
    shifts = [shift("w1", ident="mon"), shift("w2", ident="tue", day=1)]
    before = dated(0, need("a", day=0), need("a", day=1), days=2, shifts=shifts)
    made = plan(before, {"mon": ["a-0"], "tue": ["a-1"]})
    later = [shift("w2", ident="tue", day=1), shift("w1", ident="wed", day=2)]
    now = dated(1, need("a", day=1), need("a", day=2), days=2, shifts=later)
    found = carried_over(now, before, made)
    assert (found.same_date, found.recurring) == (1, 1)
    assert set(found.problem.previous) == {"a-1"}
    assert wishes(found, "a-2")[0] == {"w1"}
    assert set(starts(found)) == {"tue", "wed"}
