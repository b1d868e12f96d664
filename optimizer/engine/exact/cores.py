"""Inputs that cannot hold together: a minimal set of them, by assumptions of CP-SAT."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal as Choice

from ortools.sat.python import cp_model

from optimizer.engine.exact.components import Component, components
from optimizer.engine.exact.full import possible_duties, routes_of
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.rules import add_rules
from optimizer.engine.exact.solver import Effort, new_solver
from optimizer.engine.exact.variables import Literal
from optimizer.engine.instance import Instance
from optimizer.problem.model import Problem
from optimizer.problem.model import Sequence as SequenceLink

InputKind = Choice["visit", "pin", "frozen_tour", "link", "break", "working_time"]


@dataclass(frozen=True, slots=True)
class Input:
    """Something that is asked: that a visit is served, a pin (by its visit), a frozen tour (by its
    shift), a link, a break (`<shift> <break>`), or the working-time limits of a worker."""

    kind: InputKind
    id: str


LARGEST = 30
"""Visits of a part up to which clashes are looked for."""
EFFORT = Effort(deterministic=2.0, seconds=5.0)
"""For each question whether inputs can hold together."""


def conflict(problem: Problem, must: Collection[str]) -> tuple[Input, ...] | None:
    """Inputs that cannot hold together, though all but any one of them can; None if none is found.

    Looks for a plan that serves all the visits `must` under the pins, frozen tours, links, breaks
    and working-time limits of the problem; windows, skills, pairings and the like are part of a
    visit. Parts with more than LARGEST visits are left out.
    """
    # Windows, possible shifts and legs must not depend on what may be left out.
    instance = Instance(replace(problem, pins={}, frozen_tours={}, links={}))
    possible = possible_duties(instance)
    for part in components(instance, possible, problem.links.values()):
        asked = [v for v in part.visits if instance.visits[v].id in must]
        if asked and len(part.visits) <= LARGEST:
            found = _Part(problem, instance, part, possible, asked).core()
            if found is not None:
                return found
    return None


class _Part:
    """A model in which every input holds only as far as it is assumed."""

    def __init__(
        self,
        problem: Problem,
        instance: Instance,
        part: Component,
        possible: Sequence[Sequence[int]],
        asked: Sequence[int],
    ) -> None:
        routes = routes_of(instance, part, possible)
        self.problem, self.instance = problem, instance
        self.model = Model(instance, routes, part.visits, problem=problem)
        for item in self._inputs(part, asked):
            self.model.assumed[item.kind, item.id] = self.model.flag(f"{item.kind} {item.id}")
        add_rules(self.model)
        for v in asked:
            with self.model.assuming("visit", instance.visits[v].id):
                self.model.either(self.model.served.get(v, self.model.false))
        for v in self.model.served:
            self._pin(v)
        for link in problem.links.values():
            if isinstance(link, SequenceLink):
                self._external(link)

    def _inputs(self, part: Component, asked: Sequence[int]) -> list[Input]:
        problem, instance = self.problem, self.instance
        ours = {instance.visits[v].id for v in part.visits}
        shifts = [instance.duties[k].shift for k in part.duties]
        found = [Input("visit", instance.visits[v].id) for v in asked]
        found += [Input("pin", visit) for visit in problem.pins if visit in ours]
        found += [
            Input("frozen_tour", shift.id) for shift in shifts if shift.id in problem.frozen_tours
        ]
        found += [
            Input("link", link.id)
            for link in problem.links.values()
            if not ours.isdisjoint(link.visits)
        ]
        found += [
            Input("break", f"{shift.id} {pause.id}") for shift in shifts for pause in shift.breaks
        ]
        workers = dict.fromkeys(shift.worker for shift in shifts)
        return found + [Input("working_time", worker) for worker in workers]

    def _pin(self, v: int) -> None:
        """Where and when a pin and a frozen tour want a visit."""
        model, visit = self.model, self.instance.visits[v].id
        pin = self.problem.pins.get(visit)
        for tour in model.tours:
            if v not in tour.takes:
                continue
            shift = tour.duty.shift
            if pin is not None and (
                pin.worker not in (None, shift.worker) or pin.shift not in (None, shift.id)
            ):
                with model.assuming("pin", visit):
                    model.either(~tour.takes[v])
            for frozen in self.problem.frozen_tours.values():
                if visit in frozen.visits and frozen.shift != shift.id:
                    with model.assuming("frozen_tour", frozen.shift):
                        model.either(~tour.takes[v])
        if pin is not None and pin.start is not None:
            with model.assuming("pin", visit):
                model.add(model.nodes[v].start == pin.start, model.served[v])

    def _external(self, link: SequenceLink) -> None:
        """How long before or after an external visit."""
        external, number, model = self.problem.external_visits, self.instance.number, self.model
        first, second = external.get(link.first), external.get(link.second)
        v = number.get(link.second if first else link.first)
        if v is None or v not in model.served or (first is None) == (second is None):
            return
        node = model.nodes[v]
        if first is not None:
            gap = node.start - (first.end if link.gap_from == "end" else first.start)
        else:
            assert second is not None
            gap = second.start - (node.end if link.gap_from == "end" else node.start)
        with model.assuming("link", link.id):
            if link.min_gap is not None:
                model.add(gap >= link.min_gap, model.served[v])
            if link.max_gap is not None:
                model.add(gap <= link.max_gap, model.served[v])

    def core(self) -> tuple[Input, ...] | None:
        """A set of which none can be left out; None if all inputs can hold, or nobody knows."""
        assumed: dict[Input, Literal] = {
            Input(kind, ident): literal  # type: ignore[arg-type]
            for (kind, ident), literal in self.model.assumed.items()
        }
        left = self._refuted(assumed, list(assumed))
        if left is None:
            return None
        for item in list(left):
            if item in left:
                fewer = self._refuted(assumed, [other for other in left if other is not item])
                left = fewer if fewer is not None else left
        return tuple(left)

    def _refuted(self, assumed: dict[Input, Literal], items: Sequence[Input]) -> list[Input] | None:
        """Those of the inputs that are enough to make a plan impossible; None if one is possible,
        or if that is not known."""
        self.model.cp.clear_assumptions()
        self.model.cp.add_assumptions([assumed[item] for item in items])
        solver = new_solver(EFFORT)
        if solver.solve(self.model.cp) != cp_model.INFEASIBLE:
            return None
        enough = set(solver.sufficient_assumptions_for_infeasibility())
        return [item for item in items if assumed[item].index in enough]
