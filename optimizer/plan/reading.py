"""From the plan document back to the plan: its decisions, every error at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from optimizer.plan.document import PlanDocument, StopOut, TourOut, UnservedOut
from optimizer.plan.model import Plan, Reason, Stop, Tour
from optimizer.problem.clock import ClockError
from optimizer.problem.document import digest
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem, Shift
from optimizer.problem.reading import Errors, validate


class InvalidPlan(ValueError):
    """A document that is not a plan; `errors` lists everything that is wrong."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


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
    ours = str(document.get("format")).startswith("tournee.problem/")
    if ours or ("visits" in document and "tours" not in document):
        errors.add("wrong_document", ("format",), document.get("format"),
                   "this is a problem, where a plan is meant",
                   "give a plan, as `tournee plan` writes it")  # fmt: skip
        raise InvalidPlan(errors.found)
    model = validate(PlanDocument, document, errors)
    if model is None:
        raise InvalidPlan(errors.found)
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
    plan = _Reader(problem, errors).plan(model)
    if errors.found:
        raise InvalidPlan(errors.found)
    return problem, plan


Where = tuple[str | int, ...]
Part = TypeVar("Part")


class _Reader:
    """Turns the parts of a valid document into those of a `Plan`, reporting what is wrong."""

    def __init__(self, problem: Problem, errors: Errors) -> None:
        self.problem = problem
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
        return [read(item, (name, index)) for index, item in enumerate(items)]

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
