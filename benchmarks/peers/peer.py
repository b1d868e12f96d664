"""What a peer is: a module that states what it can express, and answers an instance."""

from collections.abc import Collection
from importlib import import_module
from typing import Protocol

from benchmarks.peers.answers import Answer
from optimizer.budget import Running
from optimizer.engine.instance import Instance
from optimizer.engine.prices import Prices
from optimizer.problem import Problem
from optimizer.problem.features import features


class Peer(Protocol):
    """The names that a module `benchmarks.peers.peer_<name>` defines.

    `ENCODES`: names of `optimizer.problem.features` that it states. `TERMS`: score terms that it
    optimises. `MANY_THREADS`: whether it can use several. `notes(instance)`: what of
    the features in `ENCODES` is stated in part only, in words. `answer(...)`: search until
    the running budget is over.
    """

    ENCODES: Collection[str]
    TERMS: Collection[str]
    MANY_THREADS: bool

    def notes(self, instance: Instance) -> list[str]: ...

    def answer(
        self, instance: Instance, prices: Prices, running: Running, threads: int, seed: int
    ) -> Answer: ...


VEHICLE_ROUTING = frozenset(
    {
        "capacity",
        "capacity.mixed",
        "pairings",
        "pickup_delivery",
        "pins",
        "presence",
        "shift_bounds",
        "skills",
        "time_windows",
        "travel",
        "working_time",
    }
)
"""Features that become windows, loads, matrices and sets of vehicles, or shipments."""

PEERS = ("pyvrp", "vroom", "ortools")


def peer_of(name: str) -> Peer:
    """The peer of that name; ImportError where its package is not installed."""
    module: Peer = import_module(f"benchmarks.peers.peer_{name}")
    return module


def links_stated(peer: Peer) -> set[str]:
    """The kinds of links that a peer can state."""
    return {name.removeprefix("links.") for name in peer.ENCODES}


def left_out(peer: Peer, problem: Problem) -> list[str]:
    """What the problem uses and the peer cannot state: features, then score terms."""
    terms = {
        term.kind.name
        for term in problem.objective.terms
        if term.weight and not (term.kind.name in peer.TERMS and term.aggregation == "sum")
    }
    return [name for name in features(problem) if name not in peer.ENCODES] + sorted(
        f"term {name}" for name in terms if _matters(problem, name)
    )


def _matters(problem: Problem, term: str) -> bool:
    """Whether a term can be anything but 0 (or the same) in plans of this problem."""
    visits, persons = problem.visits.values(), problem.persons.values()
    match term:
        case "lateness":
            return any(w.late_after < w.end for visit in visits for w in visit.windows)
        case "overtime":
            return any(shift.overtime_after < shift.end for shift in problem.shifts.values())
        case "usual_time":
            return any(visit.usual_start is not None for visit in visits)
        case "missed_break":
            return any(b.optional for shift in problem.shifts.values() for b in shift.breaks)
        case "change":
            return bool(problem.previous)
        case "preference":
            return any(part.preferred_workers is not None for part in (*visits, *persons))
        case "sector":
            return any(worker.sectors is not None for worker in problem.workers.values())
    return True
