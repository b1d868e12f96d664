"""How long it takes to go from one place to another."""

from optimizer.travel.matrices import Travel, travel_of

__all__ = ["Travel", "travel_of"]
