"""The file in which a planner chooses among the places an address may mean.

One line a candidate; an `x` in `choix` takes it, with the coordinates of that line, which may be
corrected. An address without candidates has one line to fill in.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from optimizer.geocoding.service import Candidate
from optimizer.outputs.csv_text import csv_text
from optimizer.tables.columns import YES_NO, Column
from optimizer.tables.errors import Report
from optimizer.tables.headings import is_heading
from optimizer.tables.rows import Row, read_rows
from optimizer.tables.sheets import read_sheets
from optimizer.tables.values import choice, degrees, text
from optimizer.tables.words import plain

COLUMNS = (
    Column("address", ("adresse",), text, "the address as the table has it", "", required=True),
    Column("choice", ("choix",), choice(YES_NO), "x: this is the place", "x"),
    Column("latitude", ("latitude",), degrees(90), "degrees", "47,2412"),
    Column("longitude", ("longitude",), degrees(180), "degrees", "6,0301"),
    Column("candidate", ("proposition",), text, "what the service calls the place", ""),
    Column("score", ("score",), text, "how well it matches, 0 to 1", "0,62"),
)


class Choice(NamedTuple):
    """The place that a planner chose for an address."""

    address: str
    latitude: float
    longitude: float


Choices = dict[str, Choice]
"""Choices by address, as `key` writes it."""


def key(address: str) -> str:
    """An address as it is compared: without case, accents and surplus spaces."""
    return plain(address)


def read_choices(path: Path) -> Choices:
    """The places that a planner chose.

    Raises
    ------
    InvalidTables
        With every error, each with line and column.
    OSError
        The file cannot be read.
    """
    report = Report()
    chosen: dict[str, Row] = {}
    for sheet in read_sheets(path, is_heading(COLUMNS), report):
        for row in read_rows(sheet, COLUMNS, report):
            if not row.get("choice") or row.wrong:
                continue
            missing = next((n for n in ("latitude", "longitude") if n not in row.held), None)
            if missing:
                report.error("half_place", row.cell(missing))
                continue
            other = chosen.setdefault(key(row.get("address")), row)
            if other is not row:
                report.error("choice_twice", row.cell("choice"), row.held["choice"],
                             lines=f"{other.line}, {row.line}")  # fmt: skip
    report.check()
    return {
        address: Choice(row.get("address"), row.get("latitude"), row.get("longitude"))
        for address, row in chosen.items()
    }


def choices_text(open_: Mapping[str, Sequence[Candidate]], chosen: Choices) -> str:
    """The text of a file of choices: what is open, and what was chosen before."""
    rows: list[list[str | float | None]] = [[column.headings[0] for column in COLUMNS]]
    for address, candidates in open_.items():
        for found in candidates:
            rows.append([address, None, found.latitude, found.longitude, found.label, found.score])
        if not candidates:
            rows.append([address, None, None, None, None, None])
    for address, latitude, longitude in chosen.values():
        rows.append([address, "x", latitude, longitude, None, None])
    return csv_text(rows)
