"""Variables of a set of tours in CP-SAT: who serves what, in which order and when.

The same model serves the timing of tours whose visits are in order already (one way for each
tour) and whole small days (all legs that can be made).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ortools.sat.python import cp_model

from optimizer.engine.exact.variables import (
    END,
    START,
    Expr,
    Facts,
    Leg,
    Literal,
    Node,
    Route,
    Stop,
    Tour,
)
from optimizer.engine.instance import Instance
from optimizer.problem.model import Problem

WAIVABLE = frozenset({"breaks", "links", "time_since_loading", "working_time"})
"""Rules that a model lets go where they are waived. It keeps the others, so that with a waiver of
one of those there may be better plans than it knows."""


class Model:
    """Tours and visits as variables, with what ties times to the order of stops.

    Rules and terms are added by the other files of this package; what an input asks for goes
    through `add` or `either`, so that it may depend on an assumption (`assuming`). `problem` has
    the rules where the instance has not all of them.
    """

    def __init__(
        self,
        instance: Instance,
        routes: Sequence[Route],
        scope: Collection[int],
        facts: Facts | None = None,
        problem: Problem | None = None,
    ) -> None:
        self.scope = frozenset(scope)
        """The visits that the model is about; those that no route can take stay unserved."""
        self.instance, self.problem = instance, problem or instance.problem
        self.cp = cp_model.CpModel()
        self.true: Literal = self.cp.new_constant(1)
        self.false: Literal = self.cp.new_constant(0)
        self.horizon = max((route.duty.shift.end for route in routes), default=0)
        self.facts = facts
        self.assumed: dict[tuple[str, str], Literal] = {}
        self._under: list[Literal] = []
        self._long: dict[int, Literal] = {}
        self.ranks: dict[int, Expr] = {}
        """Places in the tour by node, where a rule asks for them."""
        self.nodes: dict[int, Node] = {}
        self.served: dict[int, Literal] = {}
        for route in routes:
            for i, j in route.legs:
                for node in (i, j):
                    if node >= 0 and node not in self.nodes:
                        self.nodes[node] = self._node(node, route.fixed)
        self.tours = [self._tour(number, route) for number, route in enumerate(routes)]
        self._add_servers()
        for tour in self.tours:
            for node in tour.takes:
                self.nodes[node].legs |= {
                    (tour.number, i): leg for (i, j), leg in tour.legs.items() if j == node
                }
            tour.home.legs = {
                (tour.number, i): leg for (i, j), leg in tour.legs.items() if j == END
            }
        for node, stop in self.nodes.items():
            self._tie(node, stop)
        for tour in self.tours:
            self._tie(END, tour.home)

    # Constraints

    def add(self, constraint: cp_model.BoundedLinearExpression | bool, *when: Literal) -> None:
        """A linear constraint that holds when all the literals do."""
        made = self.cp.add(constraint)
        conditions = [literal for literal in (*self._under, *when) if literal is not self.true]
        if conditions:
            made.only_enforce_if(*conditions)

    def either(self, *literals: Literal) -> None:
        """At least one of the literals holds."""
        made = self.cp.add_bool_or(*literals)
        if self._under:
            made.only_enforce_if(*self._under)

    @contextmanager
    def assuming(self, kind: str, ident: str) -> Iterator[None]:
        """What is added inside holds only as far as this input is assumed."""
        literal = self.assumption(kind, ident)
        self._under.append(literal)
        try:
            yield
        finally:
            self._under.pop()

    def assumption(self, kind: str, ident: str) -> Literal:
        """The literal of an input: in an ordinary model it is simply true."""
        return self.assumed.get((kind, ident), self.true)

    def flag(self, name: str = "") -> cp_model.IntVar:
        """A new literal."""
        return self.cp.new_bool_var(name)

    def whole(self, first: int, last: int, name: str = "") -> cp_model.IntVar:
        """A new whole number."""
        return self.cp.new_int_var(first, last, name)

    def all_of(self, *literals: Literal) -> Literal:
        """A literal that holds exactly when all of these do."""
        needed = [literal for literal in literals if literal is not self.true]
        if any(literal is self.false for literal in needed):
            return self.false
        if len(needed) < 2:
            return needed[0] if needed else self.true
        both = self.flag()
        self.cp.add_bool_and(*needed).only_enforce_if(both)
        self.cp.add_bool_or(both, *(~literal for literal in needed))
        return both

    def no(self, literal: Literal) -> Literal:
        """The opposite of a literal."""
        if literal is self.true or literal is self.false:
            return self.false if literal is self.true else self.true
        return ~literal

    def long(self, stop: Stop) -> Literal:
        """Whether the idle time before a stop is long enough to be unpaid (a coupure)."""
        key = id(stop)
        if key not in self._long:
            least = self.problem.working_time.unpaid_wait
            literal = self._long[key] = self.flag()
            self.cp.add(stop.idle >= least).only_enforce_if(literal, stop.present)
            self.cp.add(stop.idle <= least - 1).only_enforce_if(~literal, stop.present)
            self.cp.add_implication(literal, stop.present)
        return self._long[key]

    def departure(self, stop: Stop) -> Expr:
        """When the worker sets out for a stop: the idle time before may be spent at either end."""
        if stop.leaves is None:
            stop.leaves = self.whole(0, self.horizon)
            self.cp.add(stop.leaves >= stop.prior).only_enforce_if(stop.present)
            self.cp.add(stop.leaves + stop.travel <= stop.start).only_enforce_if(stop.present)
            if isinstance(stop, Node) and stop.returns:  # who is back does not wait
                self.cp.add(stop.leaves + stop.travel >= stop.start).only_enforce_if(stop.present)
        return stop.leaves

    def interval(self, tour: "Tour", taken: Literal) -> cp_model.IntervalVar:
        """The time from leaving to the return, where `taken`."""
        size = self.whole(0, self.horizon)
        return self.cp.new_optional_interval_var(tour.leave, size, tour.back, taken, "")

    def stops(self, tour: "Tour") -> Iterator[tuple[Stop, Literal]]:
        """What may be a stop of a tour, and whether it is; the depot that it leaves is none."""
        for node, taken in tour.takes.items():
            yield self.nodes[node], taken
        for pause in tour.pauses:
            yield pause, pause.present
        yield tour.home, tour.used

    def waived(self, rule: str, *subjects: str) -> bool:
        """Whether a person accepts breaches of the rule by one of these."""
        return any(w.rule == rule and w.subject in subjects for w in self.problem.waivers)

    # Variables

    def _node(self, node: int, fixed: bool) -> Node:
        place = self.instance.nodes[node]
        served = self.true if fixed else self.flag(f"served {node}")
        start: cp_model.IntVar
        if self.facts is not None and node in self.facts.nodes:
            start = self.cp.new_constant(self.facts.nodes[node])
        else:
            since = 0 if self.facts is None else self.facts.until
            windows = [[max(a, since), min(b, self.horizon)] for a, b in place.windows]
            allowed = [window for window in windows if window[0] <= window[1]]
            start = self.cp.new_int_var_from_domain(
                cp_model.Domain.from_intervals(allowed or [[0, 0]]), f"start {node}"
            )
            if not allowed:
                self.cp.add_bool_or(~served)
        if node < self.instance.count:
            self.served[node] = served
        reload = node >= self.instance.count and not fixed
        first = self.flag() if reload else self.false
        return Node(start=start, end=start + place.duration, present=served, first=first)

    def _tour(self, number: int, route: Route) -> Tour:
        legs: dict[Leg, Literal]
        if route.fixed:
            used = self.true
            legs = dict.fromkeys(route.legs, self.true)
            takes = {j: self.true for _, j in route.legs if j != END}
        else:
            used = self.flag(f"used {number}") if route.legs else self.false
            legs = {leg: self.flag(f"leg {number} {leg}") for leg in route.legs}
            nodes = dict.fromkeys(j for _, j in route.legs if j != END)
            takes = {node: self.flag(f"takes {number} {node}") for node in nodes}
            if legs:
                self._add_circuit(legs, takes, used)
        leave, back = self._ends(route)
        home = Node(start=back, end=back, present=used, first=self.false, returns=True)
        return Tour(number, route, used, leave, back, legs, takes, home)

    def _ends(self, route: Route) -> tuple[Expr, Expr]:
        """When a tour leaves and is back; a shift too short for itself has no tour."""
        shift, facts = route.duty.shift, self.facts
        back = self.whole(shift.start, max(shift.start, shift.end))
        if facts is not None and shift.id in facts.leaves:
            return self.cp.new_constant(facts.leaves[shift.id]), back
        if shift.leaves_at_start:
            return self.cp.new_constant(shift.start), back
        since = shift.start if facts is None else max(shift.start, facts.until)
        return self.whole(since, max(since, shift.end)), back

    def _add_circuit(
        self, legs: Mapping[Leg, Literal], takes: Mapping[int, Literal], used: Literal
    ) -> None:
        number = {node: i for i, node in enumerate(takes, 1)} | {START: 0, END: 0}
        arcs = [(number[i], number[j], leg) for (i, j), leg in legs.items()]
        arcs += [(number[node], number[node], ~takes[node]) for node in takes]
        self.cp.add_circuit([*arcs, (0, 0, ~used)])
        for node, taken in takes.items():
            self.cp.add_implication(taken, used)
            self.cp.add_implication(taken, self.nodes[node].present)
        visits = [taken for node, taken in takes.items() if node < self.instance.count]
        self.cp.add_bool_or(~used, *visits)

    def _add_servers(self) -> None:
        """A node that is present is in exactly one tour."""
        servers: dict[int, list[Literal]] = {}
        for tour in self.tours:
            for node, taken in tour.takes.items():
                servers.setdefault(node, []).append(taken)
        for node, takers in servers.items():
            present = self.nodes[node].present
            if present is not self.true:
                self.cp.add_exactly_one(*takers, ~present)

    def _tie(self, number: int, node: Node) -> None:
        """The leg into a node: where from, how far, and that time passes on it."""
        if len(node.legs) == 1 and next(iter(node.legs.values())) is self.true:
            tour, i = next(iter(node.legs))
            node.before, node.way, node.metres = self.leg(tour, i, number)
            node.first = self.begins(tour, i)
        else:
            known = [(literal, *self.leg(k, i, number)) for (k, i), literal in node.legs.items()]
            node.before = self.whole(0, self.horizon)
            node.way = sum(way * literal for literal, _, way, _ in known)
            node.metres = sum(metres * literal for literal, _, _, metres in known)
            for literal, before, way, _ in known:
                self.add(node.before == before, literal)
                self.add(node.start >= before + way, literal)
            node.first = self._first(node)
        node.prior, node.travel = node.before, node.way

    def leg(self, tour: int, i: int, j: int) -> tuple[Expr, int, int]:
        """End of the node that a leg comes from, its time and metres."""
        duty, nodes = self.tours[tour].duty, self.instance.nodes
        here = duty.start_place if i == START else nodes[i].place
        there = duty.end_place if j == END else nodes[j].place
        before = self.tours[tour].leave if i == START else self.nodes[i].end
        return before, duty.travel[here][there], duty.metres[here][there]

    def begins(self, tour: int, i: int) -> Literal:
        """Whether a stop after node `i` comes before the first visit is over."""
        if i == START:
            return self.true
        return self.false if i < self.instance.count else self.nodes[i].first

    def _first(self, node: Node) -> Literal:
        first = self.flag() if node.first is self.false else node.first
        count = self.instance.count
        if all(i < count for _, i in node.legs):
            self.cp.add(sum(leg for (_, i), leg in node.legs.items() if i == START) == first)
            return first
        for (_, i), leg in node.legs.items():
            if i < count:
                self.cp.add_implication(leg, first if i == START else ~first)
            else:
                self.cp.add(first == self.nodes[i].first).only_enforce_if(leg)
        return first
