"""Files as spreadsheet programs write them, and files that are none."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import numbers

from optimizer.tables import sheets
from optimizer.tables.errors import InvalidTables, TableError
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import Imported, import_tables
from tests.planners_tables.books import TUESDAY, csv_file, table, visit, workbook, worker

VISITS = [visit("V1", compétences="toilette; aide", activité="lever"), visit("V2", "P2")]
WORKERS = [worker("A1", compétences="toilette; aide")]


def load(visits: Path, workers: Path | None = None) -> Imported:
    return import_tables(visits, workers, Horizon(TUESDAY))


def fail(visits: Path, workers: Path | None = None) -> tuple[TableError, ...]:
    with pytest.raises(InvalidTables) as invalid:
        load(visits, workers)
    return invalid.value.errors


@pytest.fixture
def workers(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "intervenants.csv", WORKERS)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_separator_and_encoding_gives_the_same_problem(
    tmp_path: Path, workers: Path, delimiter: str, coding: str
) -> None:
    """Decimal commas and lists in cells do not mislead; encodings other than UTF-8 are told."""
    reference = load(csv_file(tmp_path / "a.csv", VISITS), workers)
    found = load(csv_file(tmp_path / "b.csv", VISITS, delimiter, coding), workers)
    assert found.problem.document == reference.problem.document
    told = {note.details["encoding"] for note in found.notes if note.code == "encoding"}
    assert told == {"cp1252": {"Windows-1252"}, "utf-16": {"UTF-16"}}.get(coding, set())


def test_one_workbook_may_hold_both_tables(tmp_path: Path, workers: Path) -> None:
    """Sheets are known by their names; others are not read, and told."""
    book = workbook(tmp_path / "b.xlsx", VISITES=table(VISITS), Intervenants=table(WORKERS),
                    Notes=[["à faire"]])  # fmt: skip
    found = load(book)
    reference = load(csv_file(tmp_path / "a.csv", VISITS), workers)
    assert found.problem.document == reference.problem.document
    assert [note.text("en") for note in found.notes] == ["sheets not read: Notes"]


def test_cells_of_a_workbook_are_taken_as_they_are(tmp_path: Path) -> None:
    """Dates, times, durations and numbers as the spreadsheet holds them, not as texts."""
    book = Workbook()
    one = book.worksheets[0]
    one.title = "Visites"
    headings = ["identifiant", "personne", "latitude", "longitude", "du", "au", "plages", "durée",
                "heure habituelle", "priorité"]  # fmt: skip
    one.append(headings)
    one.append([12, "P1", 47.24, 6.02, datetime(2026, 11, 1), date(2026, 12, 1), "8h-10h",
                time(0, 45), time(8, 30), 1])  # fmt: skip
    one["H2"].number_format = numbers.FORMAT_DATE_TIME4
    two = book.create_sheet("Intervenants")
    for line in table([worker(latitude=47.23, longitude=6.01)]):
        two.append(line)
    book.save(tmp_path / "b.xlsx")
    (found,) = load(tmp_path / "b.xlsx").problem.document["visits"]
    assert found["id"] == "12@2026-11-24"
    assert found["duration_s"] == 45 * 60
    assert found["usual_start"] == "2026-11-24T08:30:00+01:00"
    assert found["priority"] == 1


def test_formulas_give_their_last_result_or_an_error(tmp_path: Path) -> None:
    """A workbook that no spreadsheet program has computed has formulas without results."""
    rows = table([visit("V1", durée="=15*2"), visit("V2", "P2", durée="#N/A")])
    book = workbook(tmp_path / "b.xlsx", Visites=rows, Intervenants=table([worker()]))
    found = [(e.code, str(e.cell), e.value) for e in fail(book)]
    assert found == [("no_result", "Visites!D2", "=15*2"), ("formula_error", "Visites!D3", "#N/A")]
    # What a spreadsheet program stores beside the formula is read.
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>15*2</f><v />", b"<f>15*2</f><v>30</v>")
    parts[sheet] = parts[sheet].replace(b"<f>15*2</f><v></v>", b"<f>15*2</f><v>30</v>")
    computed = tmp_path / "c.xlsx"
    with zipfile.ZipFile(computed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert [(e.code, str(e.cell)) for e in fail(computed)] == [("formula_error", "Visites!D3")]


def test_headings_are_known_whatever_accents_case_and_signs(tmp_path: Path, workers: Path) -> None:
    """Synonyms, English, units in brackets, a title above: all the same table."""
    lines = [
        ["Planning du secteur nord"],
        [],
        ["N°", "USAGER", "Lat.", "long", "Plage  horaire", "Duree (en min)", "remarque", "GIR"],
        ["V1", "P1", "47,24", "6,02", "8h-10h", "30", "sonner deux fois", "2"],
    ]
    path = tmp_path / "v.csv"
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    found = load(path, workers)
    assert [v["id"] for v in found.problem.document["visits"]] == ["V1@2026-11-24"]
    assert [note.text("fr") for note in found.notes] == [
        "v.csv : rien n’est lu au-dessus des titres (lignes 1 à 2)",
        "v.csv : colonnes ignorées : G (remarque), H (GIR)",
    ]


def content(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


HEAD = "identifiant;personne;latitude;longitude;plages;durée"
ROW = "V1;P1;47,24;6,02;8h-10h;30"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty_file", 0, "")),
        ("a;b;c\n1;2;3", ("no_headings", 1, "")),
        (HEAD, ("no_rows", 1, "")),
        (HEAD.replace(";durée", "") + "\nV1;P1;47,24;6,02;8h-10h", ("missing_heading", 1, "")),
        (HEAD + ";durées\n" + ROW, ("misspelt_heading", 1, "G")),
        (HEAD + ";compét.\n" + ROW, ("misspelt_heading", 1, "G")),
        (HEAD + ";temps\n" + ROW, ("repeated_heading", 1, "G")),
        (HEAD + ";\n" + ROW + ";perdu", ("no_heading_above", 2, "G")),
        (HEAD + "\n" + ROW + ";perdu;aussi", ("no_heading_above", 2, "G")),
        (HEAD + '\nV1;"P1;47,24;6,02;8h-10h;30', ("not_csv", 2, "")),
        (HEAD + "\n" + ROW.replace("V1", "V" * 200), ("too_long", 2, "A")),
    ],
)
def test_a_table_that_cannot_be_read_says_where(
    tmp_path: Path, workers: Path, text: str, expected: tuple[str, int, str]
) -> None:
    """One error, at the line and column where it is."""
    (error,) = fail(content(tmp_path / "v.csv", text), workers)
    assert (error.code, error.cell.line, error.cell.letter) == expected
    assert error.cell.sheet == "v.csv"


def archive(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_workbook"),
        (b"PK\x03\x04 broken", "not_a_workbook"),
        (archive(content_xml="<office/>"), "open_document"),
        (archive(readme="x"), "not_a_workbook"),
        (archive(xl__workbook_xml="<nothing/>"), "not_a_workbook"),
        (archive(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "not_a_workbook"),
        (b"\x00\x01\x02\x03", "not_text"),
        (b"\x81\x8d\x8f\x90", "not_text"),
    ],
)
def test_what_is_no_table_is_refused_by_name(
    tmp_path: Path, workers: Path, data: bytes, code: str
) -> None:
    """Old and protected workbooks, OpenDocument, other archives, entities, rubbish."""
    path = tmp_path / "v.xlsx"
    path.write_bytes(data)
    (error,) = fail(path, workers)
    assert (error.code, error.cell.sheet) == (code, "v.xlsx")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, workers: Path) -> None:
    """Some 300 kB that would unpack to 300 MB: refused by what the archive declares."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    (error,) = fail(path, workers)
    assert error.code == "file_too_large"


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("MAX_BYTES", 50, "file_too_large"), ("MAX_ROWS", 2, "too_many_rows"),
     ("MAX_COLUMNS", 3, "too_many_columns")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sizes_are_bounded(
    tmp_path: Path, workers: Path, monkeypatch: pytest.MonkeyPatch,
    limit: str, value: int, code: str, kind: str,
) -> None:  # fmt: skip
    """Bytes, rows and columns, in both kinds of file (limits lowered for the test)."""
    rows = [visit(f"V{n}", f"P{n}") for n in range(5)]
    if kind == "csv":
        path = csv_file(tmp_path / "v.csv", rows)
    else:
        path = workbook(tmp_path / "v.xlsx", Visites=table(rows))
    monkeypatch.setattr(sheets, limit, value)
    errors = fail(path, workers)
    assert code in {error.code for error in errors}


