"""Scorers of published solutions, one for each format, written from the definitions alone.

They import nothing of `optimizer` nor of `benchmarks.quality.families`, so that a mistake there
cannot hide here.
"""
