"""From the instance to the arrays of `Data`."""

from dataclasses import dataclass

import numpy as np

from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.freight import freight_of
from optimizer.engine.kernel.levels import MOST
from optimizer.engine.kernel.link_rows import link_rows
from optimizer.engine.kernel.near import near_visits
from optimizer.engine.kernel.pause_rows import breaks_to_miss, pause_rows
from optimizer.engine.kernel.pieces import pieces
from optimizer.engine.kernel.prices import Prices
from optimizer.engine.kernel.shifts_law import shifts_law
from optimizer.engine.kernel.states import LINKED_PLACES
from optimizer.engine.kernel.tactics import TACTICS, Tactics
from optimizer.problem.model import SameWorker
from optimizer.problem.score_terms import CHANGE_MS
from optimizer.travel import travel_of

SLICE_MS = 30 * 60_000
"""The quarter of the widest time of day that a ruin empties."""


@dataclass(frozen=True)
class Compiled:
    """A problem ready for the search.

    `order[k]` is the instance's number of the k-th duty, `pause_refs` what a plan calls each pause
    (None: no stop), `factors` what a unit of each level of the score counts in the search's price.
    """

    instance: Instance
    data: a.Data
    order: list[int]
    pause_refs: list[str | None]
    factors: tuple[int, ...]


def compile_instance(instance: Instance, tactics: Tactics = TACTICS) -> Compiled:
    """Compile an instance."""
    return _Compiler(instance, tactics).compiled()


