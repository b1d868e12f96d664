"""Solves: a durable queue, and one process for each search."""
