"""`python -m benchmarks.quality`: the engine against the best published costs."""

import sys
from pathlib import Path

import click
from rich.console import Console

from benchmarks.quality import report
from benchmarks.quality.catalogue import BadSet, cases, chosen
from benchmarks.quality.families import FAMILIES
from benchmarks.quality.run import ENGINES, Row, Settings, options, run
from optimizer import Options

FAILED, USAGE, SKIPPED = 1, 2, 77
ENVIRONMENT = "TOURNEE_BENCH_DATA"


@click.command(epilog=f"Exit codes: 0 done, {FAILED} a run failed, {USAGE} usage, "
               f"{SKIPPED} no data: nothing was measured.")  # fmt: skip
@click.option("--data", type=click.Path(path_type=Path), envvar=ENVIRONMENT,
              help=f"Folder with the public instances; default: {ENVIRONMENT}.")  # fmt: skip
@click.option("--set", "name", help="CSV of instances, from here or from the data folder; "
              "default: instances.csv there.")  # fmt: skip
@click.option("--families", help=f"Some of {','.join(FAMILIES)}; default: all.")
@click.option("--instances", default="*", help="Shell pattern of names; default: all.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0,
              show_default=True, help="Search time of a run.")  # fmt: skip
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--seeds", default="1", show_default=True, help="Like 1,2,3: a run for each.")
@click.option("--engine", type=click.Choice(ENGINES), default=Options().engine, show_default=True)
@click.option("--solutions-dir", type=click.Path(path_type=Path), help="Keep the solutions "
              "here, in the published formats: FAMILY/INSTANCE.sSEED.json.")  # fmt: skip
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all as JSON, anew after each run.",
)
def main(
    data: Path | None,
    name: str | None,
    families: str | None,
    instances: str,
    seconds: float,
    threads: int,
    seeds: str,
    engine: str,
    solutions_dir: Path | None,
    out: Path | None,
) -> None:
    """Plan public instances and score the solutions against the best published costs.

    Each run has a process and the machine to itself; the scorers know nothing of the engine.
    """
    wanted = families.split(",") if families else None
    for family in wanted or ():
        if family not in FAMILIES:
            raise click.UsageError(f"--families: {family} is none of {', '.join(FAMILIES)}")
    try:
        numbers = [int(seed) for seed in seeds.split(",")]
    except ValueError:
        raise click.UsageError(f"--seeds: {seeds} is no list of whole numbers") from None
    settings = Settings(engine, seconds, threads)
    try:
        options(settings)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if data is None or not data.is_dir():
        where = f"{data} is no folder" if data else f"neither --data nor {ENVIRONMENT} is given"
        click.echo(f"SKIPPED: nothing is measured, as {where}.", err=True)
        click.echo("The README names the public sources of the instances.", err=True)
        sys.exit(SKIPPED)
    try:
        listed = chosen(cases(data, name), wanted, instances)
    except BadSet as error:
        raise click.UsageError(f"--set: {error}") from None
    known = [case for case in listed if case.family in FAMILIES and case.path.is_file()]
    skipped = [f"{case.family} {case.instance}" for case in listed if case not in known]
    for label in skipped:
        click.echo(f"SKIPPED: {label}: no such file or family.", err=True)
    if not known:
        click.echo("SKIPPED: nothing is measured, no instance is left.", err=True)
        sys.exit(SKIPPED)
    rows: list[Row] = []
    for case in known:
        for seed in numbers:
            rows.append(run(case, seed, settings, solutions_dir))
            click.echo(report.line(rows[-1]), err=True)
            if out is not None:
                report.write(out, report.document(rows, settings, skipped))
    report.show(rows, Console(width=None if sys.stdout.isatty() else 160))
    sys.exit(FAILED if any(row.status == "failed" for row in rows) else 0)


if __name__ == "__main__":
    main()
