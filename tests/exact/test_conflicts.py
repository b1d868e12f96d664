"""Inputs that cannot hold together: the set that is named is impossible, and minimal."""

import json
from collections.abc import Callable, Collection
from copy import deepcopy
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from benchmarks.contest.brute_force import BruteForce
from optimizer import load_problem
from optimizer.cli import main
from optimizer.explain.conflict import Conflict, find_conflict
from tests.builders import iso, link, objective, pause, problem, shift, term, visit

Document = dict[str, Any]
Planted = Callable[[Random], Document]


def pinned(visit: str, at: str | None = None, **more: Any) -> Document:
    return {"visit": visit, **({"start": iso(at)} if at else {}), **more}


def day(visits: list[Document], **more: Any) -> Document:
    """A day in minutes for w1 and w2, at home at 0, with two visits more that are easy."""
    easy = [visit("easy1", at=1, minutes=10), visit("easy2", at=2, minutes=10)]
    return problem(
        visits=visits + easy,
        tick_ms=60_000,
        objective=objective(term("unserved_p1")),
        **({"shifts": [shift("w1", "08:00-12:00"), shift("w2", "08:00-12:00")]} | more),
    )


def too_far(random: Random) -> Document:
    """Two pins of one worker with 10 min between them and more than that of road."""
    apart = random.randint(11, 40)
    return day(
        [visit("v1", at=0, minutes=20), visit("v2", at=apart, minutes=20)],
        pins=[pinned("v1", "09:00", worker="w1"), pinned("v2", "09:30", worker="w1")],
    )


def gap_too_short(random: Random) -> Document:
    """A link asks for more time between two visits than their windows leave."""
    gap = random.randint(70, 90)
    return day(
        [visit("v1", window="09:00-09:30"), visit("v2", window="09:00-10:00")],
        links=[link("sequence", "v1", "v2", min_gap_s=gap * 60, gap_from="start")],
    )


def three_at_once(random: Random) -> Document:
    """Three visits at the same time, two workers."""
    at = f"09:{random.randint(10, 50)}"
    return day([visit(f"v{i}", at=i, window=f"{at}-{at}") for i in range(3)])


def two_of_one(random: Random) -> Document:
    """Three visits by one worker, the first and the last pinned on two."""
    return day(
        [visit(f"v{i}", at=random.randint(0, 9), minutes=10) for i in (1, 2, 3)],
        links=[link("same_worker", "v1", "v2"), link("same_worker", "v2", "v3")],
        pins=[pinned("v1", worker="w1"), pinned("v3", shift="s2")],
    )


def no_time_for_lunch(random: Random) -> Document:
    """The break of a shift and a visit pinned into its window leave no room for each other."""
    return day(
        [visit("v1", minutes=random.randint(50, 60), window="09:50-09:55"),
         visit("v2", window="11:20-11:20"), visit("v3", window="08:30-08:30")],
        shifts=[shift("w1", "08:00-12:00", breaks=[pause("b1", "10:00-10:30")]),
                shift("w2", "08:00-12:00")],
        pins=[pinned(f"v{i}", worker="w1") for i in (1, 2, 3)],
    )  # fmt: skip


def wrong_beginning(random: Random) -> Document:
    """A frozen tour begins with a visit that is late, so that the next one is missed."""
    return day(
        [
            visit("v1", window="10:30-11:00"),
            visit("v2", window=f"08:{random.randint(10, 50)}-09:30"),
        ],
        frozen_tours=[{"shift": "s1", "visits": ["v1"]}],
        pins=[pinned("v2", worker="w1")],
    )


KINDS = (too_far, gap_too_short, three_at_once, two_of_one, no_time_for_lunch, wrong_beginning)


