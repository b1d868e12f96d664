"""How many requests a tenant may make: a bucket of tokens each."""

import math
import time
from dataclasses import dataclass

MOST_BUCKETS = 10_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Rates:
    """`burst` requests at once, `per_s` a second on average; used in the event loop only."""

    def __init__(self, per_s: float, burst: int) -> None:
        self.per_s, self.burst = per_s, burst
        self._buckets: dict[str, _Bucket] = {}

    def wait_s(self, who: str) -> int:
        """Take a token: 0; or, if there is none, the whole seconds until there is one."""
        now = time.monotonic()
        if len(self._buckets) >= MOST_BUCKETS:
            self._drop_full(now)
        bucket = self._buckets.setdefault(who, _Bucket(self.burst, now))
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled_at) * self.per_s)
        bucket.filled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) / self.per_s))

    def _drop_full(self, now: float) -> None:
        full_s = self.burst / self.per_s
        self._buckets = {w: b for w, b in self._buckets.items() if now - b.filled_at < full_s}
