"""Tables with typed columns, as CSV and as a workbook that is ready to use."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from optimizer.outputs.csv_text import csv_text
from optimizer.outputs.needs import needed

Kind = Literal["text", "whole", "number", "share", "date", "moment"]
Value = str | int | float | date | datetime | None

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "whole": "0",
    "number": "0.00",
    "share": "0.0%",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what the column holds; a `moment` is local time, a `share` runs from 0 to 1."""

    heading: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a short name (file or sheet); None is an empty cell."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    def csv(self) -> str:
        """The table as CSV, dates and moments as ISO 8601."""
        rows = [[_plain(value) for value in row] for row in self.rows]
        return csv_text([[column.heading for column in self.columns], *rows])


def workbook(tables: Sequence[Table]) -> bytes:
    """One sheet a table: headings that stay in sight, filters, true dates and numbers.

    Raises
    ------
    MissingExtra
        XlsxWriter is not installed.
    """
    xlsxwriter = needed("xlsxwriter")
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E6ECF1", "bottom": 1, "text_wrap": True,
                                "valign": "top"})  # fmt: skip
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        for table in tables:
            sheet = book.add_worksheet(table.name[:31])
            last = max(len(table.columns) - 1, 0)
            for at, column in enumerate(table.columns):
                sheet.write_string(0, at, column.heading, head)
                sheet.set_column(at, at, _width(table, at))
                for line, row in enumerate(table.rows, 1):
                    _write(sheet, line, at, row[at], formats[column.kind])
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, max(len(table.rows), 1), last)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
    return data.getvalue()


def _write(sheet, line: int, at: int, value: Value, form) -> None:  # type: ignore[no-untyped-def]
    match value:
        case None:
            sheet.write_blank(line, at, None, form)
        case str():
            sheet.write_string(line, at, value, form)
        case datetime():
            sheet.write_datetime(line, at, value.replace(tzinfo=None), form)
        case date():
            sheet.write_datetime(line, at, value, form)
        case _:
            sheet.write_number(line, at, value, form)


def _width(table: Table, at: int) -> int:
    words = max(map(len, table.columns[at].heading.split()), default=0)
    longest = max((len(str(_plain(row[at]) or "")) for row in table.rows), default=0)
    return min(max(words + 3, longest + 1, 8), _WIDEST)


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
