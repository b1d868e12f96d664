"""`python -m benchmarks.report`: see the package's docstring."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click

from benchmarks.peers.peer import PEERS
from benchmarks.peers.record import Record
from benchmarks.peers.runs import Setting, compare
from benchmarks.quality.__main__ import ENVIRONMENT
from benchmarks.report import charts, text
from benchmarks.report.parts import REFERENCE, SHORT, Part
from optimizer.planning import Engine

RESULTS = Path(__file__).parent.parent / "results"
QUICK = Path("out/report")
REPORT = "report.md"
QUALITY = "quality.json"
"""Written by `python -m benchmarks.quality --out`; in the report where it is there."""


def measure(
    part: Part, folder: Path, solvers: Sequence[str], threads: int, data: Path | None
) -> None:
    """Make the runs of a part that its file does not have yet."""
    setting = Setting(solvers, part.seconds, threads, part.seeds)
    record = Record(folder / f"{part.name}.json", setting, resume=True)
    for group in part.groups(data):
        for row in compare(group, setting, lambda line: click.echo(line, err=True), record.done):
            record.add(row)


def write(folder: Path, parts: Sequence[Part]) -> Path:
    """The report of what has been measured in the folder."""
    found: dict[str, dict[str, Any]] = {
        part.name: json.loads((folder / f"{part.name}.json").read_text(encoding="utf-8"))
        for part in parts
        if (folder / f"{part.name}.json").exists()
    }
    rows = [
        row | {"case": f"{row['case']}, {record['seconds']:g} s"}  # a case may be in two parts
        for record in found.values()
        for row in record["rows"]
    ]
    lines = [
        "# Measured against peers",
        "",
        "Written by `make report` from the JSON files beside it; the rules of the comparison are",
        "in [`benchmarks/peers`](../peers/__init__.py). Costs are the last level of the score, in",
        "cents for days, in units of distance for VRPTW. Bold: ours.",
        "",
        "## Where a peer did better",
        "",
        *text.losses(rows),
        "",
        "![Share of problems within a factor of the best plan](profile.png)",
        "",
    ]
    charts.profile(rows, folder / "profile.png")
    for part in parts:
        if part.name not in found:
            continue
        record = found[part.name]
        lines += [f"## {part.title}", "", text.about(record), ""]
        if part.name in DRAWN:
            name, caption, draw = DRAWN[part.name]
            draw(record["rows"], folder / name)
            lines += [f"![{caption}]({name})", ""]
        lines += [*text.published(record["rows"]), "", *text.tables(record["rows"])]
    if (folder / QUALITY).exists():
        found_there = json.loads((folder / QUALITY).read_text(encoding="utf-8"))
        lines += ["## Public instances", "", *text.quality(found_there), ""]
    path = folder / REPORT
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return path


DRAWN = {
    "days": ("gap.png", "Cost over the best plan, over time", charts.gap_over_time),
    "growth": ("growth.png", "Cost for each visit by the size of the day", charts.growth),
}
"""Part -> its chart."""


@click.command()
@click.option("--parts", "names", help="Some of days,growth,vrptw; default: all.")
@click.option("--short", is_flag=True, help=f"A few minutes only; into {QUICK}.")
@click.option("--draw-only", is_flag=True, help="Measure nothing.")
@click.option("--folder", type=click.Path(path_type=Path), help="Default: benchmarks/results.")
@click.option("--ours", default=",".join(get_args(Engine)), show_default=True,
              help="Engines of ours.")  # fmt: skip
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1))
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar=ENVIRONMENT,
              help=f"Folder with the public instances; default: {ENVIRONMENT}.")  # fmt: skip
def main(
    names: str | None,
    short: bool,
    draw_only: bool,
    folder: Path | None,
    ours: str,
    threads: int,
    data: Path | None,
) -> None:
    """Measure what is missing, then write the report and its charts."""
    parts = SHORT if short else REFERENCE
    folder = folder or (QUICK if short else RESULTS)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = names.split(",") if names else [part.name for part in parts]
    if unknown := set(chosen) - {part.name for part in parts}:
        raise click.UsageError(f"--parts: {', '.join(sorted(unknown))} is none of them")
    solvers = [*ours.split(","), *PEERS]
    if not draw_only:
        planned = [part for part in parts if part.name in chosen]
        total = sum(part.estimate_s(len(solvers), data) for part in planned)
        click.echo(f"{total / 60:.0f} minutes, less what is measured already", err=True)
        if data is None and any(part.pattern for part in planned):
            click.echo(f"VRPTW is left out: neither --data nor {ENVIRONMENT} is given", err=True)
        for part in planned:
            measure(part, folder, solvers, threads, data)
    click.echo(f"Wrote {write(folder, parts)}")


if __name__ == "__main__":
    main()
