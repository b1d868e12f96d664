"""Headings of another program: said once which columns they are, kept, and used again.

A CSV file with a line for each heading: `tableau;titre;colonne;proposition`. Only `colonne` counts;
left empty, the heading is not read. What is proposed is never used unless it is written there.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from optimizer.outputs.csv_text import csv_text, unguarded
from optimizer.tables.cells import Value
from optimizer.tables.columns import VISITS, WORKERS, Column, by_heading
from optimizer.tables.errors import Cell, Report
from optimizer.tables.headings import known_headings, meant, title_of
from optimizer.tables.words import heading

VISITS_NAME, WORKERS_NAME = "visites", "intervenants"
TABLES: Mapping[str, Sequence[Column]] = {VISITS_NAME: VISITS, WORKERS_NAME: WORKERS}
TITLES = ("tableau", "titre", "colonne", "proposition")

PROPOSED: Mapping[str, Mapping[str, str]] = {
    VISITS_NAME: {
        "heure debut": "earliest", "heure de debut": "earliest", "h debut": "earliest",
        "start time": "earliest", "numero intervention": "id", "n intervention": "id",
        "id intervention": "id", "numero": "id", "nom usager": "person", "nom client": "person",
        "nom du beneficiaire": "person", "patient": "person", "libelle": "activity",
        "type intervention": "activity", "date intervention": "date",
        "salarie": "preferred_workers", "intervenant": "preferred_workers",
    },
    WORKERS_NAME: {
        "n salarie": "id", "id salarie": "id", "code salarie": "id", "intervenant": "id",
        "salarie": "id", "agent": "id", "planning": "hours", "amplitude": "hours",
    },
}  # fmt: skip
"""Headings of other programs -> what they may be. An end (`heure fin`) is nowhere: it is neither a
latest start nor a length."""


@dataclass(frozen=True)
class Headings:
    """Columns by heading as compared, for each table; an empty column is not read."""

    visits: Mapping[str, str] = field(default_factory=dict)
    workers: Mapping[str, str] = field(default_factory=dict)


OWN = Headings()
"""No others than those of this program."""


def read_mapping(path: Path) -> Headings:
    """Read a mapping.

    Raises
    ------
    InvalidTables
        With every line that is not understood.
    OSError
        The file cannot be read.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")  # what is lost is no heading
    report = Report()
    found: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";"), start=1):
        if line == 1 or not any(cell.strip() for cell in cells):
            continue
        table, title, column, *_ = [*map(unguarded, cells), "", "", ""]
        name = heading(table)
        columns = by_heading(tuple(TABLES.get(name, ())))
        unknown = column.strip() and heading(column) not in columns
        if name not in TABLES or not heading(title) or unknown:
            report.error("bad_mapping", Cell(path.name, line), ";".join(cells))
        else:
            meaning = columns[heading(column)].name if column.strip() else ""
            found[name][title_of(title, columns)[0]] = meaning
    report.check()
    return Headings(found[VISITS_NAME], found[WORKERS_NAME])


def learnt(tables: Mapping[str, Sequence[Value]], mapping: Headings) -> str:
    """The mapping of the headings of tables, by the name of the table, as the text of a file."""
    rows: list[tuple[str, ...]] = [TITLES]
    kept = {VISITS_NAME: mapping.visits, WORKERS_NAME: mapping.workers}
    for name, cells in tables.items():
        known = known_headings(TABLES[name], kept[name])
        for value in cells:
            written = str(value or "").strip()
            if heading(written):
                rows.append((name, written, *_line(written, name, known)))
    return csv_text(rows)


def _line(written: str, table: str, known: Mapping[str, Column | None]) -> tuple[str, str]:
    """The column that a heading is, and what it may be where it is none."""
    title = title_of(written, known)[0]
    if title in known:
        column = known[title]
        return ("" if column is None else column.headings[0]), ""
    proposed = PROPOSED[table].get(title)
    if proposed is not None:
        return "", next(c.headings[0] for c in TABLES[table] if c.name == proposed)
    return "", meant(title, known) or ""
