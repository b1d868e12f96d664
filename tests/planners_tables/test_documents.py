"""OpenDocument spreadsheets are read like workbooks."""

import zipfile
from pathlib import Path

import pytest

from optimizer.tables import sheets
from optimizer.tables.errors import InvalidTables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from tests.planners_tables.books import TUESDAY, csv_file, worker
from tests.planners_tables.documents import document, empty, line, text, typed

HEAD = line("identifiant", "personne", "latitude", "longitude", "plages", "durée", "date",
            "heure habituelle", "compétences")  # fmt: skip
TEXT = "application/vnd.oasis.opendocument.text"
PLACE = (typed("float", "47.24"), typed("float", "6.02"))
STAFF = [
    line("identifiant", "latitude", "longitude", "horaires", "compétences"),
    line("A1", *PLACE, "8h-16h", "lever; repas"),
]


def test_cells_of_all_kinds_are_read(tmp_path: Path) -> None:
    """Numbers, a date, a time, a duration, a text of two lines, a note on a cell, empty cells."""
    note = ('<table:table-cell office:value-type="string"><office:annotation><text:p>appeler'
            "</text:p></office:annotation><text:p>8h-10h</text:p></table:table-cell>")  # fmt: skip
    rows = [
        HEAD,
        line("V1", "P1", *PLACE, note, typed("time", "PT00H45M00S"), typed("date", "2026-11-24"),
             typed("time", "PT08H30M00S"), "lever\nrepas"),
        line(repeated=3),
        line("V2", "P2", *PLACE, "9h-10h", typed("float", "30"), empty(3)),
    ]  # fmt: skip
    path = document(tmp_path / "semaine.ods", {"Visites": rows, "Intervenants": STAFF})
    found = import_tables(path, None, Horizon(TUESDAY)).problem.document["visits"]
    assert [(v["id"], v["duration_s"]) for v in found] == [("V1", 2700), ("V2@2026-11-24", 1800)]
    assert found[0]["usual_start"].startswith("2026-11-24T08:30")
    assert found[0]["skills"] == {"lever": 1, "repas": 1}


def test_merged_cells_are_filled_down(tmp_path: Path) -> None:
    """A skill over two rows is that of both."""
    covered = "<table:covered-table-cell/>"
    rows = [HEAD, line("V1", "P1", *PLACE, "8h-9h", "30", empty(2), text("lever", rows=2)),
            line("V2", "P2", *PLACE, "9h-9h30", "30", empty(2), covered)]  # fmt: skip
    path = document(tmp_path / "semaine.ods", {"Visites": rows, "Intervenants": STAFF})
    found = import_tables(path, None, Horizon(TUESDAY)).problem.document["visits"]
    assert [v["skills"] for v in found] == [{"lever": 1}, {"lever": 1}]


STYLES = """
<style:style style:name="ce1" style:family="table-cell"><style:text-properties
 style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style>
<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>
<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1">
<style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties
 style:text-line-through-type="double"/></style:style>"""


def styled(ident: str, style: str, *, only_first: bool = False) -> str:
    """A row of a visit in a style, or only its first cell."""
    rest = "" if only_first else style
    cells = [text(ident, style=style), text(f"P{ident}", style=rest),
             *(text(v, style=rest) for v in ("47,24", "6,02", "8h-10h", "30"))]  # fmt: skip
    return line(*cells)


def test_struck_rows_are_named_and_left_out(tmp_path: Path) -> None:
    """V2 is struck by its style, V3 by the parent of its style; that of V4 says it is not."""
    rows = [HEAD, styled("V1", ""), styled("V2", "ce1"), styled("V3", "ce2"), styled("V4", "ce3")]
    path = document(tmp_path / "a.ods", {"Visites": rows, "Intervenants": STAFF}, styles=STYLES)
    found = import_tables(path, None, Horizon(TUESDAY))
    assert list(found.problem.visits) == ["V1@2026-11-24", "V4@2026-11-24"]
    told = {note.code: note for note in found.notes}
    assert told["struck_lines"].details["lines"] == "3, 4"


