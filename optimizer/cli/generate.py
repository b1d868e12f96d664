"""`tournee generate`: synthetic days."""

import csv
import io
import json
from importlib.metadata import entry_points
from pathlib import Path

import click

from optimizer.cli.files import check_writable, write
from optimizer.cli.options import FILE, first_day
from optimizer.cli.outcome import DONE, errors_shown, fail


@click.command()
@click.argument("scenario")
@click.option(
    "--date", "day", metavar="DATE", help="First day, like 2026-11-24.  [default: tomorrow]"
)
@click.option("--days", default=1, show_default=True, type=click.IntRange(1))
@click.option("--scale", default=1.0, show_default=True)
@click.option("--mode", default="normal", show_default=True)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write the problem as JSON.")
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Write invented names and addresses for its ids.")  # fmt: skip
def generate(
    scenario: str,
    day: str | None,
    days: int,
    scale: float,
    mode: str,
    seed: int,
    output: Path | None,
    labels_file: Path | None,
) -> int:
    """Generate a synthetic SCENARIO, such as besancon."""
    with errors_shown(as_json=False):
        known = {entry.name: entry for entry in entry_points(group="tournee.scenarios")}
        if scenario not in known:
            fail("unknown_scenario", "SCENARIO", scenario, "there is no such scenario",
                 f"choose one of: {', '.join(sorted(known))}")  # fmt: skip
        check_writable(output, labels_file)
        module = known[scenario].load()
        try:
            document = module.generate(first_day(day), days=days, scale=scale, mode=mode, seed=seed)
        except ValueError as error:
            fail("bad_option", "OPTIONS", scenario, str(error), "correct the option")
        text = json.dumps(document.to_json_dict(), ensure_ascii=False, indent=1)
        rows = module.labels(document)
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\n")
        writer.writerow(rows[0]._fields)
        writer.writerows(rows)
        write((output, text), (labels_file, table.getvalue()))
        if output is None:
            click.echo(text)
        return DONE
