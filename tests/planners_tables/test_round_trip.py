"""Documents to tables and back: the same, and what tables cannot say is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.outputs.labels import Label, Labels
from optimizer.problem.document import ProblemDocument
from optimizer.problem.load import load_problem
from optimizer.tables.exporting import Exported, export_tables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from scenarios.besancon import generate
from tests.builders import DATE, iso, link, problem, shift, visit, worker
from tests.planners_tables.books import TUESDAY

EVERYTHING = Path(__file__).parent.parent / "problem" / "everything.json"


def read_back(folder: Path, exported: Exported, horizon: Horizon) -> dict[str, Any]:
    """The document that an import of exported tables gives."""
    one, two = folder / "visits.csv", folder / "workers.csv"
    one.write_text(exported.visits, encoding="utf-8", newline="")
    two.write_text(exported.workers, encoding="utf-8", newline="")
    return dict(import_tables(one, two, horizon).problem.document)


# What tables can say, drawn at random

names = st.text("abcVé-'=+@ .:#", min_size=1, max_size=6).map(str.strip).filter(
    lambda text: text and ":" not in text and "  " not in text
)  # fmt: skip
seconds = st.one_of(st.integers(1, 600).map(lambda n: n * 60), st.integers(1, 5000))
moments = st.integers(0, 86_399)


def some(items: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(items), unique=True, min_size=1, max_size=3)


def at(day: int, second: int) -> str:
    hours, rest = divmod(second, 3600)
    return iso(f"{hours % 24:02}:{rest // 60:02}:{rest % 60:02}", day + hours // 24)


def span(day: int, start: int, length: int) -> dict[str, str]:
    return {"start": at(day, start), "end": at(day, start + length)}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents as imports make them: places are homes and bases, ids of links and shifts follow
    from what they tie together."""
    days = draw(st.integers(1, 3))
    horizon = {"start": DATE.isoformat(), "days": days}
    people = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    staff = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    idents = draw(st.lists(names, min_size=len(people), max_size=5, unique=True))
    visits, links = draw(visits_of(idents, people, staff, days))
    workers, shifts = [], []
    for ident in staff:
        workers.append(draw(worker_of(ident, people)))
        shifts += draw(shifts_of(ident, days))
    places = [("home-" + p, p) for p in dict.fromkeys(v["person"] for v in visits)]
    places += [("base-" + w, w) for w in staff]
    document = {
        "horizon": horizon,
        "places": [draw(place_of(ident)) for ident, _ in places],
        "persons": [
            {"id": p, "place": "home-" + p} | draw(maybe(sector=names))
            for p in dict.fromkeys(v["person"] for v in visits)
        ],
        "visits": visits,
        "workers": workers,
        "shifts": shifts or [{"id": f"{staff[0]}@{DATE}", "worker": staff[0], **span(0, 0, 3600)}],
        "links": links,
        "working_time": {"pack": draw(st.sampled_from(["fpt", "bad", "none"]))},
    }
    return ProblemDocument.model_validate(document).to_json_dict()


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def visits_of(
    draw: st.DrawFn, idents: list[str], people: list[str], staff: list[str], days: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    visits: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    earlier: dict[int, list[str]] = {}
    for number, ident in enumerate(idents):
        day, duration = draw(st.integers(0, days - 1)), draw(seconds)
        windows = draw(st.lists(st.tuples(moments, st.integers(0, 40_000)), min_size=1, max_size=2))
        visit = {
            "id": ident,
            "person": people[min(number, len(people) - 1)],
            "duration_s": duration,
            "windows": [span(day, *window) for window in sorted(windows)],
        } | draw(
            maybe(
                external_id=names,
                service=st.sampled_from(["nursing", "meals", "jardin"]),
                activity=names,
                skills=st.dictionaries(names, st.integers(1, 5), min_size=1, max_size=2),
                excluded_skills=st.lists(names, min_size=1, max_size=2, unique=True),
                priority=st.integers(1, 4),
                load=st.just({"meals": 2}),
                preferred_workers=some(staff),
                refused_workers=some(staff),
                required_workers=some(staff),
                usual_start=moments.map(lambda second, day=day: at(day, second)),
                heavy=st.integers(1, 5),
            )
        )
        required = visit.get("required_workers", ())
        refused = [w for w in visit.pop("refused_workers", ()) if w not in required]
        visits.append(visit | ({"refused_workers": refused} if refused else {}))
        visit = visits[-1]
        team = draw(st.integers(1, 3)) if "#" not in "".join(idents) else 1
        if team > 1:
            external = visit.get("external_id")
            for n in range(2, team + 1):
                more = {"external_id": f"{external}#{n}"} if external else {}
                visits.append(visit | {"id": f"{ident}#{n}"} | more)
            links.append({
                "type": "together", "id": f"together-{ident}",
                "visits": [ident, *(f"{ident}#{n}" for n in range(2, team + 1))],
                "tolerance_s": draw(seconds),
            })  # fmt: skip
        elif earlier.get(day) and draw(st.booleans()):
            links.append({
                "type": "sequence", "id": f"{earlier[day][-1]}-then-{ident}",
                "visits": [earlier[day][-1], ident],
                **draw(maybe(min_gap_s=seconds)),
            })  # fmt: skip
        if team == 1:
            earlier.setdefault(day, []).append(ident)
    return visits, links


def worker_of(ident: str, people: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    base = {"id": ident, "place": "base-" + ident}
    return maybe(
        external_id=names,
        service=st.sampled_from(["nursing", "meals", "jardin"]),
        mode=st.sampled_from(["bicycle", "foot"]),
        skills=st.dictionaries(names, st.integers(1, 5), min_size=1, max_size=2),
        sectors=st.lists(names, min_size=1, max_size=2, unique=True),
        unavailable=st.just([span(0, 36_000, 3_600)]),
    ).map(lambda more: base | more)


@st.composite
def shifts_of(draw: st.DrawFn, ident: str, days: int) -> list[dict[str, Any]]:
    shifts = []
    meals = draw(st.sampled_from([{}, {"capacity": {"meals": 12}}]))
    for day in range(days):
        for number in range(draw(st.integers(0, 2))):
            start = 20_000 + number * 25_000 + draw(st.integers(0, 3_600))
            numbered = f"#{number + 1}" if number else ""
            shift = {"id": f"{ident}@{iso('12:00', day)[:10]}{numbered}", "worker": ident}
            shifts.append(shift | span(day, start, draw(st.integers(7_200, 20_000))) | meals)
    return shifts


def place_of(ident: str) -> st.SearchStrategy[dict[str, Any]]:
    degrees = st.integers(-400_000, 400_000).map(lambda n: n / 1e6)
    return st.builds(
        lambda north, east, access: {"id": ident, "location": [47 + north, 6 + east], **access},
        degrees, degrees, maybe(access_s=seconds),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(document=documents())
def test_a_document_that_tables_can_say_comes_back_the_same(
    document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Export, import: the same document, field by field, and nothing is told to be lost."""
    problem = load_problem(document)
    exported = export_tables(problem)
    horizon = Horizon(DATE, problem.days, document.get("working_time", {}).get("pack", "fpt"))
    assert exported.notes == ()
    assert read_back(tmp_path_factory.mktemp("tables"), exported, horizon) == problem.document


@settings(max_examples=15, deadline=None)
@given(document=documents())
def test_exports_do_not_hang_on_the_language(document: dict[str, Any]) -> None:
    """English headings are read as French ones are: the notes (none) come from reading back."""
    assert export_tables(load_problem(document), lang="en").notes == ()


# What tables cannot say


def test_all_that_is_lost_is_told() -> None:
    """Every field of the document that uses everything and has no column is named."""
    problem = load_problem(json.loads(EVERYTHING.read_text(encoding="utf-8")))
    lost = {note.details.get("field") for note in export_tables(problem).notes}
    assert lost >= {
        "name", "external_visits", "vehicles", "pins", "frozen_tours", "waivers", "previous",
        "objective", "travel", "freeze_before", "working_time", "links", "shifts.reload",
        "shifts.vehicles", "shifts.overtime_after", "shifts.max_work_s", "shifts.mode",
        "shifts.leaves_at_start", "shifts.end_place", "shifts.external_id", "persons.absences",
        "persons.incompatible_with", "visits.weight", "visits.max_since_loading_s",
        "workers.history",
    }  # fmt: skip


def test_a_generated_day_loses_only_what_has_no_column(tmp_path: Path) -> None:
    """The standard day of Besançon goes through tables; the notes name what has no column."""
    problem = load_problem(generate(TUESDAY, scale=0.2))
    exported = export_tables(problem)
    assert {note.details["field"] for note in exported.notes} <= {
        "name", "visits.load", "visits.place", "visits.max_since_loading_s", "workers.history",
        "shifts.reload", "shifts.capacity", "shifts.vehicles", "vehicles", "links",
        "persons.absences", "external_visits",
    }  # fmt: skip
    found = load_problem(read_back(tmp_path, exported, Horizon(TUESDAY)))
    assert found.visits.keys() == problem.visits.keys()
    assert {v.id: v.windows for v in found.visits.values()} == {
        v.id: v.windows for v in problem.visits.values()
    }
    together = [link for link in problem.links.values() if link.kind == "together"]
    assert len(together) == len([k for k in found.links.values() if k.kind == "together"])


def test_every_visit_is_a_row_whatever_its_links(tmp_path: Path) -> None:
    """V1 comes with V9 by one link and is a team with V1#2 by another; V8 may come up to 5 min
    before V9: links may be lost, which is told, visits are not."""
    day = problem(
        visits=[visit(name, at=(47.2, 6.0), person="p") for name in ("V1", "V1#2", "V8", "V9")],
        workers=[worker("w1", at=(47.2, 6.0))],
        shifts=[shift("w1")],
        links=[
            link("together", "V1", "V9"), link("together", "V1", "V1#2"),
            link("sequence", "V9", "V8", min_gap_s=-300, max_gap_s=None),
        ],
        base=(47.2, 6.0),
    )  # fmt: skip
    exported = export_tables(load_problem(day))
    found = read_back(tmp_path, exported, Horizon(DATE))
    assert {v["id"] for v in found["visits"]} == {"V1", "V1#2", "V8", "V9"}
    assert [k["visits"] for k in found["links"]] == [["V1", "V1#2"]]
    (told,) = [note for note in exported.notes if note.details["field"] == "links"]
    assert told.details["count"] == 2


def test_a_text_like_a_formula_is_written_as_text() -> None:
    """`=1+1` as a name would be computed by whoever opens the file; numbers stay numbers."""
    document = generate(TUESDAY, scale=0.05).to_json_dict()
    person = document["visits"][0]["person"]
    for place in document["places"]:
        place["location"] = [48.4, -4.5 + place["location"][1] / 1000]
    labels = Labels({person: Label(name='=HYPERLINK("x")', phone="+33 3 53 01 00 00")})
    text = export_tables(load_problem(document), labels).visits
    assert "'=HYPERLINK" in text
    assert "'+33 3" in text
    assert ";-4,4" in text
