"""Snow: cars are slow, bicycles stay at home, and who serves a dense district walks."""

from optimizer.problem.document import DEFAULT_MODES, ProblemDocument, TravelIn, WorkerIn
from scenarios.besancon.districts import DISTRICTS

SLOWER = {"car": 1.6, "foot": 1.25}
"""Times the usual travel time."""
DENSE = {district.name for district in DISTRICTS if district.dense}


def snow(document: ProblemDocument, seed: int) -> ProblemDocument:
    """The windows stay; the ways between them get longer."""
    modes = {
        mode: DEFAULT_MODES[mode].model_copy(
            update={"traffic_factor": DEFAULT_MODES[mode].traffic_factor * factor}
        )
        for mode, factor in SLOWER.items()
    }
    workers = [
        worker.model_copy(update={"mode": "foot"}) if _walks(worker) else worker
        for worker in document.workers
    ]
    walking = {worker.id for worker in workers if worker.mode == "foot"}
    shifts = [
        shift.model_copy(update={"vehicles": []}) if shift.worker in walking else shift
        for shift in document.shifts
    ]
    update = {"travel": TravelIn(modes=modes), "workers": workers, "shifts": shifts}
    return document.model_copy(update=update)


def _walks(worker: WorkerIn) -> bool:
    """Cyclists, and drivers whose own district is dense and who start in it."""
    if worker.mode == "bicycle":
        return True
    at_home = worker.place.startswith("start ")
    return at_home and bool(worker.sectors) and worker.sectors[0] in DENSE
