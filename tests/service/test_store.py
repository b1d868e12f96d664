"""What the database keeps, and what it does not."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store.database import Database, DatabaseGone
from api.store.plans import Plans, Submission, zipped

PROBLEM = random.Random(1).randbytes(500).hex().encode()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    made = Database(f"sqlite:///{tmp_path / 'plans.db'}")
    made.migrate()
    yield made
    made.close()


def traces(folder: Path) -> list[str]:
    """Files that hold the problem, as it is stored."""
    stored = zipped(PROBLEM)
    return [path.name for path in folder.glob("plans.db*") if stored in path.read_bytes()]


def test_what_is_erased_is_in_no_file(database: Database, tmp_path: Path):
    """Neither in the database nor in its journal; a reader in the way only delays that."""
    plans = Plans(database)
    plan, _ = plans.submit(Submission("one", "hash", zipped(PROBLEM), 2, {}, 5), 10)
    assert traces(tmp_path)
    with database.read() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM plans").all()
        plans.erase(plan.id)
        plans.purge()
        assert traces(tmp_path)  # the reader still sees the plan
    plans.purge()
    assert traces(tmp_path) == []


def test_new_plans_are_listed_first_after_the_clock_was_set_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    """The order is that of submission, whatever the clock says."""
    plans = Plans(database)
    made = []
    for moment in (5_000_000, 1_000_000, 1_000_000, 6_000_000):
        monkeypatch.setattr("api.store.plans.now_ms", lambda moment=moment: moment)
        plan, _ = plans.submit(Submission("one", "hash", zipped(PROBLEM), 2, {}, 5), 10)
        made.append(plan.id)
    assert [plan.id for plan in plans.page("one", [], None, 10)] == made[::-1]


def test_a_database_that_is_deleted_is_noticed(database: Database, tmp_path: Path):
    """Nothing is read from, or written to, a file that nobody will find again."""
    plans = Plans(database)
    (tmp_path / "plans.db").unlink()
    with pytest.raises(DatabaseGone):
        plans.counts()
    (tmp_path / "plans.db").touch()  # another file of that name
    with pytest.raises(DatabaseGone):
        plans.submit(Submission("one", "hash", zipped(PROBLEM), 2, {}, 5), 10)


def test_what_was_erased_before_a_crash_is_purged_after_it(database: Database, tmp_path: Path):
    """A service that died between the two leaves its traces to the next one."""
    before = Plans(database)
    plan, _ = before.submit(Submission("one", "hash", zipped(PROBLEM), 2, {}, 5), 10)
    before.erase(plan.id)
    assert traces(tmp_path)
    Plans(database).purge()
    assert traces(tmp_path) == []
