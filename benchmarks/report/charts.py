"""The charts of the report, as PNG."""

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from benchmarks.peers.peer import PEERS
from benchmarks.report.standing import Row, levels, solvers_of, standings

COLOURS = ("#1b6ca8", "#c2410c", "#15803d", "#7c3aed", "#4b5563", "#0f766e")
LINES = ("-", "--", ":")
MARKS = {"pyvrp": "o", "vroom": "s", "ortools": "^"}
WORST_RATIO = 1.5


def gap_over_time(rows: Sequence[Row], path: Path) -> None:
    """Our engines' cost over the best of anybody, from the moment that nothing above the cost is
    worse; peers as marks where they ended."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    standing = standings(rows)
    cases = list(dict.fromkeys(row["case"] for row in rows))
    ours = [solver for solver in solvers_of(rows) if solver not in PEERS]
    for row in rows:
        problem = row["case"], row["seed"]
        if row["status"] != "ok" or problem not in standing:
            continue
        best = standing[problem].best
        colour = COLOURS[cases.index(row["case"]) % len(COLOURS)]
        first = row["seed"] == min(r["seed"] for r in rows)
        if row["solver"] in PEERS:
            if levels(row)[:-1] == best[:-1]:
                gap = 100 * (levels(row)[-1] / best[-1] - 1)
                axes.plot(row["used_s"], gap, MARKS[row["solver"]], color=colour, alpha=0.6)
            continue
        steps = [(t, s[-1]) for t, s in row["progress"] if tuple(s[:-1]) == best[:-1]]
        if steps:
            times = [t for t, _ in steps] + [row["used_s"]]
            gaps = [100 * (cost / best[-1] - 1) for _, cost in steps]
            label = f"{row['case']}, {row['solver']}" if first else None
            style = LINES[ours.index(row["solver"]) % len(LINES)]
            axes.step(times, [*gaps, gaps[-1]], style, where="post", color=colour, label=label)
    for solver, mark in MARKS.items():
        axes.plot([], [], mark, color="grey", label=solver)
    axes.set(xlabel="seconds", ylabel="cost over the best plan, %", xscale="log")
    _save(figure, axes, path)


def profile(rows: Sequence[Row], path: Path) -> None:
    """Performance profile (Dolan and Moré, 2002): the share of problems on which a solver is
    within a factor of the best plan, and never if it leaves more unserved."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    found = standings(rows).values()
    for number, solver in enumerate(solvers_of(rows)):
        ratios = sorted(s.ratio[solver] for s in found if solver in s.ratio)
        finite = [r for r in ratios if not math.isinf(r)]
        shares = [100 * (i + 1) / len(ratios) for i in range(len(finite))]
        end = 100 * len(finite) / max(1, len(ratios))
        axes.step([1, *finite, WORST_RATIO], [0, *shares, end], where="post",
                  color=COLOURS[number % len(COLOURS)], label=solver)  # fmt: skip
    axes.set(xlabel="cost, as a multiple of the best plan's", ylabel="share of problems, %",
             xlim=(1, WORST_RATIO), ylim=(0, 102))  # fmt: skip
    _save(figure, axes, path)


def growth(rows: Sequence[Row], path: Path) -> None:
    """Cost for each visit served, and the share of weight unserved, by the size of the day."""
    cases = list(dict.fromkeys(row["case"].rpartition(" x")[0] for row in rows))
    figure = Figure(figsize=(4 * len(cases), 6), layout="constrained")
    panels = figure.subplots(2, len(cases), sharex="col", squeeze=False)
    for column, case in enumerate(cases):
        above, below = panels[0][column], panels[1][column]
        for number, solver in enumerate(solvers_of(rows)):
            its = sorted(
                (row["visits"], row)
                for row in rows
                if row["status"] == "ok"
                and row["solver"] == solver
                and row["case"].rpartition(" x")[0] == case
            )
            colour = COLOURS[number % len(COLOURS)]
            some = [(visits, row) for visits, row in its if row["served"]]
            above.plot([v for v, _ in some], [levels(r)[-1] / 100 / r["served"] for _, r in some],
                       "o-", color=colour, label=solver)  # fmt: skip
            below.plot([v for v, _ in its], [100 * r["unserved_weight"] / v for v, r in its],
                       "o-", color=colour, label=solver)  # fmt: skip
        sizes = sorted({row["visits"] for row in rows if row["case"].rpartition(" x")[0] == case
                        and "visits" in row})  # fmt: skip
        above.set(title=case, xscale="log", ylabel="€ for each visit served")
        below.set(xlabel="visits", ylabel="unserved, %", yscale="symlog", ylim=(0, 110))
        below.set_xticks(sizes, [f"{size:,}" for size in sizes])
        below.xaxis.set_minor_locator(NullLocator())
        above.grid(alpha=0.3)
    _save(figure, panels[0][0], path)


def _save(figure: Figure, axes: Axes, path: Path) -> None:
    axes.legend(fontsize="small")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=130)
