"""A strike: of each service only the minimum agreed on with the unions works."""

import random

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.modes.staffing import some_of_each_service, staff_on_duty, without_shifts

MINIMUM = 0.45
"""Of each service's staff on duty: who works, as the law lets an agreement say."""


def strike(document: ProblemDocument, seed: int) -> ProblemDocument:
    """Visits stay as they are: the priorities decide who is served."""
    rng = random.Random(f"strike {seed} {document.horizon.start.isoformat()}")
    working = some_of_each_service(document, MINIMUM, rng)
    return without_shifts(document, set(staff_on_duty(document)) - working)
