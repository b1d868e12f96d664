"""From a sheet to rows of values by column: headings found, every cell read, errors collected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from optimizer.tables import units
from optimizer.tables.cells import Broken, Sheet, Value
from optimizer.tables.columns import Column
from optimizer.tables.errors import Cell, Report, Unreadable
from optimizer.tables.headings import (
    Head,
    Known,
    headings_at,
    known_headings,
    meant,
    names_a_day,
    title_of,
)
from optimizer.tables.lines import blank, no_row
from optimizer.tables.marked import left_out
from optimizer.tables.matters import names_matter
from optimizer.tables.words import as_written, heading

MOST_NAMED = 10
"""Lines named in a note; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `values` holds what could be read of the cells that are not empty, `held` what
    these cells held; `wrong` are the columns with an error."""

    sheet: str
    line: int
    values: Mapping[str, Any]
    held: Mapping[str, Any]
    wrong: frozenset[str]
    places: Mapping[str, tuple[int, str]]

    def at(self, *names: str) -> tuple[Cell, Any]:
        """The cell of the first of these columns that is filled, else that the table has; and
        what it holds."""
        for known in (self.held, self.places):
            for name in names:
                if name in known and name in self.places:
                    return Cell(self.sheet, self.line, *self.places[name]), self.held.get(name)
        return Cell(self.sheet, self.line), None

    def cell(self, *names: str) -> Cell:
        """The cell alone."""
        return self.at(*names)[0]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column; the default where it is empty or wrong."""
        return self.values.get(name, default)


def read_rows(
    sheet: Sheet,
    columns: Sequence[Column],
    report: Report,
    mapping: Mapping[str, str] | None = None,
) -> list[Row]:
    """The rows under the headings of a sheet; empty lines are left out.

    `mapping` names columns by other headings, as compared; an empty name: not to be read. Unknown
    columns, totals and remarks are noted; misspelt, repeated and missing headings are errors.
    """
    known = known_headings(columns, mapping)
    top = headings_at(sheet, known)
    if top is None:
        found = [str(shown_value(v)) for row in sheet.rows[:1] for v in row if v is not None]
        report.error("no_headings", Cell(sheet.name, 1), ", ".join(found)[:200],
                     expected=", ".join(_title(c) for c in columns if c.required))  # fmt: skip
        return []
    head = Head(sheet, top, known)
    if any(not _empty(row) for row in sheet.rows[: head.above]):
        report.note("above_headings", Cell(sheet.name), last=head.above)
    places = _places(sheet, head, known, columns, report)
    titles = {title_of(str(shown_value(v)), known)[0] for v in head.cells}
    if unused := [title for title in mapping or {} if title not in titles]:
        report.note("unused_mapping", Cell(sheet.name), titles=", ".join(unused))
    rows = []
    required = [places[c.name][0] - 1 for c in columns if c.required and c.name in places]
    lines = [
        (n, v) for n, v in enumerate(sheet.rows[head.below :], head.below + 1) if not _empty(v)
    ]
    away = left_out(sheet, lines, [number for number, _ in places.values()], report)
    lines = [(n, v) for n, v in lines if n not in away]
    whole = [n for n, v in lines if all(r < len(v) and not blank(v[r]) for r in required)]
    unread = []
    for line, values in lines:
        last = line > max(whole, default=0)
        if said := no_row(values, head.cells, required, last):
            unread.append(f"{line} ({said})")
        else:
            rows.append(_row(sheet.name, line, values, head, places, columns, report))
    if unread:
        report.note("unread_lines", Cell(sheet.name), lines=", ".join(unread[:MOST_NAMED]),
                    count=len(unread))  # fmt: skip
    if not rows:
        report.error("no_rows", Cell(sheet.name, head.below))
    return rows


def _places(
    sheet: Sheet, head: Head, known: Known, columns: Sequence[Column], report: Report
) -> dict[str, tuple[int, str]]:
    """Where each column is: its number and its heading as written."""
    places: dict[str, tuple[int, str]] = {}
    ignored = []
    for number, value in enumerate(head.cells, start=1):
        written = str(shown_value(value))
        title, unit = title_of(written, known)
        cell = Cell(sheet.name, head.line, number, written)
        column = known.get(title)
        if column is None:
            if not heading(written):
                _check_nameless(sheet, head.below, number, report)
            elif title in known:
                continue
            elif close := meant(title, known):
                report.error("misspelt_heading", cell, written, meant=close)
            elif names_a_day(title):
                report.error("day_column", cell, written)
            elif names_matter(heading(written)):
                report.error("unread_matter", cell, written)
            else:
                ignored.append(f"{cell.letter} ({written})")
        elif column.name in places:
            report.error("repeated_heading", cell, written, title=_title(column),
                         other=Cell("", 0, places[column.name][0]).letter)  # fmt: skip
        else:
            places[column.name] = (number, written)
            if unit:
                head.units.setdefault(number - 1, unit)
    for column in columns:
        if column.required and column.name not in places:
            names = ", ".join(str(shown_value(v)) for v in head.cells if v is not None)
            report.error("missing_heading", Cell(sheet.name, head.line), names,
                         title=_title(column))  # fmt: skip
    if ignored:
        report.note("ignored_columns", Cell(sheet.name), columns=", ".join(ignored))
    return places


def _check_nameless(sheet: Sheet, below: int, number: int, report: Report) -> None:
    """Values in a column without a heading would be lost unseen."""
    for line, row in enumerate(sheet.rows[below:], start=below + 1):
        if len(row) >= number and not blank(row[number - 1]):
            value = shown_value(row[number - 1])
            report.error("no_heading_above", Cell(sheet.name, line, number), value)
            return


def _row(
    sheet: str,
    line: int,
    cells: Sequence[Value],
    head: Head,
    places: Mapping[str, tuple[int, str]],
    columns: Sequence[Column],
    report: Report,
) -> Row:
    values: dict[str, Any] = {}
    held: dict[str, Any] = {}
    wrong = {c.name for c in columns if c.required and c.name not in places}
    width = len(head.cells)
    for number, value in enumerate(cells[width:], start=width + 1):
        if not blank(value):
            report.error("no_heading_above", Cell(sheet, line, number), shown_value(value))
            wrong.add("")
            break
    for column in columns:
        if column.name not in places:
            continue
        number, written = places[column.name]
        value = cells[number - 1] if number <= len(cells) else None
        cell = Cell(sheet, line, number, written)
        if blank(value):
            if column.required:
                report.error("empty_cell", cell, None, title=_title(column))
                wrong.add(column.name)
            continue
        held[column.name] = shown_value(value)
        try:
            if isinstance(value, Broken):
                raise Unreadable(value.code)
            unit = head.units.get(number - 1)
            values[column.name] = units.read(column, unit, value, values.get("service"))
        except Unreadable as error:
            details = dict(error.details)
            if "part" in details:
                details["part"] = as_written(str(details["part"]), str(shown_value(value)))
            report.error(error.code, cell, shown_value(value), **details)
            wrong.add(column.name)
    return Row(sheet, line, values, held, frozenset(wrong), places)


def _title(column: Column) -> str:
    return column.headings[0]


def _empty(row: Sequence[Value]) -> bool:
    return all(map(blank, row))


def shown_value(value: Value) -> Any:
    """A value as it stands in messages."""
    if value is None:
        return ""
    if isinstance(value, str | bool | int | float):
        return str(value) if isinstance(value, bool) else value
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
