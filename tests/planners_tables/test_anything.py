"""Whatever stands in the cells: a problem, or errors at cells; never anything else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.outputs.words import LANGS
from optimizer.tables.cells import Broken
from optimizer.tables.columns import VISITS, WORKERS, Column
from optimizer.tables.errors import InvalidTables, Report, TableError, Unreadable
from optimizer.tables.headings import is_heading
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from optimizer.tables.messages import ERRORS
from optimizer.tables.sheets import read_sheets
from tests.planners_tables.books import TUESDAY, csv_file, visit, worker

pieces = st.sampled_from(
    ["lun", "ven", "-", "sauf", "fériés", "25/12", "25/12/2026", "24/11/2026", "8h", "8h30", "14h",
     "/", ";", ",", " ", "+1", "30 min", "1", "2", "0", "1 semaine sur 2", "V1", "V2", "A1", ":",
     "x", "\n", "'", "=", "1e9", "NaN", "é", "à", "et", "7", "31/02", "2026-13-01", "99999999999"],
)  # fmt: skip
texts = st.one_of(st.lists(pieces, max_size=6).map("".join), st.text(max_size=12))
cells = st.one_of(
    texts, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(),
    st.just(Broken("formula_error", "#REF!")),
)  # fmt: skip


@pytest.mark.parametrize("column", [*VISITS, *WORKERS], ids=lambda column: column.name)
@settings(max_examples=30, deadline=None)
@given(value=cells)
def test_a_cell_is_read_or_refused(column: Column, value: Any) -> None:
    """Any value of any type: a reader gives a value or says which error it is."""
    assume(not isinstance(value, str) or value.strip())
    code = None
    try:
        column.read(value)
    except Unreadable as error:
        code = error.code
    assert code is None or code in ERRORS


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_table_is_imported_or_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two rows in order with some cells replaced by rubbish: each error has a sheet."""
    folder = tmp_path_factory.mktemp("anything")
    titles = st.sampled_from([c.headings[0] for c in VISITS])
    rubbish = st.dictionaries(titles, texts, max_size=3)
    rows = [visit("V1") | data.draw(rubbish), visit("V2", "P2", après="V1") | data.draw(rubbish)]
    staff_titles = st.sampled_from([c.headings[0] for c in WORKERS])
    staff = [worker() | data.draw(st.dictionaries(staff_titles, texts, max_size=2))]
    for row in (*rows, *staff):
        for name, value in row.items():
            row[name] = value.replace("\0", "").replace('"', "").replace("\r", "")
    one = csv_file(folder / "visites.csv", rows)
    two = csv_file(folder / "intervenants.csv", staff)
    errors: tuple[TableError, ...] = ()
    try:
        assert import_tables(one, two, Horizon(TUESDAY, 3)).problem.visits
    except InvalidTables as invalid:
        errors = invalid.errors
    assert {error.cell.sheet for error in errors} <= {"visites.csv", "intervenants.csv"}
    assert all(error.text(lang) for error in errors for lang in LANGS)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), prefix=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe"]))
def test_any_bytes_are_sheets_or_an_error(
    content: bytes, prefix: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file of rubbish is told, and told once."""
    path: Path = tmp_path_factory.mktemp("bytes") / "v.csv"
    path.write_bytes(prefix + content)
    report = Report()
    sheets = read_sheets(path, is_heading(VISITS), report)
    assert bool(sheets) != bool(report.errors)
