"""What a benchmark shows: tables for people, JSON for `benchmarks.compare`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine, versions
from benchmarks.quality.run import Row, Settings

FORMAT = "tournee.quality/1"
PACKAGES = ("tournee", "numpy", "numba", "ortools")


def document(rows: Sequence[Row], settings: Settings, skipped: Sequence[str]) -> dict[str, Any]:
    """All of a benchmark as JSON values."""
    return {
        "format": FORMAT,
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": asdict(settings),
        "machine": machine(),
        "versions": versions(PACKAGES),
        "rows": [asdict(row) for row in rows],
        "skipped": list(skipped),
    }


def write(path: Path, document: dict[str, Any]) -> None:
    """Write JSON in place of what was there, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def line(row: Row) -> str:
    """A row as soon as it is there."""
    return " ".join([row.family, row.instance, f"seed {row.seed}:", *_cells(row)])


def _cells(row: Row) -> list[str]:
    return [
        row.status,
        "" if row.cost is None else f"{row.cost:.10g}",
        "" if row.published is None else f"{row.published:.10g}",
        "" if row.gap is None else f"{row.gap:+.2%}",
        "" if row.first_s is None else f"{row.first_s:.1f} s",
        row.detail,
    ]


def show(rows: Iterable[Row], console: Console) -> None:
    """A table for each family, its mean gap, and how many runs have none."""
    families: dict[str, list[Row]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    for family, its in families.items():
        table = Table("instance", "seed", "status", title=family, title_justify="left")
        for name in ("cost", "published", "gap", "first plan"):
            table.add_column(name, justify="right")
        table.add_column("remarks")
        for row in its:
            table.add_row(row.instance, str(row.seed), *_cells(row))
        console.print(table)
        console.print(f"{family}: {summary(its)}\n")


def summary(rows: Sequence[Row]) -> str:
    """The mean gap of the rows that have one, and what became of the others."""
    gaps = [row.gap for row in rows if row.gap is not None]
    mean = f"mean gap {fmean(gaps):+.2%}" if gaps else "no gap"
    others = [
        f"{count} {status}"
        for status in ("no plan", "unsupported", "failed")
        if (count := sum(row.status == status for row in rows))
    ]
    return "; ".join([f"{mean} over {len(gaps)} of {len(rows)} runs", *others])
