"""Keeping the folder in order: `python -m scenarios.small days|search|readme`."""

from importlib.resources import files
from pathlib import Path
from typing import get_args

import click

from optimizer import Budget, Options, load_problem, solve
from optimizer.planning import Engine
from scenarios.small.days import SIZES, document, why
from scenarios.small.library import BEST_KNOWN, load
from scenarios.small.table import in_readme
from scenarios.small.writing import answer, pretty

FOLDER = Path(str(files("scenarios.small")))


@click.group(help=__doc__)
def cli() -> None:
    """Nothing before the commands."""


@cli.command()
def days() -> None:
    """Write the problems of the small days."""
    for name in SIZES:
        folder = FOLDER / name
        folder.mkdir(exist_ok=True)
        (folder / "problem.json").write_text(pretty(document(name).to_json_dict()) + "\n", "utf-8")
        (folder / "why.md").write_text(why(name), "utf-8")


@cli.command()
@click.option("--iterations", default=20_000, show_default=True)
@click.option("--seeds", default=5, show_default=True)
@click.option("--engine", default="routing", show_default=True, type=click.Choice(get_args(Engine)))
@click.argument("names", nargs=-1)
def search(names: tuple[str, ...], iterations: int, seeds: int, engine: Engine) -> None:
    """Look for better plans of the small days (default: all); keep what is better."""
    for name in names or tuple(SIZES):
        problem = load_problem(document(name))
        file = FOLDER / name / BEST_KNOWN
        best = tuple(load(name).score.values()) if file.is_file() else None
        for seed in range(1, seeds + 1):
            result = solve(problem, Budget(iterations=iterations), seed, Options(engine))
            found = result.score.shown()
            better = best is None or found < best
            click.echo(f"{name} seed {seed}: {found}{' better' if better else ''}")
            if better:
                best = found
                known = answer(problem, result.plan, ["best_known"])
                known["found"] = f"engine {result.engine}, {iterations} iterations, seed {seed}"
                file.write_text(pretty(known) + "\n", "utf-8")


@cli.command()
def readme() -> None:
    """Renew the table of README.md."""
    file = FOLDER / "README.md"
    file.write_text(in_readme(file.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    cli()
