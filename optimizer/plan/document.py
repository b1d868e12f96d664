"""The plan as JSON: what `tournee plan` writes, field by field, and how it is read back.

Times are ISO 8601 with offset, places `[latitude, longitude]`, durations seconds (`_s`),
distances metres (`_m`). Unknown fields are refused. `tournee schema plan` prints the JSON
Schema made from these classes. Every key is always present.

A stop says more than a reader needs to rebuild it: `place` and `break` (the id of the break,
or `statutory`) make the round trip lossless, `external_id` is the visit's own in the care
system. Totals, waits, lateness, locations, scores and key figures are for readers; `read_plan`
takes the decisions only (tours, stops, unserved visits) and the referee measures them anew.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field

from optimizer.explain.kpis import Kpis, kpis, waits
from optimizer.plan.model import Plan, Reason, ReasonScope, Stop, StopKind, Tour
from optimizer.plan.score import Score, in_units
from optimizer.problem.clock import ClockError
from optimizer.problem.document import Document, Finite, Id, Latitude, Longitude, Time, digest
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem, Shift
from optimizer.problem.reading import Errors, validate
from optimizer.problem.score_terms import COST_SCALE, Aggregation
from optimizer.referee.measures import late_ticks
from optimizer.result import Result, Status
from optimizer.rules.base import Violation, work

FORMAT = "tournee.plan/1"


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset from UTC, like +01:00")
    return text


Instant = Annotated[Time, AfterValidator(_instant)]
Duration = Annotated[Finite, Field(ge=0, description="seconds")]
Metres = Annotated[int, Field(strict=True, ge=0)]
Whole = Annotated[int, Field(strict=True)]


class MessageOut(Document):
    """One sentence for planners in each language."""

    fr: str
    en: str


class ViolationOut(Document):
    """A broken rule; `at` is the moment from which nothing can mend it."""

    rule: str
    subjects: list[str]
    at: Instant
    message: MessageOut


class WaiverOut(Document):
    rule: str
    subject: Id
    reason: str
    by: str


class LevelOut(Document):
    """`value` in the level's own unit: pieces, minutes late or cents by default."""

    name: str
    value: Finite


class TermOut(Document):
    """`value` in milliseconds, metres or pieces; `cost` in the unit of the level."""

    term: str
    level: str
    weight: Whole
    aggregation: Aggregation
    value: Whole
    cost: Finite


class ScoreOut(Document):
    levels: list[LevelOut]
    terms: list[TermOut]


class StopOut(Document):
    """One stop; `visit`, `person` and `external_id` are null on other kinds than visits.

    `arrival` follows `travel_s` and `distance_m` from the previous stop; service or break
    lasts from `start` to `end`. `break` is null on other kinds than breaks. `pinned`: held in
    its place by a pin or a frozen tour.
    """

    kind: StopKind
    visit: Id | None
    person: Id | None
    external_id: str | None
    break_: Id | None = Field(alias="break")
    place: Id
    arrival: Instant
    start: Instant
    end: Instant
    travel_s: Duration
    distance_m: Metres
    wait_s: Duration
    late_s: Duration
    location: tuple[Latitude, Longitude] | None
    pinned: bool


class TourOut(Document):
    """The tour of one shift, from leaving its start place to the return.

    `wait_s`: time neither busy nor on the road. `paid_s`: from start to end less unpaid breaks
    and waits of 15 min and more.
    """

    id: str
    shift: Id
    worker: Id
    vehicle: Id | None
    start: Instant
    end: Instant
    paid_s: Duration
    travel_s: Duration
    wait_s: Duration
    distance_m: Metres
    stops: list[StopOut] = Field(min_length=2)


class ReasonOut(Document):
    """Why a visit is unserved, for one shift, or for all (`worker` and `shift` null).

    `scope`: `never` no tour of that shift could hold it, even an empty one; `now` no position
    in this plan; `search` it would fit, and the search missed it.
    """

    code: str
    scope: ReasonScope
    worker: Id | None
    shift: Id | None
    detail: str


class UnservedOut(Document):
    visit: Id
    person: Id
    priority: Annotated[int, Field(strict=True, ge=1, le=4)]
    reasons: list[ReasonOut]


class StatsOut(Document):
    """Cost of the search; `contributions`: by part of the engine, the change of each level."""

    wall_s: Duration
    iterations: Annotated[int, Field(strict=True, ge=0)]
    first_plan_s: Duration
    contributions: dict[str, list[Finite]]
    not_optimised: list[str]


