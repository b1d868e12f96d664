"""Whether any plan at all beats a score: every tour, at every minute, judged by the referee.

`BruteForce` tries who serves whom in which order, at the earliest times. What depends on the times
themselves (waits, habits, lateness) or on whole days (working time, shared vehicles, cold chain,
missed breaks) is decided here by trying every start and asking the referee. No engine is used.

For problems of a few visits in ticks of a minute, with a price on waiting, which is what ends the
trying of ever longer waits.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from benchmarks.contest.brute_force import BruteForce, Floors, Levels, Pauses, Route, Stay, named
from optimizer.plan.model import STATUTORY, Plan
from optimizer.problem.model import Problem, Shift
from optimizer.referee import check, score


class EveryPlan(BruteForce):
    """Tries all plans of a problem, at all times.

    Terms that depend on times count as nothing until the referee measures them, so that what a
    tour costs at least is never too much.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.waiting = self._levels({"waiting": problem.tick_ms})
        assert any(self.waiting), "without a price on waiting there is no end to it"
        for pin in problem.pins.values():
            if pin.start is not None and pin.start < (problem.freeze_before or 0):
                self.starts[pin.visit] = [pin.start]  # it has happened, in its window or not

    def _check_covered(self) -> None:
        """Everything is: the referee measures and judges what this class does not."""

    def better_than(self, levels: Levels) -> Plan | None:
        """A plan that breaks no rule and whose score is below `levels`; None if there is none."""
        for least, left, choices in self._options():
            if least >= levels:
                break
            for routes in product(*choices):
                bound = self._sum(left, *(route.cost for route in routes))
                if bound >= levels or self._times(routes) is None:
                    continue
                for times in self._timings(routes, bound, levels):
                    plan = self._plan(routes, times)
                    if self._beats(plan, levels):
                        return plan
        return None

    def _beats(self, plan: Plan, levels: Levels) -> bool:
        problem = self.problem
        return score(problem, plan).levels < levels and check(problem, plan).clean

    # What plain brute force leaves out

    def _hours(self, shift: Shift, vehicle: str | None) -> tuple[int, int]:
        """The whole shift; whether the vehicle is there and free, the referee says."""
        return shift.start, shift.end

    def _pauses(self, shift: Shift) -> Pauses:
        """Optional breaks too, and the statutory pause where the shift is long enough for it."""
        pauses = super()._pauses(shift)
        for pause in shift.breaks:
            if pause.optional:
                stay = Stay("break", pause.id, "", pause.duration, self._in_windows(pause.windows))
                pauses.append((stay, pause.windows, True))
        limits = self.problem.working_time
        stretch, length = limits.max_stretch_without_break, limits.statutory_break
        if stretch is not None and length is not None and shift.end - shift.start > stretch:
            pauses.append((Stay("break", STATUTORY, "", length, self.ticks), (), True))
        return pauses

    def _cost(self, shift: Shift, order: Sequence[str], places: Sequence[str]) -> Levels:
        """With the visits that change hands, whatever their times."""
        previous = self.problem.previous
        moved = sum(n in previous and previous[n].worker != shift.worker for n in order)
        return self._sum(super()._cost(shift, order, places), self._levels({"change": moved}))

    # Times

    def _timings(self, routes: Sequence[Route], bound: Levels, levels: Levels) -> Iterator[Floors]:
        """Starts of all stays of all tours, as long as the waits alone do not cost too much."""
        if not routes:
            yield {}
            return
        for times, cost in self._starts(routes[0], 0, routes[0].leave, bound, levels):
            for rest in self._timings(routes[1:], cost, levels):
                yield {**times, **rest}

    def _starts(
        self, route: Route, at: int, now: int, bound: Levels, levels: Levels
    ) -> Iterator[tuple[Floors, Levels]]:
        """Starts from stay `at` on, and what waiting has cost by then.

        A tour leaves just in time for its first stay: earlier is never better.
        """
        shift = route.shift
        place = route.stays[at - 1].place if at else shift.start_place
        if at == len(route.stays):
            back, _ = self.travel.leg(shift.mode, place, shift.end_place)
            if now + back <= min(route.back, shift.end):
                yield {}, bound
            return
        stay = route.stays[at]
        road, _ = self.travel.leg(shift.mode, place, stay.place)
        on_duty = shift.leaves_at_start or any(s.kind == "visit" for s in route.stays[:at])
        for start in stay.starts:
            waited = start - road - now
            if waited < 0:
                continue
            cost = self._sum(bound, tuple(on_duty * waited * price for price in self.waiting))
            if cost >= levels or start > shift.end:
                break
            times: Floors = {named(route, at): start}
            if at == 0:
                times[shift.id, -1] = now if shift.leaves_at_start else start - road
            for rest, total in self._starts(route, at + 1, start + stay.duration, cost, levels):
                yield {**times, **rest}, total
