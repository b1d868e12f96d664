"""`python -m benchmarks.compare old.json new.json`: two runs of the quality suite, side by side."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.quality.report import FORMAT

RESAMPLES = 10_000
SEED = 20_260_101
"""Of the bootstrap, so that the same files give the same interval."""
TIE = 1e-9
NEEDED = {"family", "instance", "seed", "cost", "published"}

Key = tuple[str, str]
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """An instance that both files solved: mean costs, and gaps where there is a published cost.

    `difference` = (new - old) / published, or / old where nothing is published: below 0 is better.
    """

    instance: str
    old: float
    new: float
    old_gap: float | None
    new_gap: float | None
    difference: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A family. `interval`: 95 % of the mean difference; None for fewer than two instances.

    `lost`: instances solved before and not now; `gained`: the reverse.
    """

    pairs: tuple[Pair, ...]
    interval: tuple[float, float] | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def mean(self) -> float:
        return fmean(pair.difference for pair in self.pairs)

    @property
    def wins(self) -> int:
        return sum(pair.difference < -TIE for pair in self.pairs)

    @property
    def losses(self) -> int:
        return sum(pair.difference > TIE for pair in self.pairs)

    @property
    def worst(self) -> Pair:
        return max(self.pairs, key=lambda pair: pair.difference)


def compare(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> dict[str, Comparison]:
    """Compare rows by family.

    An instance counts once: rows of the seeds that both files solved are averaged, or of all
    seeds where they share none. The bootstrap (Efron, 1979; percentiles) draws instances, as the
    seeds of one instance are not independent of each other.
    """
    before, after = _solved(old), _solved(new)
    asked = {_key(row) for row in old} & {_key(row) for row in new}
    found = {}
    for family in dict.fromkeys(_key(row)[0] for row in new):
        keys = sorted(key for key in asked if key[0] == family)
        pairs = tuple(
            _pair(key[1], before[key], after[key]) for key in keys if key in before and key in after
        )
        found[family] = Comparison(
            pairs,
            bootstrap([pair.difference for pair in pairs]),
            lost=tuple(key[1] for key in keys if key in before and key not in after),
            gained=tuple(key[1] for key in keys if key in after and key not in before),
        )
    return found


def _key(row: Mapping[str, Any]) -> Key:
    return str(row["family"]), str(row["instance"])


def _solved(rows: Iterable[Mapping[str, Any]]) -> dict[Key, dict[int, Mapping[str, Any]]]:
    """The rows with a cost, by instance and seed."""
    found: dict[Key, dict[int, Mapping[str, Any]]] = {}
    for row in rows:
        if row["cost"] is not None:
            found.setdefault(_key(row), {})[row["seed"]] = row
    return found


def _pair(
    instance: str, old: Mapping[int, Mapping[str, Any]], new: Mapping[int, Mapping[str, Any]]
) -> Pair:
    shared = old.keys() & new.keys()
    before = fmean(row["cost"] for seed, row in old.items() if seed in shared or not shared)
    after = fmean(row["cost"] for seed, row in new.items() if seed in shared or not shared)
    published = next(iter(new.values()))["published"]
    if not published:
        return Pair(instance, before, after, None, None, (after - before) / max(before, 1e-9))
    gaps = before / published - 1, after / published - 1
    return Pair(instance, before, after, *gaps, (after - before) / published)


def bootstrap(differences: Sequence[float]) -> tuple[float, float] | None:
    """95 % interval of the mean, by percentiles of resampled means; None for fewer than two."""
    if len(differences) < 2:
        return None
    values = np.array(differences)
    draws = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def show(found: Mapping[str, Comparison], console: Console) -> None:
    """One line a family, and what changed from solved to not solved or back."""
    table = Table("family", title="new against old, below 0 is better", title_justify="left")
    for name in ("instances", "old gap", "new gap", "difference", "95 %", "wins", "losses"):
        table.add_column(name, justify="right")
    table.add_column("worst instance")
    for family, comparison in found.items():
        if not comparison.pairs:
            table.add_row(family, "0")
            continue
        pairs, worst = comparison.pairs, comparison.worst
        interval = comparison.interval
        table.add_row(
            family,
            str(len(pairs)),
            _mean_gap(pair.old_gap for pair in pairs),
            _mean_gap(pair.new_gap for pair in pairs),
            f"{comparison.mean:+.2%}",
            "" if interval is None else f"{interval[0]:+.2%} to {interval[1]:+.2%}",
            str(comparison.wins),
            str(comparison.losses),
            f"{worst.instance} {worst.difference:+.2%}",
        )
    console.print(table)
    for family, comparison in found.items():
        for what, names in (("lost", comparison.lost), ("gained", comparison.gained)):
            if names:
                console.print(f"{family}: {what} {', '.join(names)}")


def _mean_gap(gaps: Iterable[float | None]) -> str:
    known = [gap for gap in gaps if gap is not None]
    return f"{fmean(known):+.2%}" if known else ""


def apart(old: Document, new: Document) -> Iterable[str]:
    """What the two files do not share: settings, and instances of one of them only."""
    for name, value in old["settings"].items():
        if new["settings"].get(name) != value:
            yield f"{name}: {value} before, {new['settings'].get(name)} now"
    before, after = ({_key(row) for row in file["rows"]} for file in (old, new))
    for what, keys in (("old", before - after), ("new", after - before)):
        if keys:
            yield f"only in {what}: {', '.join(' '.join(key) for key in sorted(keys))}"


def read(path: Path) -> Document:
    """A file that `benchmarks.quality --out` wrote.

    Raises
    ------
    ValueError
        It is another kind of file.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise ValueError(f"{path} is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"{path} is not of the format {FORMAT}: write it with --out")
    rows = document.get("rows")
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and row.keys() >= NEEDED for row in rows
    ):
        raise ValueError(f"{path} has no rows with {', '.join(sorted(NEEDED))}")
    return {"settings": {}, **document}


@click.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def main(old: Path, new: Path) -> None:
    """Compare two files that `python -m benchmarks.quality --out` wrote.

    Exit code 0, whoever wins; 2 where a file cannot be read.
    """
    try:
        before, after = read(old), read(new)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    console = Console(width=None if sys.stdout.isatty() else 160)
    show(compare(before["rows"], after["rows"]), console)
    for line in apart(before, after):
        console.print(line)


if __name__ == "__main__":
    main()
