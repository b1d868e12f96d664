"""The HTTP service, built on optimizer.solve."""
