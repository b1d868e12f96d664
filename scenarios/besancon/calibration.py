"""A generated year beside the published one, and the staff of a day beside its demand.

`python -m scenarios.besancon.calibration` prints both.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import click

from optimizer.problem import load_problem
from scenarios.besancon.build import build
from scenarios.besancon.summary import hourly_table
from scenarios.besancon.year import PUBLISHED, of_year

TOLERANCE = 0.03
"""How far each total may be from the published one."""


def deviations(totals: dict[str, float]) -> dict[str, float]:
    """How far each total is from the published one, as a share of it."""
    return {name: totals[name] / published - 1 for name, published in PUBLISHED.items()}


def turned_away(year: int, seed: int, days: int) -> float:
    """Share of the visits needed that documents leave out for want of a place in their plan.

    Measured on so many days, spread over the year.
    """
    dropped = needed = 0
    for number in range(days):
        first = date(year, 1, 1) + timedelta(days=(2 * number + 1) * 365 // (2 * days))
        (day,) = build(first, seed=seed).days
        dropped += len(day.plan.dropped)
        needed += len(list(day.demand.ours()))
    return dropped / needed


def table(year: int, seeds: Sequence[int], sampled: int) -> str:
    """The comparison in Markdown."""
    columns = [of_year(year, seed).by_name() for seed in seeds]
    lines = [
        f"| in {year} | published | " + " | ".join(f"seed {seed}" for seed in seeds) + " |",
        "|---|" + "---|" * (len(seeds) + 1),
    ]
    for name, published in PUBLISHED.items():
        cells = [f"{totals[name]:,.0f} ({deviations(totals)[name]:+.1%})" for totals in columns]
        lines.append(f"| {name} | {published:,} | " + " | ".join(cells) + " |")
    if sampled:
        shares = " | ".join(f"{turned_away(year, seed, sampled):.2%}" for seed in seeds)
        lines.append(f"| left out of documents ({sampled} days) | | {shares} |")
    return "\n".join(lines)


@click.command()
@click.option("--year", default=2026, show_default=True)
@click.option("--seeds", default="1,2,3", show_default=True, help="Cities, by comma.")
@click.option("--sampled", default=12, show_default=True, help="Days planned for the last row.")
def main(year: int, seeds: str, sampled: int) -> None:
    """Compare generated years with the published totals, and staff with demand by hour."""
    cities = [int(seed) for seed in seeds.split(",")]
    click.echo(table(year, cities, sampled))
    document = build(date(year, 11, 24), seed=cities[0]).document
    click.echo(f"\nStaff present / hours of visits: {document.name}\n")
    click.echo(hourly_table(load_problem(document)))


if __name__ == "__main__":
    main()
