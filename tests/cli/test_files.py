"""Files that a command writes: whole ones, all or none."""

from pathlib import Path

import pytest

from optimizer.cli.files import write


def test_all_are_written(tmp_path: Path) -> None:
    """Text and bytes; what has no file or no text is left out; nothing else is left behind."""
    plan, chart = tmp_path / "plan.json", tmp_path / "chart.png"
    plan.write_text("old")

    write((plan, "né"), (chart, b"png"), (None, "x"), (tmp_path / "none", None))

    assert (plan.read_text("utf-8"), chart.read_bytes()) == ("né", b"png")
    assert sorted(tmp_path.iterdir()) == [chart, plan]


def test_where_one_cannot_be_replaced_all_are_what_they_were(tmp_path: Path) -> None:
    """The third is a folder: the first has its old text again, the second is gone again."""
    plan, new, folder = tmp_path / "plan.json", tmp_path / "new.json", tmp_path / "folder"
    plan.write_text("old")
    plan.chmod(0o640)
    folder.mkdir()

    with pytest.raises(OSError):
        write((plan, "new"), (new, "new"), (folder, "new"))

    assert plan.read_text() == "old"
    assert plan.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [folder, plan]


def test_private_files_are_for_the_owner(tmp_path: Path) -> None:
    """Labels say who is who: others cannot read them."""
    labels, plan = tmp_path / "labels.json", tmp_path / "plan.json"

    write((labels, "{}"), (plan, "{}"), private={labels})

    assert labels.stat().st_mode & 0o077 == 0
