"""Rows that somebody has hidden or struck through in a workbook."""

import re
from collections.abc import Collection, Sequence
from xml.etree.ElementTree import Element

from optimizer.tables.cells import Sheet, Value
from optimizer.tables.errors import Cell, Report
from optimizer.tables.lines import filled

_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_FEW = 10
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_STYLED = 1_000
"""Columns whose style is looked at: more than are read."""
_THROUGH = ("text-line-through-style", "text-line-through-type")


def xlsx_hidden(xml: bytes) -> frozenset[int]:
    """The lines that the XML of a sheet hides, one by one or by a filter."""
    return frozenset(int(match[1]) for match in _HIDDEN.finditer(xml))


class OdsStyles:
    """Which styles of an OpenDocument workbook strike text through."""

    def __init__(self) -> None:
        self._parents: dict[str, str | None] = {}
        self._own: dict[str, bool] = {}

    def learn(self, element: Element) -> None:
        """Keeps the style that an element of the XML is, if it is one."""
        name = element.get(f"{_STYLE}name")
        if element.tag != f"{_STYLE}style" or name is None:
            return
        self._parents[name] = element.get(f"{_STYLE}parent-style-name")
        for part in element.iter(f"{_STYLE}text-properties"):
            said = [value for key in _THROUGH if (value := part.get(f"{_STYLE}{key}"))]
            if said:
                self._own[name] = "none" not in said

    def struck(self, row: Element, defaults: Sequence[str | None]) -> tuple[int, ...]:
        """The columns of a row whose cells are struck through, from 1; `defaults` are the styles
        of the columns. A cell is struck if any of its words is."""
        found: list[int] = []
        column = 1
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            own = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name")
            words = any(self._strikes(part.get(f"{_TEXT}style-name"))
                        for part in cell.iter(f"{_TEXT}span"))  # fmt: skip
            for number in range(column, min(column + repeated, MOST_STYLED + 1)):
                default = defaults[number - 1] if number <= len(defaults) else None
                if words or self._strikes(own or default):
                    found.append(number)
            column += repeated
        return tuple(found)

    def _strikes(self, style: str | None) -> bool:
        passed: set[str] = set()
        while style is not None and style not in passed:
            if style in self._own:
                return self._own[style]
            passed.add(style)
            style = self._parents.get(style)
        return False


def left_out(
    sheet: Sheet,
    lines: Sequence[tuple[int, Sequence[Value]]],
    read: Collection[int],
    report: Report,
) -> set[int]:
    """The lines that are hidden or struck through, which are noted; `read` are the numbers of
    the columns that are read. A line of which only some of them are struck is an error.
    """  # fmt: skip
    hidden = [line for line, _ in lines if line in sheet.hidden]
    struck = []
    for line, values in lines:
        own = [number for number, _ in filled(values) if number + 1 in read]
        through = [number for number in own if (line, number + 1) in sheet.struck]
        if line in sheet.hidden or not through:
            continue
        if len(through) == len(own):
            struck.append(line)
        else:
            number = through[0]
            report.error("struck_cell", Cell(sheet.name, line, number + 1), str(values[number]))
    if hidden:
        report.note("hidden_lines", Cell(sheet.name), count=len(hidden), lines=_named(hidden))
    if struck:
        report.note("struck_lines", Cell(sheet.name), count=len(struck), lines=_named(struck))
    return {*hidden, *struck}


def _named(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_FEW])) + (", …" if len(lines) > _FEW else "")
