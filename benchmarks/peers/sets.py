"""Where cases come from: generated days, and the public VRPTW instances."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from benchmarks.peers.cases import SERVICES, service_alone
from benchmarks.peers.runs import Case
from benchmarks.quality.catalogue import cases as listed
from benchmarks.quality.catalogue import chosen, text_of
from benchmarks.quality.families import FAMILIES
from scenarios.besancon import generate

DAY = date(2026, 11, 24)
"""A Tuesday, when all services are at work."""


def vrptw(data: Path, pattern: str) -> list[Case]:
    """The public VRPTW instances in a folder (see `benchmarks.quality`) whose name fits."""
    family = FAMILIES["vrptw"]
    return [
        Case(
            f"vrptw {case.instance}",
            family.problem(family.read(text_of(case.path))),
            published=case.published,
        )
        for case in chosen(listed(data, None), ["vrptw"], pattern)
    ]


def besancon(names: Iterable[str], scale: float, day: date, seed: int) -> list[Case]:
    """The cases of a generated day."""
    document = generate(day, scale=scale, seed=seed).to_json_dict()
    cases = []
    for name in names:
        service = SERVICES[name]
        if service is None:
            cases.append(Case(f"{name} x{scale:g}", document))
        else:
            alone, dropped = service_alone(document, service)
            cases.append(Case(f"{name} x{scale:g}", alone, dict(dropped)))
    return cases
