"""What timing polish brings: `python -m benchmarks.polish --seeds 1,2,3 --seconds 30`.

A day of Besançon is planned, and its tours are then set at their best times. The table shows both:
waiting, time off the usual time, coupures, cost, and how long it took. Same tours, same order.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from statistics import mean
from typing import get_args

import click

from optimizer import Budget, Problem, load_problem, score
from optimizer.engine.candidate import Candidate
from optimizer.engine.exact.polish import polished
from optimizer.engine.instance import Instance
from optimizer.plan.model import Plan
from optimizer.planning import Engine, Options
from optimizer.referee import check
from scenarios.besancon import generate

FIGURES = ("waiting h", "off the usual time h", "coupures", "late min", "cost EUR")


def figures(problem: Problem, plan: Plan) -> Mapping[str, float]:
    """The `FIGURES` of a plan."""
    found = score(problem, plan)
    value = {part.term.kind.name: part.value for part in found.terms}
    return dict(
        zip(
            FIGURES,
            (
                value["waiting"] / 3_600_000,
                value["usual_time"] / 3_600_000,
                value["gaps"],
                value["lateness"] / 60_000,
                found.shown()[-1] / 100,
            ),
            strict=True,
        )
    )


def searched(
    problem: Problem,
    engine: Engine,
    budget: Budget,
    seed: int,
    threads: int,
    start: Plan | None = None,
) -> Plan:
    """The best lawful plan that an engine finds by itself, that to start with included."""
    kept = [] if start is None else [start]

    def found(candidate: Candidate) -> None:
        plan = candidate.plan
        if check(problem, plan).clean and (
            not kept or score(problem, plan) < score(problem, kept[0])
        ):
            kept[:] = [plan]

    module = import_module(f"optimizer.engine.{engine}")
    module.prepare()
    module.search(Instance(problem), budget.start(), seed, threads, start, found)
    return kept[0]


@click.command(help=__doc__)
@click.option("--date", default="2026-11-24", show_default=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--scale", default=1.0, show_default=True)
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--seeds", default="1,2,3,4,5,6,7,8,9,10", show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--engine", default=Options().engine, show_default=True,
              type=click.Choice(get_args(Engine)))  # fmt: skip
def main(
    date: datetime, scale: float, seconds: float, seeds: str, threads: int, engine: Engine
) -> None:
    problem = load_problem(generate(date.date(), scale=scale))
    instance = Instance(problem)
    rows: list[tuple[Mapping[str, float], Mapping[str, float], float]] = []
    click.echo(f"| seed | {' | '.join(FIGURES)} | polish s |")
    click.echo("|---" * (len(FIGURES) + 2) + "|")
    for seed in map(int, seeds.split(",")):
        plan = searched(problem, engine, Budget(seconds=seconds), seed, threads)
        begun = time.monotonic()
        better = polished(instance, plan, float("inf"))
        assert check(problem, better).clean
        row = figures(problem, plan), figures(problem, better), time.monotonic() - begun
        rows.append(row)
        _echo(str(seed), *row)
    befores, afters, took = zip(*rows, strict=True)
    average = [{name: mean(row[name] for row in side) for name in FIGURES}
               for side in (befores, afters)]  # fmt: skip
    _echo("mean", average[0], average[1], mean(took))


def _echo(name: str, before: Mapping[str, float], after: Mapping[str, float], took: float) -> None:
    cells = [f"{before[figure]:,.1f} -> {after[figure]:,.1f}" for figure in FIGURES]
    click.echo(f"| {name} | {' | '.join(cells)} | {took:.2f} |")


if __name__ == "__main__":
    main()
