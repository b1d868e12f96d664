"""Plans that were asked for: accepted once, ended once."""

import json
import secrets
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.store.database import Database, now_ms
from api.store.status import OPEN, STATUSES, Status
from api.store.tables import events, plans


@dataclass(frozen=True)
class Submission:
    """What a client asks for; `problem` is its zipped JSON, `options` what the search needs."""

    tenant: str
    request_hash: str
    problem: bytes
    visits: int
    options: Mapping[str, Any]
    priority: int
    deadline: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class PlanRecord:
    """A plan without its documents. Moments are milliseconds since 1970.

    `attempt` names the search that may write; `run` the workflow of the queue that it is in.
    """

    id: str
    tenant: str
    status: Status
    request_hash: str
    visits: int
    options: Mapping[str, Any]
    priority: int
    deadline: int | None
    created_at: int
    started_at: int | None
    ended_at: int | None
    run: int
    attempt: int
    crashes: int
    stop_asked: bool
    searched_s: float
    iterations: int
    progress: Mapping[str, Any] | None
    error: Mapping[str, Any] | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.status not in OPEN


@dataclass(frozen=True)
class Event:
    """Something that happened to a plan; `number` counts from 1."""

    number: int
    kind: str
    at: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """A better plan: its document without the problem, and what the search says of it."""

    plan: bytes
    progress: Mapping[str, Any]
    searched_s: float
    iterations: int


class IdempotencyKeyReused(Exception):
    """The key came with another request before."""


class QueueFull(Exception):
    """The tenant has too many plans that wait."""


_FIELDS = [plans.c[name] for name in PlanRecord.__dataclass_fields__]


