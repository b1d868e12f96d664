"""The HTTP service, built on `optimizer.solve`: `tournee serve`."""
