"""`tournee export` in all formats, and `tournee real`: files, errors, what is kept private."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from optimizer.outputs.export import FORMATS
from optimizer.outputs.labels import labels_text
from optimizer.plan.model import Plan
from tests.builders import iso
from tests.outputs.leaving import LABELS, document, made, problem

FILES = {
    "pdf": {"tours.pdf", "loading.pdf", "calls.pdf"},
    "persons": {"persons.pdf"},
    "ics": {"aide-one.ics", "aide-two.ics", "w-driver.ics", "w-bus.ics"},
    "html": {"plan.html"},
    "hours": {"hours.csv", "weeks.csv", "hours.xlsx"},
    "xlsx": {"plan.xlsx"},
    "geojson": {"tours.geojson"},
    "fhir": {"bundle.json"},
    "indicators": {"indicators.csv", "indicators.xlsx", "indicators.html"},
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    day = problem()
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document(day, made(day))), encoding="utf-8")
    (tmp_path / "labels.csv").write_text(labels_text(LABELS.by_id), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_writes_its_files(run: Any, tmp_path: Path, plan: Path, kind: str) -> None:
    """With names in them, nobody else can read them."""
    out = tmp_path / "out"
    ended = run("export", plan, "--format", kind, "--out", out, "--labels",
                tmp_path / "labels.csv")  # fmt: skip

    assert (ended.code, ended.err) == (0, "")
    assert {path.name for path in out.iterdir()} == FILES[kind]
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_size > 40


def test_one_worker_gets_one_workers_files(run: Any, tmp_path: Path, plan: Path) -> None:
    """Only her calendar; other formats say that they are not made for one."""
    arguments = ("export", plan, "--worker", "aide-one", "--out")
    assert run(*arguments, tmp_path / "out", "--format", "ics").code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["aide-one.ics"]

    refused = run(*arguments, tmp_path / "no", "--format", "hours", "--json")
    assert (refused.code, json.loads(refused.err.splitlines()[0])["pointer"]) == (2, "--worker")
    stranger = run("export", plan, "--worker", "x", "--format", "ics", "--out", tmp_path / "no")
    assert (stranger.code, "aucun plan n’a d’intervenant" in stranger.err) == (2, True)
    assert not (tmp_path / "no").exists()


def test_a_worker_without_a_tour_gets_a_note(run: Any, tmp_path: Path) -> None:
    """Nothing is wrong, nothing is written, and that is said."""
    day = problem()
    path = tmp_path / "plan.json"
    unserved = Plan((), dict.fromkeys(day.visits, ()))
    path.write_text(json.dumps(document(day, unserved)), encoding="utf-8")
    ended = run("export", path, "--format", "pdf", "--worker", "aide-one", "--out",
                tmp_path / "out")  # fmt: skip

    assert (ended.code, ended.err) == (0, "note\u00a0: aucune tournée : rien à écrire\n")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_plan_without_tours_can_be_exported(run: Any, tmp_path: Path, kind: str) -> None:
    """Empty tables and pages, no failure."""
    day = problem()
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document(day, Plan((), dict.fromkeys(day.visits, ())))))

    assert run("export", path, "--format", kind, "--out", tmp_path / "out").code == 0


@pytest.mark.parametrize(
    ("kind", "module"),
    [("pdf", "typst"), ("ics", "icalendar"), ("hours", "xlsxwriter"), ("fhir", "fhir")],
)
def test_a_missing_library_is_said_with_the_extra_that_brings_it(
    run: Any, tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str
) -> None:
    """Where the extra is not installed, the command says how to install it, and writes nothing."""
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    ended = run("export", plan, "--format", kind, "--out", tmp_path / "out", "--json")

    error = json.loads(ended.err.splitlines()[0])
    assert (ended.code, error["code"]) == (2, "missing_extra")
    assert "tournee[exports]" in error["remedy"]
    assert not (tmp_path / "out").exists()


def test_two_plans_of_one_day_are_refused(run: Any, tmp_path: Path, plan: Path) -> None:
    """Their hours would count twice."""
    ended = run("export", plan, plan, "--format", "hours", "--out", tmp_path / "out")

    assert (ended.code, "planifie ce jour aussi" in ended.err) == (2, True)


def test_real_times_are_compared_and_accepted(run: Any, tmp_path: Path, plan: Path) -> None:
    """learnt.json says nothing is accepted; what a planner accepts is in the new problem."""
    stamps = tmp_path / "stamps.csv"
    stamps.write_text(f"visit;start;end\nlift-1;{iso('08:00')};{iso('08:50')}\n", encoding="utf-8")
    out, new = tmp_path / "out", tmp_path / "new.json"
    assert run("real", "compare", plan, "--stamps", stamps, "--out", out).code == 0
    assert {path.name for path in out.iterdir()} == {"real.csv", "real.xlsx", "learnt.json"}
    assert json.loads((out / "learnt.json").read_text()) == []  # one visit is no habit

    before = tmp_path / "problem.json"
    before.write_text(json.dumps(problem().document), encoding="utf-8")
    lesson = {"about": "activity", "activity": "get_up", "key": "", "proposed_min": 50}
    for accept, seconds in ((False, 1800), (True, 3000)):
        (out / "learnt.json").write_text(json.dumps([{**lesson, "accept": accept}]))
        assert run("real", "accept", out / "learnt.json", "--into", before, "-o", new).code == 0
        visits = json.loads(new.read_text())["visits"]
        assert {v["duration_s"] for v in visits if v["id"].startswith("lift")} == {seconds}


def test_wrong_stamps_end_the_command(run: Any, tmp_path: Path, plan: Path) -> None:
    """Exit code 2, and nothing is written."""
    stamps = tmp_path / "stamps.csv"
    stamps.write_text("visit\nnobody\n", encoding="utf-8")
    ended = run("real", "compare", plan, "--stamps", stamps, "--out", tmp_path / "out")

    assert (ended.code, "no plan has this visit" in ended.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_appointments_become_visits(run: Any, tmp_path: Path, plan: Path) -> None:
    """A stranger's appointment is a visit of the new problem."""
    day = tmp_path / "problem.json"
    day.write_text(json.dumps(problem().document), encoding="utf-8")
    appointment = {
        "resourceType": "Appointment", "id": "a1", "status": "booked",
        "start": iso("11:00"), "end": iso("11:30"),
        "participant": [{"actor": {"reference": "Patient/p-bert"}, "status": "accepted"}],
    }  # fmt: skip
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"resourceType": "Bundle", "type": "collection",
                                  "entry": [{"resource": appointment}]}))  # fmt: skip
    new = tmp_path / "new.json"
    assert run("real", "appointments", bundle, "--into", day, "-o", new).code == 0
    assert [v["person"] for v in json.loads(new.read_text())["visits"] if v["id"] == "a1"] == [
        "p-bert"
    ]


def test_deliveries_are_written(run: Any, tmp_path: Path, plan: Path) -> None:
    """One message with one visit in it."""
    (tmp_path / "stamps.csv").write_text(f"visit;start;end\nlift-1;{iso('08:00')};\n")
    (tmp_path / "lines.csv").write_text(
        "person;line;funder;funder_name;aid;beneficiary;last_name;first_name;birth_date\n"
        "p-anna;PL-7;D25;Doubs;APA;B-1;Belbief;Aldine;\n"
    )
    ended = run("real", "deliver", plan, "--stamps", tmp_path / "stamps.csv", "--plan-lines",
                tmp_path / "lines.csv", "--provider", "S", "Service", "123", "-o",
                tmp_path / "out.xml")  # fmt: skip

    assert ended.code == 0, ended.err
    assert (tmp_path / "out.xml").read_text().count("<ns:CrossIndustryDespatchAdvice>") == 1
