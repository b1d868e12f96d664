"""OR-Tools routing: our own first plan, improved by us, refined by the library.

Greedy insertion, then ruin and recreate for most of the budget, then guided local search by the
routing solver of OR-Tools (Perron and Furnon, Google). What each brought is in the result.
"""

from optimizer.engine.prices import not_optimised
from optimizer.engine.routing.encodes import ENCODES
from optimizer.engine.routing.search import search

__all__ = ["ENCODES", "not_optimised", "prepare", "search"]


def prepare() -> None:
    """Nothing is compiled."""
