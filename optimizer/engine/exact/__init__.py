"""Exact planning with CP-SAT of OR-Tools (Perron and Didier, Google): polish, proof and bounds."""

from optimizer.engine.exact.encodes import ENCODES
from optimizer.engine.exact.search import not_optimised, prepare, search

__all__ = ["ENCODES", "not_optimised", "prepare", "search"]
