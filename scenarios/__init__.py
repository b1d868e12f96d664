"""Scenarios: seeded generators and a library of small days; people are invented throughout."""
