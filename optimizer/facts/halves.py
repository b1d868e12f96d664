"""Links half of which has happened: what they ask of the other half."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from optimizer.plan.model import Stop
from optimizer.problem.model import (
    DifferentWorkers,
    ExternalVisit,
    Link,
    PickupDelivery,
    Problem,
    SameWorker,
    Sequence,
    Together,
    Visit,
    Window,
)

Happened = Mapping[str, tuple[str, Stop]]
"""Visits that happened: their shift and stop."""


def with_links(problem: Problem, left: Mapping[str, Visit], happened: Happened) -> dict[str, Visit]:
    """The visits that are left, with what the halves that happened ask of them."""
    visits = dict(left)
    for link in problem.links.values():
        done = [happened[v] for v in link.visits if v in happened]
        if not done:
            continue
        workers = frozenset(problem.shifts[shift].worker for shift, _ in done)
        starts = [stop.start for _, stop in done]
        for v in link.visits:
            if v not in visits:
                continue
            visit = visits[v]
            if isinstance(link, Together | DifferentWorkers):
                visit = replace(visit, refused_workers=visit.refused_workers | workers)
            if isinstance(link, Together):
                first, last = max(starts) - link.tolerance, min(starts) + link.tolerance
                visit = replace(visit, windows=_inside(visit.windows, first, last))
            elif isinstance(link, SameWorker) or (
                isinstance(link, PickupDelivery) and v == link.delivery
            ):
                wanted = visit.required_workers
                wanted = workers if wanted is None else wanted & workers
                visit = replace(visit, required_workers=wanted)
            elif isinstance(link, PickupDelivery):
                visit = replace(visit, windows=())
            visits[v] = visit
    return visits


def _inside(windows: Iterable[Window], first: int, last: int) -> tuple[Window, ...]:
    clipped = (
        Window(max(w.start, first), min(w.end, last), max(w.late_after, first)) for w in windows
    )
    return tuple(w for w in clipped if w.start <= w.end)


def links_left(problem: Problem, left: Mapping[str, Visit], happened: Happened) -> dict[str, Link]:
    """The links that still bind two visits: of those that happened only sequences, with an external
    visit of the same id."""
    links: dict[str, Link] = {}
    for link in problem.links.values():
        ours = tuple(v for v in link.visits if v in left)
        if len(ours) == len(link.visits) or (isinstance(link, Sequence) and ours):
            links[link.id] = link
        elif len(ours) > 1 and isinstance(link, Together | SameWorker | DifferentWorkers):
            links[link.id] = replace(link, visits=ours)
    return links


def as_external(problem: Problem, happened: Happened) -> dict[str, ExternalVisit]:
    """Visits of sequences that happened, fixed on the timeline of their person."""
    return {
        v: ExternalVisit(v, v, problem.visits[v].person, stop.start, stop.end, exclusive=False)
        for v, (_, stop) in happened.items()
        if any(isinstance(link, Sequence) for link in problem.links_of.get(v, ()))
    }
