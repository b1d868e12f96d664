"""How the search goes about it: one set of numbers, and each can be switched off for a measurement
(`benchmarks.ablation`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tactics:
    """The product's are the defaults.

    `strings`, `random`, `linked`, `time_slice`, `tour`: how often each kind of ruin is drawn,
    relative to each other. `hot`, `cold`: first and last temperature, in average prices of a
    served visit.
    `exchanges`: how often in its time a chain takes over the best state, if its own is worse.
    `full_scan`: visits that a duty could hold, on average, up to which every position is tried for
    a visit, not only those in tours of near visits; in a week, those of one day.
    `bounds`: positions whose bound is too dear are not tried exactly.
    """

    strings: float = 0.75
    random: float = 0.08
    linked: float = 0.05
    time_slice: float = 0.07
    tour: float = 0.05
    hot: float = 4.0
    cold: float = 0.02
    exchanges: int = 20
    full_scan: int = 600
    bounds: bool = True

    @property
    def shares(self) -> tuple[float, ...]:
        """The kinds of ruin in the order of `ruin`, with a sum of 1."""
        kinds = (self.strings, self.random, self.linked, self.time_slice, self.tour)
        return tuple(kind / sum(kinds) for kind in kinds)

    def temperature(self, used: float) -> float:
        """Of a chain that has used a share of its budget: geometric from hot to cold."""
        return float(self.hot * (self.cold / self.hot) ** used)


TACTICS = Tactics()