def possible(document: Document, inputs: Collection[tuple[str, str]]) -> bool:
    """Whether brute force serves all visits named, under the inputs named and no others."""
    held = deepcopy(document)
    for item in held["visits"]:
        item["priority"] = 1 if ("visit", item["id"]) in inputs else 4
    held["pins"] = [p for p in held.get("pins", []) if ("pin", p["visit"]) in inputs]
    held["links"] = [x for x in held.get("links", []) if ("link", x["id"]) in inputs]
    held["frozen_tours"] = [
        f for f in held.get("frozen_tours", []) if ("frozen_tour", f["shift"]) in inputs
    ]
    for item in held["shifts"]:
        breaks = item.get("breaks", [])
        item["breaks"] = [b for b in breaks if ("break", f"{item['id']} {b['id']}") in inputs]
    levels, _ = BruteForce(load_problem(held)).best()
    return levels[0] == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_the_set_is_impossible_and_minimal(kind: Planted, seed: int) -> None:
    """30 planted clashes: by brute force the set cannot hold, and can without any one of it."""
    document = kind(Random(f"{kind.__name__} {seed}"))
    asked = load_problem(document)
    found = find_conflict(asked, asked.visits)
    assert found is not None
    inputs = {(item.kind, item.id) for item in found.inputs}
    assert not possible(document, inputs)
    for item in inputs:
        assert possible(document, inputs - {item}), f"without {item}"


def conflict_of(document: Document) -> Conflict | None:
    asked = load_problem(document)
    return find_conflict(asked, asked.visits)


def test_a_day_that_is_possible_has_no_conflict() -> None:
    """All visits of an easy day can be served."""
    assert conflict_of(day([])) is None


def test_only_visits_that_must_be_served_count() -> None:
    """Two of three visits at the same time are possible."""
    asked = load_problem(three_at_once(Random(0)))
    assert find_conflict(asked, {"v0", "v2"}) is None


def test_a_planner_reads_what_clashes() -> None:
    """In French and in English, with the times of pins."""
    found = conflict_of(too_far(Random("words")))
    assert found is not None
    assert found.sentence("en") == (
        "Impossible together (without any one of these the others are possible): visit v1 is to "
        "be served; visit v2 is to be served; v1 is pinned on w1 at 09:00; v2 is pinned on w1 at "
        "09:30."
    )
    assert "v1 est épinglée sur w1 à 9 h 00" in found.sentence("fr").replace("\u00a0", " ")


def test_limits_of_working_time_are_named() -> None:
    """Two visits of six hours each are more than the ten hours of a day; the shift would do."""
    found = conflict_of(
        problem(
            visits=[visit("v1", minutes=360, window="06:00-08:00"),
                    visit("v2", minutes=360, window="13:00-15:00")],
            shifts=[shift("w1", "06:00-22:00")],
            limits={"max_work_per_day_h": 10},
        )
    )  # fmt: skip
    assert found is not None
    assert {(item.kind, item.id) for item in found.inputs} == {
        ("visit", "v1"), ("visit", "v2"), ("working_time", "w1"),
    }  # fmt: skip


def test_a_link_with_an_external_visit_is_named() -> None:
    """The meal must be within half an hour of a nurse who comes two hours before its window."""
    found = conflict_of(
        problem(
            visits=[visit("v1", window="12:00-13:00", person="p1")],
            external_visits=[{"id": "x1", "person": "p1", "start": iso("09:00"),
                              "end": iso("09:30")}],
            links=[link("sequence", "x1", "v1", min_gap_s=0, max_gap_s=1800, gap_from="end")],
        )
    )  # fmt: skip
    assert found is not None
    assert {(item.kind, item.id) for item in found.inputs} == {
        ("visit", "v1"), ("link", "sequence-x1-v1"),
    }  # fmt: skip


def test_the_command_line_says_why_a_pin_cannot_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """`tournee plan` of a pinned visit whose worker is in a meeting: a note on stderr."""
    file = files("scenarios.small").joinpath("pin-cannot-hold", "problem.json")
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(file), "--stop", "5it", "--json", "--lang", "en"])
    assert ended.value.code == 0
    note = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert note["code"] == "note"
    assert note["message"].endswith(
        "visit visit-a is to be served; visit-a is pinned on aide-1 at 10:00."
    )
