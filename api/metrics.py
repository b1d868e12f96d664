"""What Prometheus reads at `/metrics`; no label tells tenants or people."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("tournee_requests", "Requests answered", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "tournee_request_seconds", "Time to the first byte of an answer", ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
)  # fmt: skip
PLANS = Gauge("tournee_plans", "Plans that are kept, by status", ["status"])
SOLVES = Counter("tournee_solves", "Plans that ended, by status", ["status"])
SOLVE_SECONDS = Histogram(
    "tournee_solve_seconds", "Time from the start of a search to the end of its plan",
    buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600),
)  # fmt: skip
STREAMS = Gauge("tournee_event_streams", "Event streams that are open")
