"""Is it a plan of this problem at all? What every rule takes for granted."""

from collections.abc import Iterator, Mapping
from typing import get_args

from optimizer.plan.model import STATUTORY, Plan, Stop, StopKind, Tour
from optimizer.problem.model import Problem
from optimizer.rules.base import Sentence, Value, Violation, lapse, legs, moment

NAME = "structure"

SENTENCES: Mapping[str, Sentence] = {
    "unknown": Sentence(
        fr="Le plan nomme {id}, inconnu de ce problème ({what}).",
        en="The plan names {id}, unknown to this problem ({what}).",
    ),
    "missing": Sentence(
        fr="L’intervention {visit} n’est ni planifiée ni signalée comme non planifiée.",
        en="Visit {visit} is neither served nor listed as unserved.",
    ),
    "served_twice": Sentence(
        fr="L’intervention {visit} est planifiée plusieurs fois.",
        en="Visit {visit} is served more than once.",
    ),
    "served_and_unserved": Sentence(
        fr="L’intervention {visit} est planifiée et signalée comme non planifiée.",
        en="Visit {visit} is both served and listed as unserved.",
    ),
    "two_tours": Sentence(
        fr="La vacation {shift} a plusieurs tournées.",
        en="Shift {shift} has more than one tour.",
    ),
    "no_visit": Sentence(
        fr="La tournée {shift} ne contient aucune intervention.",
        en="Tour {shift} has no visit.",
    ),
    "depots": Sentence(
        fr="La tournée {shift} doit commencer et finir par un point de départ ou d’arrivée, "
        "sans durée, et n’en avoir aucun autre.",
        en="Tour {shift} must begin and end with a depot, without duration, and have no other.",
    ),
    "kind": Sentence(
        fr="La tournée {shift} contient un arrêt {kind} avec la référence {ref}, ce qui n’a pas "
        "de sens.",
        en="Tour {shift} has a stop {kind} with the reference {ref}, which makes no sense.",
    ),
    "duration": Sentence(
        fr="L’intervention {visit} dure {taken} dans le plan au lieu de {length}.",
        en="Visit {visit} lasts {taken} in the plan instead of {length}.",
    ),
    "fact_missing": Sentence(
        fr="L’intervention {visit} a eu lieu ou est en cours, mais le plan ne la contient pas.",
        en="Visit {visit} has happened or is under way, but the plan does not have it.",
    ),
    "fact_moved": Sentence(
        fr="L’intervention {visit} a eu lieu de {start} à {end} dans la tournée {shift} ; le plan "
        "dit autre chose.",
        en="Visit {visit} was from {start} to {end} in tour {shift}; the plan says otherwise.",
    ),
    "no_fact": Sentence(
        fr="L’intervention {visit} est planifiée à {start}, heure déjà passée, sans avoir eu lieu.",
        en="Visit {visit} is planned at {start}, which is past, but it has not happened.",
    ),
    "order": Sentence(
        fr="Les heures de la tournée {shift} ne se suivent pas à {start}.",
        en="The times of tour {shift} are not in order at {start}.",
    ),
    "negative": Sentence(
        fr="Un trajet de la tournée {shift} est négatif.",
        en="A leg of tour {shift} is negative.",
    ),
}


