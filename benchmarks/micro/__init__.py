"""Timings of single functions, run by `make bench`."""
