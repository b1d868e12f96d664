"""Random numbers of one thread."""

import numpy as np

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled


@compiled
def integer(scratch: a.Scratch) -> int:
    """A whole number below 2^31 (xorshift64*, Vigna 2016)."""
    x = scratch.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    scratch.random[0] = x
    return int((x * np.uint64(2685821657736338717)) >> np.uint64(33))


@compiled
def below(scratch: a.Scratch, limit: int) -> int:
    """A whole number from 0 to limit - 1."""
    return integer(scratch) % limit


@compiled
def share(scratch: a.Scratch) -> float:
    """A number between 0 and 1."""
    return (integer(scratch) + 0.5) / 2147483648.0
