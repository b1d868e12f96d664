"""One rich, sound day; each way to spoil it breaks exactly the rule it should."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.referee import check
from optimizer.rules import RULES
from tests import builders
from tests.builders import iso, link, loaded, pause, person, shift, visit, worker

TOURS: Mapping[str, list[str]] = {
    "s1": ["v1", "lift1", "break:meal", "v4"],
    "s2": ["lift2", "v3"],
    "s3": ["on_p", "on_q", "off_p", "off_q"],
    "s4": ["m1", "m2", "reload", "m3"],
}
STARTS: Mapping[str, str] = {
    "v1": "08:30", "lift1": "09:30", "lift2": "09:30", "v3": "11:00", "v4": "13:30",
    "on_p": "09:00", "m1": "11:00",
}  # fmt: skip


@cache
def day() -> Problem:
    """An aide, a nurse, a driver and a meal tour, with everything that rules are about.

    Base at 0. s1: v1 at 10 (08:30-09:00), lift1 at 20 (09:30-10:00), meal from 11:30 on,
    v4 at 10 (13:30). s2: lift2, then v3 at 25 an hour later. s3: a minibus takes p and q from
    10 to 20. s4: meals at 5, two at a time, 2 aboard each, 4 fit.
    """
    return loaded(
        persons=[
            person("p1", 10, absent=["08:00-08:30"]),
            person("p3", 25, refused_workers=["w1"]),
            person("p", 10),
            person("q", 10, incompatible_with=["somebody"]),
            person("somebody"),
        ],
        visits=[
            visit("v1", window="08:00-10:00", person="p1", skills=["care"]),
            visit("lift1", 20, "09:30-10:30", person="p2"),
            visit("lift2", 20, "09:30-10:30", person="p2"),
            visit("v3", window="10:30-12:00", person="p3"),
            visit("v4", 10, "13:00-15:00", person="p4"),
            visit("on_p", minutes=5, person="p", load={"seats": 1}),
            visit("off_p", 20, minutes=5, person="p"),
            visit("on_q", minutes=5, person="q", load={"seats": 1}),
            visit("off_q", 20, minutes=5, person="q"),
            *(
                visit(f"m{i}", 5, minutes=5, load={"meals": 2}, max_since_loading_s=3600)
                for i in (1, 2, 3)
            ),
            visit("spare", 10),
        ],
        workers=[worker("w1", skills=["care"]), worker("w2"), worker("w3"), worker("w4")],
        shifts=[
            shift("w1", "08:00-16:00", breaks=[pause("meal", "11:30-13:00")]),
            # s2 leaves at 09:10, is back at 11:55, with 55 min of unpaid wait: 110 min of work
            shift("w2", "08:00-16:00", max_work_s=110 * 60),
            shift("w3", "08:00-16:00", vehicles=["bus"]),
            shift("w4", "08:00-16:00", capacity={"meals": 4}, reload={"depots": ["base"]}),
            shift("w2", "17:00-20:00", ident="evening"),
        ],
        vehicles=[
            {"id": "bus", "capacity": {"seats": 2}},
            {"id": "van", "capacity": {"seats": 2}},
        ],
        links=[
            link("together", "lift1", "lift2", ident="lift"),
            link("sequence", "lift1", "v3", ident="after", min_gap_s=3600),
            link("pickup_delivery", "on_p", "off_p", ident="ride_p"),
            link("pickup_delivery", "on_q", "off_q", ident="ride_q"),
        ],
        pins=[{"visit": "v4", "worker": "w1", "start": iso("13:30")}],
        pack="fpt",
    )


def plan(
    tours: Mapping[str, list[str]] | None = None,
    starts: Mapping[str, str] | None = None,
    vehicles: Mapping[str, str | None] | None = None,
) -> Plan:
    """The sound plan with some tours, starts or vehicles replaced."""
    return builders.plan(
        day(),
        {**TOURS, **(tours or {})},
        starts={**STARTS, **(starts or {})},
        vehicles=vehicles,
    )


def edited(edit: Callable[[Tour], Tour], index: int = 0) -> Plan:
    """The sound plan with one of its tours edited."""
    tours = list(plan().tours)
    tours[index] = edit(tours[index])
    return Plan(tuple(tours), plan().unserved)


def stop_with(index: int, **changes: Any) -> Callable[[Tour], Tour]:
    """Edits one stop."""

    def edit(tour: Tour) -> Tour:
        stops = list(tour.stops)
        stops[index] = replace(stops[index], **changes)
        return replace(tour, stops=tuple(stops))

    return edit


def at(text: str) -> int:
    return builders.ticks(day(), text)


MUTATIONS: tuple[tuple[str, str, Callable[[], Plan]], ...] = (
    ("skills", "lacks", lambda: plan({"s1": TOURS["s1"][1:], "s3": ["v1", *TOURS["s3"]]})),
    ("time_windows", "starts_outside", lambda: plan(starts={"v3": "12:01"})),
    ("shift_bounds", "early", lambda: plan(starts={"s2": "07:59"})),
    # the way of lift1 is 10 min
    ("travel", "leg", lambda: edited(stop_with(2, travel=9 * 60))),
    ("breaks", "missing", lambda: plan({"s1": ["v1", "lift1", "v4"]})),
    ("breaks", "outside", lambda: plan(starts={"break:meal": "11:29"})),
    ("breaks", "short", lambda: edited(stop_with(3, end=at("11:59")))),
    # leaving 14 min too early is a wait that is still work: 124 min
    ("working_time", "tour", lambda: plan(starts={"s2": "08:56"})),
    # p3 refuses w1, who comes after lift1 and a wait
    ("pairings", "refused", lambda: plan({"s1": ["v1", "lift1", "v3", "break:meal", "v4"],
                                          "s2": ["lift2"]})),
    ("capacity", "load", lambda: plan({"s4": ["m1", "m2", "m3"]})),
    ("links", "apart", lambda: plan(starts={"lift2": "09:31"})),
    ("links", "too_soon", lambda: plan(starts={"v3": "10:59"})),
    ("links", "partner", lambda: plan({"s2": ["v3"]})),
    ("pickup_delivery", "order", lambda: plan({"s3": ["off_p", "on_q", "on_p", "off_q"]})),
    ("pickup_delivery", "partner", lambda: plan({"s3": ["on_p", "on_q", "off_p"]})),
    # 11:10 m2, base 11:20-11:35, so m3 must be reached by 12:35
    ("time_since_loading", "too_long", lambda: plan(starts={"m3": "12:36"})),
    ("presence", "absent", lambda: plan(starts={"v1": "08:29"})),
    ("pins", "start", lambda: plan(starts={"v4": "13:31"})),
    ("vehicles", "other", lambda: plan(vehicles={"s3": "van"})),
)  # fmt: skip


def test_the_rich_day_is_sound():
    """The day that is spoiled below breaks no rule as it stands."""
    verdict = check(day(), plan())

    assert verdict.clean
    assert (verdict.violations, verdict.inherited, verdict.waived) == ((), (), ())


def test_every_rule_is_broken_by_some_mutation():
    """The mutations below spare no rule."""
    assert {rule for rule, _, _ in MUTATIONS} == {rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("rule", "case", "mutate"), MUTATIONS, ids=[f"{rule}-{case}" for rule, case, _ in MUTATIONS]
)
def test_a_mutation_breaks_its_rule_and_no_other(rule: str, case: str, mutate: Callable[[], Plan]):
    """A corrupted plan is found out by the rule it breaks, and only by that one."""
    violations = check(day(), mutate()).violations

    assert {(v.rule, v.case) for v in violations} == {(rule, case)}


def without(plan: Plan, visit: str) -> Plan:
    return Plan(plan.tours, {k: v for k, v in plan.unserved.items() if k != visit})


def tours_with(*more: Tour) -> Plan:
    return Plan((*plan().tours, *more), plan().unserved)


def inserted(index: int, *stops: Stop) -> Callable[[Tour], Tour]:
    return lambda tour: replace(tour, stops=(*tour.stops[:index], *stops, *tour.stops[index:]))


def depot(text: str) -> Stop:
    return Stop("depot", None, "base", at(text), at(text), at(text), 0, 0)


STRUCTURAL: tuple[tuple[str, str, Callable[[], Plan]], ...] = (
    ("missing", "spare", lambda: without(plan(), "spare")),
    ("served_and_unserved", "v1", lambda: Plan(plan().tours, {**plan().unserved, "v1": ()})),
    ("served_twice", "v3", lambda: plan({"evening": ["v3"]})),
    ("unknown", "v99", lambda: Plan(plan().tours, {**plan().unserved, "v99": ()})),
    ("unknown", "v99", lambda: edited(inserted(1, replace(depot("08:20"), kind="visit",
                                                          ref="v99")))),
    ("unknown", "s9", lambda: edited(lambda tour: replace(tour, shift="s9"))),
    ("unknown", "truck", lambda: edited(lambda tour: replace(tour, vehicle="truck"))),
    ("unknown", "moon", lambda: edited(stop_with(1, place="moon"))),
    ("unknown", "tea", lambda: edited(stop_with(3, ref="tea"))),
    ("two_tours", "s1", lambda: tours_with(Tour("s1", None, builders.plan(
        day(), {"evening": ["spare"]}).tours[0].stops))),
    ("no_visit", "evening", lambda: tours_with(Tour("evening", None, (depot("18:00"),
                                                                     depot("18:00"))))),
    ("no_visit", "evening", lambda: tours_with(Tour("evening", None, ()))),
    ("depots", "s1", lambda: edited(lambda tour: replace(tour, stops=tour.stops[1:]))),
    ("depots", "s1", lambda: edited(lambda tour: replace(tour, stops=tour.stops[:-1]))),
    ("depots", "s1", lambda: edited(inserted(2, depot("09:00")))),
    ("depots", "s1", lambda: edited(stop_with(0, travel=60))),
    ("depots", "s1", lambda: edited(stop_with(-1, end=at("18:00")))),
    ("kind", "s1", lambda: edited(stop_with(0, ref="v1"))),
    ("kind", "s1", lambda: edited(stop_with(3, ref=None))),
    ("kind", "s1", lambda: edited(stop_with(3, kind="nap"))),
    ("kind", "s1", lambda: edited(inserted(3, replace(depot("10:10"), kind="visit")))),
    ("duration", "v1", lambda: edited(stop_with(1, end=at("08:59")))),
    ("order", "s1", lambda: edited(stop_with(3, start=at("09:59"), end=at("10:29")))),
    ("order", "s1", lambda: edited(stop_with(3, end=at("10:00")))),
    ("negative", "s1", lambda: edited(stop_with(2, travel=-1))),
    ("negative", "s1", lambda: edited(stop_with(2, distance=-1))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("case", "subject", "mutate"),
    STRUCTURAL,
    ids=[f"{case}-{subject}-{i}" for i, (case, subject, _) in enumerate(STRUCTURAL)],
)
def test_a_plan_that_is_none_is_found_out_before_the_rules(
    case: str, subject: str, mutate: Callable[[], Plan]
):
    """What is not a plan of the problem is said to be so, and the rules are not run on it."""
    verdict = check(day(), mutate())

    assert {violation.rule for violation in verdict.violations} == {"structure"}
    assert (case, subject) in {(v.case, v.subjects[0]) for v in verdict.violations}
    for violation in verdict.violations:
        assert violation.sentence("fr") != violation.sentence("en")
