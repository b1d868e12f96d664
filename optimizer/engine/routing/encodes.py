"""What this engine encodes: the names of `optimizer.problem.features`.

A problem that uses another name is refused by it; nothing is silently relaxed.

Optional breaks are not placed: missing one costs, and the search does not steer by that.
Vehicles are given to shifts before the search, each for the whole of a shift's time, where the
rule would let a vehicle pass from tour to tour.

Not encoded: `breaks.always_due` (breaks that the tour must hold even if it leaves room for them
outside), `capacity.mixed` (a dimension handed over from the depot's load and carried between
visits), `facts` (`freeze_before`), `links.different_workers`, `links.same_worker` and
`working_time.binding` (tours that could break a limit of working time although their shifts
allow them).
"""

ENCODES: frozenset[str] = frozenset(
    {
        "breaks",
        "capacity",
        "capacity.reload",
        "links.sequence",
        "links.together",
        "pairings",
        "pickup_delivery",
        "pins",
        "pins.frozen_tour",
        "presence",
        "shift_bounds",
        "skills",
        "time_since_loading",
        "time_windows",
        "travel",
        "vehicles",
        "working_time",
    }
)
