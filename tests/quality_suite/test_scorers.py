"""The scorers of the quality suite: costs worked out by hand, and what is no solution."""

import ast
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality.scorers import bredstrom, hhcrsp, uhhc, vrptw
from tests.quality_suite import published, samples


@pytest.mark.parametrize("row", published.solutions())
def test_published_solutions_cost_what_was_published(row: dict[str, str]):
    """The scorers find no fault with them, and their costs to 0.001."""
    family, instance, solution, cost = published.load(row)
    judgement = family.judge(family.parse(instance), solution)

    assert judgement.violations == ()
    assert judgement.cost == pytest.approx(cost, abs=1e-3)


def test_scorers_know_nothing_of_what_they_judge():
    """They import neither the product nor the mapping onto it."""
    files = sorted(Path(hhcrsp.__file__).parent.glob("*.py"))
    names = {
        name
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert len(files) > 4
    assert not {n for n in names if n.startswith("optimizer") or ".families" in n}
    ours = {n for n in names if n.startswith("benchmarks")}
    assert ours <= {"benchmarks.quality.solomon"} | {
        f"benchmarks.quality.scorers.{file.stem}" for file in files
    }


def test_the_costs_of_the_samples():
    """Worked out in `samples`, part by part."""
    assert hhcrsp.judge(samples.HHCRSP, samples.HHCRSP_SOLUTION).parts == {
        "distance": 111, "tardiness": 31, "max_tardiness": 13,
    }  # fmt: skip
    assert hhcrsp.judge(samples.HHCRSP, samples.HHCRSP_SOLUTION).cost == samples.HHCRSP_COST
    assert uhhc.judge(samples.UHHC, samples.UHHC_SOLUTION).parts == samples.UHHC_PARTS
    assert uhhc.judge(samples.UHHC, samples.UHHC_SOLUTION).cost == 1056
    assert uhhc.judge(samples.CAIE, samples.CAIE_SOLUTION).cost == samples.CAIE_COST
    assert vrptw.judge(samples.VRPTW, samples.VRPTW_SOLUTION).cost == samples.VRPTW_COST
    assert bredstrom.judge(samples.BREDSTROM, samples.BREDSTROM_SOLUTION).cost == 81


Change = Callable[[dict[str, Any]], object]


def move(route: int, stop: int, start: float, end: float) -> Change:
    """Give a service at another time."""
    times = {"arrival_time": start, "departure_time": end}
    return lambda solution: solution["routes"][route]["locations"][stop].update(times)


def lunch(start: float, end: float) -> Change:
    """Eat at another time."""
    times = {"start_time": start, "end_time": end}
    return lambda solution: solution["routes"][0]["locations"][2].update(times)


def drop(route: int, stop: int) -> Change:
    return lambda solution: solution["routes"][route]["locations"].pop(stop)


def add(route: int, location: dict[str, Any]) -> Change:
    return lambda solution: solution["routes"][route]["locations"].append(location)


def rename(route: int, caregiver: str) -> Change:
    return lambda solution: solution["routes"][route].update(caregiver_id=caregiver)


LUNCH = {"patient": "p2", "service": "lunch_break", "start_time": 60, "end_time": 90}

NO_SOLUTION: dict[str, tuple[Any, Any, Any, Change, str]] = {
    "a service left out": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, drop(0, 0), "s1 at p1 is not given"),
    "a service too many": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION,
        add(1, samples.at("p1", "s2", 90, 95)), "nobody needs s2 at p1"),
    "a service twice": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION,
        add(0, samples.at("p1", "s1", 100, 110)), "s1 at p1 is given 2 times"),
    "an unknown caregiver": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, rename(0, "c9"), "no caregiver c9"),
    "two routes of one": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, rename(2, "c1"), "c1 has 2 routes"),
    "an ability missing": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION,
        lambda s: (rename(0, "c2")(s), rename(1, "c1")(s)), "c2 cannot give s1 at p1"),
    "a short service": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, move(0, 0, 20, 29), "lasts 9"),
    "before the opening": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, move(0, 0, 19, 29), "before 20"),
    "partners not together": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, move(0, 1, 51, 61), "start -1 apart"),
    "partners too near": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, move(0, 2, 69, 74), "start 4 apart"),
    "one caregiver for two": (
        hhcrsp, samples.HHCRSP, {"routes": [
            {"caregiver_id": "c1", "locations": [samples.at("p1", "s1", 20, 30)]},
            {"caregiver_id": "c2", "locations": [samples.at("p2", "s2", 50, 65)]},
            {"caregiver_id": "c3", "locations": [
                samples.at("p2", "s1", 50, 60), samples.at("p3", "s1", 68, 73),
                samples.at("p3", "s2", 73, 78)]},
        ]}, lambda _: None, "both services at p3 are given by c3"),
    "no time for a leg": (
        hhcrsp, samples.HHCRSP, samples.HHCRSP_SOLUTION, move(0, 0, 36, 46), "be at p2 by 50"),
    "one of two services": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, drop(1, 0), "p2 is given 1 of 2 services"),
    "a patient who must be served": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, drop(0, 0), "p1 is given 0 of 1 services"),
    "half of an optional patient": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION,
        add(1, samples.at("p3", "s2", 118, 123)), "p3 is given 1 of 2 services"),
    "an incompatible caregiver": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION,
        lambda s: (add(0, samples.at("p3", "s1", 113, 118))(s),
                   add(1, samples.at("p3", "s2", 118, 123))(s)), "c1 may not come to p3"),
    "before the first window": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, move(0, 0, 15, 25), "before its first window"),
    "out before the shift": (
        uhhc, {**samples.UHHC, "caregivers": [
            samples.UHHC["caregivers"][0], samples.caregiver("c2", ["s2"], 76, 120)]},
        samples.UHHC_SOLUTION, lambda _: None, "c2 leaves at 75, before the shift"),
    "an early lunch": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, lunch(59, 89), "lunch outside lunch time"),
    "a late lunch": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, lunch(71, 101), "lunch outside lunch time"),
    "a short lunch": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, lunch(60, 89), "short lunch"),
    "two lunches": (uhhc, samples.UHHC, samples.UHHC_SOLUTION, add(0, LUNCH), "has 2 lunches"),
    "a lunch without a right to it": (
        uhhc, samples.UHHC, samples.UHHC_SOLUTION, add(1, LUNCH), "c2 has no right to a lunch"),
    "an unknown cost": (
        uhhc, {**samples.UHHC, "metadata": {"cost_components": {"colour": 1}}},
        samples.UHHC_SOLUTION, lambda _: None, "colour is not known"),
    "late where it is hard": (
        uhhc, samples.CAIE, samples.CAIE_SOLUTION, move(0, 1, 46, 61), "total_tardiness is 1"),
    "overtime where it is hard": (
        uhhc, {**samples.CAIE, "caregivers": [
            samples.caregiver("c1", ["s1", "s2"], 0, 56), samples.CAIE["caregivers"][1]]},
        samples.CAIE_SOLUTION, lambda _: None, "total_extra_time is 1"),
    "a customer left out": (
        vrptw, samples.VRPTW, samples.VRPTW_SOLUTION,
        lambda s: s.update(text="Route #1: 1 2"), "customer 3 is visited 0 times"),
    "a customer from elsewhere": (
        vrptw, samples.VRPTW, samples.VRPTW_SOLUTION,
        lambda s: s.update(text="Route #1: 1 2\nRoute #2: 3 4"), "there is no customer 4"),
    "too much aboard": (
        vrptw, samples.VRPTW, samples.VRPTW_SOLUTION,
        lambda s: s.update(text="Route #1: 1 2 3"), "route 1 carries 15"),
    "after the due time": (
        vrptw, samples.VRPTW, samples.VRPTW_SOLUTION,
        lambda s: s.update(text="Route #1: 2 1\nRoute #2: 3"), "route 1 comes to 1 at 19.0"),
    "home too late": (
        vrptw, samples.VRPTW.replace("0         100        0", "0          23        0"),
        samples.VRPTW_SOLUTION, lambda _: None, "route 1 comes to 0 at 24.0"),
    "a visit left out": (
        bredstrom, samples.BREDSTROM, samples.BREDSTROM_SOLUTION,
        lambda s: s["routes"][1]["visits"].pop(), "visit 2 is paid 0 times"),
    "pairs apart": (
        bredstrom, samples.BREDSTROM, samples.BREDSTROM_SOLUTION,
        lambda s: s["routes"][0]["visits"][0].update(start=31), "start at 31 and 30"),
    "pairs by one": (
        bredstrom, {**samples.BREDSTROM, "synchronised_pairs": [[2, 3]]},
        samples.BREDSTROM_SOLUTION, lambda _: None, "both paid by staff 2"),
    "outside a window": (
        bredstrom, samples.BREDSTROM, samples.BREDSTROM_SOLUTION,
        lambda s: s["routes"][0]["visits"][0].update(start=41), "visit 1 starts at 41"),
    "a leg without time": (
        bredstrom, samples.BREDSTROM, samples.BREDSTROM_SOLUTION,
        lambda s: s["routes"][1]["visits"][1].update(start=48), "be at visit 2 by 48"),
    "after the horizon": (
        bredstrom, {**samples.BREDSTROM, "horizon": 78}, samples.BREDSTROM_SOLUTION,
        lambda _: None, "home after 78"),
    "staff from elsewhere": (
        bredstrom, samples.BREDSTROM, samples.BREDSTROM_SOLUTION,
        lambda s: s["routes"][0].update(staff=3), "there is no staff 3"),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_SOLUTION)
