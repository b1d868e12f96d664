"""The ablation as a command: which runs it makes, what it shows and writes."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.ablation.__main__ import main
from benchmarks.ablation.measure import Row
from benchmarks.ablation.table import table
from benchmarks.ablation.variants import NOTHING, variants
from tests.quality_suite import samples

Measured = tuple[Result, dict[str, Any]]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """A tiny instance whose published cost is that of its worked sample, and a small day."""
    data = tmp_path_factory.mktemp("data")
    (data / "tiny.json").write_text(json.dumps(samples.BREDSTROM), encoding="utf-8")
    (data / "set.csv").write_text(
        f"family,instance,file,published\nbredstrom,tiny,tiny.json,{samples.BREDSTROM_COST}\n"
        "bredstrom,gone,gone.json,1\n",
        encoding="utf-8",
    )
    out = data / "out.json"
    options = ["--data", data, "--set", "set.csv", "--iterations", 20, "--threads", 2,
               "--seeds", "1,2", "--scale", 0.05, "--out", out]  # fmt: skip
    result = CliRunner().invoke(main, [str(option) for option in options])
    assert result.exit_code == 0, result.output
    return result, json.loads(out.read_text(encoding="utf-8"))


def test_every_part_is_switched_off_once(measured: Measured):
    """A row for each problem, seed and part, and one for the whole kernel."""
    result, document = measured
    runs = {(row["name"], row["seed"], row["off"]) for row in document["rows"]}

    assert len(runs) == len(document["rows"])
    assert runs == {
        (name, seed, part)
        for name in ("tiny", "aides x0.05")
        for seed in (1, 2)
        for part in variants(2)
    }
    assert "SKIPPED: bredstrom gone" in result.stderr
    for part in variants(2):
        assert part in result.stdout


def test_rows_have_gap_and_speed(measured: Measured):
    """The tiny instance costs what its sample does, or less; the day has no published cost."""
    _, document = measured
    for row in document["rows"]:
        assert row["iterations"] == 20
        assert row["speed"] > 0
        assert (row["gap"] is None) == (row["name"] != "tiny")
        assert row["gap"] is None or row["gap"] <= 0
    assert document["settings"]["iterations"] == 20
    assert document["machine"]["cores"] > 0


def test_without_data_the_day_is_planned():
    """What cannot be measured is told; the rest is."""
    result = CliRunner().invoke(
        main, ["--iterations", "1", "--scale", "0.05"], env={"TOURNEE_BENCH_DATA": None}
    )

    assert result.exit_code == 0, result.output
    assert "SKIPPED" in result.stderr
    assert "aides x0.05" in result.stdout


def test_each_variant_differs_from_the_kernel_in_one_thing():
    """One field of the tactics, or the number of threads."""
    whole, *others = variants(2).values()
    for variant in others:
        differ = [
            name
            for name in whole.tactics.__slots__
            if getattr(variant.tactics, name) != getattr(whole.tactics, name)
        ]
        assert len(differ) + (variant.threads != whole.threads) == 1
    assert all(variant.threads == 1 for variant in variants(1).values())


def test_the_table_shows_changes_and_what_is_not_solved():
    """Gaps 1 % and 2 % of the whole kernel, 4 % and none without a part: +3 points, one unsolved;
    a day that costs 100, then 110; a speed of 10, then 5."""

    def row(name: str, off: str, gap: float | None, cost: float, speed: float) -> Row:
        published = None if name == "day" else 100.0
        return Row(name[:3], name, 1, off, (0, cost), published, gap, 10, speed)

    rows = [
        row("abc 1", NOTHING, 0.01, 101, 10), row("abc 2", NOTHING, 0.02, 102, 10),
        row("day", NOTHING, None, 100, 10), row("abc 1", "part", 0.04, 104, 5),
        row("abc 2", "part", None, 0, 5), row("day", "part", None, 110, 5),
    ]  # fmt: skip
    columns = [list(column.cells) for column in table(rows).columns]

    assert columns == [
        [NOTHING, "part"], ["+1.50", "+3.00 (1 unsolved)"], ["0", "0"], ["100", "+10.00%"],
        ["10", "x 0.50"],
    ]  # fmt: skip
