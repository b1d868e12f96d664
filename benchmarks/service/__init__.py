"""The service under load, under faults and under strange requests: real servers on loopback."""
