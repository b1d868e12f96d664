"""Where cases come from: generated days, and the public VRPTW instances."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.peers.cases import SERVICES, service_alone
from benchmarks.peers.runs import Case
from benchmarks.quality.catalogue import Case as Instance
from benchmarks.quality.catalogue import cases as listed
from benchmarks.quality.catalogue import chosen, text_of
from benchmarks.quality.families import FAMILIES
from scenarios.besancon import generate

DAY = date(2026, 11, 24)
"""A Tuesday, when all services are at work."""


def instances(data: Path, pattern: str) -> list[Instance]:
    """The public VRPTW instances in a folder (see `benchmarks.quality`) whose name fits."""
    return chosen(listed(data, None), ["vrptw"], pattern)


def vrptw(data: Path, pattern: str) -> Iterator[Case]:
    """Those instances as cases, one at a time."""
    family = FAMILIES["vrptw"]
    for instance in instances(data, pattern):
        document = family.problem(family.read(text_of(instance.path)))
        yield Case(f"vrptw {instance.instance}", document, published=instance.published)


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
