"""The compiled search: ruin and recreate over linked tours, annealed on all threads."""

from optimizer.engine.kernel.encodes import ENCODES
from optimizer.engine.kernel.prepare import prepare
from optimizer.engine.kernel.run import not_optimised, search

__all__ = ["ENCODES", "not_optimised", "prepare", "search"]
