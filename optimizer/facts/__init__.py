"""A day that has begun: what is left to plan after its facts, and the whole plan again."""

from optimizer.facts.residual import Residual, residual_of

__all__ = ["Residual", "residual_of"]
