"""OpenDocument spreadsheets (`.ods`) to sheets, as OpenDocument 1.3, part 3, chapter 9 has them.

The parts are read one row at a time, so that a large file does not stand in memory as a tree.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

from optimizer.tables.cells import Broken, NotATable, Sheet, Value
from optimizer.tables.marked import MOST_STYLED, OdsStyles
from optimizer.tables.merged import Area, filled_down

CheckSize = Callable[[int, int], None]
"""Raises `NotATable` for a row beyond what is read, by its number and width."""

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LENGTH = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def sheets(archive: zipfile.ZipFile, check_size: CheckSize) -> Iterator[Sheet]:
    """The sheets of an OpenDocument archive.

    Raises
    ------
    NotATable
        It is encrypted, no XML, or too large.
    """
    if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
        raise NotATable("old_workbook")
    try:
        styles = OdsStyles()
        if "styles.xml" in archive.namelist():
            for _, element in ElementTree.iterparse(io.BytesIO(archive.read("styles.xml"))):
                styles.learn(element)
        yield from _sheets(io.BytesIO(archive.read("content.xml")), styles, check_size)
    except (ElementTree.ParseError, ValueError) as error:
        raise NotATable("not_a_workbook", reason=type(error).__name__) from None


def _sheets(content: io.BytesIO, styles: OdsStyles, check_size: CheckSize) -> Iterator[Sheet]:
    name = ""
    rows: list[tuple[Value, ...]] = []
    areas: list[Area] = []
    hidden: list[int] = []
    struck: list[tuple[int, int]] = []
    defaults: list[str | None] = []
    empty = depth = 0
    for event, element in ElementTree.iterparse(content, ("start", "end")):
        if event == "end":
            styles.learn(element)
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                name, rows, areas, empty = element.get(f"{_TABLE}name", ""), [], [], 0
                hidden, struck, defaults = [], [], []
            elif event == "end" and depth == 0:
                filled = filled_down(rows, areas)
                yield Sheet(name, filled, frozenset(hidden), frozenset(struck))
                element.clear()
        elif event == "end" and element.tag == f"{_TABLE}table-column" and depth == 1:
            repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            style = element.get(f"{_TABLE}default-cell-style-name")
            defaults += [style] * min(repeated, MOST_STYLED - len(defaults))
        elif event == "end" and element.tag == f"{_TABLE}table-row" and depth == 1:
            row = _row(element, len(rows) + empty + 1, areas, check_size)
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            shown = element.get(f"{_TABLE}visibility", "visible") == "visible"
            through = styles.struck(element, defaults) if row else ()
            element.clear()
            if not row:
                empty += repeated
                continue
            check_size(len(rows) + empty + repeated, len(row))
            rows += [()] * empty + [row] * repeated
            own = range(len(rows) - repeated + 1, len(rows) + 1)
            if not shown:
                hidden += own
            struck += ((line, column) for line in own for column in through if column <= len(row))
            empty = 0


def _row(
    element: ElementTree.Element, number: int, areas: list[Area], check_size: CheckSize
) -> tuple[Value, ...]:
    """The cells without the trailing empty ones; adds the merged ones to `areas`."""
    row: list[Value] = []
    empty = 0
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        value = _value(cell)
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        spanned = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        if value is None:
            empty += repeated
            continue
        check_size(number, len(row) + empty + repeated)
        row += [None] * empty + [value] * repeated
        empty = 0
        if spanned > 1:
            areas.append((len(row), number, number + spanned - 1))
    return tuple(row)


def _value(cell: ElementTree.Element) -> Value:
    kind = cell.get(f"{_OFFICE}value-type")
    text = "\n".join(_text(part) for part in cell if part.tag == f"{_TEXT}p")
    if cell.get(f"{_CALC}value-type") == "error":
        return Broken("formula_error", text)
    if kind is None:
        return Broken("no_result", cell.get(f"{_TABLE}formula", "")) if (
            cell.get(f"{_TABLE}formula") is not None
        ) else None  # fmt: skip
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value", "nan"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return _moment(cell.get(f"{_OFFICE}date-value", ""))
    if kind == "time":
        return _length(cell.get(f"{_OFFICE}time-value", ""))
    return text or None


def _text(paragraph: ElementTree.Element) -> str:
    """The text of a paragraph, with the spaces and breaks that are elements of their own."""
    found = [paragraph.text or ""]
    for part in paragraph:
        if part.tag == f"{_TEXT}s":
            found.append(" " * int(part.get(f"{_TEXT}c", "1")))
        elif part.tag in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            found.append("\n" if part.tag.endswith("break") else " ")
        elif not part.tag.startswith(_OFFICE):  # a note on the cell
            found.append(_text(part))
        found.append(part.tail or "")
    return "".join(found)


def _moment(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


def _length(text: str) -> Value:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length
