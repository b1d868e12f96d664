"""A small day that shows everything the outputs know: made by hand, judged by the referee."""

from dataclasses import replace
from typing import Any

from optimizer.plan.model import Plan, Reason
from optimizer.plan.writing import plan_document
from optimizer.problem.model import Problem
from optimizer.referee import check, score
from optimizer.result import Result, Stats
from tests.builders import iso, loaded, pause, plan, shift, visit, worker

CENTRE, CHAPRAIS, BATTANT, FERJEUX = (
    (47.2365, 6.0265),
    (47.2470, 6.0290),
    (47.2418, 6.0205),
    (47.2300, 5.9900),
)


def day(**more: Any) -> Problem:
    """Six visits to four persons; an aide with a lunch break, a nurse with two shifts.

    `v5` asks for a skill that nobody has at that level. Keywords replace parts of the problem.
    """
    parts: dict[str, Any] = {
        "name": "Petite journée",
        "base": (47.2192, 5.9736),
        "visits": [
            visit("v1", CENTRE, window="07:00-09:00", minutes=45, person="p1", activity="get_up",
                  usual_start=iso("07:30"), external_id="care-4711"),
            visit("v2", CHAPRAIS, window="11:30-13:00", minutes=45, person="p2",
                  activity="noon_meal", usual_start=iso("12:40")),
            visit("v3", BATTANT, window="07:00-09:00", minutes=15, person="p3", activity="insulin",
                  service="nursing", priority=1, skills={"nursing": 2}),
            visit("v4", CENTRE, window="08:00-11:45", minutes=25, person="p1", activity="dressing",
                  service="nursing"),
            visit("v5", FERJEUX, window="11:15-12:15", minutes=15, person="p4",
                  activity="insulin", service="nursing", priority=1, skills={"nursing": 3}),
            visit("v6", FERJEUX, window="08:30-11:00", minutes=90, person="p4",
                  activity="housework", priority=4),
        ],
        "workers": [
            worker("w1", history={"persons": {"p1": 3}}),
            worker("w2", skills={"nursing": 2}, service="nursing"),
        ],
        "shifts": [
            shift("w1", "07:00-14:30", breaks=[pause("lunch", "11:00-14:00")]),
            shift("w2", "07:00-13:00"),
        ],
        "pins": [{"visit": "v4", "worker": "w2"}],
    }  # fmt: skip
    parts["visits"][2]["windows"][0]["late_after"] = iso("07:30")
    return loaded(**(parts | more))


TOURS = {"s1": ["v1", "v6", "break:lunch", "v2"], "s2": ["v3", "v4"]}
STARTS = {"s1": "07:00", "v1": "07:20", "v3": "07:40", "break:lunch": "11:00", "v2": "11:45"}


def made(problem: Problem) -> Plan:
    """`v5` unserved, with reasons; `v3` ten minutes late, `v4` pinned."""
    unserved = {
        "v5": (
            Reason("skills", "never", "w1", "s1", "nursing 3"),
            Reason("time_windows", "now", "w2", "s2", ""),
        )
    }
    return replace(plan(problem, TOURS, starts=STARTS), unserved=unserved)


def result(problem: Problem | None = None, plan: Plan | None = None, **more: Any) -> Result:
    """What an engine would give back for the day, or for another problem and plan."""
    problem = problem or day()
    plan = plan or made(problem)
    parts: dict[str, Any] = {
        "problem": problem,
        "plan": plan,
        "score": score(problem, plan),
        "verdict": check(problem, plan),
        "status": "solved",
        "engine": "kernel",
        "seed": 7,
        "bound": (0, 0, 0, 0, 0, None),
        "bound_by": "full model",
        "stats": Stats(1.5, 1_000, 0.01, {"kernel": (0, 0, 0, 0, 0, -120.5)}, ("sector",)),
    }
    return Result(**(parts | more))


def document(**more: Any) -> dict[str, Any]:
    """The plan document of the day."""
    return plan_document(result(**more))
