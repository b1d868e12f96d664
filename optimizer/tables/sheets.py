"""Files to sheets: CSV, XLSX and ODS, whatever their encoding, separator and cell formats.

What comes from outside is bounded: bytes, unpacked bytes, rows, columns.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.tables import ods
from optimizer.tables.cells import Broken, NotATable, Sheet, Value
from optimizer.tables.errors import Cell, Report
from optimizer.tables.marked import xlsx_hidden
from optimizer.tables.merged import filled_down, xlsx_areas

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 200_000_000
"""A workbook is a ZIP archive: a small one may unpack to any size."""
MAX_ROWS = 100_100
"""A problem holds 100,000 visits at most."""
MAX_COLUMNS = 200


Known = Callable[[Value], bool]
"""Whether a cell is a heading that some table has."""


def read_sheets(path: Path, known: Known, report: Report) -> list[Sheet]:
    """All sheets of a workbook, or the one of a CSV file; none, with an error, if it is neither.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NotATable("file_too_large", size=path.stat().st_size, limit=MAX_BYTES)
        data = path.read_bytes()
        if data.startswith(b"PK"):
            return list(_workbook(data))
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise NotATable("old_workbook")
        text, encoding = _decoded(data)
        sheet = csv_sheet(path.name, text, known)
    except NotATable as problem:
        report.error(problem.code, Cell(path.name, problem.line), None, **problem.details)
        return []
    if encoding != "UTF-8":
        report.note("encoding", Cell(path.name), encoding=encoding)
    return [sheet]


# CSV


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding it is in."""
    codings = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codings = [("utf-16", "UTF-16")]
    for codec, name in codings:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    raise NotATable("not_text")


def csv_sheet(name: str, text: str, known: Known) -> Sheet:
    """The sheet of a CSV text, separated by `;`, `,` or tabs: by what shows most known headings.

    Decimal commas and lists inside cells are more frequent than separators, so that counting
    characters would not do.

    Raises
    ------
    NotATable
        The text is empty or its quotes are not closed, or it is too large.
    """
    if not text.strip():
        raise NotATable("empty_file")
    head = "\n".join(text.splitlines()[:30])

    def headings(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        try:
            return max(sum(map(known, row)) for row in rows)
        except csv.Error:
            return 0

    delimiter = max(";,\t", key=headings)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[Value, ...]] = []
    try:
        for row in reader:
            rows.append(tuple(row))
            _check_size(len(rows), len(row))
    except csv.Error as error:
        raise NotATable("not_csv", line=len(rows) + 1, reason=str(error)) from None
    return Sheet(name, tuple(rows))


# XLSX


def _workbook(data: bytes) -> Iterator[Sheet]:
    if _check_archive(data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ods.sheets(archive, _check_size)
        return
    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out, like drop-down lists: nothing that is read here.
        warnings.simplefilter("ignore")
        try:
            values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            formulas = load_workbook(io.BytesIO(data), read_only=True)
            for sheet, written in zip(values.worksheets, formulas.worksheets, strict=True):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    # openpyxl itself tells merged cells only of whole trees in memory
                    xml = archive.read(sheet._worksheet_path)  # noqa: SLF001
                rows = filled_down(_xlsx_rows(sheet, written), xlsx_areas(xml))
                yield Sheet(sheet.title, rows, xlsx_hidden(xml), _struck(sheet))
        except NotATable:
            raise
        except Exception as error:  # openpyxl raises whatever the XML leads it to
            raise NotATable("not_a_workbook", reason=type(error).__name__) from None


_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def _check_archive(data: bytes) -> bool:
    """Whether it is an OpenDocument workbook, and no XLSX.

    Refuses what is neither, unpacks to too much, or declares entities in its XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MAX_UNPACKED_BYTES:
                raise NotATable("file_too_large", size=size, limit=MAX_UNPACKED_BYTES)
            names = {part.filename for part in parts}
            is_ods = {"mimetype", "content.xml", "META-INF/manifest.xml"} <= names and (
                archive.read("mimetype").strip().startswith(_ODS)
            )
            if not is_ods and "xl/workbook.xml" not in names:
                raise NotATable("open_document" if "content.xml" in names else "not_a_workbook",
                                reason="ZIP")  # fmt: skip
            for name in names:
                with archive.open(name) as part:
                    if b"<!DOCTYPE" in part.read(2_000):
                        raise NotATable("not_a_workbook", reason="DOCTYPE")
            return is_ods
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotATable("not_a_workbook", reason=type(error).__name__) from None


def _xlsx_rows(sheet: Worksheet, written: Worksheet) -> Iterator[tuple[Value, ...]]:
    """The rows with their values; the trailing empty ones, of which there may be a million, not."""
    for part in (sheet, written):
        part.reset_dimensions()  # what some programs write there is wrong
    empty = 0
    pairs = zip(sheet.iter_rows(), written.iter_rows(), strict=True)
    for number, (cells, formulas) in enumerate(pairs, start=1):
        row = tuple(_value(cell, formula) for cell, formula in zip(cells, formulas, strict=True))
        while row and row[-1] is None:
            row = row[:-1]
        if not row:
            empty += 1
            continue
        _check_size(number, len(row))
        yield from ((),) * empty
        empty = 0
        yield row


def _struck(sheet: Worksheet) -> frozenset[tuple[int, int]]:
    """Line and column of the cells whose font is struck through."""
    book = sheet.parent
    fonts = [font.strike for font in book._fonts]  # noqa: SLF001
    styles = {n for n, style in enumerate(book._cell_styles) if fonts[style.fontId]}  # noqa: SLF001
    if not styles:
        return frozenset()
    return frozenset(
        (cell.row, cell.column)
        for cells in sheet.iter_rows()
        for cell in cells
        if getattr(cell, "_style_id", None) in styles
    )


def _value(cell: object, formula: object) -> Value:
    value: Value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "e":
        return Broken("formula_error", str(value))
    if value is None and getattr(formula, "data_type", "") == "f":
        return Broken("no_result", str(getattr(formula, "value", "")))
    if isinstance(value, int) and re.fullmatch("00+", getattr(cell, "number_format", "")):
        return f"{value:0{len(getattr(cell, 'number_format', ''))}d}"  # as the cell shows it
    return value


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise NotATable("too_many_rows", line=rows, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise NotATable("too_many_columns", line=rows, limit=MAX_COLUMNS)
