"""Limits of working time that tours could break: work, span, rests, stretches without a pause."""

from collections.abc import Callable, Sequence
from itertools import combinations

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.pauses import longest_stretch
from optimizer.engine.exact.variables import END, START, Expr, Literal, Pause, Stop, Tour
from optimizer.plan.model import STATUTORY
from optimizer.problem.model import WorkedDay


def add_limits(model: Model) -> None:
    """The limits of the problem, for each worker whose shifts do not keep them by themselves."""
    limits = model.problem.working_time
    by_worker: dict[str, list[Tour]] = {}
    for tour in model.tours:
        by_worker.setdefault(tour.duty.shift.worker, []).append(tour)
        _tour(model, tour)
    for worker, tours in by_worker.items():
        with model.assuming("working_time", worker):
            past = _past(model, worker)
            if not model.waived("working_time", worker, *(t.duty.shift.id for t in tours)):
                _sums(model, limits.max_work_per_day, tours, past, _day)
                _sums(model, limits.max_work_per_week, tours, past, _week)
                _spans(model, tours, past)
                _rests(model, tours, past)
                for monday in {_monday(model, tour.duty.shift.day) for tour in tours}:
                    _weekly_rest(model, worker, monday, tours)
            if not model.waived("breaks", worker, *(t.duty.shift.id for t in tours)):
                _stretches(model, tours)


Past = dict[int, list[WorkedDay]]
"""Days of the history, by the day that they are counted on."""


def _past(model: Model, worker: str) -> Past:
    found: Past = {}
    for known in model.problem.workers[worker].history.days:
        found.setdefault(model.problem.clock.day_of(known.start), []).append(known)
    return found


def _day(model: Model, day: int) -> int:
    return day


def _week(model: Model, day: int) -> int:
    return _monday(model, day)


def _monday(model: Model, day: int) -> int:
    return day - (model.problem.clock.first_day.weekday() + day) % 7


def _tour(model: Model, tour: Tour) -> None:
    shift = tour.duty.shift
    most = shift.max_work
    if most is None or most >= shift.end - shift.start:
        return
    if not model.waived("working_time", shift.id, shift.worker):
        with model.assuming("working_time", shift.worker):
            model.add(work(model, tour) <= most, tour.used)


def work(model: Model, tour: Tour) -> Expr:
    """Ticks of work in a tour, unpaid breaks and long waits left out; for a tour that is used.

    Never less than that: each constraint of this file limits it from above.
    """
    if tour.work is None:
        unpaid = {pause.id for pause in tour.duty.shift.breaks if not pause.paid} | {STATUTORY}
        total = tour.back - tour.leave
        for stop, taken in model.stops(tour):
            if isinstance(stop, Pause) and stop.ref in unpaid:
                total = total - stop.duration * taken
            long = model.long(stop)
            credit = model.whole(0, model.horizon)
            model.cp.add(credit == 0).only_enforce_if(~taken)
            model.cp.add(credit == 0).only_enforce_if(~long)
            model.cp.add(credit <= stop.idle).only_enforce_if(long, stop.present)
            for when in _before_first(model, tour, stop):
                model.add(credit == 0, *when)
            total = total - credit
        tour.work = model.whole(0, model.horizon)
        model.cp.add(tour.work >= total).only_enforce_if(tour.used)
    return tour.work


def _before_first(model: Model, tour: Tour, stop: Stop) -> list[tuple[Literal, ...]]:
    """When the idle time before a stop is no wait: a tour leaves just in time for its first visit,
    unless it must leave at a fixed time."""
    if tour.duty.shift.leaves_at_start:
        return []
    firsts = {node: leg for (before, node), leg in tour.legs.items() if before == START}
    if isinstance(stop, Pause):
        return [(at, firsts[node]) for node, at in stop.at.items() if node in firsts]
    return [(leg,) for node, leg in firsts.items() if node != END and model.nodes[node] is stop]


def _sums(
    model: Model,
    most: int | None,
    tours: Sequence[Tour],
    past: Past,
    period: Callable[[Model, int], int],
) -> None:
    """Work of each day or week, that of the history included."""
    if most is None:
        return
    inside: dict[int, list[Tour]] = {}
    for tour in tours:
        inside.setdefault(period(model, tour.duty.shift.day), []).append(tour)
    for number, together in inside.items():
        done = sum(
            known.work
            for day, days in past.items()
            if period(model, day) == number
            for known in days
        )
        shifts = [tour.duty.shift for tour in together]
        if done + sum(shift.end - shift.start for shift in shifts) > most:
            worked = [_worked(model, tour) for tour in together]
            for tour in together:
                model.add(done + sum(worked) <= most, tour.used)


def _worked(model: Model, tour: Tour) -> Expr:
    """Work of a tour, nothing without one."""
    if tour.used is model.true:
        return work(model, tour)
    worked = model.whole(0, model.horizon)
    model.cp.add(worked >= work(model, tour)).only_enforce_if(tour.used)
    return worked


def _spans(model: Model, tours: Sequence[Tour], past: Past) -> None:
    most = model.problem.working_time.max_span_per_day
    if most is None:
        return
    for tour in tours:
        shift = tour.duty.shift
        for known in past.get(shift.day, ()):
            model.add(tour.back - known.start <= most, tour.used)
            model.add(known.end - tour.leave <= most, tour.used)
        for other in tours:
            if other.duty.shift.day == shift.day and other.duty.shift.end - shift.start > most:
                model.add(other.back - tour.leave <= most, tour.used, other.used)


