"""Nobody is in two places: every leg takes its time, every stop is where it belongs."""

from collections.abc import Iterator, Sequence

from optimizer.plan.model import Plan, Stop
from optimizer.problem.model import Problem, Shift
from optimizer.rules.base import Rule, Sentence, Violation, lapse, legs, moment
from optimizer.travel import travel_of


class TravelTimes(Rule):
    """Legs are those of the shift's mode, begin after the previous stop and end before the next.

    A visit is at its place, a reload at one of the shift's depots, and a break at the place of
    the stop before or after it: at a place, not on the road.
    """

    name = "travel"
    sentences = {
        "leg": Sentence(
            fr="Tournée {shift} : de {origin} à {place}, le plan compte {planned} et {metres} m "
            "au lieu de {needed} et {needed_metres} m.",
            en="Tour {shift}: from {origin} to {place} the plan has {planned} and {metres} m "
            "instead of {needed} and {needed_metres} m.",
        ),
        "leaves_early": Sentence(
            fr="Tournée {shift} : départ vers {place} à {start}, avant la fin de l’arrêt "
            "précédent ({end}).",
            en="Tour {shift}: leaves for {place} at {start}, before the end of the previous stop "
            "({end}).",
        ),
        "starts_early": Sentence(
            fr="Tournée {shift} : l’arrêt à {place} commence à {start}, avant l’arrivée ({end}).",
            en="Tour {shift}: the stop at {place} starts at {start}, before the arrival ({end}).",
        ),
        "place": Sentence(
            fr="Tournée {shift} : un arrêt est placé à {place} au lieu de {expected}.",
            en="Tour {shift}: a stop is at {place} instead of {expected}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        travel = travel_of(problem)
        for tour in plan.tours:
            shift = problem.shifts[tour.shift]
            yield from self._places(problem, shift, tour.stops)
            for before, stop in legs(tour):
                subjects = (shift.id, *([stop.ref] if stop.kind == "visit" and stop.ref else []))
                needed, metres = travel.leg(shift.mode, before.place, stop.place)
                if (stop.travel, stop.distance) != (needed, metres):
                    yield self.breach(
                        "leg",
                        subjects,
                        stop.start,
                        shift=shift.id,
                        origin=before.place,
                        place=stop.place,
                        planned=lapse(problem, stop.travel),
                        metres=stop.distance,
                        needed=lapse(problem, needed),
                        needed_metres=metres,
                    )
                for case, start, end in (
                    ("leaves_early", stop.departure_before, before.end),
                    ("starts_early", stop.start, stop.arrival),
                ):
                    if start < end:
                        yield self.breach(
                            case,
                            subjects,
                            stop.start,
                            shift=shift.id,
                            place=stop.place,
                            start=moment(problem, start),
                            end=moment(problem, end),
                        )

    def _places(self, problem: Problem, shift: Shift, stops: Sequence[Stop]) -> Iterator[Violation]:
        settled = [stop for stop in stops if stop.kind != "break"]
        passed = 0  # settled stops up to this one
        for stop in stops[:-1]:
            if stop.kind != "break":
                passed += 1
            if stop.kind == "depot":
                continue
            expected: tuple[str, ...]
            if stop.kind == "visit" and stop.ref is not None:
                expected = (problem.visits[stop.ref].place,)
            elif stop.kind == "break":
                expected = (settled[passed - 1].place, settled[passed].place)
            elif shift.reload is not None:
                expected = shift.reload.depots
            else:
                continue  # no reload allowed at all: the rule `capacity` says so
            if stop.place not in expected:
                yield self.breach(
                    "place",
                    (shift.id, *([stop.ref] if stop.kind == "visit" and stop.ref else [])),
                    stop.start,
                    shift=shift.id,
                    place=stop.place,
                    expected=expected,
                )
