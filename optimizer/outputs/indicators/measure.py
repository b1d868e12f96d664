"""Counting the indicators: each a numerator over a base, both kept so that both can be shown.

A day counts once for a person, however many visits it has: what a realised day is, the contract
does not say. Only visits that are served count as done.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from optimizer.explain.kpis import PUNCTUAL_MIN
from optimizer.outputs.hours import Day, days_worked
from optimizer.outputs.view import PlanView, moment
from optimizer.plan.document import StopOut, TourOut
from optimizer.problem.model import Visit
from optimizer.tables.calendars import public_holiday

NURSING, HOME_HELP, TRANSPORT = "nursing", "home_help", "transport"
MOVED_S = 15 * 60
"""A visit that starts this much earlier or later than published has been changed."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Bases of the contract: places, and opening days a year of the day centre."""

    nursing_places: int = 80
    day_places: int = 13
    day_days: int = 260


CONTRACT = Basis()


@dataclass(frozen=True, slots=True)
class Indicator:
    """`value` = `part / base`, rounded by nobody; None where there is nothing to divide by.

    `kind`: a share of 1, a number, or a spread (`part` the highest, `base` the lowest value).
    `detail` tells apart what has one key: a priority, a group of dependence, a load.
    """

    key: str
    part: float
    base: float | None
    kind: str = "share"
    detail: str = ""

    @property
    def value(self) -> float | None:
        if self.kind == "number":
            return self.part
        if self.kind == "spread":
            return self.part - (self.base or 0)
        return self.part / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class Done:
    """A served visit where it was served."""

    view: PlanView
    visit: Visit
    tour: TourOut
    stop: StopOut

    @property
    def day(self) -> date:
        return moment(self.stop.start).date()


class Span:
    """Some plans that share no day, in order of time."""

    def __init__(self, views: Sequence[PlanView], basis: Basis = CONTRACT) -> None:
        self.views = views
        self.basis = basis

    @cached_property
    def dates(self) -> list[date]:
        """The days that the plans cover."""
        return sorted({day for view in self.views for day in view.days})

    @cached_property
    def done(self) -> list[Done]:
        return [
            Done(view, view.problem.visits[ident], tour, stop)
            for view in self.views
            for ident, (tour, stop) in view.placed.items()
        ]

    @cached_property
    def days(self) -> list[Day]:
        """Lines of hours of all workers."""
        return [line for view in self.views for line in days_worked(view.problem, view.plan)]

    @cached_property
    def year_days(self) -> int:
        """Days of the year that the span begins in: 365 or 366."""
        year = self.dates[0].year
        return (date(year + 1, 1, 1) - date(year, 1, 1)).days

    @cached_property
    def open_days(self) -> int:
        """Covered days from Monday to Friday that are no public holiday."""
        return sum(day.weekday() < 5 and public_holiday(day) is None for day in self.dates)

    def persons(self, service: str) -> set[str]:
        """Persons that a service has served."""
        return {item.visit.person for item in self.done if item.visit.service == service}

    def person_days(self, service: str) -> int:
        """Persons served, counted once a day."""
        return len({
            (item.visit.person, item.day) for item in self.done if item.visit.service == service
        })  # fmt: skip

    def gir(self, person: str) -> str:
        """The group of dependence that the labels of the latest plan know, or an empty text."""
        return next(
            (gir for view in reversed(self.views) if (gir := view.labels.of(person).gir)), ""
        )


def indicators(span: Span) -> list[Indicator]:
    """All indicators of a span of at least one plan."""
    return [
        *_contract(span),
        *_productivity(span),
        *_quality(span),
        *_equity(span),
        *_unserved(span),
    ]


def _contract(span: Span) -> Iterable[Indicator]:
    basis, days = span.basis, len(span.dates)
    file = span.persons(NURSING)
    both = file & span.persons(HOME_HELP)
    heavy = {person for person in file if span.gir(person) in ("1", "2")}
    centre = span.person_days(TRANSPORT)
    yield Indicator("Pil_003", span.person_days(NURSING), basis.nursing_places * days)
    yearly = basis.day_places * basis.day_days * days / span.year_days
    yield Indicator("Pil_005", centre, yearly)
    yield Indicator("Pil_005_open", centre, basis.day_places * span.open_days)
    yield Indicator("Coop_019", len(both), len(file))
    yield Indicator("Soin_007", len(heavy), len(file))
    yield Indicator("Pil_006", len(file), None, "number")
    unknown = sum(not span.gir(person) for person in file)
    yield Indicator("gir_unknown", unknown, None, "number")


