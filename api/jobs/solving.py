"""One plan from the queue to its end: a process searches, we keep what it finds."""

import logging
import threading
import time
from dataclasses import replace
from typing import Any, Literal

from api.errors import FAILURES
from api.jobs.child import Better, Failed, Task
from api.jobs.processes import SearchProcess, warm_up
from api.logs import place
from api.metrics import SOLVE_SECONDS, SOLVES
from api.settings import MIB, Settings
from api.store.database import now_ms
from api.store.plans import Checkpoint, PlanRecord, Plans
from optimizer import Budget
from optimizer.planning import TIMING_SHARE

log = logging.getLogger("tournee.jobs")

LOOK_S = 0.1
"""How often a search looks whether it shall stop."""
STOP_S = 0.7
"""How long a search may take to end by itself once told to."""
SLACK_S = 10.0
"""How much longer than its limit a search may take to start and to end."""
START_AGAIN_S = 2.0
"""The pause before the next try when no process could be started."""
LEAST_S = 0.5
"""What a search has left at least, when it goes on after a restart."""


class _GivenUp(Exception):
    """The plan was erased, is another attempt's, or the service stops."""


class Solver:
    """Runs plans, each in the thread that calls."""

    def __init__(self, plans: Plans, settings: Settings, held: threading.Event) -> None:
        self.plans = plans
        self.settings = settings
        self.held = held
        """Whether this service may search; if not, whoever may finds the plan lost."""
        self.closing = threading.Event()
        self._warm: threading.Event | None = None

    def start(self) -> None:
        """Load all that searches use; plans wait for it, as they do for their turn."""
        self._warm = warm_up()

    def is_warm(self, seconds: float = 0) -> bool:
        """Whether a process can be started at once, or after some seconds."""
        return self._warm is not None and self._warm.wait(seconds)

    def run(self, plan_id: str, run: int) -> None:
        """Search until the plan has ended, or the service stops: then the plan waits again."""
        while not self.closing.is_set():
            if not self.held.is_set():
                return
            if not self.is_warm(LOOK_S):
                continue
            plan = self.plans.begin(plan_id, run)
            if plan is None:
                return
            log.info("solve starts", extra={"plan_id": plan_id, "attempt": plan.attempt})
            try:
                if self._attempt(plan):
                    return
            except _GivenUp:
                log.info("solve given up", extra={"plan_id": plan_id})
                break
        if self.closing.is_set() and self.held.is_set():
            self.plans.hand_over_again(plan_id, run)

    def _attempt(self, plan: PlanRecord) -> bool:
        """One process; False if it died and another shall be started."""
        started = self._started(plan)
        if started is None:
            return True
        process, task = started
        try:
            last = self._follow(plan, process, self._latest(plan, task))
        finally:
            code = process.kill()
        if isinstance(last, Better):
            if last.ended == "solved" and self._is_cut(plan, task, last):
                last = replace(last, ended="stopped")
            return self._end(plan, last)
        if isinstance(last, Failed):
            return self._fail(plan, last.code, last.detail)
        if last == "stopped":
            return self._end(plan, None)
        if last in FAILURES:
            return self._fail(plan, last, FAILURES[last])
        self.plans.crashed(plan)
        log.warning("solve died", extra={"plan_id": plan.id, "exit_code": code})
        if plan.crashes + 1 >= self.settings.max_attempts:
            how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            return self._fail(
                plan, "solver_crashed", f"the process died {plan.crashes + 1} times, last by {how}"
            )
        return False

    def _started(self, plan: PlanRecord) -> tuple[SearchProcess, Task] | None:
        """A process, and what it searches; None if the plan has ended before there was one.

        That none can be started (no memory, no open files) is no fault of the plan: it waits.
        """
        while plan.deadline is None or plan.deadline > now_ms():
            task = self._task(plan)
            if task is None:
                raise _GivenUp
            try:
                return SearchProcess(task), task
            except (EOFError, OSError) as error:
                log.error(
                    "no process can be started", extra={"plan_id": plan.id, "error": place(error)}
                )
            if self.closing.wait(START_AGAIN_S):
                raise _GivenUp
            wish = self._wish(plan)
            if wish == "stop":
                self._end(plan, None)
                return None
        self.plans.pass_deadline(plan)
        return None

    def _task(self, plan: PlanRecord) -> Task | None:
        problem = self.plans.problem(plan.id)
        if problem is None:
            return None
        seconds, iterations = self._own_seconds(plan), Budget.parse(plan.options["stop"]).iterations
        if seconds is not None:
            if plan.deadline is not None:
                seconds = min(seconds, (plan.deadline - now_ms()) / 1000)
            seconds = max(seconds, LEAST_S)
        if iterations is not None:
            iterations = max(iterations - plan.iterations, 1)
        return Task(
            problem=problem,
            start=self.plans.best(plan.id),
            seconds=seconds,
            iterations=iterations,
            seed=plan.options["seed"],
            engine=plan.options["engine"],
            threads=self.settings.threads,
            memory=self.settings.solve_memory_mib * MIB,
            nice=self.settings.solve_nice,
        )

    def _own_seconds(self, plan: PlanRecord) -> float | None:
        """What is left of the seconds asked for, whenever the deadline is; None: none were."""
        asked = Budget.parse(plan.options["stop"]).seconds
        return None if asked is None else min(asked, self.settings.max_solve_s) - plan.searched_s

    def _is_cut(self, plan: PlanRecord, task: Task, last: Better) -> bool:
        """Whether a search used up its seconds, and had fewer than its own for the deadline.

        They are used up but for the share that a search keeps for the times of its plan.
        """
        own = self._own_seconds(plan)
        if own is None or task.seconds is None or own <= task.seconds:
            return False
        return last.elapsed_s >= (1 - TIMING_SHARE) * task.seconds

    def _latest(self, plan: PlanRecord, task: Task) -> float:
        """When the search is told to end; one with a limit in seconds has ended by itself."""
        if task.seconds is not None:
            return time.monotonic() + task.seconds + SLACK_S
        return self._longest(plan)

    def _longest(self, plan: PlanRecord) -> float:
        """When the search is told to end even if it has no plan yet."""
        left = self.settings.max_solve_s - plan.searched_s
        if plan.deadline is not None:
            left = min(left, (plan.deadline - now_ms()) / 1000)
        return time.monotonic() + left

    def _wish(self, plan: PlanRecord) -> Literal["go on", "stop"]:
        wish = self.plans.wants(plan)
        if wish == "give up" or self.closing.is_set() or not self.held.is_set():
            raise _GivenUp
        return wish

    def _follow(
        self, plan: PlanRecord, process: SearchProcess, latest: float
    ) -> Better | Failed | str | None:
        """Keep what the process finds until it ends; None if it died.

        `stopped`: it was told to end by somebody, or by the deadline, and did not in time or died
        of it; what was kept counts. `solver_hung`, `no_plan_in_time`: why it was told by nobody.
        The first plan of a large day may take longer than its limit: it is waited for.
        """
        stopped: float | None = None
        why = "stopped"
        longest, has_plan = self._longest(plan), plan.progress is not None
        while True:
            try:
                if process.messages.poll(LOOK_S):
                    message = process.messages.recv()
                    if isinstance(message, Failed) or message.ended is not None:
                        return message
                    self.plans.checkpoint(plan, _checkpoint(plan, message))
                    has_plan = True
                    continue
            except (EOFError, OSError):
                return None if stopped is None else why
            asked = self._wish(plan) == "stop"
            now = time.monotonic()
            if asked:
                why = "stopped"
            if stopped is not None:
                if now > stopped + STOP_S:
                    return why
                continue
            if asked or now > (latest if has_plan else max(latest, longest)):
                if not asked:
                    why = self._overdue(plan, has_plan)
                process.stop()
                stopped = now

    def _overdue(self, plan: PlanRecord, has_plan: bool) -> str:
        """Why a search is told to end by nobody."""
        if not has_plan:
            return "no_plan_in_time"
        if plan.deadline is not None and plan.deadline <= now_ms():
            return "stopped"
        asked = Budget.parse(plan.options["stop"]).seconds
        return "stopped" if asked is None else "solver_hung"

    def _end(self, plan: PlanRecord, last: Better | None) -> bool:
        status = "stopped" if last is None or last.ended is None else last.ended
        found = None if last is None else _checkpoint(plan, last)
        if self.plans.end(plan, status, found):
            self._count(plan, status)
        return True

    def _fail(self, plan: PlanRecord, code: str, detail: str) -> bool:
        if self.plans.end(plan, "failed", error={"code": code, "detail": detail}):
            self._count(plan, "failed", code=code)
        return True

    def _count(self, plan: PlanRecord, status: str, **more: Any) -> None:
        SOLVES.labels(status).inc()
        if plan.started_at is not None:
            SOLVE_SECONDS.observe((now_ms() - plan.started_at) / 1000)
        log.info("plan ended", extra={"plan_id": plan.id, "status": status, **more})


def _checkpoint(plan: PlanRecord, found: Better) -> Checkpoint:
    """What was found, its time and iterations counted from the first attempt."""
    elapsed, iterations = plan.searched_s + found.elapsed_s, plan.iterations + found.iterations
    progress = {**found.progress, "elapsed_s": round(elapsed, 3), "iterations": iterations}
    return Checkpoint(found.plan, progress, elapsed, iterations)
