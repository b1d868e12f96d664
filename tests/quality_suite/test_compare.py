"""Two runs of the quality suite side by side."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.compare import apart, bootstrap, compare, main
from benchmarks.quality.report import FORMAT


def row(instance: str, seed: int, cost: float | None, published: float | None = 100) -> Any:
    return {"family": "f", "instance": instance, "seed": seed, "cost": cost,
            "published": published}  # fmt: skip


def test_an_instance_counts_once():
    """a: 110 and 130 to 105 and 115, so 20 % to 10 %; b: 100 to 120. The mean is +5 %."""
    old = [row("a", 1, 110), row("a", 2, 130), row("b", 1, 100)]
    new = [row("a", 1, 105), row("a", 2, 115), row("b", 1, 120)]
    found = compare(old, new)["f"]
    a, b = found.pairs

    assert (a.old_gap, a.new_gap) == (pytest.approx(0.2), pytest.approx(0.1))
    assert (a.difference, b.difference) == (pytest.approx(-0.1), pytest.approx(0.2))
    assert found.mean == pytest.approx(0.05)
    assert (found.wins, found.losses, found.worst) == (1, 1, b)


def test_the_same_seeds_are_compared_where_there_are_any():
    """Seed 2 alone is in both; with none in both, all are averaged."""
    old = [row("a", 1, 500), row("a", 2, 110)]

    assert compare(old, [row("a", 2, 120), row("a", 3, 900)])["f"].mean == pytest.approx(0.1)
    assert compare(old, [row("a", 3, 305)])["f"].mean == pytest.approx(0)


def test_without_a_published_cost_the_old_one_is_the_measure():
    """80 after 100 is 20 % less."""
    (pair,) = compare([row("a", 1, 100, None)], [row("a", 1, 80, None)])["f"].pairs

    assert (pair.old_gap, pair.new_gap) == (None, None)
    assert pair.difference == pytest.approx(-0.2)


def test_what_was_solved_in_one_run_only_is_named():
    """No plan in a run is no cost: lost or gained, not averaged. New instances are neither."""
    old = [row("a", 1, 100), row("b", 1, None)]
    found = compare(old, [row("a", 1, None), row("b", 1, 100), row("c", 1, 100)])["f"]

    assert (found.pairs, found.lost, found.gained) == ((), ("a",), ("b",))


def test_the_interval_of_differences_that_are_all_alike():
    """No spread, no width; of one instance nothing can be said."""
    assert bootstrap([0.1, 0.1, 0.1]) == (pytest.approx(0.1), pytest.approx(0.1))
    assert bootstrap([0.1]) is None


def test_the_interval_holds_the_mean_and_is_the_same_every_time():
    """About 0.05 +- 1.96 x the standard error; 0.2 x sqrt(1/4) / 10 = 0.01 for 100 values."""
    values = [-0.05, 0.15] * 50
    low, high = bootstrap(values) or (0, 0)

    assert low == pytest.approx(0.05 - 0.0196, abs=0.002)
    assert high == pytest.approx(0.05 + 0.0196, abs=0.002)
    assert bootstrap(values) == (low, high)


def written(path: Path, rows: list[Any]) -> str:
    path.write_text(json.dumps({"format": FORMAT, "rows": rows}), encoding="utf-8")
    return str(path)


def test_the_command_shows_a_line_a_family(tmp_path: Path):
    """Gaps, difference, wins and losses, the worst instance; 0 even if all got worse."""
    old = written(tmp_path / "old.json", [row("a", 1, 110), row("b", 1, 110), row("c", 1, 1)])
    new = written(tmp_path / "new.json", [row("a", 1, 120), row("b", 1, 130), row("c", 1, None)])
    result = CliRunner().invoke(main, [old, new])

    assert result.exit_code == 0
    for part in ("+10.00%", "+25.00%", "+15.00%", "+10.00% to +20.00%", "b +20.00%", "f: lost c"):
        assert part in result.output


def test_what_two_files_do_not_share_is_told():
    """Another length of run, and an instance in one file only."""
    old = {"settings": {"seconds": 5, "threads": 2}, "rows": [row("a", 1, 1), row("b", 1, 1)]}
    new = {"settings": {"seconds": 9, "threads": 2}, "rows": [row("a", 1, 1)]}

    assert list(apart(old, new)) == ["seconds: 5 before, 9 now", "only in old: f b"]


@pytest.mark.parametrize(
    "text",
    ["nothing", "[]", '{"format": "other"}', json.dumps({"format": FORMAT, "rows": [{"seed": 1}]})],
)
def test_other_files_are_refused(tmp_path: Path, text: str):
    """Exit code 2, and what was expected."""
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    good = written(tmp_path / "good.json", [])
    result = CliRunner().invoke(main, [good, str(tmp_path / "bad.json")])

    assert result.exit_code == 2
    assert "bad.json" in result.output