class _Compiler:
    def __init__(self, instance: Instance, tactics: Tactics) -> None:
        self.instance, self.tactics = instance, tactics
        self.problem = instance.problem
        duties = instance.duties
        self.order = sorted(
            range(len(duties)), key=lambda k: (duties[k].worker, duties[k].start, k)
        )
        self.duties = [duties[k] for k in self.order]
        self.number = {k: i for i, k in enumerate(self.order)}
        self.reloads = len(instance.nodes) - instance.count
        self.windows: list[tuple[int, int, int]] = []
        travel = travel_of(self.problem)
        self.modes = sorted(travel.duration)
        self.time = np.stack([travel.duration[mode] for mode in self.modes])
        self.distance = np.stack([travel.distance[mode] for mode in self.modes])

    def compiled(self) -> Compiled:
        instance, problem = self.instance, self.problem
        prices = Prices(problem, self._dear(), int(self.time.max()), int(self.distance.max()))
        self.prices, self.row = prices, prices.row()
        shifts = sum(min(d.shift.overtime_after, d.end) - d.shift.start for d in self.duties)
        spare = max(1, shifts - sum(visit.duration for visit in instance.visits))
        self.row[a.P_SMOOTH] = max(1, spare)
        node = self._nodes()
        links = link_rows(instance, node)
        unit_from, members = self._units(node)
        pauses, refs = pause_rows(self.duties, self.windows, prices.per_piece)
        fit = self._fit()
        freight = freight_of(instance, self.duties, node, fit)
        able = [np.flatnonzero(row >= 0) for row in fit]
        self.law = shifts_law(problem, self.duties)
        duty = self._duty_rows(fit)
        duty[:, a.LOADED : a.MAY_RELOAD + 1] = freight.duty
        settings = np.zeros(a.SETTINGS, np.int64)
        breaks = any(row[a.IF_DUE] for row in pauses)
        timed = self.row[[a.P_WAIT, a.P_USUAL, a.P_GAP, a.P_MOVED]].any() or breaks
        overall = self.row[a.P_IDLE : a.P_HEAVY_DEV + 1].any()
        settings[a.LONG_ENOUGH] = problem.working_time.unpaid_wait
        settings[a.MOVED_AFTER] = CHANGE_MS // problem.tick_ms
        settings[a.TIMED_TERMS], settings[a.OVERALL_TERMS] = timed, overall
        settings[a.SPREAD_TERMS] = self.row[a.P_WORK : a.P_HEAVY_DEV + 1].any()
        settings[a.HABIT_TERMS] = self.row[[a.P_USUAL, a.P_GAP, a.P_MOVED]].any()
        settings[a.MISSABLE] = any(row[a.MISSED] > 0 for row in pauses)
        settings[a.BREAK_TERMS], settings[a.FACE_TERMS] = breaks, self.row[a.P_FACES] > 0
        reach = sum(map(len, able)) / len(self.duties)
        settings[a.FULL_SCAN] = reach <= self.tactics.full_scan
        settings[a.BOUNDS] = self.tactics.bounds
        settings[a.LINKED_PLACES] = LINKED_PLACES
        settings[a.SLICE] = SLICE_MS // problem.tick_ms
        settings[a.FROZEN] = bool(problem.frozen_tours)
        settings[a.RELOADS] = self.reloads > 0
        settings[a.LIMITS] = bool(self.law.limited)
        crew = np.full(len(problem.workers), -1, np.int64)
        for k in range(len(self.duties) - 1, -1, -1):
            crew[self.duties[k].worker] = k
        data = a.Data(
            ways=self._ways(),
            node=node,
            windows=np.array(self.windows or [(0, 0, 0)], np.int64),
            links=links,
            duty=duty,
            pauses=np.array(pauses or [[0] * a.PAUSE_COLUMNS], np.int64),
            fit=fit,
            able=np.concatenate([*able, np.zeros(1, np.int64)]).astype(np.int64),
            able_from=np.cumsum([0, *(len(row) for row in able)]).astype(np.int64),
            load=freight.load,
            riding=freight.riding,
            apart=freight.apart,
            held=self._held(unit_from, members),
            room=freight.room,
            heavy=np.array(
                [visit.heavy for visit in instance.visits] + [0] * self.reloads, np.int64
            ),
            unit_from=unit_from,
            members=members,
            penalty=self._penalties(unit_from, members),
            near=near_visits(
                self.time.min(axis=0), node[: instance.count], fit[: instance.count] >= 0
            ),
            crew=crew,
            limits=self.law.limits,
            stints=self.law.stints,
            weeks=self.law.weeks,
            prices=self.row,
            settings=settings,
        )
        return Compiled(instance, data, self.order, refs, tuple(prices.factor))

    def _ways(self) -> a.Integers32:
        """Times too long for 32 bits are longer than any horizon all the same."""
        parts = [self.time] if self.row[a.P_METRE] == 0 else [self.time, self.distance]
        ways = np.empty((*self.time.shape, 2 * len(parts)), np.int32)
        for k, part in enumerate(parts):
            np.minimum(part, np.iinfo(np.int32).max, out=ways[..., 2 * k], casting="unsafe")
            ways[..., 2 * k + 1] = np.swapaxes(ways[..., 2 * k], 1, 2)
        return ways

    def _dear(self) -> float:
        """The way to the farthest visit and back, and its time, in units of the last level."""
        problem = self.problem
        terms = [t for t in problem.objective.terms if t.level == len(problem.objective.levels) - 1]
        per_hour = sum(t.weight for t in terms if t.kind.name in ("travel_time", "waiting"))
        per_km = sum(t.weight for t in terms if t.kind.name == "distance")
        pieces = sum(t.weight for t in terms if t.kind.unit == "piece")
        hours = 2 * self.time.max() * problem.tick_ms / 3_600_000
        return float(per_hour * hours + per_km * 2 * self.distance.max() / 1000 + pieces)

    def _nodes(self) -> a.Integers:
        instance = self.instance
        visits = len(instance.nodes)
        node = np.zeros((visits + len(self.duties), a.NODE_COLUMNS), np.int64)
        node[:, a.USUAL] = node[:, a.BEFORE_WORKER] = node[:, a.UNIT] = -1
        workers = {worker: i for i, worker in enumerate(self.problem.workers)}
        persons = {person: i for i, person in enumerate(self.problem.persons)}
        late_price, wait_price = int(self.row[a.P_LATE]), int(self.row[a.P_WAIT])
        for v in range(instance.count, visits):  # reloads, at any time
            row = node[v]
            row[a.LOC], row[a.DUR] = instance.nodes[v].place, instance.nodes[v].duration
            row[a.WINS], row[a.LATE], row[a.LAST], row[a.PERSON] = 1, a.NEVER, a.NEVER, -1
        for v, visit in enumerate(instance.visits):
            row = node[v]
            row[a.LOC], row[a.DUR] = instance.nodes[v].place, visit.duration
            row[a.PERSON] = persons[visit.person]
            parts = [
                (first, last, min(late, last))
                for first, last, late in pieces(
                    visit, instance.nodes[v].windows, late_price, wait_price
                )
            ]
            row[a.WIN], row[a.WINS] = len(self.windows), len(parts)
            self.windows += parts
            row[a.OPEN], row[a.LAST] = (parts[0][0], parts[-1][1]) if parts else (a.NEVER, -1)
            row[a.LATE] = parts[0][2] if parts else 0
            row[a.USUAL] = -1 if visit.usual_start is None else visit.usual_start
            before = self.problem.previous.get(visit.id)
            if before is not None:
                row[a.BEFORE], row[a.BEFORE_WORKER] = before.start, workers[before.worker]
        for k, duty in enumerate(self.duties):
            node[visits + k, a.LOC] = duty.end_place
        return node

    def _units(self, node: a.Integers) -> tuple[a.Integers, a.Integers]:
        """Visits that `drop_both` links bind, in the order of their first allowed start."""
        instance = self.instance
        root = list(range(instance.count))

        def find(v: int) -> int:
            while root[v] != v:
                root[v] = root[root[v]]
                v = root[v]
            return v

        for link in self.problem.links.values():
            numbers = [instance.number[v] for v in link.visits if v in instance.number]
            if link.if_partner_unserved == "drop_both":
                for other in numbers[1:]:
                    root[find(other)] = find(numbers[0])
        groups: dict[int, list[int]] = {}
        for v in range(instance.count):
            groups.setdefault(find(v), []).append(v)
        for unit, group in enumerate(groups.values()):
            node[group, a.UNIT] = unit
            rides = [v for p in group if p in instance.delivery_of
                     for v in (p, instance.delivery_of[p]) if v in group]  # fmt: skip
            group[:] = rides + [v for v in group if v not in rides]
        sizes = [len(group) for group in groups.values()]
        members = [v for group in groups.values() for v in group]
        return np.cumsum([0, *sizes]).astype(np.int64), np.array(members, np.int64)

    def _penalties(self, unit_from: a.Integers, members: a.Integers) -> a.Integers:
        per_piece = self.prices.per_piece
        visits = self.instance.visits
        each = [
            per_piece.get(f"unserved_p{v.priority}", 0) * v.weight
            + per_piece.get("change", 0) * (v.id in self.problem.previous)
            for v in visits
        ]
        # Only of absurd weights more than 64 bits hold.
        most = MOST if sum(each) < 4 * MOST else MOST // len(visits)
        prices = np.array([min(price, most) for price in each], np.int64)
        return np.add.reduceat(prices[members], unit_from[:-1])

    def _held(self, unit_from: a.Integers, members: a.Integers) -> a.Integers:
        pinned = np.isin(members, list(self.instance.pinned)).astype(np.int64)
        return np.maximum.reduceat(pinned, unit_from[:-1])

    def _fit(self) -> a.Integers:
        """Static price of each visit on each duty, -1 where it is not possible."""
        instance, problem = self.instance, self.problem
        piece = self.prices.per_piece
        fit = np.full((len(instance.nodes), len(self.duties)), -1, np.int64)
        for k, duty in enumerate(self.duties):
            fit[list(duty.reloads), k] = 0
        for v, visit in enumerate(instance.visits):
            person = problem.persons[visit.person]
            wanted = visit.preferred_workers
            wanted = person.preferred_workers if wanted is None else wanted
            before = problem.previous.get(visit.id)
            for number in instance.possible[v]:
                worker = problem.workers[instance.duties[number].shift.worker]
                cost = 0
                if not worker.history.persons.get(person.id):
                    cost += piece.get("new_worker", 0)
                if wanted is not None and worker.id not in wanted:
                    cost += piece.get("preference", 0)
                if worker.sectors is not None and person.sector not in (None, *worker.sectors):
                    cost += piece.get("sector", 0)
                if before is not None and before.worker != worker.id:
                    cost += piece.get("change", 0)
                fit[v, self.number[number]] = cost
        return fit

    def _duty_rows(self, fit: a.Integers) -> a.Integers:
        rows = np.zeros((len(self.duties), a.DUTY_COLUMNS), np.int64)
        kinds: dict[object, int] = {}
        days: dict[tuple[int, int], int] = {}
        by_worker: dict[int, int] = {}
        for duty in self.duties:
            by_worker[duty.worker] = by_worker.get(duty.worker, 0) + 1
        bound = any(isinstance(k, SameWorker) for k in self.problem.links.values())
        first = 0
        for k, duty in enumerate(self.duties):
            shift = duty.shift
            missable = breaks_to_miss(duty, self.prices.per_piece)
            count = len(duty.offered) + len(missable)
            start = duty.start
            if not shift.leaves_at_start:
                start = max(start, self.law.rested.get(k, start))
            rows[k, : a.LOADED] = (start, duty.end, duty.start_place,
                       self.modes.index(shift.mode), duty.worker, 0,
                       min(shift.overtime_after, duty.end), shift.leaves_at_start,
                       first, count, shift.start,
                       days.setdefault((duty.worker, shift.day), len(days)),
                       duty.worker in self.law.limited)  # fmt: skip
            first += count
            alone = bound or by_worker[duty.worker] > 1
            kind = (
                k if alone else None, tuple(rows[k, : a.WORKER]), rows[k, a.OVERTIME_AFTER],
                rows[k, a.AT_START], shift.start - duty.start, duty.end_place, fit[:, k].tobytes(),
                tuple(sorted(duty.capacity.items())), shift.reload,
                tuple((p.ref is None, p.duration, p.windows, p.inside) for p in duty.offered),
                tuple((b.duration, b.windows, b.always_due) for b in missable),
                self.law.kind(duty.worker),
            )  # fmt: skip
            rows[k, a.CLASS] = kinds.setdefault(kind, len(kinds))
        return rows
