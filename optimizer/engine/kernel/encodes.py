"""What this engine encodes: the names of `optimizer.problem.features`."""

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
        "working_time",
    }
)
