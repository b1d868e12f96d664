"""Meal breaks and the statutory pause.

A tour owes the statutory pauses that it owes itself: shifts that no such pause parts owe as many
as their tours' own span, from the first leaving to the last return, holds full longest stretches
before its end, (span - 1) // `max_stretch_without_break`, however long the shifts are; more of them
than that are a breach, and where each stretch at work is short enough none need be taken.
"""

from collections.abc import Iterator, Sequence

from optimizer.plan.model import STATUTORY, Plan, Tour
from optimizer.problem.features import blocks
from optimizer.problem.model import Break, Problem, Shift
from optimizer.rules.base import (
    Rule,
    Sentence,
    Violation,
    lapse,
    last_visit_start,
    legs,
    moment,
    worker_days,
)


def is_due(pause: Break, tour: Tour | None) -> bool:
    """Whether a tour leaves no room for a break outside it, in any window; None: no tour at all."""
    if pause.always_due or tour is None:
        return pause.always_due
    return not any(
        tour.start >= window.start + pause.duration or tour.end <= window.end
        for window in pause.windows
    )


class Breaks(Rule):
    """Breaks of the shift are taken when due, once, in a window and in full length.

    Optional ones may be missed, but not taken otherwise; statutory pauses are full as well.

    And over a worker's day, no stretch at work is longer than `max_stretch_without_break`.
    It ends with a break stop of `statutory_break` or more, with a gap of that length between
    two tours, or with an uninterrupted wait that is long enough to be unpaid as well. Time
    counts from the end of one such pause to the start of the next, or to the last return.
    """

    name = "breaks"
    sentences = {
        "missing": Sentence(
            fr="La pause {pause} de {length} manque dans la tournée {shift} de {worker}.",
            en="Break {pause} of {length} is missing from tour {shift} of {worker}.",
        ),
        "outside": Sentence(
            fr="La pause {pause} de la tournée {shift} commence à {start}, hors de son créneau.",
            en="Break {pause} of tour {shift} starts at {start}, outside its window.",
        ),
        "short": Sentence(
            fr="La pause {pause} de la tournée {shift} dure {taken} au lieu de {length}.",
            en="Break {pause} of tour {shift} lasts {taken} instead of {length}.",
        ),
        "twice": Sentence(
            fr="La pause {pause} figure plusieurs fois dans la tournée {shift}.",
            en="Break {pause} is more than once in tour {shift}.",
        ),
        "not_owed": Sentence(
            fr="{worker} prend {taken} pauses légales et n’en doit que {owed} : {span} du premier "
            "départ au dernier retour.",
            en="{worker} takes {taken} statutory pauses and owes only {owed}: {span} from the "
            "first departure to the last return.",
        ),
        "stretch": Sentence(
            fr="{worker} travaille {taken} sans pause d’au moins {length} à partir de {start} ; "
            "la limite est de {limit}.",
            en="{worker} works {taken} without a pause of at least {length} from {start} on; "
            "the limit is {limit}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for tour in plan.tours:
            shift = problem.shifts[tour.shift]
            for pause in shift.breaks:
                yield from self._shift_break(problem, tour, shift, pause)
            yield from self._statutory(problem, tour, shift)
        for (worker, _), tours in worker_days(problem, plan).items():
            yield from self._stretches(problem, worker, tours)
        for worker, shifts in problem.shifts_of.items():
            for block in blocks(problem, shifts):
                ids = {shift.id for shift in block}
                yield from self._owed(problem, worker, [t for t in plan.tours if t.shift in ids])

    def _shift_break(
        self, problem: Problem, tour: Tour, shift: Shift, pause: Break
    ) -> Iterator[Violation]:
        subjects = (shift.id, shift.worker)
        about = {"pause": pause.id, "shift": shift.id}
        length = lapse(problem, pause.duration)
        taken = [stop for stop in tour.stops if stop.kind == "break" and stop.ref == pause.id]
        if not taken and not pause.optional and is_due(pause, tour):
            closing = max(window.end for window in pause.windows)
            yield self.breach(
                "missing", subjects, closing, **about, worker=shift.worker, length=length
            )
        for stop in taken:
            if not any(w.start <= stop.start <= w.end for w in pause.windows):
                start = moment(problem, stop.start)
                yield self.breach("outside", subjects, stop.start, **about, start=start)
            if stop.end - stop.start < pause.duration:
                spent = lapse(problem, stop.end - stop.start)
                yield self.breach(
                    "short", subjects, stop.start, **about, taken=spent, length=length
                )
        for stop in taken[1:]:
            yield self.breach("twice", subjects, stop.start, **about)

    def _statutory(self, problem: Problem, tour: Tour, shift: Shift) -> Iterator[Violation]:
        least = problem.working_time.statutory_break or 0
        for stop in tour.stops:
            if stop.kind == "break" and stop.ref == STATUTORY and stop.end - stop.start < least:
                yield self.breach(
                    "short",
                    (shift.id, shift.worker),
                    stop.start,
                    pause=STATUTORY,
                    shift=shift.id,
                    taken=lapse(problem, stop.end - stop.start),
                    length=lapse(problem, least),
                )

    def _owed(self, problem: Problem, worker: str, tours: Sequence[Tour]) -> Iterator[Violation]:
        taken = [
            stop
            for tour in tours
            for stop in tour.stops
            if stop.kind == "break" and stop.ref == STATUTORY
        ]
        stretch = problem.working_time.max_stretch_without_break
        if not taken:
            return
        span = max(tour.end for tour in tours) - min(tour.start for tour in tours)
        owed = 0 if stretch is None else (span - 1) // stretch
        if len(taken) > owed:
            yield self.breach(
                "not_owed",
                (worker, *(tour.shift for tour in tours)),
                max(stop.start for stop in taken),
                worker=worker,
                taken=str(len(taken)),
                owed=str(owed),
                span=lapse(problem, span),
            )

    def _stretches(
        self, problem: Problem, worker: str, tours: Sequence[Tour]
    ) -> Iterator[Violation]:
        limits = problem.working_time
        if limits.max_stretch_without_break is None:
            return
        pauses = [*_pauses(problem, tours), (tours[-1].end, tours[-1].end)]
        begun = tours[0].start
        for start, end in pauses:
            if start - begun > limits.max_stretch_without_break:
                yield self.breach(
                    "stretch",
                    (worker, *(t.shift for t in tours if t.start < start and begun < t.end)),
                    _last_start(tours, start),
                    worker=worker,
                    taken=lapse(problem, start - begun),
                    length=lapse(problem, limits.statutory_break or 0),
                    limit=lapse(problem, limits.max_stretch_without_break),
                    start=moment(problem, begun),
                )
            begun = end


def _pauses(problem: Problem, tours: Sequence[Tour]) -> Iterator[tuple[int, int]]:
    """The pauses of a worker's day that end a stretch at work, in order."""
    least = problem.working_time.statutory_break or 0
    least_wait = max(least, problem.working_time.unpaid_wait)
    for index, tour in enumerate(tours):
        if index and tour.start - tours[index - 1].end >= least:
            yield tours[index - 1].end, tour.start
        for before, stop in legs(tour):
            for start, end in ((before.end, stop.departure_before), (stop.arrival, stop.start)):
                if end - start >= least_wait:
                    yield start, end
            if stop.kind == "break" and stop.end - stop.start >= least:
                yield stop.start, stop.end


def _last_start(tours: Sequence[Tour], before: int) -> int:
    """Start of the last visit that begins before a moment; of the first one if none does."""
    starts = [s.start for tour in tours for s in tour.stops if s.kind == "visit"]
    return max((start for start in starts if start < before), default=last_visit_start(tours[0]))