class Plans:
    """The table of plans. Every change of status is one transaction with its event."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.on_change: Callable[[str], None] = lambda plan_id: None
        """Called after a change with the plan's id, from the thread that made it."""
        self._traces = threading.Event()
        self._traces.set()  # of what was erased before the last end

    @contextmanager
    def _change(self, plan_id: str) -> Iterator[Connection]:
        """A transaction that changes a plan."""
        with self.database.write() as connection:
            yield connection
        self.on_change(plan_id)

    # Clients

    def submit(self, asked: Submission, most_queued: int) -> tuple[PlanRecord, bool]:
        """Accept a plan; True if it is new, False if the idempotency key is known.

        Raises
        ------
        IdempotencyKeyReused, QueueFull
        """
        now = now_ms()
        row = {
            "tenant": asked.tenant,
            "status": "queued",
            "idempotency_key": asked.idempotency_key,
            "request_hash": asked.request_hash,
            "problem": asked.problem,
            "visits": asked.visits,
            "options": dict(asked.options),
            "priority": asked.priority,
            "deadline": asked.deadline,
            "created_at": now,
            "run": 1,
            "handed_over": False,
            "attempt": 0,
            "crashes": 0,
            "stop_asked": False,
            "searched_s": 0.0,
            "iterations": 0,
        }
        try:
            with self.database.write() as connection:
                known = self._known(connection, asked)
                if known is not None:
                    return known, False
                waiting = connection.scalar(
                    select(func.count()).where(
                        plans.c.tenant == asked.tenant, plans.c.status == "queued"
                    )
                )
                if waiting is not None and waiting >= most_queued:
                    raise QueueFull
                plan_id = _next_id(connection, now)
                connection.execute(insert(plans).values({"id": plan_id, **row}))
                _add_event(connection, plan_id, "status", {"status": "queued"})
                return _one(connection, plan_id), True
        except IntegrityError:  # the same key, accepted by another process meanwhile
            with self.database.read() as connection:
                known = self._known(connection, asked)
            assert known is not None
            return known, False

    def _known(self, connection: Connection, asked: Submission) -> PlanRecord | None:
        if asked.idempotency_key is None:
            return None
        row = connection.execute(
            select(*_FIELDS).where(
                plans.c.tenant == asked.tenant, plans.c.idempotency_key == asked.idempotency_key
            )
        ).one_or_none()
        if row is None:
            return None
        if row.request_hash != asked.request_hash:
            raise IdempotencyKeyReused
        return _record(row)

    def get(self, plan_id: str, tenant: str | None = None) -> PlanRecord | None:
        """A plan; None if there is none, or not of this tenant."""
        query = select(*_FIELDS).where(plans.c.id == plan_id)
        if tenant is not None:
            query = query.where(plans.c.tenant == tenant)
        with self.database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _record(row)

    def page(
        self, tenant: str, statuses: Sequence[Status], before: str | None, limit: int
    ) -> list[PlanRecord]:
        """Plans of a tenant, the newest first, submitted before the one named."""
        query = select(*_FIELDS).where(plans.c.tenant == tenant)
        if statuses:
            query = query.where(plans.c.status.in_(statuses))
        if before is not None:
            query = query.where(plans.c.id < before)
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(
                query.order_by(plans.c.id.desc()).limit(limit)
            )]  # fmt: skip

    def problem(self, plan_id: str) -> bytes | None:
        """The problem, as zipped JSON."""
        return self._zipped("problem", plan_id)

    def best(self, plan_id: str) -> bytes | None:
        """The best plan so far, as JSON without its problem; None if there is none yet."""
        found = self._zipped("best", plan_id)
        return None if found is None else zlib.decompress(found)

    def _zipped(self, name: str, plan_id: str) -> bytes | None:
        with self.database.read() as connection:
            found: bytes | None = connection.scalar(
                select(plans.c[name]).where(plans.c.id == plan_id)
            )
        return found

    def events(self, plan_id: str, after: int) -> list[Event]:
        """What happened after the event of this number."""
        with self.database.read() as connection:
            return [Event(row.number, row.kind, row.at, row.data) for row in connection.execute(
                select(events).where(events.c.plan_id == plan_id, events.c.number > after)
                .order_by(events.c.number)
            )]  # fmt: skip

    def ask_to_stop(self, plan_id: str) -> None:
        """End a plan that waits, tell a search to end."""
        with self._change(plan_id) as connection:
            waiting = connection.execute(
                update(plans)
                .where(plans.c.id == plan_id, plans.c.status == "queued")
                .values(status="stopped", ended_at=now_ms(), stop_asked=True)
            )
            if waiting.rowcount:
                _add_event(connection, plan_id, "status", {"status": "stopped"})
            else:
                connection.execute(
                    update(plans)
                    .where(plans.c.id == plan_id, plans.c.status == "solving")
                    .values(stop_asked=True)
                )

    def erase(self, plan_id: str) -> None:
        """Forget a plan: its problem, its events, its results. A search of it ends."""
        with self._change(plan_id) as connection:
            connection.execute(delete(plans).where(plans.c.id == plan_id))
        self._traces.set()

    def purge(self) -> None:
        """Leave no trace of what was erased in the files; `upkeep` tries again if that fails."""
        if not self._traces.is_set():
            return
        self._traces.clear()
        done = False
        try:
            done = self.database.purge()
        finally:
            if not done:
                self._traces.set()

    # The queue

    def to_hand_over(self, limit: int) -> list[PlanRecord]:
        """Plans that the queue does not have yet, the oldest first."""
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(
                select(*_FIELDS)
                .where(plans.c.status.in_(OPEN), plans.c.handed_over.is_(False))
                .order_by(plans.c.id).limit(limit)
            )]  # fmt: skip

    def handed_over(self, plan_id: str, run: int) -> None:
        """Note that the queue has this run of the plan."""
        with self.database.write() as connection:
            connection.execute(
                update(plans)
                .where(plans.c.id == plan_id, plans.c.run == run)
                .values(handed_over=True)
            )

    def in_queue(self) -> list[PlanRecord]:
        """All plans that have not ended and that the queue has, or had."""
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(
                select(*_FIELDS).where(plans.c.status.in_(OPEN), plans.c.handed_over)
            )]  # fmt: skip

    def hand_over_again(self, plan_id: str, run: int) -> None:
        """Queue a plan anew, whose run in the queue is lost or was given up."""
        with self._change(plan_id) as connection:
            changed = connection.execute(
                update(plans)
                .where(plans.c.id == plan_id, plans.c.run == run, plans.c.status.in_(OPEN))
                .values(
                    status="queued", run=run + 1, handed_over=False, attempt=plans.c.attempt + 1
                )
            )
            if changed.rowcount:
                _add_event(connection, plan_id, "status", {"status": "queued"})

    # The search

    def begin(self, plan_id: str, run: int) -> PlanRecord | None:
        """Start an attempt at a plan; None if it has ended or is not this run's any more.

        From now on an attempt that began before can write nothing.
        """
        with self._change(plan_id) as connection:
            started = connection.execute(
                update(plans)
                .where(plans.c.id == plan_id, plans.c.run == run, plans.c.status.in_(OPEN))
                .values(
                    status="solving",
                    attempt=plans.c.attempt + 1,
                    started_at=func.coalesce(plans.c.started_at, now_ms()),
                )
            )
            if not started.rowcount:
                return None
            _add_event(connection, plan_id, "status", {"status": "solving"})
            return _one(connection, plan_id)

    def crashed(self, plan: PlanRecord) -> None:
        """Count a process of a search that died."""
        with self.database.write() as connection:
            connection.execute(update(plans).where(_mine(plan)).values(crashes=plans.c.crashes + 1))

    def wants(self, plan: PlanRecord) -> Literal["go on", "stop", "give up"]:
        """What a search shall do; `give up`: the plan is erased, or another attempt has it."""
        with self.database.read() as connection:
            row = connection.execute(select(plans.c.stop_asked).where(_mine(plan))).one_or_none()
        if row is None:
            return "give up"
        return "stop" if row.stop_asked else "go on"

    def checkpoint(self, plan: PlanRecord, found: Checkpoint) -> None:
        """Keep a better plan."""
        with self._change(plan.id) as connection:
            kept = connection.execute(update(plans).where(_mine(plan)).values(_found(found)))
            if kept.rowcount:
                _add_event(connection, plan.id, "progress", found.progress)

    def end(
        self,
        plan: PlanRecord,
        status: Status,
        found: Checkpoint | None = None,
        error: Mapping[str, Any] | None = None,
    ) -> bool:
        """End a plan, once; False if that was done before, or another attempt has it."""
        values = {} if found is None else _found(found)
        with self._change(plan.id) as connection:
            ended = connection.execute(
                update(plans)
                .where(_mine(plan))
                .values(status=status, ended_at=now_ms(), error=error, **values)
            )
            if ended.rowcount:
                if found is not None:
                    _add_event(connection, plan.id, "progress", found.progress)
                data = {"status": status} if error is None else {"status": status, "error": error}
                _add_event(connection, plan.id, "status", data)
            return bool(ended.rowcount)

    def pass_deadline(self, plan: PlanRecord) -> bool:
        """End a plan whose deadline has passed: with the best plan found before, or none."""
        if plan.progress is not None:
            return self.end(plan, "stopped")
        error = {"code": "deadline_passed", "detail": "the deadline passed before the search"}
        return self.end(plan, "failed", error=error)

    # Upkeep

    def overdue(self) -> list[PlanRecord]:
        """Plans that wait though their deadline has passed."""
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(
                select(*_FIELDS).where(plans.c.status == "queued", plans.c.deadline <= now_ms())
            )]  # fmt: skip

    def ended_before(self, moment: int, limit: int) -> list[PlanRecord]:
        """Plans that ended before a moment."""
        with self.database.read() as connection:
            return [_record(row) for row in connection.execute(
                select(*_FIELDS).where(plans.c.ended_at < moment).limit(limit)
            )]  # fmt: skip

    def newest(self) -> int | None:
        """The last moment that a plan was accepted or ended, as the clock was then."""
        with self.database.read() as connection:
            found = connection.execute(
                select(func.max(plans.c.created_at), func.max(plans.c.ended_at))
            ).one()
        return max((moment for moment in found if moment is not None), default=None)

    def counts(self) -> dict[str, int]:
        """How many plans of each status there are."""
        with self.database.read() as connection:
            found = connection.execute(
                select(plans.c.status, func.count()).group_by(plans.c.status)
            )
            counted = {row[0]: row[1] for row in found}
        return {status: counted.get(status, 0) for status in STATUSES}


