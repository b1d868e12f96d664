"""What is carried, as arrays: loads, passengers, room, reloads, frozen beginnings of tours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a


@dataclass(frozen=True)
class Freight:
    """Arrays of `Data`; `duty` holds the columns from LOADED to MAY_RELOAD."""

    load: a.Integers
    riding: a.Integers
    apart: a.Integers
    room: a.Integers
    duty: a.Integers


def freight_of(
    instance: Instance, duties: Sequence[Duty], node: a.Integers, fit: a.Integers
) -> Freight:
    """The arrays; and in `node` what is a reload, a ride, frozen, or to be handed over soon."""
    rides = _fill(instance, duties, node)
    carried = {*instance.delivery_of, *instance.pickup_of}
    dimensions = sorted({name for load in instance.loads for name in load})
    load = np.zeros((len(instance.nodes), len(dimensions)), np.int64)
    riding = np.zeros_like(load)
    for v, asked in enumerate(instance.loads):
        row = riding if v in instance.delivery_of else load
        if v not in instance.pickup_of:
            row[v] = [asked.get(name, 0) for name in dimensions]
    room = np.array(
        [[duty.capacity.get(name, 0) for name in dimensions] for duty in duties], np.int64
    ).reshape(len(duties), len(dimensions))
    rows = np.zeros((len(duties), 5), np.int64)
    for k, duty in enumerate(duties):
        able = np.flatnonzero(fit[: instance.count, k] >= 0).tolist()
        most = 0 if duty.shift.reload is None else duty.shift.reload.max_times
        first = duty.reloads[0] if duty.reloads else 0
        rows[k] = (
            bool(duty.reloads) or not carried.isdisjoint(able),
            not instance.since_loading.keys().isdisjoint(able),
            first, first + len(duty.reloads), most,
        )  # fmt: skip
    return Freight(load, riding, _apart(instance, rides), room, rows)


def _fill(instance: Instance, duties: Sequence[Duty], node: a.Integers) -> list[int]:
    """Set what a visit is in a ride or a frozen tour; the pickups, by number of the ride."""
    visits = len(instance.nodes)
    node[:, (a.PICKUP, a.DELIVERY, a.RIDE, a.FRESH_FOR)] = -1
    node[:, a.RANK] = a.NEVER
    node[instance.count : visits, a.RELOAD] = 1
    for ride, (pickup, delivery) in enumerate(instance.delivery_of.items()):
        node[pickup, a.DELIVERY], node[delivery, a.PICKUP] = delivery, pickup
        node[(pickup, delivery), a.RIDE] = ride
    for v, most in instance.since_loading.items():
        node[v, a.FRESH_FOR] = most
    for duty in duties:
        for rank, v in enumerate(duty.fixed):
            node[v, a.RANK] = rank
    return list(instance.delivery_of)


def _apart(instance: Instance, rides: Sequence[int]) -> a.Integers:
    """[ride, ride] 1 where one of the two passengers says they must not meet."""
    persons = [instance.problem.persons[instance.visits[v].person] for v in rides]
    apart = np.zeros((len(rides), len(rides)), np.int64)
    for i, one in enumerate(persons):
        for j, other in enumerate(persons):
            if other.id in one.incompatible_with:
                apart[i, j] = apart[j, i] = 1
    return apart