def test_a_lone_cell_far_below_is_told(tmp_path: Path, workers: Path) -> None:
    """A value in line 200,000 is told; the empty lines before it cost little."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in table(VISITS):
        sheet.append(line)
    sheet["A200000"] = "V3"
    book.save(tmp_path / "v.xlsx")
    (error,) = fail(tmp_path / "v.xlsx", workers)
    assert (error.code, error.cell.line) == ("too_many_rows", 200_000)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [(("Visites",), [("no_sheet", "Visites")]), (("Feuil1", "Feuil2"), [
        ("no_sheet", "Feuil1, Feuil2"), ("no_sheet", "Feuil1, Feuil2")])],
)  # fmt: skip
def test_a_workbook_without_the_sheets_is_refused(
    tmp_path: Path, titles: tuple[str, ...], expected: list[Any]
) -> None:
    """The sheets that are there are named."""
    book = workbook(tmp_path / "b.xlsx", **{title: table(VISITS) for title in titles})
    found = [(error.code, error.value) for error in fail(book)]
    assert found == expected


def test_a_csv_file_alone_lacks_the_workers(tmp_path: Path) -> None:
    """It holds one table; the errors of that one are told all the same."""
    path = csv_file(tmp_path / "v.csv", [visit("V1", durée="?")])
    assert [error.code for error in fail(path)] == ["no_workers", "bad_duration"]
