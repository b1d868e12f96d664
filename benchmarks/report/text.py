"""The report's Markdown."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.peers.peer import PEERS
from benchmarks.peers.table import remarks
from benchmarks.quality.report import summary
from benchmarks.quality.run import Row as QualityRow
from benchmarks.report.standing import Row, mean, solvers_of, standings


def about(record: Mapping[str, Any]) -> str:
    """When, where and with what a part was measured."""
    where = record["machine"]
    found = ", ".join(f"{name} {value}" for name, value in record["versions"].items() if value)
    return (
        f"{record['seconds']:g} s and {record['threads']} thread(s) a run; ended "
        f"{record['made_at']} on {where['cpu']}, {where['cores']} cores, "
        f"{where['memory_gb']} GB, {where['system']}, load {where['load']:g}; "
        f" {found}."
    )


def tables(rows: Sequence[Row]) -> Iterable[str]:
    """A table for each case, means over the seeds, and what could not be stated."""
    for case in dict.fromkeys(row["case"] for row in rows):
        its = [row for row in rows if row["case"] == case]
        sizes = {row["visits"] for row in its if "visits" in row}
        yield f"### {case}: {', '.join(map(str, sorted(sizes)))} visits\n"
        yield from _table(its)
        yield ""
        yield from (f"- {line}" for line in remarks(its))
        yield ""


def _table(rows: Sequence[Row]) -> Iterable[str]:
    names = next((list(row["levels"]) for row in rows if row["status"] == "ok"), [])
    heads = [
        "solver",
        *names,
        "over the best",
        "tours",
        "first plan, s",
        "used, s",
        "MB",
        "given up",
    ]
    yield f"| {' | '.join(heads)} |"
    yield "|---" + "|--:" * (len(heads) - 1) + "|"
    standing = standings(rows)
    for solver in solvers_of(rows):
        its = [row for row in rows if row["solver"] == solver]
        planned = [row for row in its if row["status"] == "ok"]
        if not planned:
            yield f"| {solver} | {its[0]['status']}: {its[0].get('error', '')} |"
            continue
        values = [[row["levels"][name] for row in planned] for name in names]
        ratios = [s.ratio[solver] for s in standing.values() if solver in s.ratio]
        given_up = sum(row.get("unscheduled", 0) + row.get("broken", 0) for row in planned)
        cells = [
            solver if solver in PEERS else f"**{solver}**",
            *(_number(sum(its) / len(its)) for its in values),
            _over(ratios),
            *(_number(mean(planned, name)) for name in ("tours", "first_s", "used_s", "memory_mb")),
            _number(given_up / len(planned)),
        ]
        yield f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _over(ratios: Sequence[float]) -> str:
    if not ratios or any(map(math.isinf, ratios)):
        return "more unserved"
    return f"{sum(ratios) / len(ratios) - 1:+.1%}"


def losses(rows: Sequence[Row]) -> Iterable[str]:
    """For each engine of ours, every problem that it can state and on which a peer's plan is
    better, and how many it is not."""
    found = standings(rows)
    told = {(row["case"], row["seed"], row["solver"]) for row in rows if row["status"] == "ok"}
    for engine in (solver for solver in solvers_of(rows) if solver not in PEERS):
        lost = total = 0
        for (case, seed), standing in found.items():
            theirs = {name: r for name, r in standing.ratio.items() if name in PEERS}
            if (case, seed, engine) not in told or not theirs:
                continue
            total += 1
            best, own = min(theirs, key=lambda name: theirs[name]), standing.ratio[engine]
            if own > theirs[best]:
                lost += 1
                how = (
                    "leaves less unserved"
                    if math.isinf(own)
                    else f"costs {1 - theirs[best] / own:.1%} less than {engine}"
                )
                yield f"- {case}, seed {seed}: {best} {how}"
        if total:
            yield f"- {engine}: on the other {total - lost} of {total} problems no peer is better"


def published(rows: Sequence[Row]) -> Iterable[str]:
    """Mean gap to the published costs by solver, where there are any."""
    for solver in solvers_of(rows):
        its = [row for row in rows if row["solver"] == solver and row["published"]]
        gaps = [
            list(row["levels"].values())[-1] / row["published"] - 1
            for row in its
            if row["status"] == "ok" and not row["unserved_weight"]
        ]
        if its:
            told = f"{sum(gaps) / len(gaps):+.2%}" if gaps else "-"
            yield f"- {solver}: {told} on average over {len(gaps)} of {len(its)} instances"


def quality(document: Mapping[str, Any]) -> Iterable[str]:
    """The quality suite's result: how it was measured, each row, and a line for each family."""
    settings = document["settings"]
    record = document | settings | {"made_at": document["finished_at"]}
    yield f"Engine `{settings['engine']}`. {about(record)}"
    yield ""
    yield "| family | instance | seed | cost | published | gap |"
    yield "|---|---|--:|--:|--:|--:|"
    rows = [QualityRow(**row) for row in document["rows"]]
    for row in rows:
        gap = row.status if row.gap is None else f"{row.gap:+.2%}"
        cost = "-" if row.cost is None else f"{row.cost:,.2f}"
        published = "-" if row.published is None else f"{row.published:,.2f}"
        yield f"| {row.family} | {row.instance} | {row.seed} | {cost} | {published} | {gap} |"
    yield ""
    for family in dict.fromkeys(row.family for row in rows):
        yield f"- {family}: {summary([row for row in rows if row.family == family])}"