def _productivity(span: Span) -> Iterable[Indicator]:
    paid = sum(line.paid_s for line in span.days) / 3600
    visit = sum(line.visit_s for line in span.days) / 3600
    travel = sum(line.travel_s for line in span.days) / 3600
    km = sum(sum(line.metres.values()) for line in span.days) / 1000
    yield Indicator("productive_ratio", visit, paid)
    yield Indicator("travel_ratio", travel, visit + travel)
    yield Indicator("km_visit", km, len(span.done), "ratio")
    minutes = sum(line.gap_s for line in span.days) / 60
    yield Indicator("gap_day", minutes, len(span.days), "ratio")


def _quality(span: Span) -> Iterable[Indicator]:
    came: dict[str, list[str]] = {}
    for item in span.done:
        came.setdefault(item.visit.person, []).append(item.tour.worker)
    often = [workers for workers in came.values() if len(workers) > 1]
    shares = (1 - (len(set(workers)) - 1) / (len(workers) - 1) for workers in often)
    yield Indicator("continuity_span", sum(shares), len(often))
    top = sum(sum(n for _, n in Counter(workers).most_common(3)) for workers in often)
    yield Indicator("top_three", top, sum(map(len, often)))
    usual = [item for item in span.done if item.visit.usual_start is not None]
    yield Indicator("punctual", sum(map(_punctual, usual)), len(usual))
    promised = [_kept(view, ident) for view in span.views for ident in view.problem.previous]
    yield Indicator("changed", promised.count(False), len(promised))


def _punctual(item: Done) -> bool:
    assert item.visit.usual_start is not None
    usual = item.view.problem.clock.datetime(item.visit.usual_start)
    off = abs((moment(item.stop.start) - usual).total_seconds())
    return off <= 60 * PUNCTUAL_MIN[item.visit.priority]


def _kept(view: PlanView, ident: str) -> bool:
    """Whether a visit is served by the worker and about at the time that were published."""
    if ident not in view.placed:
        return False
    tour, stop = view.placed[ident]
    promised = view.problem.previous[ident]
    start = view.problem.clock.datetime(promised.start)
    moved = abs((moment(stop.start) - start).total_seconds())
    return tour.worker == promised.worker and moved <= MOVED_S


def _equity(span: Span) -> Iterable[Indicator]:
    """Loads a paid hour of each worker who has worked: how unequal, and from least to most."""
    hours: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    sundays: Counter[str] = Counter()
    heavy: Counter[str] = Counter()
    for line in span.days:
        hours[line.worker] += line.paid_s / 3600  # type: ignore[assignment]
        gaps[line.worker] += line.gaps
        sundays[line.worker] += line.kind != "weekday"
    for item in span.done:
        heavy[item.tour.worker] += item.visit.heavy
    for detail, loads in (("heavy", heavy), ("sundays", sundays), ("gaps", gaps)):
        rates = [loads[worker] / paid for worker, paid in hours.items() if paid]
        if rates:
            yield Indicator("gini", *_gini(rates), detail=detail)
            yield Indicator("spread", max(rates), min(rates), "spread", detail)


def _gini(values: Sequence[float]) -> tuple[float, float]:
    """Mean difference of all pairs, and twice the sum of all: their ratio is Gini's coefficient."""
    ordered = sorted(values)
    n = len(ordered)
    weighted = sum((2 * rank - n - 1) * value for rank, value in enumerate(ordered, 1))
    return weighted, n * sum(ordered)


def _unserved(span: Span) -> Iterable[Indicator]:
    asked: Mapping[str, Counter[str]] = {"priority": Counter(), "gir": Counter()}
    missed: Mapping[str, Counter[str]] = {"priority": Counter(), "gir": Counter()}
    for view in span.views:
        for visit in view.problem.visits.values():
            groups = {"priority": str(visit.priority), "gir": span.gir(visit.person)}
            for kind, group in groups.items():
                asked[kind][group] += 1
                missed[kind][group] += visit.id not in view.placed
    for kind in ("priority", "gir"):
        for group in sorted(asked[kind]):
            yield Indicator(f"unserved_{kind}", missed[kind][group], asked[kind][group],
                            detail=group)  # fmt: skip


def months(span: Span) -> list[Span]:
    """The same plans by month of their first day, for charts."""
    found: dict[tuple[int, int], list[PlanView]] = {}
    for view in span.views:
        first = view.days[0]
        found.setdefault((first.year, first.month), []).append(view)
    return [Span(views, span.basis) for _, views in sorted(found.items())]
