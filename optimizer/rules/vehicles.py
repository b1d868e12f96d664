"""Shared vehicles: one where it is needed, never twice at a time."""

from collections.abc import Iterator

from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import Problem
from optimizer.rules.base import Rule, Sentence, Violation, moment, overlap, overlapping


class Vehicles(Rule):
    """A tour whose shift lists vehicles uses one of them, any other tour none.

    A vehicle is taken from the start of a tour to its end: by one tour at a time, and not
    while it is unavailable.
    """

    name = "vehicles"
    sentences = {
        "none": Sentence(
            fr="La tournée {shift} n’a pas de véhicule ; il lui en faut un parmi {expected}.",
            en="Tour {shift} has no vehicle; it needs one of {expected}.",
        ),
        "other": Sentence(
            fr="La tournée {shift} utilise le véhicule {vehicle}, qui n’est pas prévu pour elle.",
            en="Tour {shift} uses vehicle {vehicle}, which is not meant for it.",
        ),
        "twice": Sentence(
            fr="Le véhicule {vehicle} sert à la fois aux tournées {other} et {shift} à partir "
            "de {start}.",
            en="Vehicle {vehicle} is used by tours {other} and {shift} at once from {start}.",
        ),
        "unavailable": Sentence(
            fr="Le véhicule {vehicle} de la tournée {shift} est indisponible de {start} à {end}.",
            en="Vehicle {vehicle} of tour {shift} is unavailable from {start} to {end}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        used: dict[str, list[Tour]] = {}
        for tour in sorted(plan.tours, key=lambda tour: (tour.start, tour.end)):
            listed = problem.shifts[tour.shift].vehicles
            if tour.vehicle is None:
                if listed:
                    yield self.breach(
                        "none", (tour.shift,), tour.start, shift=tour.shift, expected=listed
                    )
                continue
            used.setdefault(tour.vehicle, []).append(tour)
            if tour.vehicle not in listed:
                yield self.breach(
                    "other",
                    (tour.shift, tour.vehicle),
                    tour.start,
                    shift=tour.shift,
                    vehicle=tour.vehicle,
                )
        for vehicle, tours in used.items():
            for earlier, later in overlapping(tours):
                yield self.breach(
                    "twice",
                    (vehicle, later.shift, earlier.shift),
                    later.start,
                    vehicle=vehicle,
                    shift=later.shift,
                    other=earlier.shift,
                    start=moment(problem, later.start),
                )
            for away in problem.vehicles[vehicle].unavailable:
                for tour in tours:
                    if overlap(tour.start, tour.end, away):
                        yield self.breach(
                            "unavailable",
                            (vehicle, tour.shift),
                            max(tour.start, away.start),
                            vehicle=vehicle,
                            shift=tour.shift,
                            start=moment(problem, away.start),
                            end=moment(problem, away.end),
                        )
