"""Days with fewer staff."""

import math
import random
from collections.abc import Collection

from optimizer.problem.document import ProblemDocument
from scenarios.besancon import activities as act


def staff_on_duty(document: ProblemDocument) -> list[str]:
    """Workers with a shift, in order, but for the nurse, whom a private practice replaces."""
    on_duty = {shift.worker for shift in document.shifts}
    return [
        worker.id
        for worker in document.workers
        if worker.id in on_duty and worker.skills.get("nursing", 0) < 2
    ]


def some_of_each_service(document: ProblemDocument, share: float, rng: random.Random) -> set[str]:
    """A share of the staff on duty, service by service, rounded up."""
    on_duty = set(staff_on_duty(document))
    chosen: set[str] = set()
    for service in act.SERVICES:
        group = [w.id for w in document.workers if w.id in on_duty and w.service == service]
        chosen.update(rng.sample(group, math.ceil(share * len(group))))
    return chosen


def without_shifts(document: ProblemDocument, workers: Collection[str]) -> ProblemDocument:
    """The same days without these workers; at least one shift stays."""
    kept = [shift for shift in document.shifts if shift.worker not in workers]
    return document.model_copy(update={"shifts": kept or document.shifts[:1]})
