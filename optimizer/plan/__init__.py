"""The plan, what it looks like in memory and as JSON."""
