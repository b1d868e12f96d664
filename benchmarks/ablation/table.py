"""The table: what each part is worth."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from rich.table import Table

from benchmarks.ablation.measure import Row
from benchmarks.ablation.variants import NOTHING

Run = tuple[str, int]
"""Name of a problem, and seed."""


def table(rows: Sequence[Row]) -> Table:
    """A line for each part switched off; the first line is the whole kernel.

    By family the mean gap, then its change in points of a percent over the runs that both solved.
    Of days the levels above the cost and the cost, means over the seeds. The speed in iterations a
    second, then as a share of the whole kernel's.
    """
    whole = {(row.name, row.seed): row for row in rows if row.off == NOTHING}
    families = list(dict.fromkeys(row.group for row in rows if row.published))
    days = list(dict.fromkeys(row.group for row in rows if not row.published))
    found = Table("switched off", title="Without each part: above 0 is worse", title_justify="left")
    for name in (*families, *(["all"] if len(families) > 1 else [])):
        found.add_column(name, justify="right")
    for name in days:
        found.add_column(f"{name}: above the cost", justify="right")
        found.add_column("cost", justify="right")
    found.add_column("iterations/s", justify="right")
    for part in dict.fromkeys([NOTHING, *(row.off for row in rows)]):
        its = [row for row in rows if row.off == part]
        cells = [_gap([row for row in its if row.group == name], whole) for name in families]
        if len(families) > 1:
            cells.append(_gap([row for row in its if row.published], whole))
        for name in days:
            cells += _day([row for row in its if row.group == name], whole)
        found.add_row(part, *cells, _speed(its, whole))
    return found


def _gap(rows: Sequence[Row], whole: Mapping[Run, Row]) -> str:
    gaps = [(row.gap, whole[row.name, row.seed].gap) for row in rows]
    known = [
        gap if rows[0].off == NOTHING else gap - before
        for gap, before in gaps
        if gap is not None and before is not None
    ]
    unsolved = sum(gap is None for gap, _ in gaps)
    lost = f" ({unsolved} unsolved)" if unsolved else ""
    return (f"{100 * fmean(known):+.2f}" if known else "-") + lost


def _day(rows: Sequence[Row], whole: Mapping[Run, Row]) -> list[str]:
    levels = [fmean(values) for values in zip(*(row.levels for row in rows), strict=True)]
    above = " ".join(f"{level:g}" for level in levels[:-1])
    if rows[0].off == NOTHING:
        return [above, f"{levels[-1]:,.0f}"]
    before = fmean(whole[row.name, row.seed].levels[-1] for row in rows)
    return [above, f"{levels[-1] / before - 1:+.2%}"]


def _speed(rows: Sequence[Row], whole: Mapping[Run, Row]) -> str:
    if rows[0].off == NOTHING:
        return f"{fmean(row.speed for row in rows):,.0f}"
    return f"x {fmean(row.speed / whole[row.name, row.seed].speed for row in rows):.2f}"
