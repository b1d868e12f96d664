"""One worker on several rows, like one for the morning and one for the evening."""

from collections.abc import Sequence
from dataclasses import replace

from optimizer.tables.columns import WORKERS
from optimizer.tables.errors import Cell, Report
from optimizer.tables.rows import Row

_OF_ROWS = {c.name for c in WORKERS if c.about == "row"} - {"id", "hours"}


def join(rows: Sequence[Row], report: Report) -> list[Row]:
    """The rows with one for each worker: those that differ in their hours only are joined.

    What is joined is noted; rows that contradict each other are an error.
    """
    found: dict[object, Row] = {}
    lines: dict[object, list[str]] = {}
    for number, row in enumerate(rows):
        ident = row.get("id", number)
        first = found.get(ident)
        if first is None:
            found[ident] = row
        elif "hours" in row.values and _agree(first, row):
            hours = (*first.get("hours", ()), *row.get("hours"))
            values = {**row.values, **first.values, "hours": hours}
            held = {**row.held, **first.held}
            found[ident] = replace(first, values=values, held=held, wrong=first.wrong | row.wrong)
            lines.setdefault(ident, [str(first.line)]).append(str(row.line))
        else:
            report.error("repeated_worker", row.cell("id"), row.held.get("id"), line=first.line)
    if lines:
        texts = ", ".join(f"{ident} ({', '.join(where)})" for ident, where in lines.items())
        report.note("joined_rows", Cell(rows[0].sheet), rows=texts)
    return list(found.values())


def _agree(one: Row, other: Row) -> bool:
    """Whether two rows differ in their hours only; the second may leave out what it is about."""
    both = one.values.keys() & other.values.keys() - {"hours"}
    more = {name for name in other.values if name in _OF_ROWS}
    return (
        one.get("hours") != other.get("hours")
        and all(one.get(name) == other.get(name) for name in both)
        and (not more or more == {name for name in one.values if name in _OF_ROWS})
    )
