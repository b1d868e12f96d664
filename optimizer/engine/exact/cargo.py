"""What is aboard: capacity, reloads, and how long since loading."""

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import END, START, Expr, Tour
from optimizer.problem.model import PickupDelivery


def add_cargo(model: Model) -> None:
    """Capacity of each dimension (where tours are not settled), reloads, time since loading."""
    for tour in model.tours:
        if not tour.route.fixed:
            _add_reloads(model, tour)
            for name in _dimensions(model, tour):
                _add_capacity(model, tour, name)
    if any(v in model.served for v in model.instance.since_loading):
        _add_loadings(model)


def _add_reloads(model: Model, tour: Tour) -> None:
    reload = tour.duty.shift.reload
    made = [taken for node, taken in tour.takes.items() if node >= model.instance.count]
    if reload is not None and made:
        model.add(sum(made) <= reload.max_times)


def _dimensions(model: Model, tour: Tour) -> list[str]:
    loads, count = model.instance.loads, model.instance.count
    return sorted({name for v in tour.takes if v < count for name in loads[v]})


def _capacity(model: Model, tour: Tour, name: str) -> Expr:
    vehicles = model.problem.vehicles
    own = tour.duty.shift.capacity.get(name, 0)
    return own + sum(
        vehicles[vehicle].capacity.get(name, 0) * literal
        for vehicle, literal in tour.vehicles.items()
    )


def _add_capacity(model: Model, tour: Tour, name: str) -> None:
    """What is still to be handed over and what rides, after each stop, is at most the capacity."""
    instance, count = model.instance, model.instance.count
    rides = _rides(model, tour, name)
    carried = {v for pickup, delivery, _ in rides for v in (pickup, delivery)}
    capacity = _capacity(model, tour, name)
    loads = {v: instance.loads[v].get(name, 0) for v in tour.takes if v < count}
    plain = {v: load for v, load in loads.items() if v not in carried and v not in _riders(model)}
    if not rides and all(v < count for v in tour.takes):
        model.add(sum(load * tour.takes[v] for v, load in plain.items()) <= capacity)
        return
    most = sum(loads.values())
    left = {node: model.whole(0, most) for node in (START, *tour.takes)}
    aboard = {node: model.whole(0, most) for node in (START, *tour.takes)}
    for node in (START, *tour.takes):
        model.add(left[node] + aboard[node] <= capacity, *(
            () if node == START else (tour.takes[node],)
        ))  # fmt: skip
    for (i, j), leg in tour.legs.items():
        if j == END:
            continue
        if j < count:
            model.add(left[i] >= left[j] + plain.get(j, 0), leg)
        gets_on = sum(load for pickup, _, load in rides if pickup == j)
        gets_off = sum(
            load * tour.takes.get(pickup, model.false)
            for pickup, delivery, load in rides
            if delivery == j
        )
        model.add(aboard[j] >= aboard[i] + gets_on - gets_off, leg)


def _rides(model: Model, tour: Tour, name: str) -> list[tuple[int, int, int]]:
    """Pickup, delivery and load of the rides that may begin in the tour; -1 for no delivery."""
    number, found = model.instance.number, []
    for link in model.problem.links.values():
        if isinstance(link, PickupDelivery) and number[link.pickup] in tour.takes:
            load = model.instance.loads[number[link.pickup]].get(name, 0)
            if load:
                found.append((number[link.pickup], number[link.delivery], load))
    return found


def _riders(model: Model) -> set[int]:
    """Visits at which somebody gets on or off: their loads are not handed over."""
    number = model.instance.number
    return {
        number[visit]
        for link in model.problem.links.values()
        if isinstance(link, PickupDelivery)
        for visit in link.visits
    }


def _add_loadings(model: Model) -> None:
    """When what is aboard was loaded: at the last depot or reload that was left."""
    count = model.instance.count
    loaded: dict[int, Expr] = {v: model.whole(0, model.horizon) for v in model.served}
    for tour in model.tours:
        for (i, j), leg in tour.legs.items():
            if j == END or j >= count:
                continue
            since: Expr = tour.leave
            if i != START:
                since = model.nodes[i].end if i >= count else loaded[i]
            model.add(loaded[j] <= since, leg)
    for v, most in model.instance.since_loading.items():
        visit = model.instance.visits[v].id
        if v in model.served and not model.waived("time_since_loading", visit):
            model.add(model.nodes[v].start - loaded[v] <= most, model.served[v])
