"""The rows of a comparison as tables, and what could not be stated."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table

Row = dict[str, Any]


def show(rows: Sequence[Row], console: Console) -> None:
    """One table for each case, and under it what peers could not state."""
    for case, group in groupby(rows, key=lambda row: row["case"]):
        found = list(group)
        console.print(_table(case, found))
        for line in remarks(found):
            console.print(line, style="dim", highlight=False, soft_wrap=True)
        console.print()


def _table(case: str, rows: Sequence[Row]) -> Table:
    sizes = {row["visits"] for row in rows if "visits" in row}
    title = f"{case}: {', '.join(map(str, sizes)) or '?'} visits"
    table = Table(title=title, title_justify="left", title_style="bold")
    levels = next((list(row["levels"]) for row in rows if row["status"] == "ok"), [])
    table.add_column("solver")
    table.add_column("seed", justify="right")
    table.add_column("unserved", justify="right")
    for level in levels:
        table.add_column(level.replace("unserved_", "").upper() if "_p" in level else level,
                         justify="right")  # fmt: skip
    if rows[0].get("published"):
        table.add_column("gap", justify="right")
    for name in ("tours", "first s", "used s", "MB", "given up"):
        table.add_column(name, justify="right")
    for row in rows:
        if row["status"] != "ok":
            table.add_row(row["solver"], str(row["seed"]), f"{row['status']}: {row['error']}")
            continue
        table.add_row(
            row["solver"],
            str(row["seed"]),
            str(row["unserved_weight"]),
            *(f"{value:,.0f}" for value in row["levels"].values()),
            *_gap(row),
            str(row["tours"]),
            "-" if row["first_s"] is None else f"{row['first_s']:.2f}",
            f"{row['used_s']:.1f}",
            f"{row['memory_mb']:,}",
            str(row.get("unscheduled", 0) + row.get("broken", 0)),
        )
    return table


def _gap(row: Row) -> list[str]:
    """By how much the cost exceeds the published one, if there is one and all are served."""
    if not row.get("published"):
        return []
    cost = list(row["levels"].values())[-1]
    return ["-" if row["unserved_weight"] else f"{cost / row['published'] - 1:+.2%}"]


def remarks(rows: Iterable[Row]) -> list[str]:
    """What each solver could not state, was helped with or broke, one line each."""
    lines: dict[str, str] = {}
    for row in rows:
        solver = row["solver"]
        parts = []
        if row.get("left_out"):
            parts.append("not stated: " + ", ".join(row["left_out"]))
        if row.get("in_part"):
            parts.append("stated but for: " + ", ".join(row["in_part"]))
        if row.get("pinned"):
            parts.append(f"{row['pinned']} linked visits pinned to a plan of ours")
        if row.get("one_thread"):
            parts.append("one thread only")
        if row.get("repaired"):
            parts.append("own tours given up for: " + ", ".join(row["repaired"]))
        if parts:
            lines[solver] = f"{solver} - " + "; ".join(parts)
    dropped = {f"{count} {name}" for row in rows for name, count in row["dropped"].items()}
    if dropped:
        lines[""] = "concerning other services too, dropped for all: " + ", ".join(sorted(dropped))
    return list(lines.values())
