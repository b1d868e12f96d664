"""Indicators against a count of their own, from the plan documents alone; pages and workbooks."""

import io
import json
import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from optimizer.outputs import Label, Labels
from optimizer.outputs.export import Asked, exported
from optimizer.outputs.indicators.measure import Basis, Indicator, Span, indicators
from optimizer.outputs.indicators.render import indicator_page, indicator_tables
from optimizer.outputs.view import PlanView
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from tests import builders
from tests.builders import DATE, loaded, plan, shift, visit, worker
from tests.outputs.leaving import document, view

PEOPLE = [f"p{n}" for n in range(8)]
GIR = {"p0": "1", "p1": "2", "p2": "3", "p3": "4", "p4": "1"}
LABELS = Labels({ident: Label(gir=gir) for ident, gir in GIR.items()})


def dated(day: dict[str, Any], when: date) -> Problem:
    """The problem of the builders' day on another date."""
    offset = "+02:00" if date(2027, 3, 28) <= when < date(2027, 10, 31) else "+01:00"
    text = json.dumps(day).replace(DATE.isoformat(), when.isoformat())
    return load_problem(json.loads(text.replace("+01:00", offset)))


def year_day(number: int) -> dict[str, Any]:
    """A day of a generated year: some people are seen by some services and workers."""
    rng = random.Random(number)
    visits, tours = [], defaultdict(list)
    for ident in rng.sample(PEOPLE, 5):
        service = rng.choice(["nursing", "home_help", "nursing", "transport"])
        name = f"v-{ident}-{number}"
        at = rng.randrange(8, 14)
        visits.append(
            visit(name, 5, "08:00-15:00", 20, person=ident, service=service,
                  priority=rng.choice([1, 2, 3]), heavy=rng.choice([0, 0, 1]),
                  usual_start=f"2026-11-23T{at:02}:00:00+01:00")
        )  # fmt: skip
        if rng.random() < 0.8:
            tours[rng.choice(["s1", "s2"])].append(name)
    day = builders.problem(
        visits=visits,
        workers=[worker("w1"), worker("w2")],
        shifts=[shift("w1", ident="s1"), shift("w2", ident="s2")],
    )
    problem = dated(day, date(2027, 1, 1) + timedelta(days=number))
    return document(problem, plan(problem, dict(tours)))


@pytest.fixture(scope="module")
def year() -> tuple[list[PlanView], list[dict[str, Any]]]:
    """All days of 2027."""
    days = [year_day(number) for number in range(365)]
    return [PlanView.of(day, LABELS) for day in days], days


def found(span: Span) -> dict[str, Indicator]:
    return {item.key + item.detail: item for item in indicators(span)}


def counted(documents: list[dict[str, Any]]) -> dict[str, float]:
    """The indicators once more, from the JSON of the plans, in another way."""
    stops = [
        (number, doc, tour, stop)
        for number, doc in enumerate(documents)
        for tour in doc["tours"]
        for stop in tour["stops"]
        if stop["kind"] == "visit"
    ]
    asked = {
        (number, v["id"]): v
        for number, doc in enumerate(documents)
        for v in doc["problem"]["visits"]
    }
    served: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, set[tuple[int, str]]] = defaultdict(set)
    came: dict[str, list[str]] = defaultdict(list)
    punctual = visit_s = 0.0
    for number, _, tour, stop in stops:
        item = asked[number, stop["visit"]]
        service = item.get("service", "home_help")
        served[service].add(item["person"])
        seen[service].add((number, item["person"]))
        came[item["person"]].append(tour["worker"])
        start, end = (datetime.fromisoformat(stop[key]) for key in ("start", "end"))
        off = abs((start - datetime.fromisoformat(item["usual_start"])).total_seconds())
        punctual += off <= (900 if item.get("priority") == 1 else 1800)
        visit_s += (end - start).total_seconds()
    file = served["nursing"]
    shares = [1 - (len(set(w)) - 1) / (len(w) - 1) for w in came.values() if len(w) > 1]
    missed = [asked[n, u["visit"]] for n, d in enumerate(documents) for u in d["unserved"]]
    vital = [item for item in asked.values() if item.get("priority") == 1]
    return {
        "Pil_003": len(seen["nursing"]) / (80 * 365),
        "Pil_005": len(seen["transport"]) / (13 * 260),
        # 261 weekdays less 1/1, 29/3, 6/5, 17/5, 14/7, 1/11 and 11/11.
        "Pil_005_open": len(seen["transport"]) / (13 * 254),
        "Coop_019": len(file & served["home_help"]) / len(file),
        "Soin_007": len([p for p in file if GIR.get(p) in ("1", "2")]) / len(file),
        "Pil_006": len(file),
        "productive_ratio": visit_s / sum(t["paid_s"] for d in documents for t in d["tours"]),
        "km_visit": sum(t["distance_m"] for d in documents for t in d["tours"]) / 1000 / len(stops),
        "continuity_span": sum(shares) / len(shares),
        "punctual": punctual / len(stops),
        "unserved_priority1": sum(item.get("priority") == 1 for item in missed) / len(vital),
    }