def zipped(document: bytes) -> bytes:
    """A document as the table holds it."""
    return zlib.compress(document, 1)


def _mine(plan: PlanRecord) -> Any:
    """That the plan is open, and still of the attempt that asks."""
    return and_(plans.c.id == plan.id, plans.c.attempt == plan.attempt, plans.c.status.in_(OPEN))


def _found(found: Checkpoint) -> dict[str, Any]:
    return {
        "best": zipped(found.plan),
        "progress": dict(found.progress),
        "searched_s": found.searched_s,
        "iterations": found.iterations,
    }


def _next_id(connection: Connection, now: int) -> str:
    """An id after all others, also when the clock was set back."""
    last = connection.scalar(select(func.max(plans.c.id)))
    after = 0 if last is None else int(last[:12], 16) + 1
    return f"{max(now, after):012x}{secrets.token_hex(10)}"


def _one(connection: Connection, plan_id: str) -> PlanRecord:
    return _record(connection.execute(select(*_FIELDS).where(plans.c.id == plan_id)).one())


def _record(row: Row[Any]) -> PlanRecord:
    return PlanRecord(**dict(zip(row._fields, row, strict=True)))


def _add_event(connection: Connection, plan_id: str, kind: str, data: Mapping[str, Any]) -> None:
    last = select(func.coalesce(func.max(events.c.number), 0)).where(events.c.plan_id == plan_id)
    connection.execute(
        insert(events).values(
            plan_id=plan_id,
            number=last.scalar_subquery() + 1,
            kind=kind,
            at=now_ms(),
            data=json.loads(json.dumps(data)),
        )
    )
