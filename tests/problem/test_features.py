"""Engines learn what a problem uses, and that limits which cannot bind do not matter."""

from typing import Any

import pytest

from optimizer.problem.features import binding_limits, features
from tests.builders import link, loaded, pause, person, shift, visit, worker

ALWAYS = {"time_windows", "shift_bounds", "travel"}

ONE: dict[str, dict[str, Any]] = {
    "skills": {"visits": [visit("v1", skills=["care"])]},
    "pairings": {"visits": [visit("v1", refused_workers=["w1"])]},
    "capacity": {"visits": [visit("v1", load={"meals": 1})]},
    "time_since_loading": {"visits": [visit("v1", max_since_loading_s=600)]},
    "presence": {"persons": [person("p-v1", absent=["09:00-10:00"])]},
    "breaks": {"shifts": [shift("w1", breaks=[pause("b1", "12:00-13:00")])]},
    "breaks.always_due": {
        "shifts": [shift("w1", breaks=[pause("b1", "12:00-13:00", always_due=True)])]
    },
    "vehicles": {"shifts": [shift("w1", vehicles=["car"])], "vehicles": [{"id": "car"}]},
    "links.same_worker": {"links": [link("same_worker", "v1", "v2")]},
    "links.together": {"links": [link("together", "v1", "v2")]},
    "pickup_delivery": {"links": [link("pickup_delivery", "v1", "v2")]},
    "pins": {"pins": [{"visit": "v1", "worker": "w1"}]},
}


def names(**parts: Any) -> set[str]:
    return set(features(loaded(**{"visits": [visit("v1"), visit("v2")], **parts})))


def test_a_plain_problem_uses_what_every_problem_uses():
    """Windows, shifts and travel."""
    assert names() == ALWAYS


@pytest.mark.parametrize("name", ONE)
def test_a_feature_is_named_when_it_is_used(name: str):
    """One thing more in the problem, one name more."""
    general = name if name.startswith("links") else name.partition(".")[0]
    assert names(**ONE[name]) == ALWAYS | {general, name}


def test_a_feature_names_what_uses_it():
    """So that a refusal can say where."""
    found = features(loaded(visits=[visit("v1"), visit("v2", skills=["care"])]))

    assert found["skills"] == "visit v2"


@pytest.mark.parametrize(
    ("limit", "hours"),
    [("max_work_per_day_h", 8), ("max_span_per_day_h", 8), ("max_work_per_week_h", 8)],
)
def test_a_limit_binds_when_a_tour_could_break_it(limit: str, hours: float):
    """A shift of 8 h cannot break a limit of 8 h, but one of less."""
    assert "working_time.binding" not in names(limits={limit: hours})
    assert "working_time.binding" in names(limits={limit: hours - 1})


def test_a_weekly_rest_may_end_in_the_next_week():
    """From Monday 16:00 to the next Monday 08:00 are 160 h; with no next day it is long enough."""
    mondays = [shift("w1", "08:00-16:00"), shift("w1", "08:00-16:00", day=7)]

    assert "working_time.binding" not in names(
        shifts=mondays, days=8, limits={"min_weekly_rest_h": 160}
    )
    assert "working_time.binding" in names(
        shifts=mondays, days=8, limits={"min_weekly_rest_h": 161}
    )
    assert "working_time.binding" not in names(limits={"min_weekly_rest_h": 167})


def test_all_limits_that_a_worker_could_break_are_named():
    """8 h are more than 7 h a day and than 6 h a week; w2, with 4 h, keeps both."""
    problem = loaded(
        visits=[visit("v1")],
        workers=[worker("w1"), worker("w2")],
        shifts=[shift("w1", "08:00-16:00"), shift("w2", "08:00-12:00")],
        limits={"max_work_per_day_h": 7, "max_work_per_week_h": 6},
    )
    assert binding_limits(problem) == {"w1": ("max_work_per_day_h", "max_work_per_week_h")}


def test_rest_binds_between_shifts_and_what_was_worked_before():
    """22:00 to 08:00 are 10 h of rest, after yesterday's work too."""
    night = {"start": "2026-11-22T14:00:00+01:00", "end": "2026-11-22T22:00:00+01:00"}
    worked = worker("w1", history={"days": [{**night, "work_s": 28_800}]})

    assert "working_time.binding" not in names(
        workers=[worked], limits={"min_rest_between_days_h": 10}
    )
    assert "working_time.binding" in names(workers=[worked], limits={"min_rest_between_days_h": 11})


def test_a_load_both_handed_over_and_carried_is_a_case_of_its_own():
    """Meals from the depot and a meal taken from one visit to another."""
    meal = {"load": {"meals": 1}}
    found = names(
        visits=[visit(f"v{i}", **meal) for i in (1, 2, 3)],
        links=[link("pickup_delivery", "v1", "v2")],
    )

    assert "capacity.mixed" in found
