"""Import: tables of visits and workers to a checked problem, every error at its cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.outputs.labels import Label
from optimizer.problem.document import ProblemDocument
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from optimizer.tables.away_sheet import read_away
from optimizer.tables.build import Built, base, build, home
from optimizer.tables.carers import join
from optimizer.tables.cells import Value
from optimizer.tables.checks import Checks, Point, full_address
from optimizer.tables.columns import VISITS, WORKERS
from optimizer.tables.errors import Cell, Note, Report
from optimizer.tables.folding import fold
from optimizer.tables.headings import heading_line, is_heading
from optimizer.tables.horizon import Horizon, falls_on
from optimizer.tables.mapping import OWN, TABLES, VISITS_NAME, WORKERS_NAME, Headings
from optimizer.tables.messages import READER
from optimizer.tables.notes import tell, tell_names
from optimizer.tables.odd import tell_odd
from optimizer.tables.rows import Row, read_rows
from optimizer.tables.sheet_choice import choose
from optimizer.tables.sheets import csv_sheet
from optimizer.tables.situations import settle
from optimizer.tables.zones import with_zone

MAX_VISITS = 100_000
"""More are no problem, and would only fill the memory."""


@dataclass(frozen=True, slots=True)
class NotLocated:
    """An address that leads to no place: the code of an error and its details."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


Locate = Callable[[Sequence[str]], Mapping[str, tuple[float, float] | NotLocated]]
"""From addresses to places; see `optimizer.geocoding`."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives: the problem, names by id for a labels file, and what to tell."""

    problem: Problem
    labels: Mapping[str, Label]
    notes: tuple[Note, ...]


def import_tables(
    visits: Path,
    workers: Path | None,
    horizon: Horizon,
    locate: Locate | None = None,
    *,
    keep_labels: bool = False,
    headings: Headings = OWN,
) -> Imported:
    """Read tables of visits and workers into a problem.

    Parameters
    ----------
    visits
        A CSV file, or a workbook with a sheet of visits.
    workers
        The same for workers; None: a sheet of the workbook of visits.
    horizon
        For which days.
    locate
        Finds the places of addresses; None: an address without coordinates is an error.
    keep_labels
        Whether the caller keeps the labels; else a note tells that they were left out.
    headings
        Columns by the headings of another program.

    Raises
    ------
    InvalidTables
        With every error, each with sheet, line and column.
    OSError
        A file cannot be read.
    """
    report = Report()
    visit_rows, worker_rows = _read(visits, workers, horizon, headings, report)
    checks, built, points = _assemble(visit_rows, worker_rows, horizon, locate, report)
    if keep_labels:
        checks.apart(worker_rows)
    problem = _checked(built, visit_rows, horizon, report)
    report.check()
    assert problem is not None
    tell(built, problem, visit_rows, worker_rows, horizon, report)
    tell_odd(problem, visit_rows, worker_rows, points, report)
    if not keep_labels:
        tell_names(visit_rows, worker_rows, report)
    return Imported(problem, _labels(checks, worker_rows), tuple(report.notes))


def reread(
    visits: str, workers: str, document: ProblemDocument
) -> tuple[ProblemDocument, list[Note]]:
    """What the CSV texts that were written for a document say, and a note for each cell that
    cannot be read."""
    report = Report()
    known = is_heading(VISITS, WORKERS)
    one, two = fold(
        read_rows(csv_sheet("visits.csv", visits, known), VISITS, report),
        read_rows(csv_sheet("workers.csv", workers, known), WORKERS, report),
        report,
    )
    days = Horizon(document.horizon.start, document.horizon.days, document.working_time.pack)
    _, built, _ = _assemble(one, two, days, None, report)
    notes = [
        Note("not_readable", details={"fr": error.text("fr"), "en": error.text("en")})
        for error in report.errors
    ]
    return ProblemDocument.model_validate(built.document), notes


def _assemble(
    visits: Sequence[Row],
    workers: Sequence[Row],
    horizon: Horizon,
    locate: Locate | None,
    report: Report,
) -> tuple[Checks, Built, Mapping[str, Point]]:
    """The document of the rows in which nothing is wrong, and where its places are."""
    checks = Checks(visits, workers, report)
    points = _points(checks, workers, locate, report)
    sound_visits = [row for row in checks.sound(visits) if home(row.get("person")) in points]
    sound_workers = [row for row in checks.sound(workers) if base(row.get("id")) in points]
    count = sum(falls_on(row, day) for row in sound_visits for day in horizon.dates)
    if count > MAX_VISITS:
        report.error("too_many_visits", Cell(visits[0].sheet), count, limit=MAX_VISITS)
        sound_visits = []
    return checks, build(sound_visits, sound_workers, checks.persons, points, horizon), points


