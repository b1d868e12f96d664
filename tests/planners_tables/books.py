"""Workbooks and CSV files as a planner would keep them, small, for tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from optimizer.tables.errors import InvalidTables, TableError
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import Imported, import_tables

TUESDAY = date(2026, 11, 24)

Cells = Mapping[str, Any]


def visit(ident: str, person: str = "P1", **cells: Any) -> dict[str, Any]:
    """A row of visits that is in order; `cells` by heading, `_` for a space."""
    row = {"identifiant": ident, "personne": person, "plages": "8h-10h", "durée": "30 min"}
    return _with(row | {"latitude": "47,24", "longitude": "6,02"}, cells)


def worker(ident: str = "A1", **cells: Any) -> dict[str, Any]:
    """A row of workers that is in order."""
    row = {"identifiant": ident, "horaires": "8h-16h", "latitude": "47,23", "longitude": "6,01"}
    return _with(row, cells)


def _with(row: dict[str, Any], cells: Cells) -> dict[str, Any]:
    row |= {name.replace("_", " "): value for name, value in cells.items()}
    return {name: value for name, value in row.items() if value is not None}


def table(rows: Sequence[Cells]) -> list[list[Any]]:
    """Rows as a header and lines of cells."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return [headings, *([row.get(name) for name in headings] for row in rows)]


def csv_file(
    path: Path, rows: Sequence[Cells], delimiter: str = ";", coding: str = "utf-8"
) -> Path:
    """A CSV file of these rows."""
    lines = (delimiter.join(_quoted(v, delimiter) for v in line) for line in table(rows))
    path.write_bytes("\r\n".join(lines).encode(coding))
    return path


def _quoted(value: Any, delimiter: str) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if delimiter in text or "\n" in text else text


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these sheets, each a list of lines."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    book.save(path)
    return path


def imported(
    folder: Path,
    visits: Sequence[Cells],
    workers: Sequence[Cells] = (),
    days: int = 1,
    first: date = TUESDAY,
    **options: Any,
) -> Imported:
    """Import rows through two CSV files; without workers: one in order."""
    one = csv_file(folder / "visites.csv", visits)
    two = csv_file(folder / "intervenants.csv", workers or [worker()])
    return import_tables(one, two, Horizon(first, days), **options)


def errors(folder: Path, *rows: Any, **options: Any) -> tuple[TableError, ...]:
    """The errors of an import that fails."""
    try:
        imported(folder, *rows, **options)
    except InvalidTables as invalid:
        return invalid.errors
    raise AssertionError("the import succeeded")


def document(folder: Path, *rows: Any, **options: Any) -> dict[str, Any]:
    """The problem document of an import."""
    return dict(imported(folder, *rows, **options).problem.document)
