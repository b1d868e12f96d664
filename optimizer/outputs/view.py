"""What the renderers share: a plan document joined with its problem and the labels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from optimizer.explain.kpis import kpis
from optimizer.outputs import formats
from optimizer.outputs.labels import Labels
from optimizer.outputs.words import word
from optimizer.plan.document import PlanDocument, StopOut, TourOut
from optimizer.plan.model import Plan
from optimizer.plan.reading import read_plan
from optimizer.problem.model import Problem, Visit, Worker
from optimizer.problem.score_terms import default_objective
from optimizer.rules.base import Lang


@dataclass(frozen=True)
class PlanView:
    """A plan as people read it: `document` checked, `plan` its decisions, names from `labels`."""

    document: PlanDocument
    problem: Problem
    plan: Plan
    labels: Labels

    @classmethod
    def of(cls, document: Mapping[str, Any], labels: Labels | None = None) -> "PlanView":
        """Check a plan document and join it.

        Raises
        ------
        InvalidPlan
            The document is not a plan.
        """
        problem, plan = read_plan(document)
        return cls(PlanDocument.model_validate(document), problem, plan, labels or Labels())

    def only(self, worker: str) -> "PlanView":
        """The plan as far as it is this worker's: with no word of any other person or worker.

        Key figures are those of the worker's own tours.
        """
        tours = [tour for tour in self.document.tours if tour.worker == worker]
        visits = {stop.visit: stop.person for tour in tours for stop in tour.stops if stop.visit}
        shifts = {tour.shift for tour in tours}
        whole = self.problem
        problem = replace(
            whole,
            name="",
            visits={ident: whole.visits[ident] for ident in visits},
            persons={p: whole.persons[p] for p in visits.values() if p is not None},
            workers={worker: whole.workers[worker]},
            shifts={ident: whole.shifts[ident] for ident in whole.shifts if ident in shifts},
            external_visits={},
            links={},
            pins={},
            frozen_tours={},
            previous={},
            waivers=(),
            document={},
        )
        plan = Plan(tuple(tour for tour in self.plan.tours if tour.shift in shifts), {})
        nothing: dict[str, Any] = {
            part: [] for part in ("violations", "inherited", "waivers", "unserved")
        }
        document = self.document.model_copy(
            update=nothing | {"tours": tours, "problem": {}, "kpis": kpis(problem, plan)}
        )
        stops = [stop for tour in tours for stop in tour.stops]
        known = {worker, *problem.persons, *(stop.place for stop in stops)}
        known |= {tour.vehicle for tour in tours if tour.vehicle is not None}
        return PlanView(document, problem, plan, self.labels.only(known))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """All services, the one with most visits first."""
        found = dict.fromkeys((worker.service for worker in self.problem.workers.values()), 0)
        for visit in self.problem.visits.values():
            found[visit.service] = found.get(visit.service, 0) + 1
        return tuple(sorted(found, key=lambda service: (-found[service], service)))

    @cached_property
    def tours(self) -> tuple[TourOut, ...]:
        """The tours by service, day, start and name of the worker."""

        def order(tour: TourOut) -> tuple[int, int, datetime, str]:
            service = self.services.index(self.worker(tour).service)
            return service, self.day_of(tour), moment(tour.start), self.labels.name(tour.worker)

        return tuple(sorted(self.document.tours, key=order))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of the horizon."""
        first = self.problem.clock.first_day
        return tuple(first + timedelta(days=n) for n in range(self.problem.days))

    @cached_property
    def placed(self) -> Mapping[str, tuple[TourOut, StopOut]]:
        """Where each served visit is: its tour and stop, by the visit's id."""
        return {
            stop.visit: (tour, stop)
            for tour in self.document.tours
            for stop in tour.stops
            if stop.visit is not None
        }

    def time(self, ticks: int, lang: Lang) -> str:
        """The time of day of a tick: `8 h 05`."""
        return formats.clock(self.problem.clock.datetime(ticks), lang)

    def worker(self, tour: TourOut) -> Worker:
        return self.problem.workers[tour.worker]

    def day_of(self, tour: TourOut) -> int:
        return self.problem.shifts[tour.shift].day

    def visits(self, tour: TourOut) -> Iterator[tuple[StopOut, Visit]]:
        """The visits of a tour with their stops, in order."""
        for stop in tour.stops:
            if stop.visit is not None:
                yield stop, self.problem.visits[stop.visit]

    def title(self, lang: Lang) -> str:
        """`Tournées du lundi 23 novembre 2026`."""
        if len(self.days) == 1:
            day = formats.day(self.days[0], lang)
            return f"Tournées du {day}" if lang == "fr" else f"Tours of {day}"
        span = formats.span(self.days[0], self.days[-1], lang)
        return f"Tournées {span}" if lang == "fr" else f"Tours from {span}"

    def windows(self, visit: Visit, lang: Lang) -> str:
        """`entre 8 h 00 et 9 h 30`: when a visit may start."""

        parts = (
            word("window", lang, start=self.time(w.start, lang), end=self.time(w.end, lang))
            for w in visit.windows
        )
        return ", ".join(parts)

    def amount(self, level: str, value: float, lang: Lang) -> str:
        """A value of a level, with its unit."""
        return amount(self.problem, level, value, lang)


def amount(problem: Problem, level: str, value: float, lang: Lang) -> str:
    """A value of a level: euros where the objective is the default one, else a number."""
    if level == "cost" and problem.objective == default_objective():
        return formats.euros(value, lang)
    return formats.number(value, lang, 0 if value == int(value) else 2)


def moment(text: str) -> datetime:
    """The local time that a plan document states."""
    return datetime.fromisoformat(text)


def span(start: str, end: str, lang: Lang) -> str:
    """`7 h 00 – 14 h 30`."""
    return f"{formats.clock(moment(start), lang)} – {formats.clock(moment(end), lang)}"


def stop_name(stop: StopOut, first: bool, lang: Lang) -> str:
    """What a stop is that is no visit: departure, return, a break, reloading."""
    if stop.kind == "depot":
        return word("departure" if first else "return", lang)
    if stop.kind == "reload":
        return word("reload", lang)
    return word("statutory" if stop.break_ == "statutory" else "pause", lang)
