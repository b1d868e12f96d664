"""Answers that are no plan: what a client reads without loading the service."""

from typing import Any

from optimizer.plan.document import MessageOut
from optimizer.problem.document import Document


class BreachOut(Document):
    """A broken rule, the case of it, who is concerned, since when, and what a planner reads."""

    rule: str
    case: str
    subjects: list[str]
    at: str
    params: dict[str, Any]
    sentence: MessageOut


class VerdictOut(Document):
    """`clean`: there are no violations. `score`: value by level, in the unit of the level."""

    clean: bool
    violations: list[BreachOut]
    inherited: list[BreachOut]
    waived: list[BreachOut]
    score: dict[str, float]


class SchemasOut(Document):
    """The JSON Schemas (2020-12) of problems and plans."""

    problem: dict[str, Any]
    plan: dict[str, Any]


class DemoNames(Document):
    """What `/v1/demo-data/{name}` knows."""

    names: list[str]