def test_what_is_no_solution(case: str):
    """One change for the worse, and the scorer says which, and gives no cost."""
    scorer, instance, solution, change, says = NO_SOLUTION[case]
    broken = deepcopy(solution)
    change(broken)
    judgement = scorer.judge(instance, broken)

    assert says in "; ".join(judgement.violations)
    assert judgement.cost == float("inf")


def test_a_service_in_the_gap_is_late_against_the_earlier_window():
    """p1 from 45 to 55: the window of 50-70 has not begun, so 15 after 40."""
    solution = deepcopy(samples.UHHC_SOLUTION)
    move(0, 0, 45, 55)(solution)
    assert uhhc.judge(samples.UHHC, solution).parts["total_tardiness"] == 3 * (15 + 45 + 50)


def test_a_service_in_the_second_window_is_not_late_at_all():
    """p1 from 50 to 60, within 50-70."""
    solution = deepcopy(samples.UHHC_SOLUTION)
    move(0, 0, 50, 60)(solution)
    lunch(65, 95)(solution)
    assert uhhc.judge(samples.UHHC, solution).parts["total_tardiness"] == 3 * (45 + 50)


def test_tardiness_at_the_start():
    """Starts at 35, 95 and 95 against 40, 60 and 60: 35 twice."""
    metadata = {**samples.UHHC["metadata"], "time_window_met": "at_service_start"}
    judgement = uhhc.judge({**samples.UHHC, "metadata": metadata}, samples.UHHC_SOLUTION)
    assert judgement.parts["total_tardiness"] == 3 * 70


