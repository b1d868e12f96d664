"""From a solution of a model to tours of a plan."""

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.solver import Value
from optimizer.engine.exact.variables import END, START, Stop, Tour
from optimizer.plan.model import Stop as PlanStop
from optimizer.plan.model import StopKind
from optimizer.plan.model import Tour as PlanTour


def tours_of(model: Model, value: Value) -> tuple[PlanTour, ...]:
    """The tours that are used in a solution."""
    return tuple(_Layout(model, tour, value).tour() for tour in model.tours if value(tour.used))


class _Layout:
    """Lays out the stops of one tour; each is set out for at once, unless that matters."""

    def __init__(self, model: Model, tour: Tour, value: Value) -> None:
        self.model, self.tour_, self.value = model, tour, value
        self.place = tour.duty.start_place
        self.free = self._leave()
        self.stops: list[PlanStop] = []
        self._put("depot", None, self.free, self.free, self.place)

    def tour(self) -> PlanTour:
        """All stops, from leaving to return."""
        model, tour, value = self.model, self.tour_, self.value
        following = {i: j for (i, j), leg in tour.legs.items() if value(leg)}
        node = START
        while node != END:
            node = following[node]
            place = tour.duty.end_place if node == END else model.instance.nodes[node].place
            pauses = [p for p in tour.pauses if node in p.at and value(p.at[node])]
            for pause in sorted(pauses, key=lambda p: (value(p.start), value(p.end))):
                where = place if value(pause.gone) else self.place
                self._arrive(pause, "break", pause.ref, where)
            if node == END:
                self._arrive(tour.home, "depot", None, place)
            else:
                visit = model.instance.nodes[node].visit
                self._arrive(model.nodes[node], "visit" if visit else "reload", visit, place)
        vehicle = next((name for name, has in tour.vehicles.items() if value(has)), None)
        return PlanTour(tour.duty.shift.id, vehicle, tuple(self.stops))

    def _arrive(self, stop: Stop, kind: StopKind, ref: str | None, place: int) -> None:
        way = self.tour_.duty.travel[self.place][place]
        leaves = self.free if stop.leaves is None else self.value(stop.leaves)
        start, end = self.value(stop.start), self.value(stop.end)
        arrival = start if kind == "depot" else leaves + way
        self._put(kind, ref, arrival, start, place, end)

    def _put(
        self, kind: StopKind, ref: str | None, arrival: int, start: int, place: int,
        end: int | None = None,
    ) -> None:  # fmt: skip
        duty = self.tour_.duty
        way, metres = duty.travel[self.place][place], duty.metres[self.place][place]
        end = start if end is None else end
        where = self.model.instance.places[place]
        self.stops.append(PlanStop(kind, ref, where, arrival, start, end, way, metres))
        self.place, self.free = place, end

    def _leave(self) -> int:
        """As late as changes nothing; when an earlier tour of the worker ends, if that is then."""
        model, tour, value = self.model, self.tour_, self.value
        leave, shift = value(tour.leave), tour.duty.shift
        held = model.facts is not None and shift.id in model.facts.leaves
        touches = any(
            other.duty.worker == tour.duty.worker
            and value(other.used)
            and value(other.back) == leave
            for other in model.tours
        )
        if shift.leaves_at_start or held or touches:
            return leave
        node = next(j for (i, j), leg in tour.legs.items() if i == START and value(leg))
        first: Stop = model.nodes[node]
        pauses = [p for p in tour.pauses if node in p.at and value(p.at[node])]
        if pauses:
            first = min(pauses, key=lambda pause: (value(pause.start), value(pause.end)))
        way = value(first.travel)
        latest = value(first.start) - way if first.leaves is None else value(first.leaves)
        return max(leave, latest)
