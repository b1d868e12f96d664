"""One plan's way through its processes, without HTTP."""

import errno
import json
import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.jobs import solving
from api.jobs.child import Better
from api.jobs.processes import SearchProcess
from api.settings import Settings
from api.store.database import Database, now_ms
from api.store.plans import Plans, Submission, zipped


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[Plans]:
    """A table of plans of its own."""
    database = Database(f"sqlite:///{tmp_path / 'plans.db'}")
    database.migrate()
    yield Plans(database)
    database.close()


def submitted(plans: Plans, problem: Any, deadline: int | None = None, stop: str = "5it") -> str:
    """A plan that waits; its id."""
    asked = Submission(
        "one", "hash", zipped(json.dumps(problem).encode()), 2,
        {"stop": stop, "seed": 1, "engine": "kernel"}, 5, deadline,
    )  # fmt: skip
    return plans.submit(asked, 10)[0].id


def solver(plans: Plans, tmp_path: Path, **settings: Any) -> solving.Solver:
    """What runs plans, warm."""
    held = threading.Event()
    held.set()
    made = solving.Solver(plans, Settings(data_dir=tmp_path, **settings), held)
    made.start()
    return made


class TestWithoutAProcess:
    """No process can be started: the machine has no memory or no open files left."""

    def test_that_is_waited_for(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """The third start goes well, and the two before do not count as deaths of the plan."""
        failures = [OSError(errno.EMFILE, "too many open files"), EOFError()]

        def start(task: Any) -> SearchProcess:
            if failures:
                raise failures.pop()
            return SearchProcess(task)

        monkeypatch.setattr(solving, "SearchProcess", start)
        monkeypatch.setattr(solving, "START_AGAIN_S", 0.01)
        plan_id = submitted(plans, lift)
        solver(plans, tmp_path).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert (plan.status, plan.crashes, plan.attempt, failures) == ("solved", 0, 1, [])

    def test_a_stop_ends_the_plan(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """A plan that cannot start can be stopped all the same."""
        plan_id = submitted(plans, lift)

        def start(task: Any) -> SearchProcess:
            plans.ask_to_stop(plan_id)
            raise OSError(errno.ENOMEM, "no memory")

        monkeypatch.setattr(solving, "SearchProcess", start)
        monkeypatch.setattr(solving, "START_AGAIN_S", 0.01)
        solver(plans, tmp_path).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert (plan.status, plan.crashes) == ("stopped", 0)

    def test_a_deadline_ends_the_plan(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """Nothing was found by then: it fails, as a plan does that was never begun."""
        deadline = now_ms() + 60_000

        def start(task: Any) -> SearchProcess:
            monkeypatch.setattr(solving, "now_ms", lambda: deadline)
            raise OSError(errno.ENOMEM, "no memory")

        monkeypatch.setattr(solving, "SearchProcess", start)
        monkeypatch.setattr(solving, "START_AGAIN_S", 0.01)
        plan_id = submitted(plans, lift, deadline)
        solver(plans, tmp_path).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert plan.error is not None
        assert (plan.status, plan.error["code"]) == ("failed", "deadline_passed")


class Hanging:
    """A search that says what it is given to say, and never ends."""

    def __init__(self, *said: Better) -> None:
        self.messages, self._theirs = multiprocessing.Pipe()
        for message in said:
            self._theirs.send(message)

    def stop(self) -> None:
        """It does not listen."""

    def kill(self) -> int:
        """It dies of it."""
        return -9


class TestThatHangs:
    """A search does not end at its limit: its plan fails, and says why."""

    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(solving, "SLACK_S", 0.1)

    def test_without_a_plan(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """It is waited for until the longest time, here twice its own."""
        monkeypatch.setattr(solving, "SearchProcess", lambda task: Hanging())
        plan_id = submitted(plans, lift, stop="1s")
        solver(plans, tmp_path, max_solve_s=2).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert (plan.status, plan.error and plan.error["code"]) == ("failed", "no_plan_in_time")
        assert plan.ended_at is not None
        assert plan.started_at is not None
        assert plan.ended_at - plan.started_at >= 2000

    def test_with_a_plan(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """Its best plan is kept."""
        found = Better(b'{"kept": 1}', {"served": 1}, 0.5, 5)
        monkeypatch.setattr(solving, "SearchProcess", lambda task: Hanging(found))
        plan_id = submitted(plans, lift, stop="1s")
        solver(plans, tmp_path).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert (plan.status, plan.error and plan.error["code"]) == ("failed", "solver_hung")
        assert plans.best(plan_id) == b'{"kept": 1}'

    def test_when_somebody_stopped_it(
        self, plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lift: Any
    ):
        """That is what it says."""
        plan_id = submitted(plans, lift, stop="300s")

        def start(task: Any) -> Hanging:
            plans.ask_to_stop(plan_id)
            return Hanging()

        monkeypatch.setattr(solving, "SearchProcess", start)
        solver(plans, tmp_path).run(plan_id, 1)
        plan = plans.get(plan_id)
        assert plan is not None
        assert (plan.status, plan.error) == ("stopped", None)
