"""What the planner holds stays where it is."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import Pin, Problem
from optimizer.rules.base import Rule, Sentence, Violation, moment


class Pins(Rule):
    """Pinned visits, if served, keep their worker, shift and start; frozen tours begin so.

    A pinned visit that cannot be served where it is pinned is unserved, with reasons, like any
    other; it is never served elsewhere. A tour begins with those of its frozen visits that are
    served, in their order.
    A pin is a decision, not an event: departing from one is never a fact, so that `at` is not
    before `freeze_before`.
    """

    name = "pins"
    sentences = {
        "worker": Sentence(
            fr="L’intervention {visit} est épinglée sur {expected}, mais confiée à {found}.",
            en="Visit {visit} is pinned on {expected}, but given to {found}.",
        ),
        "shift": Sentence(
            fr="L’intervention {visit} est épinglée sur la tournée {expected}, mais placée dans "
            "{found}.",
            en="Visit {visit} is pinned on tour {expected}, but placed in {found}.",
        ),
        "start": Sentence(
            fr="L’intervention {visit} est épinglée à {expected}, mais commence à {found}.",
            en="Visit {visit} is pinned at {expected}, but starts at {found}.",
        ),
        "frozen": Sentence(
            fr="La tournée {shift} doit commencer par {expected}, mais commence par {found}.",
            en="Tour {shift} must begin with {expected}, but begins with {found}.",
        ),
        "frozen_unplanned": Sentence(
            fr="La tournée {shift} doit commencer par {expected}, mais elle est vide.",
            en="Tour {shift} must begin with {expected}, but it is empty.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for pin in problem.pins.values():
            yield from self._pin(problem, plan, pin)
        tours = {tour.shift: tour for tour in plan.tours}
        for frozen in problem.frozen_tours.values():
            tour = tours.get(frozen.shift)
            expected = tuple(visit for visit in frozen.visits if visit in plan.placed)
            found = tour.visits[: len(expected)] if tour else ()
            if found != expected:
                yield self.breach(
                    "frozen" if found else "frozen_unplanned",
                    (frozen.shift, *(v for v in expected if v not in found)),
                    _not_a_fact(problem, tour.start if tour else 0),
                    shift=frozen.shift,
                    expected=expected,
                    found=found,
                )

    def _pin(self, problem: Problem, plan: Plan, pin: Pin) -> Iterator[Violation]:
        if pin.visit not in plan.placed:
            return
        tour, stop = plan.placed[pin.visit]
        at = _not_a_fact(problem, stop.start)
        worker = problem.shifts[tour.shift].worker
        for case, expected, found in (
            ("worker", pin.worker, worker),
            ("shift", pin.shift, tour.shift),
        ):
            if expected is not None and expected != found:
                yield self.breach(
                    case,
                    (pin.visit, expected, found),
                    at,
                    visit=pin.visit,
                    expected=expected,
                    found=found,
                )
        if pin.start is not None and pin.start != stop.start:
            yield self.breach(
                "start",
                (pin.visit,),
                at,
                visit=pin.visit,
                expected=moment(problem, pin.start),
                found=moment(problem, stop.start),
            )


def _not_a_fact(problem: Problem, at: int) -> int:
    return at if problem.freeze_before is None else max(at, problem.freeze_before)
