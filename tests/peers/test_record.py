"""Records of comparisons: kept run by run, and gone on with only if nothing else changed."""

from pathlib import Path

from benchmarks.peers.record import Record
from benchmarks.peers.runs import Setting

SETTING = Setting(("routing", "vroom"), seconds=5, threads=1, seeds=(1,))


def row(solver: str, status: str = "ok") -> dict[str, object]:
    return {"case": "day", "seed": 1, "solver": solver, "status": status}


def test_what_is_there_is_not_run_again(tmp_path: Path):
    """A run that ended by itself is done; one that crashed is not, and its new row replaces it."""
    path = tmp_path / "record.json"
    first = Record(path, SETTING)
    first.add(row("routing"))
    first.add(row("vroom", "timeout"))

    second = Record(path, SETTING, resume=True)

    assert second.done == {("day", 1, "routing")}
    second.add(row("vroom"))
    assert Record(path, SETTING, resume=True).rows == [row("routing"), row("vroom")]


def test_other_settings_start_anew(tmp_path: Path):
    """Rows of 5 s say nothing about 30 s."""
    path = tmp_path / "record.json"
    Record(path, SETTING).add(row("routing"))

    longer = Setting(SETTING.solvers, seconds=30, threads=1, seeds=(1,))

    assert Record(path, longer, resume=True).rows == []
    assert Record(path, SETTING).rows == []
