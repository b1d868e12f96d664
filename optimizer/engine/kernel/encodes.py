"""What this engine encodes: the names of `optimizer.problem.features`.

A problem that uses another name is refused by it; nothing is silently relaxed. Of the breaks that
may be missed only those that are `always_due` are placed; others are left out, at their price.

Not encoded: `breaks.always_due` (compulsory), `capacity.mixed`, `capacity.reload`, `facts`,
`pickup_delivery`, `pins.frozen_tour` and `time_since_loading`. Vehicles are given to shifts before
the search, as for the other engine.
"""

ENCODES: frozenset[str] = frozenset(
    {
        "breaks",
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
        "working_time.binding",
    }
)