def structure(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Everything that keeps a plan from being judged by the rules.

    Ids are known; each visit is served once or listed as unserved; a shift has one tour at
    most; a tour has a visit, and depots at both ends only; stops have the reference of their
    kind; visits last as long as they should, or did; what happened is there as it happened; times
    are in order. How long breaks and reloads
    last is up to the rules.
    """
    yield from _visits(problem, plan)
    yield from _facts(problem, plan)
    shifts: set[str] = set()
    for tour in plan.tours:
        if tour.shift not in problem.shifts:
            yield _broken("unknown", tour.shift, id=tour.shift, what="shift")
            continue
        if tour.shift in shifts:
            yield _broken("two_tours", tour.shift, shift=tour.shift)
        shifts.add(tour.shift)
        if tour.vehicle is not None and tour.vehicle not in problem.vehicles:
            yield _broken("unknown", tour.vehicle, tour.shift, id=tour.vehicle, what="vehicle")
        yield from _ends(tour)
        for stop in tour.stops:
            yield from _stop(problem, tour, stop)
        for before, stop in legs(tour):
            if stop.start < before.end and not _is_fact(problem, stop):
                yield _broken(
                    "order",
                    tour.shift,
                    at=stop.start,
                    shift=tour.shift,
                    start=moment(problem, stop.start),
                )


def _is_fact(problem: Problem, stop: Stop) -> bool:
    """Whether the stop is where somebody says it was: reports may overlap."""
    if problem.facts and problem.freeze_before is not None and stop.start < problem.freeze_before:
        return True
    return any(stop.ref == fact.visit and stop.start == fact.start for fact in problem.facts)


def _facts(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """What happened is in the plan, as it happened."""
    for visit, fact in problem.happened.items():
        if visit not in plan.placed:
            yield _broken("fact_missing", visit, at=fact.start, visit=visit)
            continue
        tour, stop = plan.placed[visit]
        if (tour.shift, stop.start, stop.end) != (fact.shift, fact.start, fact.end):
            yield _broken(
                "fact_moved", visit, tour.shift, at=fact.start, visit=visit, shift=fact.shift,
                start=moment(problem, fact.start), end=moment(problem, fact.end),
            )  # fmt: skip
    if not problem.facts:
        return
    past = {visit for visit, pin in problem.pins.items() if pin.start is not None}
    for visit, (_, stop) in plan.placed.items():
        known = visit in problem.happened or visit in problem.previous or visit in past
        if problem.freeze_before is not None and stop.start < problem.freeze_before and not known:
            yield _broken("no_fact", visit, at=stop.start, visit=visit,
                          start=moment(problem, stop.start))  # fmt: skip


def _broken(case: str, *subjects: str, at: int = 0, **params: Value) -> Violation:
    return Violation(NAME, case, subjects, at, params, SENTENCES[case])


def _visits(problem: Problem, plan: Plan) -> Iterator[Violation]:
    served: set[str] = set()
    for tour in plan.tours:
        for visit in tour.visits:
            if visit in served:
                yield _broken("served_twice", visit, visit=visit)
            served.add(visit)
    for visit in plan.unserved:
        if visit not in problem.visits:
            yield _broken("unknown", visit, id=visit, what="visit")
        elif visit in served:
            yield _broken("served_and_unserved", visit, visit=visit)
    for visit in problem.visits:
        if visit not in served and visit not in plan.unserved:
            yield _broken("missing", visit, visit=visit)


def _ends(tour: Tour) -> Iterator[Violation]:
    kinds = [stop.kind for stop in tour.stops]
    if "visit" not in kinds:
        yield _broken("no_visit", tour.shift, shift=tour.shift)
    ends = [stop for stop in tour.stops if stop.kind == "depot"]
    at_ends = len(kinds) > 1 and kinds[0] == kinds[-1] == "depot" and len(ends) == 2
    instant = all(stop.arrival == stop.start == stop.end for stop in ends)
    starts_still = all((stop.travel, stop.distance) == (0, 0) for stop in tour.stops[:1])
    if not (at_ends and instant and starts_still):
        yield _broken("depots", tour.shift, shift=tour.shift)


def _stop(problem: Problem, tour: Tour, stop: Stop) -> Iterator[Violation]:
    shift = problem.shifts[tour.shift]
    if stop.place not in problem.places:
        yield _broken("unknown", stop.place, tour.shift, id=stop.place, what="place")
    breaks = {STATUTORY, *(pause.id for pause in shift.breaks)}
    if stop.kind not in get_args(StopKind) or (stop.ref is None) != (
        stop.kind in ("depot", "reload")
    ):
        yield _broken(
            "kind", tour.shift, at=stop.start, shift=tour.shift, kind=stop.kind, ref=str(stop.ref)
        )
    elif stop.kind == "break" and stop.ref not in breaks:
        yield _broken("unknown", str(stop.ref), tour.shift, id=str(stop.ref), what="break")
    elif stop.kind == "visit" and stop.ref is not None:
        visit = problem.visits.get(stop.ref)
        if visit is None:
            yield _broken("unknown", stop.ref, tour.shift, id=stop.ref, what="visit")
        elif stop.end - stop.start != visit.duration and visit.id not in problem.happened:
            yield _broken(
                "duration",
                visit.id,
                at=stop.start,
                visit=visit.id,
                taken=lapse(problem, stop.end - stop.start),
                length=lapse(problem, visit.duration),
            )
    if stop.end < stop.start:
        yield _broken(
            "order", tour.shift, at=stop.start, shift=tour.shift, start=moment(problem, stop.start)
        )
    if stop.travel < 0 or stop.distance < 0:
        yield _broken("negative", tour.shift, at=stop.start, shift=tour.shift)
