"""A tour stays inside its shift, from and to the right place."""

from collections.abc import Iterator

from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import Problem, Shift
from optimizer.rules.base import (
    Rule,
    Sentence,
    Violation,
    last_visit_start,
    moment,
    overlap,
    overlapping,
    tours_of_workers,
)


class ShiftBounds(Rule):
    """Tours leave and return inside the shift, from its start place to its end place.

    With `leaves_at_start` a tour leaves exactly then. No service and no travel while the
    worker is unavailable (waiting and breaks may be), and one tour at a time.
    """

    name = "shift_bounds"
    sentences = {
        "early": Sentence(
            fr="La tournée {shift} part à {start}, avant le début de la vacation ({limit}).",
            en="Tour {shift} leaves at {start}, before its shift begins ({limit}).",
        ),
        "late": Sentence(
            fr="La tournée {shift} revient à {end}, après la fin de la vacation ({limit}).",
            en="Tour {shift} returns at {end}, after its shift ends ({limit}).",
        ),
        "leaves_late": Sentence(
            fr="La tournée {shift} part à {start} au lieu de {limit}, heure de départ imposée.",
            en="Tour {shift} leaves at {start} instead of {limit}, its set time of departure.",
        ),
        "start_place": Sentence(
            fr="La tournée {shift} part de {place} au lieu de {expected}.",
            en="Tour {shift} leaves from {place} instead of {expected}.",
        ),
        "end_place": Sentence(
            fr="La tournée {shift} se termine à {place} au lieu de {expected}.",
            en="Tour {shift} ends at {place} instead of {expected}.",
        ),
        "unavailable": Sentence(
            fr="{worker} est indisponible de {start} à {end}, mais la tournée {shift} "
            "prévoit alors un trajet ou une intervention.",
            en="{worker} is unavailable from {start} to {end}, but tour {shift} "
            "has travel or service then.",
        ),
        "overlap": Sentence(
            fr="Les tournées {other} et {shift} de {worker} se chevauchent à partir de {start}.",
            en="Tours {other} and {shift} of {worker} overlap from {start}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for tour in plan.tours:
            shift = problem.shifts[tour.shift]
            yield from self._times(problem, tour, shift)
            yield from self._places(tour, shift)
            yield from self._unavailable(problem, tour, shift)
        for worker, tours in tours_of_workers(problem, plan).items():
            for earlier, later in overlapping(tours):
                yield self.breach(
                    "overlap",
                    (later.shift, worker),
                    later.start,
                    shift=later.shift,
                    other=earlier.shift,
                    worker=worker,
                    start=moment(problem, later.start),
                )

    def _times(self, problem: Problem, tour: Tour, shift: Shift) -> Iterator[Violation]:
        early = tour.start < shift.start
        if early or (shift.leaves_at_start and tour.start > shift.start):
            yield self.breach(
                "early" if early else "leaves_late",
                (shift.id, shift.worker),
                tour.start,
                shift=shift.id,
                start=moment(problem, tour.start),
                limit=moment(problem, shift.start),
            )
        if tour.end > shift.end:
            yield self.breach(
                "late",
                (shift.id, shift.worker),
                last_visit_start(tour),
                shift=shift.id,
                end=moment(problem, tour.end),
                limit=moment(problem, shift.end),
            )

    def _places(self, tour: Tour, shift: Shift) -> Iterator[Violation]:
        first, last = tour.stops[0], tour.stops[-1]
        for case, stop, expected in (
            ("start_place", first, shift.start_place),
            ("end_place", last, shift.end_place),
        ):
            if stop.place != expected:
                yield self.breach(
                    case,
                    (shift.id, shift.worker),
                    stop.start,
                    shift=shift.id,
                    place=stop.place,
                    expected=expected,
                )

    def _unavailable(self, problem: Problem, tour: Tour, shift: Shift) -> Iterator[Violation]:
        for away in problem.workers[shift.worker].unavailable:
            for stop in tour.stops:
                serving = stop.kind in ("visit", "reload") and overlap(stop.start, stop.end, away)
                on_road = stop.travel > 0 and overlap(stop.departure_before, stop.arrival, away)
                if serving or on_road:
                    yield self.breach(
                        "unavailable",
                        (shift.id, shift.worker, *([stop.ref] if stop.ref else [])),
                        stop.start,
                        shift=shift.id,
                        worker=shift.worker,
                        start=moment(problem, away.start),
                        end=moment(problem, away.end),
                    )
