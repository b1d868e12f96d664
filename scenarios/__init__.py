"""Seeded generators of scenarios: invented people and staff, real shapes of demand."""
