"""The plan as JSON: what it says, and that nothing is lost or let through on the way back."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.plan.document import PlanDocument
from optimizer.plan.model import Plan, Reason
from optimizer.plan.reading import InvalidPlan, read_plan
from optimizer.plan.writing import plan_document
from optimizer.problem.load import load_problem
from tests.builders import iso, loaded, objective, pause, plan, shift, term, visit
from tests.outputs.sample import day, made, result

Document = dict[str, Any]

# The contract that other parts and automatic checks rely on, key by key.
CONTRACT: Mapping[str, set[str]] = {
    "": {
        "format", "id", "parent", "revision", "state", "created_at", "engine", "seed",
        "versions", "problem", "problem_digest", "status", "violations", "inherited", "waivers",
        "score", "bound",
        "bound_by", "gap", "tours", "unserved", "kpis", "stats",
    },
    "versions": {"tournee", "python", "ortools", "numpy"},
    "score": {"levels", "terms"},
    "score.levels.0": {"name", "value"},
    "score.terms.0": {"term", "level", "weight", "aggregation", "value", "cost"},
    "tours.0": {
        "id", "shift", "worker", "vehicle", "start", "end", "paid_s", "travel_s", "wait_s",
        "distance_m", "stops",
    },
    "tours.0.stops.0": {
        "kind", "visit", "person", "external_id", "break", "place", "arrival", "start", "end",
        "travel_s", "distance_m", "wait_s", "late_s", "location", "pinned",
    },
    "unserved.0": {"visit", "person", "priority", "reasons"},
    "unserved.0.reasons.0": {"code", "scope", "worker", "shift", "detail"},
    "stats": {"wall_s", "iterations", "first_plan_s", "contributions", "not_optimised",
              "repaired", "failed"},
}  # fmt: skip


def at(document: Any, path: str) -> Any:
    """The part of a document at a path like `tours.0.stops`."""
    for key in filter(None, path.split(".")):
        document = document[int(key) if isinstance(document, list) else key]
    return document


@pytest.fixture
def document() -> Document:
    return plan_document(result())


@pytest.mark.parametrize("path", CONTRACT)
def test_a_plan_has_exactly_the_keys_of_the_contract(document: Document, path: str) -> None:
    """No key is missing and none is added, at any depth."""
    assert set(at(document, path)) == CONTRACT[path]


def test_the_document_is_what_the_schema_says(document: Document) -> None:
    """What is written passes the classes that `tournee schema plan` prints, unchanged."""
    again = PlanDocument.model_validate(document).model_dump(mode="json", by_alias=True)

    assert again == json.loads(json.dumps(document))
    required = PlanDocument.model_json_schema()["required"]
    # Plans of before there were revisions can still be read.
    assert {*required, "revision", "state"} == CONTRACT[""]


def test_a_tour_says_when_where_and_how_much(document: Document) -> None:
    """Times carry their offset, sums are those of the stops, breaks and gaps are not paid."""
    tour = document["tours"][0]
    stops = tour["stops"]

    assert (tour["id"], tour["shift"], tour["worker"]) == ("tour-s1", "s1", "w1")
    assert tour["start"] == stops[0]["end"] == "2026-11-23T07:00:00+01:00"
    assert tour["end"] == stops[-1]["start"]
    assert tour["travel_s"] == sum(stop["travel_s"] for stop in stops)
    assert tour["distance_m"] == sum(stop["distance_m"] for stop in stops)
    assert tour["wait_s"] == sum(stop["wait_s"] for stop in stops)
    elapsed = datetime.fromisoformat(tour["end"]) - datetime.fromisoformat(tour["start"])
    unpaid = 1800 + sum(stop["wait_s"] for stop in stops if stop["wait_s"] >= 900)
    assert unpaid > 1800  # the hour between v6 and the lunch break is a gap
    assert tour["paid_s"] == elapsed.total_seconds() - unpaid


def test_a_stop_says_what_happens_there(document: Document) -> None:
    """Visits name visit, person and external id; breaks their own id; depots nothing."""
    depot, first, _, lunch, *_ = document["tours"][0]["stops"]
    insulin, dressing = document["tours"][1]["stops"][1:3]

    assert (depot["kind"], depot["visit"], depot["person"], depot["break"]) == (
        "depot", None, None, None,
    )  # fmt: skip
    assert (first["visit"], first["person"], first["external_id"]) == ("v1", "p1", "care-4711")
    assert first["location"] == [47.2365, 6.0265]
    assert (lunch["kind"], lunch["break"], lunch["visit"]) == ("break", "lunch", None)
    assert (insulin["late_s"], dressing["late_s"]) == (600, 0)  # starts 07:40, late after 07:30
    assert (insulin["pinned"], dressing["pinned"]) == (False, True)


def test_visits_of_a_frozen_tour_are_pinned() -> None:
    """What a frozen tour holds in place is shown as held, and the rest is not."""
    frozen = day(frozen_tours=[{"shift": "s1", "visits": ["v1"]}])
    stops = plan_document(result(frozen))["tours"][0]["stops"]

    assert [stop["pinned"] for stop in stops if stop["visit"]] == [True, False, False]


def test_broken_rules_are_told_in_both_languages() -> None:
    """A violation names its rule, what it is about and when, in French and in English."""
    problem = loaded(visits=[visit("v1", window="09:00-10:00")])
    late = plan(problem, {"s1": ["v1"]}, starts={"v1": "11:00"})
    [found] = plan_document(result(problem, late, bound=(None,) * 6))["violations"]

    assert (found["rule"], found["subjects"]) == ("time_windows", ["v1"])
    assert found["at"] == iso("11:00")
    assert "hors de ses créneaux" in found["message"]["fr"]
    assert "outside its windows" in found["message"]["en"]


def test_facts_and_waivers_are_kept_apart() -> None:
    """Breaches of the past are inherited; waivers of the problem are handed on."""
    waiver = {"rule": "time_windows", "subject": "v1", "reason": "asked for", "by": "planner"}
    problem = loaded(
        visits=[visit("v1", window="09:00-10:00")], freeze_before=iso("12:00"), waivers=[waiver]
    )
    late = plan(problem, {"s1": ["v1"]}, starts={"v1": "11:00"})
    document = plan_document(result(problem, late, bound=()))

    assert document["violations"] == []
    assert [item["rule"] for item in document["inherited"]] == ["time_windows"]
    assert document["waivers"] == [waiver]


def test_the_score_stands_in_the_units_of_its_levels() -> None:
    """Levels and costs count in pieces, minutes or cents; measures in ms, metres or pieces."""
    problem = loaded(
        visits=[visit("v1", at=10), visit("v2", at=10)],
        objective=objective(
            term("unserved_p2", 1, level="unserved"), term("distance", 35, level="cost"),
            levels=("unserved", "cost"),
        ),
    )  # fmt: skip
    document = plan_document(result(problem, plan(problem, {"s1": ["v1"]}), bound=(1, None)))

    # One visit left out; 20 km at 35 cents a km.
    assert document["score"]["levels"] == [
        {"name": "unserved", "value": 1}, {"name": "cost", "value": 700},
    ]  # fmt: skip
    assert document["score"]["terms"][1] == {
        "term": "distance", "level": "cost", "weight": 35, "aggregation": "sum",
        "value": 20_000, "cost": 700,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ((None, None), None),
        ((3_600_000, None), None),  # the first level is proven, the second is not
        ((0, None), 1.0),  # one unserved visit, none proven necessary
        ((3_600_000, 630 * 3_600_000), 0.1),  # (700 - 630) / 700
        ((3_600_000, 700 * 3_600_000), 0.0),
        ((), None),
    ],
)
def test_the_gap_is_that_of_the_first_level_above_its_bound(
    bound: tuple[int | None, ...], expected: float | None
) -> None:
    """A gap is stated only where a bound is known; bounds stand in the unit of the level."""
    problem = loaded(
        visits=[visit("v1", at=10), visit("v2", at=10)],
        objective=objective(
            term("unserved_p2", 1, level="unserved"), term("distance", 35, level="cost"),
            levels=("unserved", "cost"),
        ),
    )  # fmt: skip
    document = plan_document(result(problem, plan(problem, {"s1": ["v1"]}), bound=bound))

    assert document["gap"] == expected
    assert document["bound"] == [None if b is None else b // 3_600_000 for b in bound]


def test_the_id_depends_on_the_plan_alone() -> None:
    """The same plan has the same id at any time; another seed, engine or tour another one."""
    ids = [
        plan_document(found)["id"]
        for found in (
            result(),
            result(status="stopped"),
            result(seed=8),
            result(engine="routing"),
            result(plan=plan(day(), {"s1": ["v1"]})),
        )
    ]

    assert re.fullmatch(r"plan-[0-9a-f]{16}", ids[0])
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_a_plan_says_where_it_comes_from(document: Document) -> None:
    """Format, parent, moment in UTC, versions, and the problem with its digest."""
    problem = day()
    created = datetime.fromisoformat(document["created_at"])

    assert document["format"] == "tournee.plan/1"
    assert created.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=5)
    assert document["problem"] == problem.document
    assert document["problem_digest"] == problem.digest
    assert (document["parent"], document["seed"], document["engine"]) == (None, 7, "kernel")
    assert plan_document(result(), parent="plan-0")["parent"] == "plan-0"


# Reading back


def test_reading_gives_the_problem_and_the_plan_back(document: Document) -> None:
    """Writing, sending as JSON and reading loses nothing."""
    problem, read = read_plan(json.loads(json.dumps(document)))

    assert read == made(day())
    assert problem == day()


reasons = st.builds(
    Reason,
    code=st.sampled_from(["skills", "partner", "something new"]),
    scope=st.sampled_from(["never", "now", "search"]),
    worker=st.none() | st.sampled_from(["w1", "w2"]),
    shift=st.none() | st.sampled_from(["s1", "s2"]),
    detail=st.text(max_size=10),
)


@settings(deadline=None)
@given(
    served=st.permutations([f"v{n}" for n in range(6)]),
    cut=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    why=st.lists(reasons, max_size=3),
    tick_ms=st.sampled_from([60, 1000, 60_000]),
    with_break=st.booleans(),
)
def test_every_plan_survives_the_round_trip(
    served: list[str], cut: tuple[int, int], why: list[Reason], tick_ms: int, with_break: bool
) -> None:
    """Any order, any share of visits, any length of a tick: what is read is what was written."""
    problem = loaded(
        visits=[visit(f"v{n}", at=n, window="06:00-20:00", minutes=6 * n) for n in range(6)],
        shifts=[shift("w1", breaks=[pause("lunch", "08:00-16:00")]), shift("w2", "08:00-20:00")],
        tick_ms=tick_ms,
    )
    first, second = served[: min(cut)], served[min(cut) : max(cut)]
    tours = {"s1": [*first, *(["break:lunch"] if with_break else [])] if first else [],
             "s2": second}  # fmt: skip
    placed = plan(problem, {name: stops for name, stops in tours.items() if stops})
    whole = Plan(placed.tours, {name: tuple(why) for name in placed.unserved})
    document = json.loads(json.dumps(plan_document(result(problem, whole, bound=()))))

    assert read_plan(document) == (problem, whole)


def test_a_plan_can_be_read_against_another_problem(document: Document) -> None:
    """A caller may ask what a plan means for a changed problem; ids must still be known."""
    changed = day(name="Same ids, another name")

    assert read_plan(document, changed) == (changed, made(changed))
    with pytest.raises(InvalidPlan) as caught:
        read_plan(document, loaded(visits=[visit("v1", person="p1")]))
    unknown = {e.pointer for e in caught.value.errors if e.code == "unknown_reference"}
    assert "/tours/0/stops/2/visit" in unknown
    assert "/tours/1/shift" in unknown


Change = Callable[[Document], object]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        (lambda d: d.pop("tours"), "missing", "/tours"),
        (lambda d: d.pop("kpis"), "missing", "/kpis"),
        (lambda d: d.update(format="tournee.plan/2"), "unknown_value", "/format"),
        (lambda d: d.update(colour="red"), "unknown_field", "/colour"),
        (lambda d: d.update(seed="one"), "wrong_type", "/seed"),
        (lambda d: d.update(created_at="yesterday"), "wrong_type", "/created_at"),
        (lambda d: d.update(created_at="2026-11-23T08:00:00"), "wrong_type", "/created_at"),
        (lambda d: d.update(tours={}), "wrong_type", "/tours"),
        (lambda d: d["tours"][0].update(stops=[]), "wrong_length", "/tours/0/stops"),
        (lambda d: d["tours"][0].update(shift=None), "wrong_type", "/tours/0/shift"),
        (lambda d: d["tours"][0].update(shift="s9"), "unknown_reference", "/tours/0/shift"),
        (lambda d: d["tours"][1].update(shift="s1", worker="w1"), "duplicate_id", "/tours/1/shift"),
        (lambda d: d["tours"][0].update(worker="w2"), "contradiction", "/tours/0/worker"),
        (lambda d: d["tours"][0].update(vehicle="bus"), "unknown_reference", "/tours/0/vehicle"),
        (lambda d: d["tours"][0]["stops"][1].update(visit="v9"), "unknown_reference",
         "/tours/0/stops/1/visit"),
        (lambda d: d["tours"][0]["stops"][1].update(visit=None), "contradiction",
         "/tours/0/stops/1/visit"),
        (lambda d: d["tours"][0]["stops"][1].update(person="p2"), "contradiction",
         "/tours/0/stops/1/person"),
        (lambda d: d["tours"][0]["stops"][3].update({"break": "tea"}), "unknown_reference",
         "/tours/0/stops/3/break"),
        (lambda d: d["tours"][0]["stops"][3].update(visit="v1"), "contradiction",
         "/tours/0/stops/3/visit"),
        (lambda d: d["tours"][0]["stops"][1].update(place="moon"), "unknown_reference",
         "/tours/0/stops/1/place"),
        (lambda d: d["tours"][0]["stops"][1].update(kind="party"), "unknown_value",
         "/tours/0/stops/1/kind"),
        (lambda d: d["tours"][0]["stops"][1].update(start="07:20"), "wrong_type",
         "/tours/0/stops/1/start"),
        (lambda d: d["tours"][0]["stops"][1].update(start="2026-11-23T07:20:00+05:00"), "bad_time",
         "/tours/0/stops/1/start"),
        (lambda d: d["tours"][0]["stops"][1].update(travel_s=1.5), "not_whole_ticks",
         "/tours/0/stops/1/travel_s"),
        (lambda d: d["tours"][0]["stops"][1].update(travel_s=-1), "out_of_range",
         "/tours/0/stops/1/travel_s"),
        (lambda d: d["tours"][0]["stops"][1].update(distance_m=1.5), "wrong_type",
         "/tours/0/stops/1/distance_m"),
        (lambda d: d["tours"][0]["stops"].append(d["tours"][0]["stops"][1]), "duplicate_id",
         "/tours/0/stops/6/visit"),
        (lambda d: d["unserved"].append(dict(d["unserved"][0])), "duplicate_id",
         "/unserved/1/visit"),
        (lambda d: d["unserved"][0].update(visit="v1", person="p1", priority=2), "duplicate_id",
         "/unserved/0/visit"),
        (lambda d: d["unserved"][0].update(priority=4), "contradiction", "/unserved/0/priority"),
        (lambda d: d["unserved"][0]["reasons"][0].update(worker="w9"), "unknown_reference",
         "/unserved/0/reasons/0/worker"),
        (lambda d: d.update(problem_digest="0" * 64), "digest_mismatch", "/problem_digest"),
        (lambda d: d["problem"].update(name="changed"), "digest_mismatch", "/problem_digest"),
        (lambda d: d["problem"].pop("places"), "missing", "/problem/places"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    document: Document, change: Change, code: str, pointer: str
) -> None:
    """Each mistake is reported with its code, its place and what to do about it."""
    broken = copy.deepcopy(document)
    change(broken)

    with pytest.raises(InvalidPlan) as caught:
        read_plan(broken)

    assert (code, pointer) in {(error.code, error.pointer) for error in caught.value.errors}
    assert all(error.message and error.remedy for error in caught.value.errors)
    assert pointer in str(caught.value)


def test_unknown_key_figures_are_refused(document: Document) -> None:
    """Key figures are as closed as the rest."""
    document["kpis"]["colour"] = "red"

    with pytest.raises(InvalidPlan) as caught:
        read_plan(document)

    assert [error.pointer for error in caught.value.errors] == ["/kpis/colour"]


def test_all_mistakes_are_reported_at_once(document: Document) -> None:
    """A broken tour does not hide what is wrong with another one."""
    broken = copy.deepcopy(document)
    broken["tours"][0]["stops"][1]["kind"] = "party"
    broken["tours"][1]["stops"][1]["visit"] = "v9"
    broken["problem_digest"] = "0"

    with pytest.raises(InvalidPlan) as caught:
        read_plan(broken)

    assert {error.pointer for error in caught.value.errors} == {
        "/tours/0/stops/1/kind", "/tours/1/stops/1/visit", "/problem_digest",
    }  # fmt: skip


@pytest.mark.parametrize("garbage", [None, 3, "plan", [], {}, {"tours": 3}, {"format": {}}])
def test_garbage_is_no_plan(garbage: object) -> None:
    """Whatever is sent, the answer is a list of errors."""
    with pytest.raises(InvalidPlan) as caught:
        read_plan(garbage)

    assert caught.value.errors


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(data=st.data(), value=json_values)
def test_no_value_anywhere_breaks_the_reader(data: st.DataObject, value: object) -> None:
    """With any value in any place, the reader answers with a plan or with errors."""
    broken: Any = json.loads(json.dumps(plan_document(result())))
    part = broken
    while isinstance(part, (dict, list)) and part:
        key: Any = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else
                                             range(len(part))))  # fmt: skip
        if data.draw(st.booleans()) or not isinstance(part[key], (dict, list)) or not part[key]:
            part[key] = value
            break
        part = part[key]

    try:
        problem, read = read_plan(broken)
    except InvalidPlan as invalid:
        found = invalid.errors
    else:
        found = ()
        assert load_problem(problem.document) == problem
        assert read.placed.keys() <= problem.visits.keys()
    assert all(error.remedy for error in found)
