"""What an engine makes of the instances, by iterations and seeds."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from optimizer import Budget, Options, load_problem, solve
from optimizer.problem.features import features

Document = dict[str, Any]
Levels = tuple[float, ...]

SEEDS = (1, 2, 3)
ITERATIONS: dict[str, int] = {"routing": 500, "kernel": 5_000}
"""Engines that pass the gate, and how long each searches for each seed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The score of each seed's plan by level (cost last), and whether all plans are lawful."""

    digest: str
    levels: tuple[Levels, ...]
    lawful: bool = True

    @property
    def above(self) -> Levels:
        """Sums over the seeds of the levels above the cost."""
        return tuple(sum(values) for values in zip(*self.levels, strict=True))[:-1]

    @property
    def cost(self) -> float:
        """Mean over the seeds of the last level."""
        return sum(levels[-1] for levels in self.levels) / len(self.levels)


def known_to(engine: str, documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents whose rules an engine encodes."""
    encoded = import_module(f"optimizer.engine.{engine}").ENCODES
    return {
        name: document
        for name, document in documents.items()
        if features(load_problem(document)).keys() <= encoded
    }


def measure(
    documents: Mapping[str, Document],
    engine: str,
    iterations: int,
    seeds: Sequence[int] = SEEDS,
) -> dict[str, Measured]:
    """Measure each document, on all cores; the order of the work does not matter."""
    jobs = [(document, engine, iterations, seeds) for document in documents.values()]
    with ProcessPoolExecutor(max_workers=min(len(jobs), os.cpu_count() or 1)) as pool:
        return dict(zip(documents, pool.map(_measured, *zip(*jobs, strict=True)), strict=True))


def _measured(document: Document, engine: str, iterations: int, seeds: Sequence[int]) -> Measured:
    problem = load_problem(document)
    results = [
        solve(problem, Budget(iterations=iterations), seed, Options(engine=engine))
        for seed in seeds
    ]
    return Measured(
        problem.digest,
        tuple(tuple(map(float, result.score.shown())) for result in results),
        all(result.verdict.clean and not result.stats.repaired for result in results),
    )
