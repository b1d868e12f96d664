"""Rows that somebody has hidden or struck through in a workbook."""

import re
from collections.abc import Collection, Sequence

from optimizer.tables.cells import Sheet, Value
from optimizer.tables.errors import Cell, Report
from optimizer.tables.lines import filled

_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_FEW = 10


def xlsx_hidden(xml: bytes) -> frozenset[int]:
    """The lines that the XML of a sheet hides, one by one or by a filter."""
    return frozenset(int(match[1]) for match in _HIDDEN.finditer(xml))


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
