"""Indicators over any span of plans: those of the contract with the funder, and our own."""
