"""What this engine encodes: the names of `optimizer.problem.features`.

A problem that uses another name is refused by it; nothing is silently relaxed.

Not encoded: `capacity.mixed`, `capacity.reload`, `facts`, `pickup_delivery`, `pins.frozen_tour`,
`time_since_loading` and `working_time.binding`. Vehicles are given to shifts before the search, as
for the other engine.
"""

ENCODES: frozenset[str] = frozenset(
    {
        "breaks",
        "breaks.always_due",
        "capacity",
        "links.different_workers",
        "links.same_worker",
        "links.sequence",
        "links.together",
        "pairings",
        "pins",
        "presence",
        "shift_bounds",
        "skills",
        "time_windows",
        "travel",
        "vehicles",
        "working_time",
    }
)
