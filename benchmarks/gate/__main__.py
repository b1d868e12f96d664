"""`python -m benchmarks.gate`: see the package's docstring for the rule."""

import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.gate import instances, rule
from benchmarks.gate.measure import ITERATIONS, known_to, measure
from benchmarks.gate.rule import Baseline, Run

STORED = Path(__file__).parent / "stored"
CONSOLE = Console(width=110, highlight=False)


@click.command()
@click.option("--update", is_flag=True, help="Write the baseline anew and print what changed.")
@click.option("--instances", "remake", is_flag=True,
              help="With --update: first make the instances anew.")  # fmt: skip
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(ITERATIONS)),
              help="Only this engine; may be repeated.")  # fmt: skip
@click.option("--worsened", type=click.FloatRange(0, 1), metavar="SHARE",
              help="Search only this share, like 0.2: a test, it must fail.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), default=STORED,
              help="Where instances and baseline are.")  # fmt: skip
def main(
    update: bool, remake: bool, engines: tuple[str, ...], worsened: float | None, folder: Path
) -> None:
    """Compare the plans of a fixed set with the baseline; exit code 1 if they are worse."""
    if (remake and not update) or (update and worsened is not None):
        raise click.UsageError("--instances goes with --update, --worsened without it")
    if remake:
        instances.write(folder, instances.made())
    documents = instances.read(folder)
    baselines = rule.read(folder)
    failed = False
    for engine in engines or ITERATIONS:
        iterations = ITERATIONS[engine]
        if worsened is not None:
            iterations = max(1, round(worsened * iterations))
        began = time.monotonic()
        now = measure(known_to(engine, documents), engine, iterations)
        before = baselines[engine].instances if engine in baselines else {}
        CONSOLE.print(_table(engine, iterations, before, now))
        CONSOLE.print(f"{time.monotonic() - began:.0f} s")
        if update:
            baselines[engine] = Baseline(iterations, now)
            continue
        if engine in baselines and worsened is None and baselines[engine].iterations != iterations:
            CONSOLE.print(f"The baseline has {baselines[engine].iterations} iterations.")
            failed = True
        for failure in rule.failures(before, now):
            CONSOLE.print(f"WORSE  {failure}", style="red")
            failed = True
    if update:
        rule.write(folder, baselines)
        CONSOLE.print(f"Wrote {folder / rule.FILE}; 'git diff' shows it seed by seed.")
    elif failed:
        CONSOLE.print("The gate is closed. If that is meant: python -m benchmarks.gate --update")
        sys.exit(1)
    else:
        CONSOLE.print("The gate is open: nothing is worse than the rule allows.")


def _table(engine: str, iterations: int, before: Run, now: Run) -> Table:
    title = f"{engine}, {iterations} iterations: unserved and lateness | cost in cents"
    table = Table(title=title, title_justify="left")
    for name in ("instance", "baseline", "now", "change"):
        table.add_column(name, justify="left" if name == "instance" else "right")
    for name, measured in now.items():
        known = before.get(name)
        more = rule.change(known, measured) if known else None
        table.add_row(
            name,
            f"{_short(known.above)} | {known.cost:,.0f}" if known else "-",
            f"{_short(measured.above)} | {measured.cost:,.0f}",
            "-" if more is None else f"{more:+.2%}",
        )
    return table


def _short(levels: tuple[float, ...]) -> str:
    return " ".join(f"{level:g}" for level in levels)


if __name__ == "__main__":
    main()
