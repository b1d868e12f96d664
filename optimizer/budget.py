"""How long a search may take."""

import re
import threading
import time
from dataclasses import dataclass, field, replace

_PATTERN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|it)")


@dataclass(frozen=True)
class Budget:
    """Ends a search at `seconds` of wall clock or `iterations` of the engine, whichever is first.

    `cancelled` may be set from another thread (or a signal handler): the search then ends
    soon and keeps its best plan. What an iteration is, each engine documents.
    """

    seconds: float | None = None
    iterations: int | None = None
    cancelled: threading.Event = field(default_factory=threading.Event, compare=False)

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("a budget needs seconds or iterations; for example Budget(seconds=30)")
        for name, value in (("seconds", self.seconds), ("iterations", self.iterations)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"{name} must be above 0, not {value}; for example 30")

    @classmethod
    def parse(cls, text: str) -> "Budget":
        """Read `30s`, `5min`, `1h` or `5000it`; several joined by a comma: the first to come.

        Raises
        ------
        ValueError
            The text is something else.
        """
        seconds: float | None = None
        iterations: int | None = None
        for part in text.split(","):
            match = _PATTERN.fullmatch(part.strip())
            if match is None:
                raise ValueError(f"{part.strip()!r} is no budget; write 30s, 5min, 1h or 5000it")
            number, unit = match.groups()
            if unit == "it":
                if "." in number:
                    raise ValueError(f"{part.strip()!r}: iterations are whole; write 5000it")
                iterations = int(number)
            else:
                seconds = float(number) * {"s": 1, "min": 60, "m": 60, "h": 3600}[unit]
        return cls(seconds, iterations)

    def start(self) -> "Running":
        """Start the clock."""
        return Running(self, time.monotonic())


@dataclass(frozen=True)
class Running:
    """A budget whose clock runs since `began` (monotonic seconds)."""

    budget: Budget
    began: float

    def ending_earlier(self, seconds: float) -> "Running":
        """The same, but that the clock runs out by so many seconds earlier."""
        if self.budget.seconds is None:
            return self
        return Running(replace(self.budget, seconds=self.budget.seconds - seconds), self.began)

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def seconds_left(self) -> float:
        """Seconds until the clock runs out; infinite without a limit in seconds."""
        limit = self.budget.seconds
        return float("inf") if limit is None else max(0.0, limit - self.elapsed())

    def cancelled(self) -> bool:
        """Whether a person ended the search."""
        return self.budget.cancelled.is_set()

    def over(self) -> bool:
        """Whether the search must end now, iterations apart."""
        return self.cancelled() or self.seconds_left() <= 0

    def used(self, iterations: int, part: float) -> float:
        """The share used of the first `part` of the budget, by clock or iterations; 1 if over."""
        shares = [1.0 if self.over() else 0.0]
        if self.budget.seconds is not None:
            shares.append(self.elapsed() / (part * self.budget.seconds))
        if self.budget.iterations is not None:
            shares.append(iterations / max(1.0, part * self.budget.iterations))
        return min(1.0, max(shares))
