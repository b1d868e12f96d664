"""`tournee generate`: synthetic days."""

import csv
import inspect
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import click

from optimizer.cli.files import check_writable, write
from optimizer.cli.options import FILE, first_day
from optimizer.cli.outcome import DONE, errors_shown, fail
from optimizer.problem import InvalidProblem
from optimizer.problem.document import ProblemDocument


def scenarios() -> Mapping[str, EntryPoint]:
    """The scenarios that are installed, by name."""
    return {entry.name: entry for entry in entry_points(group="tournee.scenarios")}


class ModeOption(click.Option):
    """An option whose help lists the modes of each scenario, which help alone needs to load."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The usual help, with the modes."""
        modes = "; ".join(f"{name}: {', '.join(e.load().MODES)}" for name, e in scenarios().items())
        self.help = f"State of the service, of {modes}."
        return super().get_help_record(ctx)


@click.command()
@click.argument("scenario")
@click.option(
    "--date", "day", metavar="DATE", help="First day, like 2026-11-24.  [default: tomorrow]"
)
@click.option("--days", default=1, show_default=True, type=click.IntRange(1))
@click.option("--scale", default=1.0, show_default=True)
@click.option("--mode", cls=ModeOption, default="normal", show_default=True)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option(
    "--nursing-places",
    type=int,
    metavar="N",
    help="Places of the nursing service at scale 1, 59 to 80 in besancon.",
)
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
    nursing_places: int | None,
    output: Path | None,
    labels_file: Path | None,
) -> int:
    """Generate a synthetic SCENARIO, such as besancon."""
    with errors_shown(as_json=False):
        known = scenarios()
        if scenario not in known:
            fail("unknown_scenario", "SCENARIO", scenario, "there is no such scenario",
                 f"choose one of: {', '.join(sorted(known))}")  # fmt: skip
        check_writable(output, labels_file)
        module = known[scenario].load()
        given = {"days": days, "scale": scale, "mode": mode, "seed": seed}
        if nursing_places is not None:
            given["nursing_places"] = nursing_places
        document = _generated(scenario, module, first_day(day), given)
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


def _generated(
    scenario: str, module: Any, first: date, given: Mapping[str, Any]
) -> ProblemDocument:
    """The document; arguments that the scenario refuses are named as the options they are."""
    for name in given.keys() - inspect.signature(module.generate).parameters.keys():
        fail("bad_option", _option(name), given[name],
             f"the scenario {scenario} has no such option", "leave it out")  # fmt: skip
    try:
        document: ProblemDocument = module.generate(first, **given)
    except InvalidProblem as invalid:
        raise InvalidProblem(
            [replace(error, pointer=_option(error.pointer)) for error in invalid.errors]
        ) from None
    return document


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
