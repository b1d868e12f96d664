"""The plain OR-Tools routing model: the first engine, later the baseline to beat.

The library is the routing solver of OR-Tools (Perron and Furnon, Google); it improves the plan
of our greedy insertion by guided local search.
"""

from optimizer.engine.routing.encodes import ENCODES
from optimizer.engine.routing.search import Candidate, search

__all__ = ["ENCODES", "Candidate", "search"]
