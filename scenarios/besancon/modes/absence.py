"""A bad morning: one in eight of the day's staff call in sick, and nobody is cancelled."""

import random

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.modes.staffing import staff_on_duty, without_shifts

SICK = 0.125


def absence(document: ProblemDocument, seed: int) -> ProblemDocument:
    """The shifts of those who are sick fall out for the whole horizon."""
    rng = random.Random(f"absence {seed} {document.horizon.start.isoformat()}")
    staff = staff_on_duty(document)
    return without_shifts(document, rng.sample(staff, round(SICK * len(staff))))
