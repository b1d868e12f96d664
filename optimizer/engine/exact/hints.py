"""From tours of a plan to a hint: where the solver begins."""

from collections.abc import Callable, Iterable
from itertools import pairwise

from ortools.sat.python import cp_model

from optimizer.engine.duties import Duty
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import END, START, Expr, Tour
from optimizer.engine.instance import Instance
from optimizer.plan.model import Stop
from optimizer.plan.model import Tour as PlanTour


def nodes_of(instance: Instance, duty: Duty, tour: PlanTour) -> list[tuple[int, Stop]]:
    """The visits and reloads of a tour by number, with their stops."""
    spare = list(duty.reloads)
    found = []
    for stop in tour.stops:
        if stop.kind == "visit" and stop.ref is not None:
            found.append((instance.number[stop.ref], stop))
        elif stop.kind == "reload":
            place = instance.places.index(stop.place)
            node = next(n for n in spare if instance.nodes[n].place == place)
            spare.remove(node)
            found.append((node, stop))
    return found


def hint(model: Model, tours: Iterable[PlanTour]) -> None:
    """Begin with these tours and times, as far as the model has them."""
    planned = {tour.shift: tour for tour in tours}
    hints: dict[int, tuple[cp_model.IntVar, int]] = {}

    def set_to(expr: Expr, value: int) -> None:
        if isinstance(expr, cp_model.IntVar) and expr is not model.true and expr is not model.false:
            hints[expr.index] = expr, value

    for node in model.nodes.values():
        set_to(node.present, 0)
    for tour in model.tours:
        made = planned.get(tour.duty.shift.id)
        set_to(tour.used, made is not None)
        stops = nodes_of(model.instance, tour.duty, made) if made else []
        taken = [number for number, _ in stops]
        legs = set(pairwise((START, *taken, END))) if made else set()
        for leg, literal in tour.legs.items():
            set_to(literal, leg in legs)
        for number, literal in tour.takes.items():
            set_to(literal, number in taken)
        for number, stop in stops:
            if number in model.nodes:
                set_to(model.nodes[number].start, stop.start)
                set_to(model.nodes[number].present, 1)
        if made is not None:
            set_to(tour.leave, made.start)
            set_to(tour.back, made.end)
            vehicle = made.vehicle
            for name, literal in tour.vehicles.items():
                set_to(literal, name == vehicle)
        _hint_pauses(tour, made, set_to)
    for variable, value in hints.values():
        model.cp.add_hint(variable, value)


def _hint_pauses(tour: Tour, made: PlanTour | None, set_to: Callable[[Expr, int], None]) -> None:
    taken = {stop.ref: stop for stop in made.stops if stop.kind == "break"} if made else {}
    for pause in tour.pauses:
        stop = taken.pop(pause.ref, None)
        set_to(pause.present, stop is not None)
        if stop is not None:
            set_to(pause.start, stop.start)
