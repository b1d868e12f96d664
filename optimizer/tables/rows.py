"""From a sheet to rows of values by column: headings found, every cell read, errors collected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from optimizer.tables.columns import Column, by_heading
from optimizer.tables.errors import Cell, Report, Unreadable
from optimizer.tables.sheets import Broken, Sheet, Value
from optimizer.tables.words import as_written, heading

SEARCHED = 20
"""How many lines may stand before the headings, like a title."""
LIKE = 0.8
"""An unknown heading as similar to a known one as this is a typing error, not another column."""
SHORTEST_BEGINNING = 4
"""As is the beginning of a known one, like `compét.`, with so many letters."""


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


def read_rows(sheet: Sheet, columns: Sequence[Column], report: Report) -> list[Row]:
    """The rows under the headings of a sheet; empty lines are left out.

    Unknown columns are noted; misspelt, repeated and missing headings are errors.
    """
    known = by_heading(tuple(columns))
    top = _headings_at(sheet, known)
    if top is None:
        found = [str(shown_value(v)) for row in sheet.rows[:1] for v in row if v is not None]
        report.error("no_headings", Cell(sheet.name, 1), ", ".join(found)[:200],
                     expected=", ".join(_title(c) for c in columns if c.required))  # fmt: skip
        return []
    if any(not _empty(row) for row in sheet.rows[:top]):
        report.note("above_headings", Cell(sheet.name), last=top)
    places = _places(sheet, top, known, columns, report)
    rows = []
    width = len(sheet.rows[top])
    for line, values in enumerate(sheet.rows[top + 1 :], start=top + 2):
        if not _empty(values):
            rows.append(_row(sheet.name, line, values, width, places, columns, report))
    if not rows:
        report.error("no_rows", Cell(sheet.name, top + 1))
    return rows


def is_heading(*tables: Sequence[Column]) -> Callable[[Value], bool]:
    """A function that knows the headings of these tables."""
    known = {title for columns in tables for title in by_heading(tuple(columns))}

    def test(value: Value) -> bool:
        return isinstance(value, str) and heading(value) in known

    return test


def _headings_at(sheet: Sheet, known: Mapping[str, Column]) -> int | None:
    """The row with most known headings, if it has at least two."""
    counts = [
        sum(isinstance(value, str) and heading(value) in known for value in row)
        for row in sheet.rows[:SEARCHED]
    ]
    best = max(counts, default=0)
    return counts.index(best) if best >= 2 else None


def _places(
    sheet: Sheet, top: int, known: Mapping[str, Column], columns: Sequence[Column], report: Report
) -> dict[str, tuple[int, str]]:
    """Where each column is: its number and its heading as written."""
    places: dict[str, tuple[int, str]] = {}
    ignored = []
    for number, value in enumerate(sheet.rows[top], start=1):
        written = str(shown_value(value))
        column = known.get(heading(written))
        cell = Cell(sheet.name, top + 1, number, written)
        if column is None:
            if not heading(written):
                _check_nameless(sheet, top, number, report)
            elif close := _meant(heading(written), known):
                report.error("misspelt_heading", cell, written, meant=close)
            else:
                ignored.append(f"{cell.letter} ({written})")
        elif column.name in places:
            report.error("repeated_heading", cell, written, title=_title(column),
                         other=Cell("", 0, places[column.name][0]).letter)  # fmt: skip
        else:
            places[column.name] = (number, written)
    for column in columns:
        if column.required and column.name not in places:
            found = ", ".join(str(shown_value(v)) for v in sheet.rows[top] if v is not None)
            report.error("missing_heading", Cell(sheet.name, top + 1), found, title=_title(column))
    if ignored:
        report.note("ignored_columns", Cell(sheet.name), columns=", ".join(ignored))
    return places


def _meant(written: str, known: Mapping[str, Column]) -> str | None:
    """The known heading of which an unknown one is a misspelling or the beginning."""
    close = get_close_matches(written, known, 1, LIKE)
    if len(written) >= SHORTEST_BEGINNING:
        close += [title for title in known if title.startswith(written)]
    return next((_title(known[title]) for title in close), None)


def _check_nameless(sheet: Sheet, top: int, number: int, report: Report) -> None:
    """Values in a column without a heading would be lost unseen."""
    for line, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        if len(row) >= number and not _blank(row[number - 1]):
            value = shown_value(row[number - 1])
            report.error("no_heading_above", Cell(sheet.name, line, number), value)
            return


def _row(
    sheet: str,
    line: int,
    cells: Sequence[Value],
    width: int,
    places: Mapping[str, tuple[int, str]],
    columns: Sequence[Column],
    report: Report,
) -> Row:
    values: dict[str, Any] = {}
    held: dict[str, Any] = {}
    wrong = {c.name for c in columns if c.required and c.name not in places}
    for number, value in enumerate(cells[width:], start=width + 1):
        if not _blank(value):
            report.error("no_heading_above", Cell(sheet, line, number), shown_value(value))
            wrong.add("")
            break
    for column in columns:
        if column.name not in places:
            continue
        number, written = places[column.name]
        value = cells[number - 1] if number <= len(cells) else None
        cell = Cell(sheet, line, number, written)
        if _blank(value):
            if column.required:
                report.error("empty_cell", cell, None, title=_title(column))
                wrong.add(column.name)
            continue
        held[column.name] = shown_value(value)
        try:
            if isinstance(value, Broken):
                raise Unreadable(value.code)
            values[column.name] = column.read(value)
        except Unreadable as error:
            details = dict(error.details)
            if "part" in details:
                details["part"] = as_written(str(details["part"]), str(shown_value(value)))
            report.error(error.code, cell, shown_value(value), **details)
            wrong.add(column.name)
    return Row(sheet, line, values, held, frozenset(wrong), places)


def _title(column: Column) -> str:
    return column.headings[0]


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _empty(row: Sequence[Value]) -> bool:
    return all(map(_blank, row))


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
