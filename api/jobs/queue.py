"""The durable queue: DBOS workflows, one for each run of a plan.

The table of plans is the truth. What is accepted there is handed over to DBOS by `upkeep`, under
an id that names plan and run: handing over twice is handing over once. DBOS decides which plan
starts when (fair between tenants, by priority within one) and starts it again after a crash.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig
from sqlalchemy import make_url

from api.settings import Settings
from api.store.plans import PlanRecord

QUEUE = "solves"
WORKFLOW = "solve_plan"
APPLICATION = "tournee"
VERSION = "1"
"""Raised when the steps of the workflow change: DBOS goes on only with jobs of its version."""
POLL_S = 0.1
BATCH = 500
RECOVERIES = 1_000_000
"""DBOS would give up before; the attempts that count are ours."""
WAITING = ("ENQUEUED", "DELAYED")
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class Queue:
    """DBOS, which a process has once. `solve` runs one plan: its id, its run."""

    def __init__(self, settings: Settings, solve: Callable[[str, int], None]) -> None:
        self._settings = settings
        self._solve = solve
        self._here: set[tuple[str, int]] = set()

    def start(self) -> None:
        """Go on with what was queued or interrupted before."""
        solve = self._solve

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=RECOVERIES)
        def solve_plan(plan_id: str, run: int) -> None:
            self._here.add((plan_id, run))
            try:
                DBOS.run_step({"name": "solve"}, solve, plan_id, run)
            finally:
                self._here.discard((plan_id, run))

        url = self._settings.jobs_url
        if make_url(url).get_backend_name() == "sqlite":
            _write_ahead(url)
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": url,
            "application_version": VERSION,
            "executor_id": APPLICATION,
            "log_level": "WARNING",
            "sys_db_pool_size": 10,
        }
        DBOS(config=config)
        theirs = logging.getLogger("dbos")  # its lines in our form, and in our place
        theirs.handlers.clear()
        theirs.propagate = True
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._settings.solves,
            partition_worker_concurrency=self._settings.per_tenant,
            polling_interval_sec=POLL_S,
            on_conflict="always_update",
        )

    def hand_over(self, plan: PlanRecord) -> None:
        """Queue a run of a plan, or do nothing if the queue has it."""
        DBOS.enqueue_workflow_with_options(
            {
                "queue_name": QUEUE,
                "workflow_name": WORKFLOW,
                "workflow_id": f"{plan.id}.{plan.run}",
                "app_version": VERSION,
                "priority": plan.priority,
                "queue_partition_key": plan.tenant,
            },
            plan.id,
            plan.run,
        )

    def runs(self) -> set[tuple[str, int]]:
        """Plans, and which run of them, that the queue has still to run, or that run here.

        What the queue takes to be running need not be: whoever ran it may have died.
        """
        waiting = DBOS.list_workflows(
            status=list(WAITING), queue_name=QUEUE, app_version=VERSION,
            load_input=False, load_output=False,
        )  # fmt: skip
        ids = (workflow.workflow_id.split(".") for workflow in waiting)
        return {(plan_id, int(run)) for plan_id, run in ids} | self._here

    def clean(self) -> None:
        """Delete what has ended from the queue: the table of plans says how."""
        while ended := DBOS.list_workflows(
            status=list(ENDED), queue_name=QUEUE, limit=BATCH, load_input=False, load_output=False
        ):
            DBOS.delete_workflows([workflow.workflow_id for workflow in ended])

    def close(self) -> None:
        """Start nothing more, and leave what runs to the next start."""
        DBOS.destroy(workflow_completion_timeout_sec=2)


def _write_ahead(url: str) -> None:
    """Make the file, its owner's only, and set its journal: readers do not hold up the writer."""
    path: Any = make_url(url).database
    Path(path).touch(mode=0o600)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