class PlanDocument(Document):
    """A whole plan. `problem` is as `tournee schema problem` says, `problem_digest` the SHA-256
    of its canonical JSON. `bound`: a proven lower bound of each level in its unit, rounded down,
    or null; `gap`: how far the first level that misses its bound lies above it, as a share."""

    format: Literal["tournee.plan/1"]
    id: str
    parent: str | None
    created_at: Instant
    engine: str
    seed: Whole
    versions: dict[str, str]
    problem: dict[str, Any]
    problem_digest: str
    status: Status
    violations: list[ViolationOut]
    inherited: list[ViolationOut]
    waivers: list[WaiverOut]
    score: ScoreOut
    bound: list[Whole | None]
    gap: Finite | None
    tours: list[TourOut]
    unserved: list[UnservedOut]
    kpis: Kpis
    stats: StatsOut


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of plan documents."""
    schema = PlanDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class InvalidPlan(ValueError):
    """A document that is not a plan; `errors` lists everything that is wrong."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def plan_document(result: Result, *, parent: str | None = None) -> dict[str, Any]:
    """The plan of a result as JSON values, in the shape of `PlanDocument`.

    Parameters
    ----------
    result
        What the search gave back.
    parent
        Id of the plan that this one revises.
    """
    problem, plan = result.problem, result.plan
    tours = [_tour(problem, tour) for tour in plan.tours]
    return {
        "format": FORMAT,
        "id": _plan_id(problem.digest, tours, result.engine, result.seed),
        "parent": parent,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": result.engine,
        "seed": result.seed,
        "versions": versions(),
        "problem": dict(problem.document),
        "problem_digest": problem.digest,
        "status": result.status,
        "violations": [_violation(problem, v) for v in result.verdict.violations],
        "inherited": [_violation(problem, v) for v in result.verdict.inherited],
        "waivers": [
            {"rule": w.rule, "subject": w.subject, "reason": w.reason, "by": w.by}
            for w in problem.waivers
        ],
        "score": _score(problem, result.score),
        "bound": [None if b is None else b // COST_SCALE for b in result.bound],
        "gap": _gap(result.score.levels, result.bound),
        "tours": tours,
        "unserved": [
            {
                "visit": visit,
                "person": problem.visits[visit].person,
                "priority": problem.visits[visit].priority,
                "reasons": [_reason(reason) for reason in reasons],
            }
            for visit, reasons in plan.unserved.items()
        ],
        "kpis": asdict(kpis(problem, plan)),
        "stats": {
            "wall_s": round(result.stats.wall_s, 3),
            "iterations": result.stats.iterations,
            "first_plan_s": round(result.stats.first_plan_s, 3),
            "contributions": {k: list(v) for k, v in result.stats.contributions.items()},
            "not_optimised": list(result.stats.not_optimised),
        },
    }


def versions() -> dict[str, str]:
    """Versions of what made a plan: tournee, python, ortools, numpy."""

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "unknown"

    return {
        "tournee": installed("tournee"),
        "python": platform.python_version(),
        "ortools": installed("ortools"),
        "numpy": installed("numpy"),
    }


def _plan_id(problem_digest: str, tours: list[dict[str, Any]], engine: str, seed: int) -> str:
    text = json.dumps([problem_digest, tours, engine, seed], sort_keys=True, ensure_ascii=False)
    return "plan-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _tour(problem: Problem, tour: Tour) -> dict[str, Any]:
    seconds, iso = problem.seconds, problem.clock.iso
    shift = problem.shifts[tour.shift]
    return {
        "id": f"tour-{tour.shift}",
        "shift": tour.shift,
        "worker": shift.worker,
        "vehicle": tour.vehicle,
        "start": iso(tour.start),
        "end": iso(tour.end),
        "paid_s": seconds(work(problem, tour)),
        "travel_s": seconds(sum(stop.travel for stop in tour.stops)),
        "wait_s": seconds(sum(waits(tour))),
        "distance_m": sum(stop.distance for stop in tour.stops),
        "stops": [_stop(problem, tour, stop) for stop in tour.stops],
    }


def _stop(problem: Problem, tour: Tour, stop: Stop) -> dict[str, Any]:
    seconds, iso = problem.seconds, problem.clock.iso
    visit = problem.visits[stop.ref] if stop.kind == "visit" and stop.ref else None
    frozen = problem.frozen_tours.get(tour.shift)
    held = visit is not None and (
        visit.id in problem.pins or (frozen is not None and visit.id in frozen.visits)
    )
    location = problem.places[stop.place].location
    return {
        "kind": stop.kind,
        "visit": visit and visit.id,
        "person": visit and visit.person,
        "external_id": visit and visit.external_id,
        "break": stop.ref if stop.kind == "break" else None,
        "place": stop.place,
        "arrival": iso(stop.arrival),
        "start": iso(stop.start),
        "end": iso(stop.end),
        "travel_s": seconds(stop.travel),
        "distance_m": stop.distance,
        "wait_s": seconds(stop.wait),
        "late_s": seconds(late_ticks(visit, stop.start, stop.end)) if visit else 0,
        "location": None if location is None else list(location),
        "pinned": held,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "scope": reason.scope,
        "worker": reason.worker,
        "shift": reason.shift,
        "detail": reason.detail,
    }


def _violation(problem: Problem, violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "subjects": list(violation.subjects),
        "at": problem.clock.iso(violation.at),
        "message": {"fr": violation.sentence("fr"), "en": violation.sentence("en")},
    }


def _score(problem: Problem, score: Score) -> dict[str, Any]:
    names = problem.objective.levels
    return {
        "levels": [
            {"name": name, "value": value} for name, value in zip(names, score.shown(), strict=True)
        ],
        "terms": [
            {
                "term": part.term.kind.name,
                "level": names[part.term.level],
                "weight": part.term.weight,
                "aggregation": part.term.aggregation,
                "value": part.value,
                "cost": in_units(part.cost),
            }
            for part in score.terms
        ],
    }


def _gap(levels: Sequence[int], bound: Sequence[int | None]) -> float | None:
    """(value - bound) / value of the first level that differs from its bound; None if unknown."""
    for value, least in zip(levels, bound, strict=False):
        if least is None:
            return None
        if value > least:
            return round((value - least) / value, 6)
    return 0.0 if len(bound) == len(levels) else None


Part = TypeVar("Part")


def read_plan(document: Any, problem: Problem | None = None) -> tuple[Problem, Plan]:
    """Read a plan back: its problem and its decisions.

    Parameters
    ----------
    document
        The plan as JSON values.
    problem
        What to read the plan against instead of the problem embedded in it, which may then
        differ. The embedded problem must match `problem_digest` all the same.

    Raises
    ------
    InvalidPlan
        With every error found: not a plan, a broken embedded problem, ids that the problem
        does not know, visits or shifts planned twice. Whether all visits are there and the
        times make sense is for the referee to say.
    """
    errors = Errors()
    if not isinstance(document, Mapping):
        errors.add("wrong_type", (), document, "a plan is a JSON object",
                   "see `tournee schema plan`")  # fmt: skip
        raise InvalidPlan(errors.found)
    valid = validate(PlanDocument, document, errors)
    if valid is None:
        raise InvalidPlan(errors.found)
    model, original, _ = valid
    if digest(model.problem) != model.problem_digest:
        errors.add("digest_mismatch", ("problem_digest",), model.problem_digest,
                   "problem_digest is not that of the embedded problem: one of them was changed",
                   "plan again, or correct the digest if the change is meant")  # fmt: skip
    if problem is None:
        try:
            problem = load_problem(model.problem)
        except InvalidProblem as invalid:
            inside = [
                InputError(e.code, "/problem" + e.pointer, e.value, e.message, e.remedy)
                for e in invalid.errors
            ]
            raise InvalidPlan([*errors.found, *inside]) from None
    plan = _Reader(problem, original, errors).plan(model)
    if errors.found:
        raise InvalidPlan(errors.found)
    return problem, plan


Where = tuple[str | int, ...]


class _Reader:
    """Turns the parts of a valid document into those of a `Plan`, reporting what is wrong."""

    def __init__(
        self, problem: Problem, original: Mapping[str, Sequence[int]], errors: Errors
    ) -> None:
        self.problem = problem
        self.original = original
        self.errors = errors
        self.seen: dict[str, Where] = {}
        self.shifts: dict[str, Where] = {}

    def plan(self, model: PlanDocument) -> Plan:
        tours = self._each("tours", model.tours, self._tour)
        unserved = dict(self._each("unserved", model.unserved, self._unserved))
        return Plan(tuple(tours), unserved)

    def _each(
        self, name: str, items: Sequence[Any], read: Callable[[Any, Where], Part]
    ) -> list[Part]:
        return [
            read(item, (name, index))
            for index, item in zip(self.original[name], items, strict=True)
        ]

    def _tour(self, tour: TourOut, where: Where) -> Tour:
        shift = self.problem.shifts.get(tour.shift)
        self._known("shifts", tour.shift, (*where, "shift"))
        if tour.vehicle is not None:
            self._known("vehicles", tour.vehicle, (*where, "vehicle"))
        self._once(self.shifts, "shift", tour.shift, (*where, "shift"))
        if shift is not None:
            self._same("worker", tour.worker, shift.worker, (*where, "worker"))
        stops = [self._stop(stop, shift, (*where, "stops", i)) for i, stop in enumerate(tour.stops)]
        return Tour(tour.shift, tour.vehicle, tuple(stops))

    def _stop(self, stop: StopOut, shift: Shift | None, where: Where) -> Stop:
        ref = {"visit": stop.visit, "break": stop.break_}.get(stop.kind)
        for name, value in (("visit", stop.visit), ("break", stop.break_)):
            if (name == stop.kind) == (value is None):
                what = "needs" if value is None else "has no"
                self.errors.add("contradiction", (*where, name), value,
                                f"a stop of kind {stop.kind} {what} {name}",
                                "correct the kind or the id")  # fmt: skip
        if stop.kind == "visit" and stop.visit is not None:
            self._visit(stop.visit, stop.person, where)
        elif stop.kind == "break" and shift is not None and ref is not None:
            known = {"statutory", *(b.id for b in shift.breaks)}
            if ref not in known:
                self.errors.add("unknown_reference", (*where, "break"), ref,
                                "the shift has no break with this id",
                                f"use one of {', '.join(sorted(known))}")  # fmt: skip
        self._known("places", stop.place, (*where, "place"))
        arrival = self._moment(stop.arrival, (*where, "arrival"))
        start = self._moment(stop.start, (*where, "start"))
        end = self._moment(stop.end, (*where, "end"))
        travel = self._ticks(stop.travel_s, (*where, "travel_s"))
        return Stop(stop.kind, ref, stop.place, arrival, start, end, travel, stop.distance_m)

    def _unserved(self, item: UnservedOut, where: Where) -> tuple[str, tuple[Reason, ...]]:
        self._visit(item.visit, item.person, where)
        visit = self.problem.visits.get(item.visit)
        if visit is not None:
            self._same("priority", item.priority, visit.priority, (*where, "priority"))
        for i, reason in enumerate(item.reasons):
            for name, ident in (("worker", reason.worker), ("shift", reason.shift)):
                if ident is not None:
                    self._known(name + "s", ident, (*where, "reasons", i, name))
        return item.visit, tuple(
            Reason(r.code, r.scope, r.worker, r.shift, r.detail) for r in item.reasons
        )

    def _visit(self, ident: str, person: str | None, where: Where) -> None:
        self._known("visits", ident, (*where, "visit"))
        self._once(self.seen, "visit", ident, (*where, "visit"))
        visit = self.problem.visits.get(ident)
        if visit is not None:
            self._same("person", person, visit.person, (*where, "person"))

    def _known(self, name: str, ident: str, where: Where) -> None:
        if ident not in getattr(self.problem, name):
            self.errors.add("unknown_reference", where, ident,
                            f"the problem has no {name[:-1]} with this id",
                            "correct it, or give the problem that this plan is for")  # fmt: skip

    def _once(self, seen: dict[str, Where], what: str, ident: str, where: Where) -> None:
        if ident in seen:
            first = "/" + "/".join(map(str, seen[ident]))
            self.errors.add("duplicate_id", where, ident,
                            f"the {what} stands already at {first}",
                            "keep one of the two")  # fmt: skip
        seen.setdefault(ident, where)

    def _same(self, name: str, value: object, expected: object, where: Where) -> None:
        if value != expected:
            self.errors.add("contradiction", where, value,
                            f"the problem says that the {name} is {expected}",
                            "correct it, or give the problem that this plan is for")  # fmt: skip

    def _moment(self, text: str, where: Where) -> int:
        try:
            return self.problem.clock.parse(text)
        except ClockError as error:
            self.errors.add("bad_time", where, text, f"{where[-1]} {error}", error.remedy)
            return 0

    def _ticks(self, seconds: float, where: Where) -> int:
        ticks = self.problem.ticks(seconds)
        if abs(self.problem.seconds(ticks) - seconds) > 1e-6:
            self.errors.add("not_whole_ticks", where, seconds,
                            f"{where[-1]} is not a whole number of ticks of "
                            f"{self.problem.tick_ms} ms", "round it")  # fmt: skip
        return ticks
