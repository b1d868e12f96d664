"""Random numbers of one thread."""

import numpy as np

from optimizer.engine.kernel.arrays import Scratch
from optimizer.engine.kernel.compiled import compiled


@compiled
def integer(scratch: Scratch) -> int:
    """A whole number below 2^31 (xorshift64*, Vigna 2016)."""
    x = scratch.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    scratch.random[0] = x
    return np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33))


@compiled
def below(scratch: Scratch, limit: int) -> int:
    """A whole number from 0 to limit - 1."""
    return integer(scratch) % limit


@compiled
def share(scratch: Scratch) -> float:
    """A number between 0 and 1."""
    return (integer(scratch) + 0.5) / 2147483648.0
