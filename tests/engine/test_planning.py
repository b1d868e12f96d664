"""`solve`: progress, ends, reasons, starts from a plan, budgets, and what is refused."""

from itertools import pairwise
from typing import Any

import pytest

from optimizer import Budget, Options, Progress, Result, Unsupported, check, score, solve
from optimizer.engine.candidate import Candidate
from optimizer.plan.model import Plan, Reason
from optimizer.plan.score import Score
from optimizer.problem.model import Problem
from tests.builders import link, loaded, pause, person, plan, shift, visit, worker

HOURS = (8, 12, 9, 13, 10, 14, 11, 8, 12, 9, 13, 10, 14, 11)


def solved(day: Problem, start: Plan | None = None) -> Result:
    """A result after 20 iterations, lawful and truly scored."""
    result = solve(day, Budget(iterations=20), options=Options(start=start))
    assert check(day, result.plan).violations == ()
    assert result.score == score(day, result.plan)
    assert result.stats.repaired == ()
    return result


def busy() -> Problem:
    """14 visits along a line with windows of an hour and a half, for two workers."""
    visits = [
        visit(f"v{i}", (17 * i) % 30, f"{hour:02}:00-{hour + 1:02}:30")
        for i, hour in enumerate(HOURS)
    ]
    return loaded(visits=visits, workers=[worker("w1"), worker("w2")])


def test_progress_tells_of_ever_better_plans():
    """Each call of `on_progress` has a better score than the one before, the last the result's."""
    told: list[Progress] = []
    result = solve(busy(), Budget(iterations=20), on_progress=told.append)
    scores: list[Score] = [progress.score for progress in told]

    assert scores
    assert all(after < before for before, after in pairwise(scores))
    assert scores[-1] == result.score
    assert told[-1].served == len(HOURS) - len(result.plan.unserved)


def test_a_cancelled_search_ends_with_its_best_plan():
    """Cancelled at the first plan, a search of a million iterations stops at once, lawfully."""
    stop = Budget(iterations=1_000_000)
    day = busy()
    result = solve(day, stop, on_progress=lambda progress: stop.cancelled.set())

    assert result.status == "stopped"
    assert result.stats.iterations < 100
    assert check(day, result.plan).violations == ()
    assert result.plan.tours


def test_a_search_that_is_not_cancelled_is_solved():
    """A search that uses its budget has the status `solved`."""
    assert solved(busy()).status == "solved"


@pytest.mark.parametrize(
    ("fields", "more", "codes", "detail"),
    [
        ({"skills": ["care"]}, {}, ("skills", "skills"), "care"),
        ({"refused_workers": ["w1", "w2"]}, {}, ("pairings", "pairings"), ""),
        ({"load": {"meals": 1}}, {}, ("capacity", "capacity"), "meals"),
        # The shifts end at 16:00.
        ({"window": "17:00-18:00"}, {}, ("shift_bounds", "shift_bounds"), ""),
        # Nobody is at home while the visit may start.
        (
            {"window": "09:00-10:00"},
            {"persons": [person("p-v1", 10, absent=["08:00-12:00"])]},
            ("time_windows", "time_windows"),
            "",
        ),
        # Held on a shift that is too short, the visit is not given to the other one.
        (
            {"window": "17:00-18:00"},
            {"pins": [{"visit": "v1", "shift": "s1"}]},
            ("shift_bounds", "pins"),
            "",
        ),
    ],
)
def test_a_visit_that_never_fits_has_a_reason_for_each_shift(
    fields: dict[str, Any], more: dict[str, Any], codes: tuple[str, str], detail: str
):
    """A visit that no shift could hold leaves the plan empty, with the rule for each shift."""
    at_home = None if "persons" in more else 10
    day = loaded(
        visits=[visit("v1", at_home, **fields)], workers=[worker("w1"), worker("w2")], **more
    )
    result = solved(day)

    assert result.plan.tours == ()
    assert result.plan.unserved == {
        "v1": tuple(
            Reason(code, "never", f"w{i}", f"s{i}", detail) for i, code in enumerate(codes, start=1)
        )
    }


def test_a_full_tour_has_no_time_now():
    """Of two visits at the same moment the more urgent is served; the other fits no more, now."""
    day = loaded(visits=[visit("v1", 10, "09:00-09:00", priority=3),
                         visit("v2", 10, "09:00-09:00", priority=1)])  # fmt: skip

    assert solved(day).plan.unserved == {"v1": (Reason("time_windows", "now", "w1", "s1", ""),)}


def test_a_loaded_tour_has_no_room_now():
    """Where the capacity is used by a more urgent visit, that is the reason."""
    # Room for 3 meals: 2 for v2, which goes first, leave 1 for v1's 2.
    day = loaded(
        visits=[
            visit("v1", 10, load={"meals": 2}, priority=3),
            visit("v2", 10, load={"meals": 2}, priority=1),
        ],
        shifts=[shift("w1", capacity={"meals": 3})],
    )

    assert solved(day).plan.unserved == {"v1": (Reason("capacity", "now", "w1", "s1", ""),)}


