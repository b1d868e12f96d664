"""Which rule keeps a visit out of a tour of a plan, as the tour is now."""

from optimizer.engine.insertion import Insertion
from optimizer.engine.spots import ALWAYS
from optimizer.engine.tour import Tour
from optimizer.problem.model import PickupDelivery


def obstacle_now(insertion: Insertion, v: int, k: int) -> str | None:
    """The rule that keeps visit v out of duty k's tour as it is; None if v would fit."""
    before = insertion.tours[:], dict(insertion.where)
    insertion.varied = False
    insertion.hold(insertion.group_of.get(v, []))
    code = _obstacle(insertion, v, k)
    insertion.varied = True
    insertion.tours, insertion.where = before
    return code


def _obstacle(insertion: Insertion, v: int, k: int) -> str | None:
    if insertion.instance.duties[k].worker in insertion.excluded(v):
        return "links"
    tour, allowed = insertion.tours[k], insertion.allowed(v)
    if not insertion.room(tour, v):
        return "capacity"
    spots = list(insertion.spots(v, k, allowed))
    if not spots:
        if allowed != ALWAYS and any(insertion.spots(v, k, ALWAYS)):
            return "links"
        if _fits_into(insertion, _without_pauses(tour, breaks=False), v):
            return "shift_bounds"
        if _fits_into(insertion, _without_pauses(tour, breaks=True), v):
            return "breaks"
        fresh = _fits_into(insertion, _without_chain(tour), v)
        return "time_since_loading" if fresh else "time_windows"
    if any(
        other not in insertion.where
        and (isinstance(link, PickupDelivery) or link.if_partner_unserved == "drop_both")
        for link, other in insertion.partners(v)
    ):
        return "links"
    if any(insertion.commit(v, spot, spot.first) for spot in spots):
        return None
    if insertion.hours is not None:
        hours, insertion.hours = insertion.hours, None
        too_long = any(insertion.commit(v, spot, spot.first) for spot in spots)
        insertion.hours = hours
        if too_long:
            return "working_time"
    insertion.tours[k] = _without_chain(tour)
    if any(insertion.commit(v, spot, spot.first) for spot in spots):
        return "time_since_loading"
    return "capacity" if insertion.instance.loads[v] else "time_windows"


def _fits_into(insertion: Insertion, tour: Tour, v: int) -> bool:
    return tour.propagate() and any(
        insertion.spots(v, tour.duty.number, insertion.allowed(v), tour)
    )


def _without_pauses(tour: Tour, *, breaks: bool) -> Tour:
    """The tour of a worker who is always available, and with `breaks` has no breaks either."""
    bare = tour.copy()
    bare.pauses = [
        tuple(pause for pause in leg if pause.ref is not None and not breaks) for leg in tour.pauses
    ]
    return bare


def _without_chain(tour: Tour) -> Tour:
    bare = tour.copy()
    bare.since_loading = {}
    return bare