# Sheets


def first_lines(
    visits: Path, workers: Path | None, headings: Headings
) -> dict[str, Sequence[Value]]:
    """The headings of the two tables, as far as they are found, by the name of the table.

    Raises
    ------
    OSError
        A file cannot be read.
    """
    sheets = choose(visits, workers, headings, Report())[:2]
    kept = {VISITS_NAME: headings.visits, WORKERS_NAME: headings.workers}
    return {
        name: heading_line(sheet, TABLES[name], kept[name])
        for name, sheet in zip(TABLES, sheets, strict=True)
        if sheet is not None
    }


def _read(
    visits: Path, workers: Path | None, horizon: Horizon, headings: Headings, report: Report
) -> tuple[list[Row], list[Row]]:
    """The rows of both tables, with what stands apart: absences, school holidays, second rows."""
    one, two, away = choose(visits, workers, headings, report)
    rows = [] if one is None else read_rows(one, VISITS, report, headings.visits)
    staff = [] if two is None else read_rows(two, WORKERS, report, headings.workers)
    rows, staff = fold(rows, join(staff, report), report)
    absences = read_away(away, rows, staff, report)
    rows, staff = (with_zone(part, horizon, report) for part in (rows, staff))
    return settle(rows, staff, absences, horizon, report)


# Places


def _points(
    checks: Checks, workers: Sequence[Row], locate: Locate | None, report: Report
) -> dict[str, Point]:
    """Where all persons live and all workers set out, by the id of the place."""
    points: dict[str, Point] = {}
    addresses: dict[str, list[tuple[str, Row]]] = {}
    asked: list[tuple[str, Row, Any]] = []
    for person in checks.persons.values():
        row = person.row("latitude", "longitude", "address")
        asked.append((home(person.id), row, checks.location(row, person.get, person.wrong)))
    for row in workers:
        if "id" in row.values:
            location = checks.location(row, row.get, row.wrong)
            asked.append((base(row.get("id")), row, location))
    for place, row, location in asked:
        if isinstance(location, Point):
            points[place] = location
        elif location is not None:
            addresses.setdefault(location, []).append((place, row))
    if addresses and locate is None:
        first = next(iter(addresses.values()))[0][1]
        report.error("no_geocoder", first.cell("address"), first.held.get("address"),
                     count=len(addresses))  # fmt: skip
    elif addresses and locate is not None:
        for address, found in locate(list(addresses)).items():
            if isinstance(found, NotLocated):
                row = addresses[address][0][1]
                report.error(found.code, row.cell("address"), address, **found.details)
            else:
                points |= {place: Point(*found) for place, _ in addresses[address]}
    return points


# What only the reader of problems finds


def _checked(
    built: Built, visits: Sequence[Row], horizon: Horizon, report: Report
) -> Problem | None:
    """The problem; errors are added at the cells that their parts came from.

    Where rows were left out for errors of their own, what they leave open is not an error.
    """
    incomplete = bool(report.errors)
    try:
        return load_problem({"format": "tournee.problem/1", **built.document})
    except InvalidProblem as invalid:
        for error in invalid.errors:
            if incomplete and error.code in ("empty", "unknown_reference"):
                continue
            if error.code == "empty":
                _nothing(error, visits, horizon, report)
                continue
            unknown = (Cell(visits[0].sheet if visits else ""), error.value)
            cell, held = built.origin(_path(error.pointer)) or unknown
            code = READER.get(error.code, "reader")
            report.error(code, cell, held, message=error.message, remedy=error.remedy)
    return None


def _nothing(error: InputError, visits: Sequence[Row], horizon: Horizon, report: Report) -> None:
    """No row has a visit, or no worker a shift, on the days of the horizon."""
    code = "no_visits" if error.pointer == "/visits" else "no_shifts"
    sheet = visits[0].sheet if visits else ""
    dates = horizon.dates
    report.error(
        code, Cell(sheet), None, first=f"{dates[0]:%d/%m/%Y}", last=f"{dates[-1]:%d/%m/%Y}"
    )


def _path(pointer: str) -> tuple[str | int, ...]:
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return tuple(int(part) if part.isdigit() else part for part in parts)


def _labels(checks: Checks, workers: Sequence[Row]) -> dict[str, Label]:
    """Names, addresses, phones and door codes by the id of the person or worker."""
    people = [(person.id, person.get) for person in checks.persons.values()]
    people += [(row.get("id"), row.get) for row in workers]
    return {
        ident: Label(
            name=" ".join(filter(None, (get("first_name"), get("name")))),
            address=full_address(get),
            phone=get("phone") or "",
            door_code=get("door_code") or "",
        )
        for ident, get in people
    }
