"""The quality suite as a command: which runs it makes, and what it writes."""

import json
import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.quality.__main__ import main
from benchmarks.quality.catalogue import BadSet, cases, chosen, text_of
from benchmarks.quality.families import FAMILIES
from optimizer import Options
from tests.quality_suite import samples

SET = """family,instance,file,published
vrptw,tiny,vrptw/tiny.txt.xz,20
bredstrom,tiny,bredstrom/tiny.json,
bredstrom,narrow,bredstrom/narrow.json,81
mankowska,tiny,mankowska/tiny.json,50
kummer,gone,kummer/gone.json,50
"""

Measured = tuple[Result, dict[str, Any], Path]


def instances(folder: Path) -> Path:
    """A folder of instances: one compressed, one that has no solution, one missing."""
    for name in ("vrptw", "bredstrom", "mankowska"):
        (folder / name).mkdir(parents=True)
    (folder / "instances.csv").write_text(SET, encoding="utf-8")
    (folder / "few.csv").write_text("\n".join(SET.splitlines()[:3]), encoding="utf-8")
    (folder / "vrptw/tiny.txt.xz").write_bytes(lzma.compress(samples.VRPTW.encode()))
    narrow = {**samples.BREDSTROM, "horizon": 50}  # visit 3 and back takes 30 + 10 + 30
    for name, instance in (("bredstrom/tiny", samples.BREDSTROM), ("bredstrom/narrow", narrow),
                           ("mankowska/tiny", samples.HHCRSP)):  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(instance), encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return instances(tmp_path / "data")


def run(*args: object, data: Path | None = None) -> Result:
    """The command, in this process; its runs have processes of their own."""
    environment = {"TOURNEE_BENCH_DATA": None if data is None else str(data)}
    return CliRunner().invoke(main, [str(arg) for arg in args], env=environment)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """All instances with two seeds, run once: the output, the JSON, the folder of solutions."""
    folder = tmp_path_factory.mktemp("measured")
    data, solutions, out = instances(folder / "data"), folder / "solutions", folder / "out/all.json"
    result = run("--seconds", 0.3, "--seeds", "1,2", "--solutions-dir", solutions, "--out", out,
                 data=data)  # fmt: skip
    return result, json.loads(out.read_text(encoding="utf-8")), solutions


def test_every_run_is_a_row(measured: Measured):
    """Solved, no plan, unsupported: rows like any other; a missing file is named."""
    result, document, _ = measured
    rows = document["rows"]
    statuses = {(row["family"], row["instance"], row["seed"]): row["status"] for row in rows}

    assert result.exit_code == 0, result.output
    assert set(statuses) == {
        (family, instance, seed)
        for family, instance in (("vrptw", "tiny"), ("bredstrom", "tiny"),
                                 ("bredstrom", "narrow"), ("mankowska", "tiny"))
        for seed in (1, 2)
    }  # fmt: skip
    assert statuses["vrptw", "tiny", 1] == statuses["bredstrom", "tiny", 2] == "solved"
    assert statuses["bredstrom", "narrow", 1] == "no plan"
    assert document["skipped"] == ["kummer gone"]
    assert "SKIPPED: kummer gone" in result.stderr


def test_rows_have_the_scorer_s_cost_and_the_gap(measured: Measured):
    """The tiny VRPTW has one partition into two routes: 22.8, 14 % above what the set says."""
    _, document, _ = measured
    rows = {(row["family"], row["instance"]): row for row in document["rows"]}
    tiny = rows["vrptw", "tiny"]

    assert (tiny["cost"], tiny["published"]) == (pytest.approx(samples.VRPTW_COST), 20)
    assert tiny["gap"] == pytest.approx(0.14)
    assert 0 <= tiny["first_s"] <= tiny["wall_s"]
    assert rows["bredstrom", "tiny"]["gap"] is None
    assert rows["bredstrom", "tiny"]["cost"] <= samples.BREDSTROM_COST
    assert rows["bredstrom", "narrow"]["cost"] is None


