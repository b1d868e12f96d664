"""Small scenarios to read, to test with and to measure on: see README.md beside this file.

>>> from scenarios.small import load
>>> scenario = load("two-carer-lift")
>>> scenario.problem.visits.keys()
dict_keys(['lift-1', 'lift-2'])
"""

from scenarios.small.library import Scenario, load, names

__all__ = ["Scenario", "load", "names"]
