"""Which sheets of the files are the tables of visits and workers, and which hold absences."""

from collections.abc import Sequence
from pathlib import Path

from optimizer.tables.cells import Sheet
from optimizer.tables.columns import VISIT_SHEETS, VISITS, WORKER_SHEETS, WORKERS
from optimizer.tables.errors import Cell, Report
from optimizer.tables.headings import is_heading
from optimizer.tables.mapping import Headings
from optimizer.tables.matters import names_absence, names_matter
from optimizer.tables.sheets import read_sheets
from optimizer.tables.words import heading


def choose(
    visits: Path, workers: Path | None, headings: Headings, report: Report
) -> tuple[Sheet | None, Sheet | None, list[Sheet]]:
    """The sheets of visits and of workers, and those of absences."""
    known = is_heading(VISITS, WORKERS, mappings=(headings.visits, headings.workers))
    sheets = read_sheets(visits, known, report)
    if workers is None and [sheet.name for sheet in sheets] == [visits.name]:
        report.error("no_workers", Cell(visits.name))  # a CSV file holds one table
        return sheets[0], None, []
    others = sheets if workers is None else read_sheets(workers, known, report)
    one = _choose(sheets, VISIT_SHEETS, visits, workers is None, report)
    two = _choose(others, WORKER_SHEETS, workers or visits, workers is None, report)
    rest = [sheet for sheet in {id(s): s for s in (*sheets, *others)}.values()
            if sheet is not one and sheet is not two and any(sheet.rows)]  # fmt: skip
    away = [sheet for sheet in rest if names_absence(heading(sheet.name))]
    unread = [sheet.name for sheet in rest if sheet not in away]
    for name in unread:
        if names_matter(heading(name)):
            report.error("unread_matter", Cell(name), name)
    if unread and one and two:
        report.note("unread_sheets", sheets=", ".join(unread))
    return one, two, away if one and two else []


def _choose(
    sheets: Sequence[Sheet], names: Sequence[str], path: Path, both: bool, report: Report
) -> Sheet | None:
    """The sheet with one of these names, or the only one of a file for one table."""
    if not sheets:
        return None
    wanted = {heading(name) for name in names}
    found = [sheet for sheet in sheets if heading(sheet.name) in wanted]
    if len(found) == 1:
        return found[0]
    if len(sheets) == 1 and not both:
        return sheets[0]
    report.error("no_sheet", Cell(path.name), ", ".join(sheet.name for sheet in sheets),
                 name=names[0].capitalize())  # fmt: skip
    return None
