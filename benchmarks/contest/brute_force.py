"""The best plan of a tiny problem by trying everything, in plain Python.

Nothing of the engine is used. All ways to give visits to shifts, in every order, with breaks,
unavailability and reloads in every place, are tried; starts are the earliest that windows, links
and ride times allow together. The objective must not depend on exact times: only the terms of
`TERMS` may be used, each with the aggregation `sum`.

Meant for up to some six visits and three shifts in ticks of a minute, since every tick of the
horizon is looked at. A shift that needs a vehicle has one of its own.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from math import inf
from typing import Any

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import (
    DifferentWorkers,
    ExternalVisit,
    PickupDelivery,
    Problem,
    SameWorker,
    Shift,
    Together,
    Visit,
)
from optimizer.problem.model import Sequence as SequenceLink
from optimizer.problem.score_terms import COST_SCALE
from optimizer.travel import travel_of

TERMS = frozenset(
    {"unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4",
     "travel_time", "distance", "tours", "preference", "new_worker"}
)  # fmt: skip
"""Terms that depend on who goes where in which order, not on when."""

Levels = tuple[int, ...]
Options = list[tuple[Levels, Levels, list[list["Route"]]]]
"""Who serves whom: what that costs at least, what the unserved cost, the tours of each shift."""
Pauses = list[tuple["Stay", Sequence[Any], bool]]
"""What a tour must leave time for, its windows, and whether it may be missed."""


@dataclass(frozen=True)
class Stay:
    """A stop of a route, or an unavailability (`kind` away); starts at one of `starts`."""

    kind: str
    ref: str | None
    place: str
    duration: int
    starts: Sequence[int]


@dataclass(frozen=True)
class Route:
    """A tour without times: its stays, and when it must have left or returned because of breaks
    and unavailability that it leaves outside."""

    shift: Shift
    vehicle: str | None
    visits: tuple[str, ...]
    stays: tuple[Stay, ...]
    leave: int
    back: int
    cost: Levels


Floors = dict[str | tuple[str, int], int]
"""Moments by visit, by shift and number of another stay, and (number -1) of leaving the depot."""


class BruteForce:
    """Tries all plans of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._check_covered()
        self.travel = travel_of(problem)
        self.ticks = range(problem.clock.day_start(problem.days))
        self.starts = {
            visit.id: [start for start in self.ticks if self._may_start(visit, start)]
            for visit in problem.visits.values()
        }
        self.names = list(problem.visits)

    def _check_covered(self) -> None:
        """Only terms that do not depend on times, and no vehicle for two shifts."""
        terms = self.problem.objective.terms
        assert {term.kind.name for term in terms} <= TERMS
        assert all(term.aggregation == "sum" for term in terms)
        shared = [name for shift in self.problem.shifts.values() for name in shift.vehicles]
        assert len(set(shared)) == len(shared)

    def best(self) -> tuple[Levels, Plan]:
        """The levels of the best score, and a plan that has it."""
        best: tuple[Levels, Plan] | None = None
        for least, left, choices in self._options():
            if best is not None and least >= best[0]:
                break
            for chosen in product(*choices):
                levels = self._sum(left, *(route.cost for route in chosen))
                if best is not None and levels >= best[0]:
                    continue
                starts = self._times(chosen)
                if starts is not None:
                    best = levels, self._plan(chosen, starts)
        assert best is not None, "to serve nobody is always possible"
        return best

    def _options(self) -> Options:
        """All ways to give visits to shifts that links allow, the cheapest first."""
        shifts = list(self.problem.shifts.values())
        routes: list[dict[frozenset[str], list[Route]]] = []
        for shift in shifts:
            by_visits: dict[frozenset[str], list[Route]] = {frozenset(): []}
            for route in self._routes(shift):
                by_visits.setdefault(frozenset(route.visits), []).append(route)
            for found in by_visits.values():
                found.sort(key=lambda route: route.cost)
            routes.append(by_visits)
        options: Options = []
        for sets in product(*routes):
            served = [name for names in sets for name in names]
            if len(set(served)) < len(served) or not self._links_allow(shifts, sets):
                continue
            left = self._unserved(set(self.names) - set(served))
            least = self._sum(left, *(routes[k][s][0].cost for k, s in enumerate(sets) if s))
            options.append((least, left, [routes[k][s] for k, s in enumerate(sets) if s]))
        return sorted(options, key=lambda option: option[0])

    # Who may do what, and when

    def _may_start(self, visit: Visit, start: int) -> bool:
        problem, end = self.problem, start + visit.duration
        if not any(
            w.start <= start <= w.end and (end <= w.end or not visit.ends_inside)
            for w in visit.windows
        ):
            return False
        person = problem.persons[visit.person]
        blocked = [(x.start, x.end) for x in problem.external_visits.values()
                   if x.exclusive and x.person == person.id]  # fmt: skip
        if visit.place == person.place:
            blocked += [(away.start, away.end) for away in person.absences]
        if any(start < b and a < end for a, b in blocked):
            return False
        pin = problem.pins.get(visit.id)
        if pin is not None and pin.start not in (None, start):
            return False
        return all(
            self._gap_kept(link, visit, start)
            for link in problem.links_of.get(visit.id, ())
            if isinstance(link, SequenceLink)
        )

    def _gap_kept(self, link: SequenceLink, visit: Visit, start: int) -> bool:
        """Whether a link with an external visit is kept; True for links between visits."""
        external = self.problem.external_visits

        def times(name: str) -> tuple[int, int]:
            known: ExternalVisit | None = external.get(name)
            return (known.start, known.end) if known else (start, start + visit.duration)

        if link.first not in external and link.second not in external:
            return True
        first, second = times(link.first), times(link.second)
        gap = second[0] - (first[0] if link.gap_from == "start" else first[1])
        return (link.min_gap is None or gap >= link.min_gap) and (
            link.max_gap is None or gap <= link.max_gap
        )

    def _may_serve(self, shift: Shift, visit: Visit) -> bool:
        problem, worker = self.problem, self.problem.workers[shift.worker]
        person, pin = problem.persons[visit.person], problem.pins.get(visit.id)
        frozen = [f.shift for f in problem.frozen_tours.values() if visit.id in f.visits]
        return (
            all(worker.skills.get(name, 0) >= level for name, level in visit.skills.items())
            and not visit.excluded_skills & worker.skills.keys()
            and all(
                required is None or worker.id in required
                for required in (visit.required_workers, person.required_workers)
            )
            and worker.id not in visit.refused_workers | person.refused_workers
            and person.id not in worker.refused_persons
            and (pin is None or pin.worker in (None, worker.id))
            and (pin is None or pin.shift in (None, shift.id))
            and frozen in ([], [shift.id])
        )

    # Routes

    def _routes(self, shift: Shift) -> Iterator[Route]:
        """All tours of a shift that are possible by themselves."""
        able = [v.id for v in self.problem.visits.values() if self._may_serve(shift, v)]
        orders: list[tuple[str, ...]] = [()]
        for order in orders:  # grows while it is read
            for name in able:
                longer = (*order, name)
                if name not in order and self._reachable(shift, longer):
                    orders.append(longer)
        frozen = self.problem.frozen_tours.get(shift.id)
        vehicles: Sequence[str | None] = shift.vehicles or (None,)
        for order in orders[1:]:
            if frozen is not None:
                first = tuple(name for name in frozen.visits if name in order)
                if order[: len(first)] != first:
                    continue
            for loaded, vehicle in product(self._with_reloads(shift, order), vehicles):
                if self._aboard_fits(self._capacity(shift, vehicle), loaded):
                    yield from self._with_pauses(shift, vehicle, order, loaded)

    def _capacity(self, shift: Shift, vehicle: str | None) -> dict[str, int]:
        more = self.problem.vehicles[vehicle].capacity if vehicle else {}
        names = shift.capacity.keys() | more.keys()
        return {name: shift.capacity.get(name, 0) + more.get(name, 0) for name in names}

    def _reachable(self, shift: Shift, order: Sequence[str]) -> bool:
        """Whether windows and the shift allow these visits, breaks and links apart."""
        stays = [self._stay(name) for name in order]
        bare = Route(shift, None, tuple(order), tuple(stays), shift.start, shift.end, ())
        return self._forward(bare, {}) is not None

    def _stay(self, name: str) -> Stay:
        visit = self.problem.visits[name]
        return Stay("visit", name, visit.place, visit.duration, self.starts[name])

    def _with_reloads(self, shift: Shift, order: Sequence[str]) -> Iterator[list[Stay]]:
        """The visits, without reloads and with up to as many as allowed, anywhere."""
        stays = [self._stay(name) for name in order]
        yield stays
        if shift.reload is None:
            return
        found = [stays]
        for _ in range(shift.reload.max_times):
            found = [
                [*before[:at], Stay("reload", None, depot, shift.reload.duration, self.ticks),
                 *before[at:]]
                for before in found for at in range(len(before)) for depot in shift.reload.depots
            ]  # fmt: skip
            yield from found

    def _aboard_fits(self, capacity: dict[str, int], stays: Sequence[Stay]) -> bool:
        """Capacity, order and company of rides."""
        problem = self.problem
        rides = [i for i in problem.links.values() if isinstance(i, PickupDelivery)]
        pickups = {ride.pickup: ride for ride in rides}
        deliveries = {ride.delivery: ride for ride in rides}
        segment: dict[str, int] = {}
        aboard: dict[str, PickupDelivery] = {}
        for stay in stays:
            if stay.kind == "reload":
                segment = {}
            elif stay.ref in pickups:
                ride = pickups[stay.ref]
                person = problem.persons[problem.visits[ride.pickup].person]
                for other in aboard.values():
                    with_them = problem.persons[problem.visits[other.pickup].person]
                    if with_them.id in person.incompatible_with:
                        return False
                    if person.id in with_them.incompatible_with:
                        return False
                aboard[ride.id] = ride
            elif stay.ref in deliveries:
                if aboard.pop(deliveries[stay.ref].id, None) is None:
                    return False
            elif stay.ref is not None:
                for name, amount in problem.visits[stay.ref].load.items():
                    segment[name] = segment.get(name, 0) + amount
            total = dict(segment)
            for ride in aboard.values():
                for name, amount in problem.visits[ride.pickup].load.items():
                    total[name] = total.get(name, 0) + amount
            if any(amount > capacity.get(name, 0) for name, amount in total.items()):
                return False
        return not aboard

    def _with_pauses(
        self, shift: Shift, vehicle: str | None, order: Sequence[str], stays: Sequence[Stay]
    ) -> Iterator[Route]:
        """Breaks and unavailability taken at any stop, or outside the tour; breaks that are always
        due at visits, or at the start place if the tour must leave at a fixed time."""
        pauses = self._pauses(shift)
        ends = (shift.start_place, *(stay.place for stay in stays), shift.end_place)
        slots = [(gap, side) for gap in range(len(stays) + 1) for side in (0, 1)]
        cost = self._cost(shift, order, ends)
        always = {p.id for p in shift.breaks if p.always_due}
        choices: list[list[Any]] = []
        for pause, _, optional in pauses:
            if pause.ref in always:
                choices.append(slots[0 if shift.leaves_at_start else 1 : -1])
            else:
                # An unavailability after the return is outside the tour.
                choices.append(slots[:-1] if pause.kind == "away" else list(slots))
                choices[-1] += [] if optional else ["before", "after"]
            choices[-1] += ["missed"] if optional else []
        for chosen in product(*choices):
            leave, back = self._hours(shift, vehicle)
            for where, (pause, windows, _) in zip(chosen, pauses, strict=True):
                if where == "before":
                    leave = max(leave, min(w.start for w in windows) + pause.duration)
                elif where == "after":
                    last = (w.start if pause.kind == "away" else w.end for w in windows)
                    back = min(back, max(last))
            if shift.leaves_at_start and leave > shift.start:
                continue
            inside = [k for k, where in enumerate(chosen) if not isinstance(where, str)]
            for ranks in permutations(inside):
                placed: list[Stay] = []
                for gap in range(len(stays) + 1):
                    for side in (0, 1):
                        for k in ranks:
                            if chosen[k] == (gap, side):
                                pause = pauses[k][0]
                                placed.append(
                                    Stay(pause.kind, pause.ref, ends[gap + side], pause.duration,
                                         pause.starts)
                                )  # fmt: skip
                    placed += stays[gap : gap + 1]
                route = Route(shift, vehicle, tuple(order), tuple(placed), leave, back, cost)
                if self._forward(route, {}) is not None:
                    yield route

    def _hours(self, shift: Shift, vehicle: str | None) -> tuple[int, int]:
        """The shift, from when its vehicle is back from the garage."""
        start, away = shift.start, self.problem.vehicles[vehicle].unavailable if vehicle else ()
        for span in away:
            assert span.start < shift.start, "only at the beginning of the shift"
            start = max(start, span.end)
        return start, shift.end

    def _pauses(self, shift: Shift) -> Pauses:
        """Breaks that are not optional, and unavailability."""
        pauses: Pauses = [
            (Stay("break", p.id, "", p.duration, self._in_windows(p.windows)), p.windows, False)
            for p in shift.breaks
            if not p.optional
        ]
        for away in self.problem.workers[shift.worker].unavailable:
            if away.start < shift.end and shift.start < away.end:
                length = away.end - away.start
                pauses.append((Stay("away", None, "", length, [away.start]), (away,), False))
        return pauses

    def _in_windows(self, windows: Sequence[Any]) -> list[int]:
        return [t for t in self.ticks if any(w.start <= t <= w.end for w in windows)]

    # Costs

    def _cost(self, shift: Shift, order: Sequence[str], places: Sequence[str]) -> Levels:
        problem = self.problem
        worker = problem.workers[shift.worker]
        legs = [self.travel.leg(shift.mode, a, b) for a, b in pairwise(places)]
        visits = [problem.visits[name] for name in order]
        disliked = 0
        for visit in visits:
            wanted = visit.preferred_workers
            if wanted is None:
                wanted = problem.persons[visit.person].preferred_workers
            disliked += wanted is not None and worker.id not in wanted
        measured = {
            "travel_time": sum(ticks for ticks, _ in legs) * problem.tick_ms,
            "distance": sum(metres for _, metres in legs),
            "tours": 1,
            "preference": disliked,
            "new_worker": sum(not worker.history.persons.get(v.person) for v in visits),
        }
        return self._levels(measured)

    def _unserved(self, names: set[str]) -> Levels:
        measured: dict[str, int] = {}
        for name in names:
            visit = self.problem.visits[name]
            term = f"unserved_p{visit.priority}"
            measured[term] = measured.get(term, 0) + visit.weight
        return self._levels(measured)

    def _levels(self, measured: dict[str, int]) -> Levels:
        levels = [0] * len(self.problem.objective.levels)
        for term in self.problem.objective.terms:
            unit = {"hour": 1, "km": COST_SCALE // 1000, "piece": COST_SCALE}[term.kind.unit]
            levels[term.level] += term.weight * unit * measured.get(term.kind.name, 0)
        return tuple(levels)

    @staticmethod
    def _sum(*parts: Levels) -> Levels:
        return tuple(map(sum, zip(*parts, strict=True)))

    # Tours together

    def _links_allow(self, shifts: Sequence[Shift], sets: Sequence[frozenset[str]]) -> bool:
        """Who is served with whom and by whom; times apart."""
        problem = self.problem
        tour = {name: k for k, names in enumerate(sets) for name in names}
        for link in problem.links.values():
            ours = [name for name in link.visits if name in problem.visits]
            served = [name for name in ours if name in tour]
            if link.if_partner_unserved == "drop_both" and 0 < len(served) < len(ours):
                return False
            workers = [shifts[tour[name]].worker for name in served]
            if isinstance(link, Together | DifferentWorkers) and len(set(workers)) < len(workers):
                return False
            if isinstance(link, SameWorker) and len(set(workers)) > 1:
                return False
            if isinstance(link, PickupDelivery) and len({tour[name] for name in served}) > 1:
                return False
        return True

    def _times(self, routes: Sequence[Route]) -> Floors | None:
        """The earliest starts that keep all links at once; None if there are none."""
        floors: Floors = {}
        while True:
            starts: Floors = {}
            for route in routes:
                found = self._forward(route, floors)
                if found is None:
                    return None
                starts |= found
            again = False
            for name, floor in (*self._floors(starts), *self._loadings(routes, starts)):
                if starts[name] < floor:
                    floors[name], again = max(floor, floors.get(name, floor)), True
            if not again:
                return starts

    def _loadings(
        self, routes: Sequence[Route], starts: Floors
    ) -> Iterator[tuple[str | tuple[str, int], int]]:
        """How early at the earliest each depot is left, or reload begun, to keep the chain."""
        for route in routes:
            loading, busy = (route.shift.id, -1), 0
            for k, stay in enumerate(route.stays):
                if stay.kind == "reload":
                    loading, busy = (route.shift.id, k), stay.duration
                elif stay.kind == "visit":
                    most = self.problem.visits[str(stay.ref)].max_since_loading
                    if most is not None:
                        yield loading, starts[str(stay.ref)] - most - busy

    def _floors(self, starts: Floors) -> Iterator[tuple[str, int]]:
        """How early at the earliest each visit may start, by the starts of its partners."""
        for link in self.problem.links.values():
            if isinstance(link, SameWorker | DifferentWorkers):
                continue
            if any(name not in starts for name in link.visits):
                if isinstance(link, Together):
                    served = [name for name in link.visits if name in starts]
                    for a, b in permutations(served, 2):
                        yield a, starts[b] - link.tolerance
                continue
            if isinstance(link, Together):
                for a, b in permutations(link.visits, 2):
                    yield a, starts[b] - link.tolerance
                continue
            a, b = link.visits[:2]
            least: float | None = 0
            most: float | None = None
            base = self.problem.visits[a].duration
            if isinstance(link, SequenceLink):
                least, most = link.min_gap, link.max_gap
                base = 0 if link.gap_from == "start" else base
            elif isinstance(link, PickupDelivery):
                most = link.max_ride
            if least is not None:
                yield b, starts[a] + base + int(least)
            if most is not None:
                yield a, starts[b] - base - int(most)

    def _forward(self, route: Route, floors: Floors) -> Floors | None:
        """The departure and the earliest start of every stay, given floors; None if something
        comes too late."""
        shift = route.shift
        now, place = max(route.leave, floors.get((shift.id, -1), route.leave)), shift.start_place
        if shift.leaves_at_start and now > shift.start:
            return None
        found: Floors = {(shift.id, -1): now}
        for k, stay in enumerate(route.stays):
            ticks, _ = self.travel.leg(shift.mode, place, stay.place)
            name = named(route, k)
            at = bisect_left(stay.starts, max(now + ticks, floors.get(name, -inf)))
            if at == len(stay.starts):
                return None
            found[name] = stay.starts[at]
            now, place = stay.starts[at] + stay.duration, stay.place
        ticks, _ = self.travel.leg(shift.mode, place, shift.end_place)
        return found if now + ticks <= min(route.back, shift.end) else None

    # The plan

    def _plan(self, routes: Sequence[Route], starts: Floors) -> Plan:
        tours = tuple(self._tour(route, starts) for route in routes)
        served = {name for route in routes for name in route.visits}
        return Plan(tours, {name: () for name in self.names if name not in served})

    def _tour(self, route: Route, starts: Floors) -> Tour:
        times = self._forward(route, starts)
        assert times is not None, "these starts were possible before"
        shift, place = route.shift, route.shift.start_place
        now = times[shift.id, -1]
        stops = [Stop("depot", None, place, now, now, now, 0, 0)]
        went = metres = 0  # since the last stop
        arrival = now
        for k, stay in enumerate(route.stays):
            start = times[named(route, k)]
            ticks, length = self.travel.leg(shift.mode, place, stay.place)
            if ticks or not went:
                arrival = now + ticks
            went, metres, place, now = (
                went + ticks,
                metres + length,
                stay.place,
                start + stay.duration,
            )
            if stay.kind != "away":
                kind: Any = stay.kind
                stops.append(Stop(kind, stay.ref, place, arrival, start, now, went, metres))
                went = metres = 0
        ticks, length = self.travel.leg(shift.mode, place, shift.end_place)
        now += ticks
        stops.append(Stop("depot", None, shift.end_place, now, now, now, ticks, length))
        return Tour(shift.id, route.vehicle, tuple(stops))


def named(route: Route, k: int) -> str | tuple[str, int]:
    """A stay of a route among `Floors`."""
    stay = route.stays[k]
    return stay.ref if stay.kind == "visit" and stay.ref else (route.shift.id, k)