def _rests(model: Model, tours: Sequence[Tour], past: Past) -> None:
    least = model.problem.working_time.min_rest_between_days
    if least is None:
        return
    for tour in tours:
        shift = tour.duty.shift
        for day, days in past.items():
            for known in days:
                if day < shift.day and shift.start - known.end < least:
                    model.add(tour.leave - known.end >= least, tour.used)
                elif day > shift.day and known.start - shift.end < least:
                    model.add(known.start - tour.back >= least, tour.used)
    for a, b in combinations(sorted(tours, key=lambda tour: tour.duty.shift.day), 2):
        one, other = a.duty.shift, b.duty.shift
        if one.day < other.day and other.start - one.end < least:
            model.add(b.leave - a.back >= least, a.used, b.used)


def _weekly_rest(model: Model, worker: str, monday: int, tours: Sequence[Tour]) -> None:
    """Somewhere in a week that is known as a whole there is a rest of full length."""
    problem = model.problem
    least, clock = problem.working_time.min_weekly_rest, problem.clock
    start, end = clock.day_start(monday), clock.day_start(monday + 7)
    history = problem.workers[worker].history.days
    known_from = min([0, *(clock.day_start(clock.day_of(known.start)) for known in history)])
    if least is None or start < known_from or end > clock.day_start(problem.days):
        return
    inside = [tour for tour in tours if _monday(model, tour.duty.shift.day) == monday]
    begin = model.whole(start, end - 1)
    busy: list[tuple[Expr, Expr, Literal]] = [(t.leave, t.back, t.used) for t in tours]
    busy += [(known.start, known.end, model.true) for known in history]
    resting = model.flag()
    for tour in inside:
        model.add(resting == 1, tour.used)
    for leave, back, used in busy:
        before, after = model.flag(), model.flag()
        model.add(begin >= back, before)
        model.add(begin + least <= leave, after)
        model.cp.add_bool_or(before, after, ~used, ~resting)


def _stretches(model: Model, tours: Sequence[Tour]) -> None:
    """No stretch at work is longer than allowed; follows when each stretch began.

    Of two tours of a day, that of the later shift is taken to be the later one.
    """
    limits = model.problem.working_time
    most, least = limits.max_stretch_without_break, limits.statutory_break or 0
    if most is None:
        return
    long = [tour for tour in tours if longest_stretch(model, tour.duty.shift) > most]
    ordered = sorted(long, key=lambda tour: tour.duty.shift.start)
    begun: dict[int, tuple[Expr, Expr]] = {}
    for tour in ordered:
        begun[tour.number] = _Stretch(model, tour, most, least).begun()
    for a, b in combinations(ordered, 2):
        if a.duty.shift.day == b.duty.shift.day and least:
            apart = model.flag()
            model.add(b.leave - a.back >= least, apart)
            model.add(begun[b.number][0] <= begun[a.number][1], ~apart, a.used, b.used)


class _Stretch:
    """When the stretch at work began that goes on before each stop of a tour."""

    def __init__(self, model: Model, tour: Tour, most: int, least: int) -> None:
        self.model, self.tour, self.most, self.least = model, tour, most, least
        self.wait = max(least, model.problem.working_time.unpaid_wait)

    def begun(self) -> tuple[Expr, Expr]:
        """At the beginning of the tour, and at its end."""
        model, tour = self.model, self.tour
        start = self._time()
        model.add(start <= tour.leave)
        after: dict[int, Expr] = {START: start}  # node -> as it is left
        before: dict[int, Expr] = {}  # node -> as its leg begins
        for node in tour.takes:
            after[node] = self._time()
            before[node] = self._time()
        before[END] = self._time()
        for (i, j), leg in tour.legs.items():
            model.add(before[j] <= after[i], leg)
        paused = {id(pause): self._time() for pause in tour.pauses}
        for pause in tour.pauses:
            self._pause(pause, before, paused)
        end = self._time()
        for node, taken in (*tour.takes.items(), (END, tour.used)):
            stop = tour.home if node == END else model.nodes[node]
            here = end if node == END else after[node]
            pauses = [(pause, pause.at[node]) for pause in tour.pauses if node in pause.at]
            direct = model.all_of(taken, *(~at for _, at in pauses))
            self._reach(stop, before[node], here, direct)
            for pause, at in pauses:
                self._reach(stop, paused[id(pause)], here, model.all_of(at, pause.tail))
            model.add(stop.end - here <= self.most, taken)
        return start, end

    def _time(self) -> Expr:
        return self.model.whole(0, self.model.horizon)

    def _pause(self, pause: Pause, before: dict[int, Expr], paused: dict[int, Expr]) -> None:
        model, here = self.model, self._time()
        after = paused[id(pause)]
        for node, at in pause.at.items():
            self._reach(pause, before[node], here, model.all_of(at, pause.head))
        for other in self.tour.pauses:
            if other is not pause:
                follows = self.tour.follows.get((id(other), id(pause)))
                if follows is not None:
                    self._reach(pause, paused[id(other)], here, follows)
        if pause.duration >= self.least:
            model.add(after <= pause.end, pause.present)
        else:
            model.add(after <= here, pause.present)

    def _reach(self, stop: Stop, since: Expr, here: Expr, when: Literal) -> None:
        """From a stop to the next one: the stretch goes on, or a long wait ends it."""
        model = self.model
        if when is model.false:
            return
        model.add(stop.start - here <= self.most, when)
        if not self.tour.route.rests:
            model.add(here <= since, when)
            return
        leaves = model.departure(stop)
        on, early, late = model.flag(), model.flag(), model.flag()
        model.cp.add_bool_or(on, early, late, ~when)
        model.add(here <= since, on, when)
        model.add(leaves - stop.prior >= self.wait, early, when)
        model.add(here <= leaves, early, when)
        model.add(stop.start - leaves - stop.travel >= self.wait, late, when)
        model.add(leaves + stop.travel - since <= self.most, late, when)
        model.add(here <= stop.start, late, when)
