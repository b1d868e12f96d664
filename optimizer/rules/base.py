"""What all rules share: violations and their sentences, and plain views of a plan."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, ClassVar, Literal

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Interval, Problem, Shift, Visit, Window

Lang = Literal["fr", "en"]

_DAYS: Mapping[Lang, tuple[str, ...]] = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time in a sentence; with its date where the horizon has several days."""

    local: datetime
    dated: bool


@dataclass(frozen=True, slots=True)
class Lapse:
    """A length of time in a sentence, in milliseconds."""

    ms: int


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another in a sentence."""

    start: Moment
    end: Moment


Value = str | int | Moment | Lapse | tuple[str, ...] | tuple[Span, ...]


def moment(problem: Problem, ticks: int) -> Moment:
    """A tick as a planner reads it."""
    return Moment(problem.clock.datetime(ticks), dated=problem.days > 1)


def spans(problem: Problem, intervals: Iterable[Window | Interval]) -> tuple[Span, ...]:
    """Intervals or windows as a planner reads them."""
    return tuple(Span(moment(problem, i.start), moment(problem, i.end)) for i in intervals)


def lapse(problem: Problem, ticks: int) -> Lapse:
    """A number of ticks as a planner reads it."""
    return Lapse(ticks * problem.tick_ms)


def said(value: Value | Span, lang: Lang) -> str:
    """A parameter of a sentence as text, like `8 h 15 (lun. 23/11)` or `1 h 20 min`."""
    match value:
        case Moment():
            text = _time(value.local, lang)
            if value.dated:
                text += f" ({_DAYS[lang][value.local.weekday()]} {value.local:%d/%m})"
        case Lapse():
            text = _length(value.ms)
        case Span():
            return f"{said(value.start, lang)} - {said(value.end, lang)}"
        case tuple():
            return ", ".join(said(item, lang) for item in value)
        case _:
            return str(value)
    return text.replace(" ", _NO_BREAK_SPACE) if lang == "fr" else text


def _time(local: datetime, lang: Lang) -> str:
    seconds = local.second + local.microsecond / 1_000_000
    if lang == "en":
        return f"{local:%H:%M}" + (f":{seconds:06.3f}".rstrip("0").rstrip(".") if seconds else "")
    return f"{local.hour} h {local:%M}" + (f" min {seconds:g} s" if seconds else "")


def _length(ms: int) -> str:
    minutes, rest = divmod(abs(ms), 60_000)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest / 1000, "s")]
    text = " ".join(f"{number:g} {unit}" for number, unit in parts if number) or "0 min"
    return f"-{text}" if ms < 0 else text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template in French and in English, with the same fields in both."""

    fr: str
    en: str

    def say(self, lang: Lang, params: Mapping[str, Value]) -> str:
        """The template in one language, filled in."""
        texts = {name: said(value, lang) for name, value in params.items()}
        if lang == "en":
            return self.en.format_map(texts)
        template = self.fr.replace(" ;", f"{_NO_BREAK_SPACE};").replace(" :", f"{_NO_BREAK_SPACE}:")
        return template.format_map(texts)


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule.

    `rule` is the rule's name (or `structure`) and `case` which of its sentences applies.
    `subjects` are ids of visits, shifts, workers, links, persons or vehicles, the main one
    first. `at` (ticks) dates the breach by the start of the latest stop that makes it: what
    began earlier cannot be mended any more, so that breaches before `freeze_before` are facts.
    `params` fill in the sentence.
    """

    rule: str
    case: str
    subjects: tuple[str, ...]
    at: int
    params: Mapping[str, Value]
    template: Sentence

    def sentence(self, lang: Lang) -> str:
        """What a planner reads."""
        return self.template.say(lang, self.params)

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """JSON values: rule, case, subjects, moment (ISO 8601), parameters, both sentences."""
        return {
            "rule": self.rule,
            "case": self.case,
            "subjects": list(self.subjects),
            "at": problem.clock.iso(self.at),
            "params": {name: _json(value) for name, value in self.params.items()},
            "sentence": {"fr": self.sentence("fr"), "en": self.sentence("en")},
        }


def _json(value: Value | Span) -> Any:
    match value:
        case Moment():
            return value.local.isoformat()
        case Lapse():
            return value.ms // 1000 if value.ms % 1000 == 0 else value.ms / 1000
        case Span():
            return {"start": _json(value.start), "end": _json(value.end)}
        case tuple():
            return [_json(item) for item in value]
        case _:
            return value


class Rule(ABC):
    """A law of the plan, checked plainly.

    `sentences` holds, by case, what a planner reads of a breach. A check may
    assume that the plan's structure is sound (`optimizer.referee`).
    """

    name: ClassVar[str]
    sentences: ClassVar[Mapping[str, Sentence]]

    @abstractmethod
    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        """All breaches of this rule in a plan."""

    def breach(self, case: str, subjects: Sequence[str], at: int, **params: Value) -> Violation:
        """A violation of this rule; `params` must fill in the sentence of `case`."""
        return Violation(self.name, case, tuple(subjects), at, params, self.sentences[case])


def overlap(start: int, end: int, interval: Interval) -> bool:
    """Whether [start, end) and an interval share time."""
    return start < interval.end and interval.start < end


def visits_served(problem: Problem, plan: Plan) -> Iterator[tuple[Visit, Stop, Shift]]:
    """Every served visit with its stop and shift, tour by tour."""
    for tour in plan.tours:
        shift = problem.shifts[tour.shift]
        for stop in tour.stops:
            if stop.kind == "visit" and stop.ref is not None:
                yield problem.visits[stop.ref], stop, shift


def worker_of(problem: Problem, plan: Plan, visit: str) -> str:
    """The worker who serves a (served) visit."""
    tour, _ = plan.placed[visit]
    return problem.shifts[tour.shift].worker


def legs(tour: Tour) -> Iterator[tuple[Stop, Stop]]:
    """Every stop but the first, after the stop before it."""
    return pairwise(tour.stops)


def idle(before: Stop, stop: Stop) -> int:
    """Ticks neither busy nor travelling between two successive stops.

    Before leaving and after arriving together: it does not matter where one waits.
    """
    return stop.start - stop.travel - before.end


def waits_on_duty(problem: Problem, tour: Tour) -> Iterator[tuple[Stop, int]]:
    """Idle ticks by stop, from the first visit on: before that, one could have left later.

    Where the tour must leave at the start of the shift, all of them.
    """
    on_duty = problem.shifts[tour.shift].leaves_at_start
    for before, stop in legs(tour):
        if on_duty:
            yield stop, idle(before, stop)
        on_duty = on_duty or stop.kind == "visit"


def last_visit_start(tour: Tour) -> int:
    """Start of the last visit: nothing later in a tour is a choice."""
    return next(stop.start for stop in reversed(tour.stops) if stop.kind == "visit")


def tours_of_workers(problem: Problem, plan: Plan) -> Mapping[str, list[Tour]]:
    """The tours of each worker who has one, by start."""
    found: dict[str, list[Tour]] = {}
    for tour in sorted(plan.tours, key=lambda tour: (tour.start, tour.end)):
        found.setdefault(problem.shifts[tour.shift].worker, []).append(tour)
    return found


def worker_days(problem: Problem, plan: Plan) -> Mapping[tuple[str, int], list[Tour]]:
    """The tours of each worker and day of the horizon (that of the shift), by start."""
    found: dict[tuple[str, int], list[Tour]] = {}
    for worker, tours in tours_of_workers(problem, plan).items():
        for tour in tours:
            found.setdefault((worker, problem.shifts[tour.shift].day), []).append(tour)
    return found


def overlapping(tours: Sequence[Tour]) -> Iterator[tuple[Tour, Tour]]:
    """Tours (by start) that begin before an earlier one has ended: the earlier, the later."""
    longest: Tour | None = None
    for tour in tours:
        if longest is not None and tour.start < longest.end:
            yield longest, tour
        if longest is None or tour.end > longest.end:
            longest = tour


def is_paid_break(shift: Shift, stop: Stop) -> bool:
    """Whether a break stop is work: only paid breaks of the shift, so no statutory pause."""
    return any(pause.paid for pause in shift.breaks if pause.id == stop.ref)


def work(problem: Problem, tour: Tour) -> int:
    """Ticks of work in a tour: all its time but unpaid breaks and long waits (coupures)."""
    shift = problem.shifts[tour.shift]
    total = tour.end - tour.start
    for before, stop in legs(tour):
        if stop.kind == "break" and not is_paid_break(shift, stop):
            total -= stop.end - stop.start
        waited = idle(before, stop)
        if waited >= problem.working_time.unpaid_wait:
            total -= waited
    return total
