"""The folders of machine code: one a version, and none for ever."""

import os
import time
from pathlib import Path

from optimizer.engine.kernel.compiled import use

DAY_S = 86_400


def made(folder: Path, days_ago: float) -> Path:
    """A folder with machine code, last used so many days ago."""
    folder.mkdir(parents=True)
    (folder / "search.nbi").write_text("code", encoding="utf-8")
    os.utime(folder, (time.time() - days_ago * DAY_S,) * 2)
    return folder


def test_folders_of_other_versions_go_after_a_month(tmp_path: Path) -> None:
    """Unused for 31 days: gone with its files. For 29 days: kept. What is not ours: kept."""
    old, recent = made(tmp_path / "kernel-old", 31), made(tmp_path / "kernel-recent", 29)
    other = made(tmp_path / "addresses", 99)

    use(tmp_path / "kernel-now")

    assert not old.exists()
    assert (recent / "search.nbi").exists()
    assert (other / "search.nbi").exists()


def test_a_folder_in_use_is_not_old(tmp_path: Path) -> None:
    """Made long ago and used by nobody since, but now: kept, today and by the next version."""
    folder = made(tmp_path / "kernel-now", 99)

    use(folder)
    use(tmp_path / "kernel-next")

    assert (folder / "search.nbi").exists()


def test_a_cache_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    """A file stands where the folder should: planning goes on."""
    (tmp_path / "tournee").write_text("", encoding="utf-8")

    use(tmp_path / "tournee" / "kernel-now")
