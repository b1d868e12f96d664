"""Merged cells: a spreadsheet keeps their value in the first one only; here all rows have it."""

import re
from collections.abc import Iterable, Sequence

from openpyxl.utils import range_boundaries

from optimizer.tables.cells import Value

Area = tuple[int, int, int]
"""Column, first and last row of merged cells, from 1."""
Cells = tuple[Value, ...]

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')


def xlsx_areas(xml: bytes) -> list[Area]:
    """The merged cells that go over several rows, of the XML of a sheet."""
    areas = []
    for match in _MERGED.finditer(xml):
        left, top, _, bottom = range_boundaries(match[1].decode())
        if bottom > top:
            areas.append((left, top, bottom))
    return areas


def filled_down(rows: Iterable[Cells], areas: Sequence[Area]) -> tuple[Cells, ...]:
    """The rows, with the value of merged cells in each that is not empty."""
    found = [list(row) for row in rows]
    done: dict[int, int] = {}  # of each column: areas that overlap are filled once
    for column, top, bottom in sorted(areas):
        first = max(top, done.get(column, 0))
        done[column] = max(bottom, first)
        if top > len(found) or column > len(found[top - 1]):
            continue
        value = found[top - 1][column - 1]
        for row in found[first : min(bottom, len(found))]:
            if row and value is not None:
                row += [None] * (column - len(row))
                row[column - 1] = value
    return tuple(map(tuple, found))