def test_a_column_or_row_style_strikes_too(tmp_path: Path) -> None:
    """A whole row that was marked has the style as its default, and its cells none."""
    whole = styled("V2", "").replace("<table:table-row", "<table:table-row "
                                     'table:default-cell-style-name="ce1"')  # fmt: skip
    rows = [HEAD, styled("V1", ""), whole]
    path = document(tmp_path / "a.ods", {"Visites": rows, "Intervenants": STAFF}, styles=STYLES)
    assert list(import_tables(path, None, Horizon(TUESDAY)).problem.visits) == ["V1@2026-11-24"]
    column = '<table:table-column table:default-cell-style-name="ce1"/>'
    rows = [column, HEAD, styled("V1", "")]
    path = document(tmp_path / "b.ods", {"Visites": rows, "Intervenants": STAFF}, styles=STYLES)
    with pytest.raises(InvalidTables) as invalid:
        import_tables(path, None, Horizon(TUESDAY))
    assert [e.code for e in invalid.value.errors] == ["struck_cell"]


PART = 'V<text:span text:style-name="T1">1</text:span>'


@pytest.mark.parametrize(
    "row",
    [
        styled("V1", "ce1", only_first=True),
        styled("V1", "").replace("<text:p>V1", f"<text:p>{PART}"),
    ],
)
def test_a_single_struck_cell_is_an_error(tmp_path: Path, row: str) -> None:
    """As is one of which only some letters are struck."""
    path = document(
        tmp_path / "a.ods", {"Visites": [HEAD, row], "Intervenants": STAFF}, styles=STYLES
    )
    with pytest.raises(InvalidTables) as invalid:
        import_tables(path, None, Horizon(TUESDAY))
    error = invalid.value.errors[0]
    assert (error.code, error.cell.line, error.cell.column) == ("struck_cell", 2, 1)
    assert error.value == "V1"


@pytest.mark.parametrize(
    ("cell", "code", "where"),
    [('<table:table-cell table:formula="of:=[.B9]" calcext:value-type="error" office'
      ':value-type="string"><text:p>#REF!</text:p></table:table-cell>', "formula_error", "F2"),
     ('<table:table-cell table:formula="of:=[.B9]"/>', "no_result", "F2")],
)  # fmt: skip
def test_formulas_without_a_value_are_errors(
    tmp_path: Path, cell: str, code: str, where: str
) -> None:
    """At their cells, as in workbooks."""
    rows = [HEAD, line("V1", "P1", *PLACE, "8h-9h", cell)]
    path = document(tmp_path / "semaine.ods", {"Visites": rows, "Intervenants": STAFF})
    with pytest.raises(InvalidTables) as invalid:
        import_tables(path, None, Horizon(TUESDAY))
    assert [(e.code, f"{e.cell.letter}{e.cell.line}") for e in invalid.value.errors] == [
        (code, where)
    ]


def test_documents_that_are_none_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text document, entities, a password, broken XML, too many lines: told, never a crash."""
    staff = csv_file(tmp_path / "w.csv", [worker()])
    rows = {"Visites": [HEAD, line("V1", "P1", *PLACE, "8h-9h", "30", repeated=50)]}
    files = {
        "open_document": document(tmp_path / "a.ods", rows, TEXT),
        "not_a_workbook": document(tmp_path / "b.ods", rows, more="<!DOCTYPE a>"),
        "too_many_rows": document(tmp_path / "c.ods", rows),
    }  # fmt: skip
    broken, locked = tmp_path / "d.ods", tmp_path / "e.ods"
    for path, content, manifest in ((broken, "<a>", ""), (locked, "x", "manifest:encryption-data")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
            archive.writestr("META-INF/manifest.xml", manifest)
    monkeypatch.setattr(sheets, "MAX_ROWS", 40)
    cases = [*files.items(), ("not_a_workbook", broken), ("old_workbook", locked)]
    for code, path in cases:
        with pytest.raises(InvalidTables) as invalid:
            import_tables(path, staff, Horizon(TUESDAY))
        assert [error.code for error in invalid.value.errors] == [code]
