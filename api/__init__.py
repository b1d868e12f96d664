"""The HTTP service (to come), built on `optimizer.solve`."""