def test_a_break_leaves_no_time_now():
    """A visit that would fit but for a break has the break as its reason."""
    # v1 alone takes the whole shift; the break of 30 min must start between 10:00 and 12:00.
    day = loaded(
        visits=[visit("v1", 0, "08:00-09:00", 7 * 60)],
        shifts=[shift("w1", "09:00-16:00", breaks=[pause("b1", "10:00-12:00", 30)])],
    )

    assert solved(day).plan.unserved == {"v1": (Reason("breaks", "now", "w1", "s1", ""),)}


def test_the_partner_of_an_unserved_visit_names_it():
    """A visit dropped with its partner has the partner as a reason."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 10, skills=["care"])],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2")],
    )
    unserved = solved(day).plan.unserved

    assert Reason("partner", "now", None, None, "v2") in unserved["v1"]
    assert {reason.scope for reason in unserved["v2"] if reason.shift} == {"never"}


def test_contributions_sum_up_to_what_the_plan_is_worth():
    """What the parts of the engine improved adds up to the score less that of the empty plan."""
    day = busy()
    result = solved(day)
    empty = score(day, Plan((), dict.fromkeys(day.visits, ())))
    gains = [sum(levels) for levels in zip(*result.stats.contributions.values(), strict=True)]

    expected = [new - old for new, old in zip(result.score.shown(), empty.shown(), strict=True)]
    assert gains == pytest.approx(expected, abs=0.01)


def test_a_start_plan_that_is_optimal_is_kept():
    """A search from a plan that cannot be bettered gives that plan back, on the same shift."""
    # One way there and back, 2 x 20 min, no wait; either worker could, w2 does.
    day = loaded(
        visits=[visit("v1", 10, "09:00-09:00", 30), visit("v2", 20, "09:40-09:40", 30)],
        workers=[worker("w1"), worker("w2")],
    )
    start = plan(day, {"s2": ["v1", "v2"]})

    assert solved(day, start).plan.tours == start.tours


def test_the_same_seed_gives_the_same_plan():
    """Two searches with one seed and one number of iterations end in the same plan."""
    day = busy()
    assert solved(day).plan == solved(day).plan


@pytest.mark.parametrize(
    ("text", "seconds", "iterations"),
    [
        ("30s", 30, None),
        ("1.5min", 90, None),
        ("5m", 300, None),
        ("1h", 3600, None),
        ("5000it", None, 5000),
        ("30 s, 200it", 30, 200),
    ],
)
def test_a_budget_is_read_from_text(text: str, seconds: float | None, iterations: int | None):
    """Seconds, minutes, hours, iterations and a combination are understood."""
    assert Budget.parse(text) == Budget(seconds, iterations)


@pytest.mark.parametrize("text", ["", "30", "soon", "-3s", "0s", "0it", "1.5it", "30s,", "1d"])
def test_what_is_no_budget_is_refused(text: str):
    """Anything else is refused, and the message gives an example to write instead."""
    with pytest.raises(ValueError, match=r"write|for example"):
        Budget.parse(text)


def test_a_budget_without_end_is_refused():
    """A budget needs seconds or iterations."""
    with pytest.raises(ValueError, match="needs seconds or iterations"):
        Budget()


RIDE = [visit("v1", 10, load={"seats": 1}), visit("v2", 20, load={"seats": 1})]


@pytest.mark.parametrize(
    ("name", "subject", "parts"),
    [
        (
            "links.same_worker",
            "link same_worker-v1-v2",
            {"links": [link("same_worker", "v1", "v2")]},
        ),
        (
            "links.different_workers",
            "link different_workers-v1-v2",
            {"links": [link("different_workers", "v1", "v2")]},
        ),
        (
            "capacity.mixed",
            "visit v3",
            {
                "visits": [*RIDE, visit("v3", 10, load={"seats": 1})],
                "links": [link("pickup_delivery", "v1", "v2")],
            },
        ),
        (
            "working_time.binding",
            "max_work_s of shift s1",
            {"shifts": [shift("w1", max_work_s=60)]},
        ),
    ],
)
def test_what_the_engine_does_not_encode_is_refused_by_name(
    name: str, subject: str, parts: dict[str, Any]
):
    """A rule that the engine does not know is refused by its name and what uses it."""
    day = loaded(**{"visits": RIDE, **parts})
    with pytest.raises(Unsupported) as refused:
        solve(day, Budget(iterations=1), options=Options("routing"))

    assert refused.value.features == {name: subject}
    assert refused.value.engine == "routing"


def test_a_crash_of_the_engine_loses_no_plan(monkeypatch: pytest.MonkeyPatch):
    """An engine that dies after its first plan: that plan is the result, and why it died."""
    from optimizer.engine import exact

    good = solved(busy())

    def dying(instance: Any, running: Any, seed: Any, threads: Any, start: Any, found: Any) -> int:
        found(Candidate(good.plan, "exact", 7))
        raise ZeroDivisionError("of its own")

    monkeypatch.setattr(exact, "search", dying)
    result = solve(busy(), Budget(iterations=20), options=Options("exact"))
    assert result.score == good.score
    assert result.stats.failed == "ZeroDivisionError: of its own"
    assert result.stats.iterations == 7


def test_a_crash_before_the_first_plan_is_raised(monkeypatch: pytest.MonkeyPatch):
    from optimizer.engine import exact

    def dying(*_: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(exact, "search", dying)
    with pytest.raises(ZeroDivisionError):
        solve(busy(), Budget(iterations=20), options=Options("exact"))
