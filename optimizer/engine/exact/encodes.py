"""What this engine encodes: the names of `optimizer.problem.features`.

A problem that uses another name is refused by it; nothing is silently relaxed. Breaks last exactly
as long as asked, and statutory pauses are offered only where a day is long enough to need them.

What has begun is no part of the model (`optimizer.facts`); the timing polish keeps it as it is.
"""

ENCODES: frozenset[str] = frozenset(
    {
        "breaks",
        "breaks.always_due",
        "capacity",
        "capacity.mixed",
        "capacity.reload",
        "links.different_workers",
        "links.same_worker",
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
        "working_time.binding",
    }
)