def test_solutions_are_kept_in_the_published_formats(
    measured: Measured,
):
    """One file a solved run, and the scorer finds in it the cost of the row."""
    _, document, solutions = measured
    solved = [row for row in document["rows"] if row["status"] == "solved"]

    for row in solved:
        path = solutions / row["family"] / f"{row['instance']}.s{row['seed']}.json"
        family = FAMILIES[row["family"]]
        instance = {"vrptw": samples.VRPTW, "bredstrom": json.dumps(samples.BREDSTROM)}
        if row["family"] in instance:
            text = family.parse(instance[row["family"]])
            judged = family.judge(text, json.loads(path.read_text(encoding="utf-8")))
            assert judged.cost == row["cost"]
    assert len(list(solutions.glob("*/*.json"))) == len(solved)


def test_the_tables_show_each_family(measured: Measured):
    """Mean gap over the runs that have one, and how many have none."""
    result, _, _ = measured

    assert "vrptw: mean gap +14.00% over 2 of 2 runs" in result.stdout
    assert "bredstrom: no gap over 0 of 4 runs; 2 no plan" in result.stdout


def test_the_json_says_where_and_how_it_was_measured(
    measured: Measured,
):
    """Versions, machine and settings, without which figures mean nothing."""
    _, document, _ = measured

    assert {"python", "numpy", "ortools", "tournee"} <= document["versions"].keys()
    assert document["machine"]["cores"] > 0
    assert document["machine"]["cpu"]
    assert document["settings"] == {"engine": Options().engine, "seconds": 0.3, "threads": 1}


def test_only_what_was_chosen_is_run(data: Path):
    """Families, names by pattern, and a set beside the data or elsewhere."""
    everything = cases(data, None)

    assert [c.instance for c in chosen(everything, ["bredstrom"], "t*")] == ["tiny"]
    assert len(chosen(everything, None, "*")) == 5
    assert [c.family for c in cases(data, "few.csv")] == ["vrptw", "bredstrom"]
    assert cases(data, str(data / "few.csv")) == cases(data, "few.csv")
    assert text_of(everything[0].path) == samples.VRPTW


@pytest.mark.parametrize(
    ("text", "says"),
    [("family,instance,file\n", "published"), (SET + "vrptw,x,x,cheap\n", "line 7")],
)
def test_a_bad_set_is_refused(data: Path, text: str, says: str):
    """A missing column, or a cost that is no number; with its place."""
    (data / "instances.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadSet, match=says):
        cases(data, None)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--families", "vrptw,pdptw"], "pdptw is none of"),
        (["--seeds", "1,x"], "no list of whole numbers"),
        (["--set", "none.csv"], "there is no set"),
        (["--engine", "magic"], "magic"),
        (["--engine", "routing", "--threads", "2"], "has one thread, not 2"),
        (["--seconds", "0"], "0"),
    ],
)
def test_usage_errors(data: Path, args: Sequence[str], says: str):
    """Exit code 2, before anything is run."""
    result = run(*args, data=data)

    assert result.exit_code == 2
    assert says in result.stderr


def test_without_data_it_says_so_and_measures_nothing(tmp_path: Path):
    """Exit code 77, and a line that cannot be missed."""
    nowhere = run()
    no_folder = run("--data", tmp_path / "none")

    assert (nowhere.exit_code, no_folder.exit_code) == (77, 77)
    assert "SKIPPED: nothing is measured" in nowhere.stderr
    assert "TOURNEE_BENCH_DATA" in nowhere.stderr
    assert "is no folder" in no_folder.stderr


def test_a_run_that_crashes_is_a_row_and_an_exit_code(data: Path, tmp_path: Path):
    """A file that is no instance: status failed, and 1 in the end."""
    (data / "vrptw/tiny.txt.xz").write_bytes(lzma.compress(b"nothing"))
    result = run("--families", "vrptw", "--seconds", 0.1, "--out", tmp_path / "o.json", data=data)
    (row,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["rows"]

    assert result.exit_code == 1
    assert row["status"] == "failed"
    assert "not an instance" in row["detail"]