def test_a_wait_after_a_lunch_that_comes_first_is_idle_but_no_waiting():
    """c1 leaves at 50, has lunch at p1 from 60 to 90, waits until 95, and is back at 140."""
    instance = deepcopy(samples.UHHC)
    instance["caregivers"][1]["working_shift"]["start"] = 80
    instance["caregivers"][2]["working_shift"]["end"] = 20
    solution = {
        "routes": [
            {"caregiver_id": "c1", "locations": [
                {"patient": "p1", "service": "lunch_break", "start_time": 60, "end_time": 90},
                samples.at("p1", "s1", 95, 105), samples.at("p2", "s1", 110, 120)]},
            {"caregiver_id": "c2", "locations": [samples.at("p2", "s2", 110, 125)]},
        ]
    }  # fmt: skip
    parts = uhhc.judge(instance, solution).parts

    assert parts["total_waiting_time"] == 0
    assert parts["max_idle_time"] == 50 + 5 + 10  # c2 10, c3 20


def test_ids_may_have_the_names_of_the_readme():
    """`patient_id` and `service_id`, as the set's own description writes them."""
    solution = deepcopy(samples.HHCRSP_SOLUTION)
    for route in solution["routes"]:
        for location in route.get("locations", ()):
            location["patient_id"] = location.pop("patient")
            location["service_id"] = location.pop("service")
    assert hhcrsp.judge(samples.HHCRSP, solution).cost == samples.HHCRSP_COST