def test_the_indicators_equal_an_independent_count(
    year: tuple[list[PlanView], list[dict[str, Any]]],
) -> None:
    """Of a generated year, by another way through other data."""
    views, documents = year
    items = found(Span(views))

    for key, value in counted(documents).items():
        assert items[key].value == pytest.approx(value, abs=1e-9), key


def test_the_contract_by_hand() -> None:
    """The small day: no nursing served, one person driven: 1 / 13 on a day that is open."""
    items = found(Span([view()], Basis(nursing_places=76)))

    assert (items["Pil_003"].part, items["Pil_003"].base, items["Pil_003"].value) == (0, 76, 0)
    assert items["Pil_005"].part == 1
    assert items["Pil_005"].base == pytest.approx(13 * 260 / 365)
    assert (items["Pil_005_open"].part, items["Pil_005_open"].base) == (1, 13)
    assert items["Coop_019"].value is None  # no file, no share
    assert items["unserved_priority1"].part == 1
    assert items["unserved_priority1"].base == 2
    # Priority 1: the lift of GIR 1, served, and the insulin, of a person without a known GIR.
    assert (items["unserved_gir1"].part, items["unserved_gir1"].base) == (0, 2)
    assert items["unserved_gir"].part == 1


def test_a_day_counts_once_a_person() -> None:
    """Two nursing visits to one person on each of two days: 2 days of 2 x 80."""
    problem = loaded(
        visits=[
            visit(f"v{day}{n}", 5, day=day, person="p", service="nursing")
            for day in range(2)
            for n in range(2)
        ],
        shifts=[shift("w1", day=day) for day in range(2)],
        days=2,
    )
    made = plan(problem, {"s1": ["v00", "v01"], "s1.1": ["v10", "v11"]})
    items = found(Span([PlanView.of(document(problem, made))]))

    assert (items["Pil_003"].part, items["Pil_003"].base) == (2, 160)


def test_changes_after_publication() -> None:
    """Four promises: kept; another worker; 20 min later; not served. 3 of 4 are changed."""
    problem = loaded(
        visits=[visit(f"v{n}", 0, "08:00-12:00") for n in range(4)],
        workers=[worker("w1"), worker("w2")],
        previous=[
            {"visit": "v0", "worker": "w1", "start": "2026-11-23T08:10:00+01:00"},
            {"visit": "v1", "worker": "w2", "start": "2026-11-23T08:30:00+01:00"},
            {"visit": "v2", "worker": "w1", "start": "2026-11-23T08:40:00+01:00"},
            {"visit": "v3", "worker": "w1", "start": "2026-11-23T09:30:00+01:00"},
        ],
    )
    made = plan(problem, {"s1": ["v0", "v1", "v2"]})
    item = found(Span([PlanView.of(document(problem, made))]))["changed"]

    assert (item.part, item.base) == (3, 4)


def test_equity_by_hand() -> None:
    """Two workers of an hour each, heavy visits 3 and 1: Gini (3 - 1) / (2 x 4) = 0.25."""
    problem = loaded(
        visits=[visit("a", 0, "08:00-08:00", 60, heavy=3),
                visit("b", 0, "08:00-08:00", 60, heavy=1)],
        workers=[worker("w1"), worker("w2")],
    )  # fmt: skip
    made = plan(problem, {"s1": ["a"], "s2": ["b"]})
    items = found(Span([PlanView.of(document(problem, made))]))

    assert items["giniheavy"].value == pytest.approx(0.25)
    assert (items["spreadheavy"].part, items["spreadheavy"].base) == (3, 1)


def test_the_page_defines_every_figure_in_one_language() -> None:
    """Bases, definitions and sources stand beside the figures; nothing is loaded."""
    page = indicator_page(Span([view()]), "en")

    for wanted in ("Pil_003", "Realised days ÷ (places × days", "Multi-year contract", "<svg",
                   "Unserved, priority 1", "Monday 23 November 2026"):  # fmt: skip
        assert wanted in page, wanted
    assert "http:" not in page.replace("http-equiv", "")
    assert "Définition" not in page


def test_the_workbook_holds_the_same_numbers() -> None:
    """Read by another library."""
    span = Span([view()])
    files = exported("indicators", Asked([view()], "fr"))
    data = files["indicators.xlsx"]
    assert isinstance(data, bytes)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["indicators"]
    table, _ = indicator_tables(span, "fr")

    read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert read == [list(row) for row in table.rows]
